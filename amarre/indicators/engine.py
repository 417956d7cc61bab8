"""The numbers of all indicators, one pass per dataset and grouping, as narwhals expressions (Polars here)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
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

    def names(self) -> dict[str, Any]:
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


def mask_of(tally: Tally, question: Question, names: Mapping[str, Any]) -> nw.Expr:
    """True on the rows that the tally counts, whatever the scope."""
    tests = [expression(resolve(tally.where, names))]
    if tally.any_of:
        tests.append(
            nw.any_horizontal(*(expression(resolve(where, names)) for where in tally.any_of), ignore_nulls=True)
        )
    if tally.dated_by:
        period = question.period
        dated: Where = {tally.dated_by: {"ge": period.start, "le": period.end}}
        tests.append(expression(dated))
    return nw.all_horizontal(*tests, ignore_nulls=True)


def _pass(frame: pl.DataFrame, items: list[_Item], question: Question) -> dict[Key, Counted]:
    """One dataset: masks once, rows that nobody counts dropped, totals, then one grouping per breakdown column."""
    has_target = IN_TARGET in frame.columns
    items = [item for item in items if has_target or item.key.scope == "all"]
    rows, mask_names = _masked(nw.from_native(frame, eager_only=True), items, question)
    named = {f"n{number}": item for number, item in enumerate(items)}
    sums = {name: _measured(item, mask_names[item.key]).alias(name) for name, item in named.items()}
    counted = {item.key: Counted() for item in items}
    if not sums:
        return counted
    totals = rows.select(*sums.values()).row(0)
    for item, total in zip(named.values(), totals, strict=True):
        counted[item.key].total = _tidy(total)
    for column in sorted({column for item in items for column in item.columns.values()}):
        grouped = {name: sums[name] for name, item in named.items() if column in item.columns.values()}
        groups = rows.group_by(column).agg(*grouped.values())
        parts = groups[column].to_list()
        for name in grouped:
            item = named[name]
            breakdown = next(one for one, held in item.columns.items() if held == column)
            values = (_tidy(value) for value in groups[name].to_list())
            counted[item.key].by[breakdown] = dict(zip(parts, values, strict=True))
    return counted


def _masked(
    frame: nw.DataFrame[pl.DataFrame], items: list[_Item], question: Question
) -> tuple[nw.DataFrame[pl.DataFrame], dict[Key, str]]:
    """The rows that some item counts, with one boolean column per different condition and scope."""
    names = question.names()
    masks: dict[str, nw.Expr] = {}
    of_condition: dict[str, str] = {}
    mask_names: dict[Key, str] = {}
    for item in items:
        condition = repr((item.tally.where, item.tally.any_of, item.tally.dated_by))
        if condition not in of_condition:
            of_condition[condition] = f"m{len(of_condition)}"
            masks[of_condition[condition]] = mask_of(item.tally, question, names)
        name = of_condition[condition]
        mask_names[item.key] = name if item.key.scope == "all" else f"{name}_{IN_TARGET}"
    kept = {column for item in items for column in (*item.columns.values(), *_columns_measured(item.tally))}
    rows = frame.select(
        *sorted(kept | ({IN_TARGET} & set(frame.columns))), *(mask.alias(name) for name, mask in masks.items())
    )
    rows = rows.filter(nw.any_horizontal(*(nw.col(name) for name in masks), ignore_nulls=True)) if masks else rows
    if IN_TARGET in frame.columns:
        rows = rows.with_columns(
            (nw.col(name) & nw.col(IN_TARGET).fill_null(False)).alias(f"{name}_{IN_TARGET}") for name in masks
        )
    return rows, mask_names


def _columns_measured(tally: Tally) -> tuple[str, ...]:
    match tally.measure:
        case Distinct(distinct=column) | Sum(sum=column) | Median(median=column):
            return (column,)
    return ()


def _measured(item: _Item, mask: str) -> nw.Expr:
    match item.tally.measure:
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
