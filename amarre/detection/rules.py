"""Detection rules as files: `catalogue/signals/*.yaml`, one rule each, read by people of the field."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

from django.conf import settings
from pydantic import Field, ValidationInfo, field_validator, model_validator

from amarre.detection.datasets import DATASETS, Dataset
from amarre.detection.facts import Fact
from amarre.detection.sentences import names_in
from amarre.lib.errors import DomainError
from amarre.rules.branches import Branch, branches
from amarre.rules.catalogue import Entry, NamedEntry, read_folder
from amarre.rules.conditions import Operator, Where, parse_where, references
from amarre.rules.parameters import Figures

PYTHON_TYPES: Mapping[str, tuple[type, ...]] = {
    "date": (date,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "string": (str,),
}


#: What acting on a signal changes: points, for the order of the list.
BENEFITS: Mapping[str, int] = {"high": 3, "normal": 2, "low": 1}


class Example(Entry):
    """A worked example: facts on a day, whether the rule raises, and with which sentence and certainty."""

    day: date
    given: Mapping[str, Any]
    raised: bool
    reason: str | None = None
    confirmed: bool | None = None


class SignalRule(NamedEntry):
    """A detection rule.

    A row of the dataset raises the signal when `where` holds and, if there are any, one of `any_of`. `since` is the
    fact that dates the episode: a new value is a new episode. `subject` is the fact that tells apart several signals
    of one worker. `benefit` is what acting changes, between signals of one priority. `judged_on` is the fact whose
    date chooses the figures; by default the day of the analysis. `medical` marks what reveals a disability title, a
    pension, a measure, an index or a request to a physician: those who read no health data never see that signal.
    """

    code: str = Field(pattern=r"^[a-z][a-z0-9_]{2,59}$")
    label: str
    priority: Literal["high", "normal", "low"]
    benefit: Literal["high", "normal", "low"] = "normal"
    dataset: str
    where: Mapping[str, Any]
    any_of: tuple[Mapping[str, Any], ...] = ()
    judged_on: str | None = None
    since: str
    subject: str | None = None
    because: str
    suggest: str
    reference: str
    note: str | None = None
    medical: bool = False
    examples: tuple[Example, ...] = Field(min_length=4)

    @field_validator("dataset")
    @classmethod
    def _known_dataset(cls, name: str) -> str:
        if name not in DATASETS:
            raise ValueError(f"{name} is not one of {', '.join(DATASETS)}")
        return name

    @field_validator("where", "any_of")
    @classmethod
    def _tests_of_known_facts(cls, value: Any, info: ValidationInfo) -> Any:
        facts = _facts_of(info)
        for raw in (value,) if isinstance(value, Mapping) else value:
            for column, tests in parse_where(raw).items():
                check_column(column, tests, facts)
        return value

    @field_validator("judged_on", "since", "subject")
    @classmethod
    def _known_fact(cls, name: str | None, info: ValidationInfo) -> str | None:
        facts = _facts_of(info)
        if name is None or not facts:
            return name
        _known(name, facts)
        wanted = "string" if info.field_name == "subject" else "date"
        if facts[name].type != wanted:
            raise ValueError(f"{name} is not a {wanted}")
        return name

    @field_validator("because")
    @classmethod
    def _sentence_of_known_facts(cls, template: str, info: ValidationInfo) -> str:
        for name in names_in(template):
            if "." not in name:
                _known(name, _facts_of(info))
        if not template.endswith("."):
            raise ValueError("the sentence must end with a full stop")
        return template

    @model_validator(mode="after")
    def _judged_by_one_day(self) -> "SignalRule":
        tested = {op for where in self.alternatives for op in where.get(self.judged_on or "", {})}
        if tested - {"missing"}:
            raise ValueError(f"judged_on: {self.judged_on} chooses the figures, it cannot be compared as well")
        return self

    @property
    def alternatives(self) -> list[Where]:
        """Every way to fulfil the rule: `where` with each of `any_of`."""
        common = parse_where(self.where)
        return [both(common, parse_where(raw)) for raw in self.any_of] or [common]

    def ways(self, figures: Figures, day: date) -> list[Branch]:
        """The ways to fulfil the rule that day, the surest first; none where the law did not yet know the thing."""
        if unknown := unknown_figures(self, figures):
            raise DomainError(f"« @{unknown[0]} » n'est pas une valeur du catalogue.", code="figure.unknown")
        if not all(figures[name].in_force(day) for name in self.figures_used):
            return []
        return branches(self.alternatives, figures, day, self.judged_on)

    @property
    def source(self) -> Dataset:
        """The dataset that the rule is written about."""
        return DATASETS[self.dataset]

    @property
    def facts_used(self) -> list[str]:
        """The facts that the conditions and the sentence read, `since` and `subject` included."""
        tested = [column for where in self.alternatives for column in where]
        named = [name for name in names_in(self.because) if "." not in name]
        return list(dict.fromkeys([*tested, *filter(None, (self.judged_on, self.since, self.subject)), *named]))

    @property
    def figures_used(self) -> set[str]:
        """The figures that the conditions and the sentence name."""
        tested = {name for where in self.alternatives for name in references(where)}
        return tested | {name for name in names_in(self.because) if "." in name}


def _facts_of(info: ValidationInfo) -> Mapping[str, Fact]:
    return DATASETS[info.data["dataset"]].facts if "dataset" in info.data else {}


def _known(name: str, facts: Mapping[str, Fact]) -> None:
    # Without facts the dataset itself is unknown, and that mistake is the one to name.
    if facts and name not in facts:
        raise ValueError(f"{name} is not one of {', '.join(facts)}")


def check_column(column: str, tests: Mapping[Operator, Any], facts: Mapping[str, Fact]) -> None:
    _known(column, facts)
    if not facts:
        return
    fact = facts[column]
    for op, wanted in tests.items():
        for one in wanted if isinstance(wanted, list | tuple) else (wanted,):
            if isinstance(one, str) and one.startswith("@"):
                continue
            types = (bool,) if op == "missing" else PYTHON_TYPES[fact.type]
            wrong_bool = isinstance(one, bool) and bool not in types
            if not isinstance(one, types) or wrong_bool:
                raise ValueError(f"{column}: {one!r} is not a {'boolean' if op == 'missing' else fact.type}")
            if fact.words and one not in fact.words:
                raise ValueError(f"{column}: {one} is not one of {', '.join(fact.words)}")


def both(first: Where, second: Where) -> Where:
    return {column: {**first.get(column, {}), **second.get(column, {})} for column in (*first, *second)}


@cache
def read_rules(folder: Path) -> Mapping[str, SignalRule]:
    """Every rule of the folder by code; CatalogueError where a file does not bear the code of its rule."""
    return read_folder(folder, SignalRule)


def unknown_figures(rule: SignalRule, figures: Figures) -> list[str]:
    """The figures that the rule names and the catalogue does not hold."""
    return sorted(rule.figures_used - set(figures))


def plain_rules() -> list[str]:
    """The rules whose signals anybody who reads signals may see."""
    return [code for code, rule in read_rules(settings.CATALOGUE / "signals").items() if not rule.medical]
