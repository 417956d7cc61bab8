"""What the parts of a synthetic service share: the draws, the rates, the period, the tables made so far."""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np

from amarre.exchange.synthetic.draws import EMPTY, Draws, Flags, Floats, Ints, Texts
from amarre.exchange.synthetic.rates import Rates

EPOCH = date(1970, 1, 1)
#: One column of a table under way: words, numbers, days since 1970, row numbers of the table referred to, booleans.
AnyColumn = Texts | Ints | Floats | Flags
Columns = dict[str, AnyColumn]


def day(when: date) -> int:
    """The day as a number of days since 1970."""
    return (when - EPOCH).days


def years_of(days: Ints) -> Ints:
    """The calendar year of each day."""
    return days.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970


@dataclass
class World:
    """A synthetic service under way."""

    workers: int
    year: int
    draws: Draws
    rates: Rates
    tables: dict[str, Columns] = field(default_factory=dict)

    @cached_property
    def years(self) -> tuple[int, int, int]:
        """The three years of the set."""
        return (self.year - 2, self.year - 1, self.year)

    @cached_property
    def first(self) -> int:
        """1 January of the first year."""
        return day(date(self.year - 2, 1, 1))

    @cached_property
    def last(self) -> int:
        """31 December of the last year: no fact lies after it."""
        return day(date(self.year, 12, 31))

    def bounds(self, year: int) -> tuple[int, int]:
        """The first and last day of a year."""
        return day(date(year, 1, 1)), day(date(year, 12, 31))

    def ints(self, table: str, column: str) -> Ints:
        """A column of numbers, dates or references."""
        values = self.tables[table][column]
        assert np.issubdtype(values.dtype, np.integer)
        return values  # type: ignore[return-value]

    def texts(self, table: str, column: str) -> Texts:
        """A column of words."""
        values = self.tables[table][column]
        assert np.issubdtype(values.dtype, np.str_)
        return values  # type: ignore[return-value]

    def yearly(self, name: str) -> int:
        """How many acts of that rate a year."""
        return self.rates.yearly(name, self.workers)

    def add(self, table: str, columns: Columns, *, by: str | None = None) -> None:
        """Keep a table, in the order of a date: its identifiers will follow it."""
        if by is not None:
            order = np.argsort(columns[by], kind="stable")
            columns = {name: values[order] for name, values in columns.items()}
        self.tables[table] = columns


@dataclass(frozen=True)
class Followed:
    """What the acts need to know of every job, one array each."""

    worker: Ints
    establishment: Ints
    start: Ints  # first day on which an act may fall, inside the period
    end: Ints  # last such day
    born: Ints
    woman: Flags
    reinforced: Flags
    public: Flags
    strain: Floats  # how much more often than elsewhere health fails there; 1 over all the days followed

    def present(self, low: int, high: int) -> Floats:
        """The part of an interval of days during which each job is followed."""
        days = np.minimum(self.end, high) - np.maximum(self.start, low) + 1
        part: Floats = np.clip(days, 0, None) / (high - low + 1)
        return part

    def over_50(self, when: int) -> Flags:
        """Whose worker is 50 or more on that day."""
        return self.born <= when - 18_263


def stack(*parts: Columns) -> Columns:
    """Rows of the same columns, one after the other."""
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def optional_days(known: Flags, days: Ints) -> Ints:
    """The days where known, empty elsewhere."""
    return np.where(known, days, EMPTY)
