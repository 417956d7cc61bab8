"""Every small mistake that could be made in a rule of the catalogue: the rule as written but for one thing."""

from collections.abc import Iterator, Mapping
from typing import Any

from amarre.rules.parameters import Figure, Figures

Raw = dict[str, Any]
#: What each comparison is easily taken for.
TAKEN_FOR: Mapping[str, tuple[str, ...]] = {
    "gt": ("ge",), "ge": ("gt",), "lt": ("le",), "le": ("lt",), "is": ("not",), "not": ("is",),
}  # fmt: skip


def mutants(raw: Raw) -> Iterator[tuple[str, Raw]]:
    """Each mistake in the conditions and the days of a rule: what it is, and the rule that has it."""
    ways = [{**raw.get("where", {}), **way} for way in raw.get("any_of") or [{}]]
    plain = {**raw, "where": {}, "any_of": ways}
    for number, way in enumerate(ways):
        if len(ways) > 1:
            yield f"way {number + 1} left out", {**plain, "any_of": [*ways[:number], *ways[number + 1 :]]}
        for column in way:
            rest = {name: tests for name, tests in way.items() if name != column}
            if rest:
                yield f"way {number + 1}, {column} not tested", _with(plain, number, rest)
            for said, tests in _tests(way[column]):
                yield f"way {number + 1}, {column}: {said}", _with(plain, number, {**rest, column: tests})
            unknown = {**rest, column: {"missing": True}}
            if unknown not in ways:
                yield f"way {number + 1}, {column} unknown holds", {**plain, "any_of": [*ways, unknown]}
    if raw.get("judged_on"):
        yield "judged by the law of the day of analysis", {**raw, "judged_on": None}
    yield from _days(raw)


def _with(plain: Raw, number: int, way: Raw) -> Raw:
    ways: list[Raw] = plain["any_of"]
    return {**plain, "any_of": [*ways[:number], way, *ways[number + 1 :]]}


def _tests(wanted: Any) -> Iterator[tuple[str, Raw]]:
    tests = wanted if isinstance(wanted, dict) else {"in": wanted} if isinstance(wanted, list) else {"is": wanted}
    for op, value in tests.items():
        others = {name: one for name, one in tests.items() if name != op}
        for other in TAKEN_FOR.get(op, ()):
            yield f"{other} for {op}", {**others, other: value}
        if isinstance(value, bool):
            yield f"{op} {not value}", {**others, op: not value}
        elif isinstance(value, int | float):
            yield from ((f"{op} {value + more}", {**others, op: value + more}) for more in (1, -1))
        elif isinstance(value, list) and len(value) > 1:
            yield from ((f"{op} without {one}", {**others, op: [kept for kept in value if kept != one]})
                        for one in value)  # fmt: skip


def _days(raw: Raw) -> Iterator[tuple[str, Raw]]:
    if raw.get("kind") == "due" and raw.get("text_late"):
        yield "silent once late", {**raw, "past": "silent"}
    if raw.get("past") == "silent":
        yield "late instead of silent", {**raw, "past": "late", "text_late": raw["text"]}
    for name in ("since", "due", "until"):
        moment = raw.get(name)
        if moment is None or "examples" not in raw or raw.get("kind") is None:
            continue
        whole = {"from": moment} if isinstance(moment, str) else moment
        for more in (1, -1):
            yield f"{name} {more:+} day", {**raw, name: {**whole, "days": whole.get("days", 0) + more}}


def shifted(figures: Figures, name: str, more: int) -> Figures | None:
    """The figures where that one is more, or less, at every date; None where it is not a number."""
    figure: Figure = figures[name]
    if not all(isinstance(dated.value, int) for dated in figure.values):
        return None
    values = tuple(
        dated.model_copy(update={"value": dated.value + more})  # type: ignore[operator]
        for dated in figure.values
    )
    return {**figures, name: figure.model_copy(update={"values": values})}
