"""Numbers as the figures that people and programs read (shared/indicators.md, "Output")."""

from typing import Any

import polars as pl

from amarre.indicators.definitions import Indicator, Median, RatioOf, Scope, tallies_of
from amarre.indicators.engine import Counted, Key, Number, Numbers, breakdown_column, breakdowns_of
from amarre.indicators.specs import dataset_schemas

UNKNOWN = "unknown"
Cell = Any
ScopeResult = dict[str, Any]


def scope_result(indicator: Indicator, scope: Scope, numbers: Numbers) -> ScopeResult | None:
    """`{"value", "by"}` with what belongs to the measure and the companions; None when the scope is not counted.

    A number that does not apply is None, and then has no parts.
    """
    slots = tallies_of(indicator, scope)
    if not slots:
        return None
    result: ScopeResult = {}
    found = {slot: numbers.get(Key(indicator.code, scope, slot)) for slot in slots}
    if isinstance(indicator.measure, RatioOf):
        result.update(_ratio(_total(found.get("numerator")), _total(found.get("denominator"))))
    else:
        result["value"] = _total(found.get("value"))
    for name in indicator.companions:
        if name in slots:
            result[name] = _total(found[name])
    main = "numerator" if isinstance(indicator.measure, RatioOf) else "value"
    result["by"] = _breakdowns(indicator, scope, found) if found.get(main) else {}
    return result


def _total(counted: Counted | None) -> Number:
    return counted.total if counted else None


def _ratio(numerator: Number, denominator: Number) -> dict[str, Number]:
    value = numerator / denominator if numerator is not None and denominator else None
    return {"value": value, "numerator": numerator, "denominator": denominator}


def _breakdowns(indicator: Indicator, scope: Scope, found: dict[str, Counted | None]) -> dict[str, dict[str, Cell]]:
    return {breakdown: _cells(indicator, scope, breakdown, found) for breakdown in breakdowns_of(indicator)}


def _cells(indicator: Indicator, scope: Scope, breakdown: str, found: dict[str, Counted | None]) -> dict[str, Cell]:
    fixed = fixed_parts(indicator, scope, breakdown)
    parts = {slot: counted.by.get(breakdown, {}) for slot, counted in found.items() if counted}
    if isinstance(indicator.measure, RatioOf):
        numerators, denominators = parts.get("numerator", {}), parts.get("denominator", {})
        counted = {part for column in (numerators, denominators) for part, value in column.items() if value}
        return {
            part or UNKNOWN: _ratio(numerators.get(part) or 0, denominators.get(part) or 0)
            for part in _shown(fixed, counted)
        }
    values = parts.get("value", {})
    if isinstance(indicator.measure, Median):
        present = {part for part, value in values.items() if value is not None}
        return {part or UNKNOWN: values.get(part) for part in _shown(fixed, present)}
    return {part or UNKNOWN: values.get(part) or 0 for part in _shown(fixed, {part for part in values if values[part]})}


def _shown(fixed: tuple[str, ...], counted: set[str | None]) -> list[str | None]:
    """The words of a fixed list, all of them; another part only where something is counted; `unknown` last."""
    others = sorted(part for part in counted if part is not None and part not in fixed)
    return [*fixed, *others, *([None] if None in counted else [])]


def fixed_parts(indicator: Indicator, scope: Scope, breakdown: str) -> tuple[str, ...]:
    """The words of the breakdown's list; none where the parts are whatever the data hold."""
    tallies = tallies_of(indicator, scope)
    tally = tallies.get("value") or tallies["denominator"]
    kind = dataset_schemas()[tally.dataset][breakdown_column(breakdown, tally)]
    return tuple(kind.categories.to_list()) if isinstance(kind, pl.Enum) else ()
