"""The numbers of all indicators, one pass per dataset and grouping, as narwhals expressions (Polars here)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import narwhals as nw
import polars as pl

from amarre.indicators.definitions import SCOPES, Distinct, Indicator, Median, Scope, Sum, Tally, tallies_of
from amarre.indicators.periods import Period, years_before
from amarre.indicators.specs import AGE_AT_END, BREAKDOWN_COLUMNS, COMMON_BREAKDOWNS, dataset_specs
from amarre.rules.conditions import Where, expression, references, resolve
from amarre.rules.parameters import Figures

Number = int | float | None
Parts = dict[str | None, Number]
#: The column that says whether a row belongs to the contract's target.
IN_TARGET = "cible"
THEME = "contract.theme"


@dataclass(frozen=True)
class Question:
    """What the conditions may name after an `@`: the period, the contract's theme, the figures of the catalogue."""

    period: Period
    figures: Figures
    theme: str | None = None

    @cached_property
    def names(self) -> Mapping[str, Any]:
        """Every name with its value; `<figure>.limite` is the day that lies that many years before the end."""
        names: dict[str, Any] = {
            "period.start": self.period.start,
            "period.end": self.period.end,
            "period.year": self.period.end.year,
            THEME: self.theme,
        }
        for name, figure in self.figures.items():
            if figure.values[0].start <= self.period.end:
                value = figure.at(self.period.end).value
                names[name] = value
                if figure.unit == "ans" and isinstance(value, int):
                    names[f"{name}.limite"] = years_before(self.period.end, value)
        return names

    def applies_to(self, tally: Tally) -> bool:
        """Whether the tally can be counted: one that names the contract's theme needs a contract that has one."""
        named = set().union(*(references(where) for where in (tally.where, *tally.any_of)))
        return THEME not in named or self.theme is not None


class Key(NamedTuple):
    """Where a number stands: indicator, scope, and slot (`value`, `numerator`, `denominator` or a companion)."""

    code: str
    scope: Scope
    slot: str


@dataclass
class Counted:
    """A total and its parts by breakdown; the part None is an empty cell."""

    total: Number = None
    by: dict[str, Parts] = field(default_factory=dict)


class _Item(NamedTuple):
    key: Key
    tally: Tally
    columns: Mapping[str, str]


Numbers = Mapping[Key, Counted]
Rows = nw.DataFrame[pl.DataFrame]
FrameOf = Callable[[str], pl.DataFrame]


def breakdowns_of(indicator: Indicator) -> tuple[str, ...]:
    """The breakdowns of the indicator's value: those that its dataset carries, and the column it names."""
    return (*COMMON_BREAKDOWNS[dataset_specs()[indicator.dataset].subject], *indicator.breakdowns)


def breakdown_column(breakdown: str, tally: Tally) -> str:
    """The column of a breakdown; the age is that of the act's date, or of the end of the period for a stock."""
    if breakdown == "age":
        return f"age_{tally.dated_by}" if tally.dated_by else AGE_AT_END
    return BREAKDOWN_COLUMNS.get(breakdown, breakdown)


def count(indicators: Iterable[Indicator], frame_of: FrameOf, question: Question) -> Numbers:
    """Every number of the indicators in both scopes, breakdowns included.

    `frame_of(dataset)` gives the rows with the columns of the period and, where a contract has a target, the boolean
    `cible`; without that column the target is not counted. A tally that does not apply has no entry. A sum or a
    count of nothing is 0, a median of nothing None.
    """
    items = [item for indicator in indicators for scope in SCOPES for item in _items(indicator, scope, question)]
    by_dataset: dict[str, list[_Item]] = {}
    for item in items:
        by_dataset.setdefault(item.tally.dataset, []).append(item)
    numbers: dict[Key, Counted] = {}
    for dataset, wanted in by_dataset.items():
        numbers.update(_pass(frame_of(dataset), wanted, question))
    return numbers


def _items(indicator: Indicator, scope: Scope, question: Question) -> list[_Item]:
    breakdowns = breakdowns_of(indicator)
    items = []
    for slot, tally in tallies_of(indicator, scope).items():
        if question.applies_to(tally):
            own = () if slot in indicator.companions else breakdowns
            columns = {breakdown: breakdown_column(breakdown, tally) for breakdown in own}
            items.append(_Item(Key(indicator.code, scope, slot), tally, columns))
    return items


def mask_of(tally: Tally, question: Question) -> nw.Expr:
    """True on the rows that the tally counts, whatever the scope."""
    tests = _tests(tally, question)
    return nw.all_horizontal(*(_either(branches) for branches in tests), ignore_nulls=True) if tests else nw.lit(True)


