"""Numbers as the figures that people and programs read (shared/indicators.md, "Output")."""

from collections.abc import Mapping
from typing import Any

from amarre.indicators.definitions import Indicator, Median, RatioOf, Scope, Tally, tallies_of
from amarre.indicators.engine import Counted, Key, Number, Numbers, breakdown_column, breakdowns_of
from amarre.indicators.specs import words_of

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
    counted = {slot: number for slot, number in found.items() if number}
    result["by"] = (
        {breakdown: _cells(indicator, breakdown, slots, counted) for breakdown in breakdowns_of(indicator)}
        if main in counted
        else {}
    )
    return result


def _total(counted: Counted | None) -> Number:
    return counted.total if counted else None


def _ratio(numerator: Number, denominator: Number) -> dict[str, Number]:
    value = numerator / denominator if numerator is not None and denominator else None
    return {"value": value, "numerator": numerator, "denominator": denominator}


def _cells(
    indicator: Indicator, breakdown: str, slots: Mapping[str, Tally], counted: Mapping[str, Counted]
) -> dict[str, Cell]:
    parts = {slot: number.by.get(breakdown, {}) for slot, number in counted.items()}
    if isinstance(indicator.measure, RatioOf):
        fixed = _fixed(breakdown, slots["denominator"])
        numerators, denominators = parts["numerator"], parts["denominator"]
        present = {part for column in (numerators, denominators) for part, value in column.items() if value}
        return {
            part or UNKNOWN: _ratio(numerators.get(part) or 0, denominators.get(part) or 0)
            for part in _shown(fixed, present)
        }
    fixed, values = _fixed(breakdown, slots["value"]), parts["value"]
    if isinstance(indicator.measure, Median):
        present = {part for part, value in values.items() if value is not None}
        return {part or UNKNOWN: values.get(part) for part in _shown(fixed, present)}
    return {part or UNKNOWN: values.get(part) or 0 for part in _shown(fixed, {part for part in values if values[part]})}


def _shown(fixed: tuple[str, ...], counted: set[str | None]) -> list[str | None]:
    """The words of a fixed list, all of them; another part only where something is counted; `unknown` last."""
    others = sorted(part for part in counted if part is not None and part not in fixed)
    return [*fixed, *others, *([None] if None in counted else [])]


def _fixed(breakdown: str, tally: Tally) -> tuple[str, ...]:
    return words_of(tally.dataset, breakdown_column(breakdown, tally))
