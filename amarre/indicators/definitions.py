"""What an indicator's file says (catalogue/indicators/*.yaml), read into frozen models."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, Field, field_validator, model_validator

from amarre.lib.errors import UnknownName
from amarre.rules.catalogue import Entry, NamedEntry, read_folder
from amarre.rules.conditions import Where, parse_where

Scope = Literal["all", "target"]
SCOPES: tuple[Scope, ...] = ("all", "target")


class Distinct(Entry):
    """A number of different workers or establishments."""

    distinct: Literal["travailleur", "etablissement"]


class Sum(Entry):
    """The sum of a column; an empty cell adds nothing."""

    sum: str


class Median(Entry):
    """The middle value of a column, the mean of the two in the middle for an even number of values."""

    median: str


Measure = Literal["count"] | Distinct | Sum | Median


class Part(Entry):
    """What one number counts: rows of a dataset, dated in the period where `dated_by` names the date, that fulfil
    `where` and, if given, one of `any_of`. Inside an indicator, what is left out is the indicator's own, and `where`
    adds to its conditions."""

    dataset: str | None = None
    dated_by: str | None = None
    where: Mapping[str, Any] = {}
    any_of: tuple[Mapping[str, Any], ...] = ()
    measure: Measure | None = None

    @field_validator("where")
    @classmethod
    def _where_known(cls, where: Mapping[str, Any]) -> Mapping[str, Any]:
        parse_where(where)
        return where

    @field_validator("any_of")
    @classmethod
    def _any_of_known(cls, any_of: tuple[Mapping[str, Any], ...]) -> tuple[Mapping[str, Any], ...]:
        for where in any_of:
            parse_where(where)
        return any_of


class Ratio(Entry):
    """A numerator over a denominator, both shown."""

    numerator: Part
    denominator: Part


class RatioOf(Entry):
    """The measure of a ratio."""

    ratio: Ratio


class Companion(Part):
    """A number shown beside the value; `scopes` where it has other scopes than the indicator."""

    target: Part | None = None
    scopes: tuple[Scope, ...] | None = None


class Example(Entry):
    """Rows drawn as a table (or tables by dataset), and the numbers that they must give."""

    says: str
    rows: str | Mapping[str, str]
    period: int | str = 2026
    theme: str | None = None
    expect: Any = None
    target: Any = None
    companions: Mapping[str, Any] = {}
    by: Mapping[str, Mapping[int | str, Any]] = {}


class Indicator(NamedEntry):
    """One indicator; its breakdowns are the common ones of its dataset and the column it names."""

    code: str = Field(pattern=r"^[A-Z][0-9]{2}$")
    label: str
    unit: str
    sources: tuple[str, ...] = Field(min_length=1)
    owner: str
    note: str | None = None
    dataset: str
    dated_by: str | None = None
    where: Mapping[str, Any] = {}
    any_of: tuple[Mapping[str, Any], ...] = ()
    measure: Measure | RatioOf
    target: Part | None = None
    companions: Mapping[str, Companion] = {}
    scopes: tuple[Scope, ...] = SCOPES
    breakdowns: tuple[str, ...] = ()
    better: Literal["higher", "lower", "neither"]
    examples: tuple[Example, ...] = Field(min_length=1)

    @field_validator("where")
    @classmethod
    def _where_known(cls, where: Mapping[str, Any]) -> Mapping[str, Any]:
        parse_where(where)
        return where

    @model_validator(mode="after")
    def _target_counts_another(self) -> "Indicator":
        if self.target and isinstance(self.measure, RatioOf):
            raise ValueError("a ratio counts the same in both scopes: leave `target` out")
        return self


class Tally(BaseModel):
    """One number to count, everything written out."""

    model_config = {"frozen": True}

    dataset: str
    dated_by: str | None
    where: Where
    any_of: tuple[Where, ...]
    measure: Measure


def tallies_of(indicator: Indicator, scope: Scope) -> dict[str, Tally]:
    """What the indicator counts in a scope, by slot: `value`, or `numerator` and `denominator`, then companions."""
    whole = Part(dataset=indicator.dataset, dated_by=indicator.dated_by, where=indicator.where, any_of=indicator.any_of)
    slots: dict[str, Part] = {}
    if scope in indicator.scopes:
        if isinstance(indicator.measure, RatioOf):
            ratio = indicator.measure.ratio
            slots = {"numerator": _within(whole, ratio.numerator), "denominator": _within(whole, ratio.denominator)}
        else:
            counted = whole.model_copy(update={"measure": indicator.measure})
            slots = {"value": _within(counted, indicator.target) if indicator.target and scope == "target" else counted}
    for name, companion in indicator.companions.items():
        if scope in (companion.scopes or indicator.scopes):
            measured = indicator.measure if not isinstance(indicator.measure, RatioOf) else "count"
            part = _within(whole.model_copy(update={"measure": measured}), companion)
            slots[name] = _within(part, companion.target) if companion.target and scope == "target" else part
    return {slot: _tally(part) for slot, part in slots.items()}


def _within(whole: Part, part: Part) -> Part:
    """The part with what it leaves out taken from the whole; another dataset takes nothing but the dates' column."""
    if part.dataset and part.dataset != whole.dataset:
        return Part(
            dataset=part.dataset,
            dated_by=part.dated_by or whole.dated_by,
            where=part.where,
            any_of=part.any_of,
            measure=part.measure or whole.measure,
        )
    return Part(
        dataset=whole.dataset,
        dated_by=part.dated_by or whole.dated_by,
        where={**whole.where, **part.where},
        any_of=part.any_of or whole.any_of,
        measure=part.measure or whole.measure,
    )


def _tally(part: Part) -> Tally:
    return Tally(
        dataset=part.dataset or "",
        dated_by=part.dated_by,
        where=parse_where(part.where),
        any_of=tuple(parse_where(where) for where in part.any_of),
        measure=part.measure or "count",
    )


@cache
def read_indicators(folder: Path) -> Mapping[str, Indicator]:
    """Every indicator by code, in the order of their files' names; CatalogueError names file and line."""
    return read_folder(folder, Indicator)


def indicator_of(folder: Path, code: str) -> Indicator:
    """The indicator of that code; UnknownName lists the known ones."""
    indicators = read_indicators(folder)
    if code not in indicators:
        raise UnknownName("Indicateur", code, list(indicators))
    return indicators[code]