def _tests(tally: Tally, question: Question) -> list[tuple[Where, ...]]:
    """The conditions that a row must all fulfil, resolved: each is a choice of branches, most often of one."""
    period, names = question.period, question.names
    conditions: list[tuple[Where, ...]] = [({column: tests},) for column, tests in resolve(tally.where, names).items()]
    if tally.any_of:
        conditions.append(tuple(resolve(where, names) for where in tally.any_of))
    if tally.dated_by:
        conditions.append(({tally.dated_by: {"ge": period.start, "le": period.end}},))
    return conditions


def _either(branches: tuple[Where, ...]) -> nw.Expr:
    if len(branches) == 1:
        return expression(branches[0])
    return nw.any_horizontal(*(expression(branch) for branch in branches), ignore_nulls=True)


def _pass(frame: pl.DataFrame, items: list[_Item], question: Question) -> dict[Key, Counted]:
    """One dataset: masks once, rows that nobody counts dropped, totals, then one grouping per breakdown column."""
    items = [item for item in items if IN_TARGET in frame.columns or item.key.scope == "all"]
    if not items:
        return {}
    rows, masks = _masked(nw.from_native(frame, eager_only=True), items, question)
    # What several figures share, such as the denominator of three ratios, is measured once.
    names: dict[tuple[str, str], str] = {}
    aggregates: dict[str, nw.Expr] = {}
    name_of: dict[Key, str] = {}
    for item in items:
        shared = (masks[item.key], repr(item.tally.measure))
        if shared not in names:
            names[shared] = f"n{len(names)}"
            aggregates[names[shared]] = _measured(item.tally, masks[item.key]).alias(names[shared])
        name_of[item.key] = names[shared]
    totals = rows.select(*aggregates.values()).rows(named=True)[0]
    counted = {item.key: Counted(_tidy(totals[name_of[item.key]])) for item in items}
    for column in sorted({column for item in items for column in item.columns.values()}):
        grouped = [item for item in items if column in item.columns.values()]
        wanted = {name_of[item.key]: aggregates[name_of[item.key]] for item in grouped}
        groups = rows.group_by(column).agg(*wanted.values()).to_dict(as_series=False)
        for item in grouped:
            breakdown = next(one for one, held in item.columns.items() if held == column)
            values = map(_tidy, groups[name_of[item.key]])
            counted[item.key].by[breakdown] = dict(zip(groups[column], values, strict=True))
    return counted


def _masked(frame: Rows, items: list[_Item], question: Question) -> tuple[Rows, dict[Key, str]]:
    """The rows that some item counts, with one boolean column per different condition, and per scope."""
    tests: dict[str, nw.Expr] = {}
    test_names: dict[str, str] = {}
    masks: dict[str, tuple[str, ...]] = {}
    mask_names: dict[Key, str] = {}
    for item in items:
        wanted = []
        for branches in _tests(item.tally, question):
            written = repr(branches)
            if written not in test_names:
                test_names[written] = f"t{len(test_names)}"
                tests[test_names[written]] = _either(branches)
            wanted.append(test_names[written])
        name = "m_" + "_".join(sorted(wanted))
        masks[name] = tuple(wanted)
        mask_names[item.key] = name if item.key.scope == "all" else f"{name}_{IN_TARGET}"
    kept = {column for item in items for column in (*item.columns.values(), *_columns_measured(item.tally))}
    kept |= {IN_TARGET} & set(frame.columns)
    rows = frame.select(*sorted(kept), *(test.alias(name) for name, test in tests.items()))
    conditions = [_all_of(wanted).alias(name) for name, wanted in masks.items()]
    rows = rows.select(*sorted(kept), *conditions)
    rows = rows.filter(nw.any_horizontal(*(nw.col(name) for name in masks), ignore_nulls=True))
    if IN_TARGET in kept:
        rows = rows.with_columns((nw.col(name) & nw.col(IN_TARGET)).alias(f"{name}_{IN_TARGET}") for name in masks)
    return rows, mask_names


def _all_of(tests: tuple[str, ...]) -> nw.Expr:
    if not tests:
        return nw.lit(True)
    return (
        nw.all_horizontal(*(nw.col(name) for name in tests), ignore_nulls=True) if len(tests) > 1 else nw.col(tests[0])
    )


def _columns_measured(tally: Tally) -> tuple[str, ...]:
    match tally.measure:
        case Distinct(distinct=column) | Sum(sum=column) | Median(median=column):
            return (column,)
    return ()


def _measured(tally: Tally, mask: str) -> nw.Expr:
    match tally.measure:
        case Distinct(distinct=column):
            return nw.col(column).filter(nw.col(mask)).n_unique()
        case Sum(sum=column):
            return nw.col(column).filter(nw.col(mask)).sum()
        case Median(median=column):
            return nw.col(column).filter(nw.col(mask)).median()
    return nw.col(mask).sum()


def _tidy(value: Any) -> Number:
    # Sums of decimals (full-time equivalents) are given to six places, whatever the order of the addition.
    return round(value, 6) if isinstance(value, float) else value
