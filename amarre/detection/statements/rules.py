"""Statements of the law as files: `catalogue/statements/*.yaml`, one rule each, read by people of the field."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, field_validator, model_validator

from amarre.detection.jobs.facts import FACTS
from amarre.detection.rules import both, check_column
from amarre.detection.sentences import names_in
from amarre.rules.branches import Branch, branches
from amarre.rules.catalogue import Entry, NamedEntry, read_folder
from amarre.rules.conditions import Where, parse_where, references
from amarre.rules.parameters import Figures

#: The days of a statement, which its sentence may name besides the facts and the figures.
MOMENTS = ("since", "due_on", "until")
Kind = Literal["open", "due", "late", "forbidden", "recommended", "info"]


class Moment(Entry):
    """A day: that of a fact, a figure later (in the figure's unit), and a number of calendar days besides."""

    start: str = Field(alias="from")
    plus: str | None = None
    days: int = 0

    @field_validator("start")
    @classmethod
    def _known_date(cls, name: str) -> str:
        if name not in FACTS or FACTS[name].type != "date":
            raise ValueError(f"{name} is not a date among the facts")
        return name

    @field_validator("plus")
    @classmethod
    def _a_figure(cls, name: str | None) -> str | None:
        if name is not None and not name.startswith("@"):
            raise ValueError(f"{name}: write a figure as @file.name")
        return name and name[1:]


class StatementExample(Entry):
    """Facts on a day, and what is said: the kind (null: nothing), and the dates, certainty and text where given."""

    day: date
    given: Mapping[str, Any]
    kind: Kind | None
    since: date | None = None
    due_on: date | None = None
    until: date | None = None
    confirmed: bool | None = None
    text: str | None = None


class StatementRule(NamedEntry):
    """What follows from the facts of a job on a day.

    It holds when `where` does and, if there are any, one of `any_of`. `judged_on` is the fact whose date chooses the
    figures. A rule of kind due is late after `due`, with the words of `text_late`; `past: silent` says nothing then,
    for duties whose fulfilment nobody tells the service. `relies_on` are figures that do not compare with a fact but
    whose doubt is that of the statement; one of value 0 switches the rule off. `medical: true` reveals a cause, an
    opinion or measures: for health professionals only.
    """

    code: str = Field(pattern=r"^[a-z][a-z0-9_]{2,59}$")
    says: str = Field(pattern=r"^[a-z][a-z0-9_]{2,59}$")
    kind: Literal["open", "due", "forbidden", "recommended", "info"]
    label: str
    where: Mapping[str, Any]
    any_of: tuple[Mapping[str, Any], ...] = ()
    judged_on: str | None = None
    relies_on: tuple[str, ...] = ()
    since: Moment
    due: Moment | None = None
    until: Moment | None = None
    past: Literal["late", "silent"] = "late"
    text: str
    text_late: str | None = None
    reference: str
    medical: bool = False
    rules: tuple[str, ...] = ()
    note: str | None = None
    examples: tuple[StatementExample, ...] = Field(min_length=3)

    @field_validator("since", "due", "until", mode="before")
    @classmethod
    def _a_fact_alone(cls, raw: Any) -> Any:
        return {"from": raw} if isinstance(raw, str) else raw

    @field_validator("where", "any_of")
    @classmethod
    def _tests_of_known_facts(cls, value: Any) -> Any:
        for raw in (value,) if isinstance(value, Mapping) else value:
            for column, tests in parse_where(raw).items():
                check_column(column, tests, FACTS)
        return value

    @field_validator("text", "text_late")
    @classmethod
    def _sentence_of_known_facts(cls, template: str | None) -> str | None:
        for name in names_in(template or ""):
            if "." not in name and name not in FACTS and name not in MOMENTS:
                raise ValueError(f"{name} is not one of the facts")
        if template is not None and not template.endswith("."):
            raise ValueError("the sentence must end with a full stop")
        return template

    @model_validator(mode="after")
    def _of_a_piece(self) -> "StatementRule":
        if self.kind == "due" and self.due is None:
            raise ValueError("due: a duty has a day by which it is due")
        if self.kind == "due" and self.past == "late" and self.text_late is None:
            raise ValueError("text_late: say what a late duty says")
        return self

    @property
    def alternatives(self) -> list[Where]:
        """Every way to fulfil the rule: `where` with each of `any_of`."""
        common = parse_where(self.where)
        return [both(common, parse_where(raw)) for raw in self.any_of] or [common]

    @property
    def moments(self) -> list[Moment]:
        """The days that the statement carries."""
        return [moment for moment in (self.since, self.due, self.until) if moment]

    @property
    def also(self) -> list[str]:
        """The figures read outside the conditions."""
        named = [name for name in names_in(self.text + (self.text_late or "")) if "." in name]
        return sorted({*self.relies_on, *named, *(moment.plus for moment in self.moments if moment.plus)})

    @property
    def facts_used(self) -> list[str]:
        """The facts that decide or date the statement."""
        tested = [column for where in self.alternatives for column in where]
        dated = [moment.start for moment in self.moments]
        return list(dict.fromkeys([*tested, *filter(None, (self.judged_on,)), *dated]))

    @property
    def figures_used(self) -> set[str]:
        """The figures that the rule names."""
        return {name for where in self.alternatives for name in references(where)} | set(self.also)

    def ways(self, figures: Figures, day: date) -> list[Branch]:
        """The ways to fulfil the rule that day, the surest first; none where the law did not yet know the thing."""
        if not all(figures[name].in_force(day) for name in self.figures_used):
            return []
        found = branches(self.alternatives, figures, day, self.judged_on, self.also)
        return [way for way in found if all(way.values[name] != 0 for name in self.relies_on)]


@cache
def read_statements(folder: Path) -> Mapping[str, StatementRule]:
    """Every rule of the folder by code; CatalogueError where a file does not bear the code of its rule."""
    return read_folder(folder, StatementRule)
