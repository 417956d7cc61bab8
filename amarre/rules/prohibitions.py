"""What the law forbids, or practice advises against, when a fact is typed: `catalogue/prohibitions/*.yaml`.

A file is one prohibition. It speaks of one dataset (a kind of fact: `visites`, `arrets`...) in the closed vocabulary of
conditions.py. `refuse`: the fact is not recorded. `warn`: it is, once the person has read the warning and maintains it.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any, Literal, NamedTuple

from pydantic import Field, model_validator

from amarre.lib.errors import DomainError
from amarre.rules.branches import branches
from amarre.rules.catalogue import Entry, NamedEntry, read_folder
from amarre.rules.conditions import Where, holds, parse_where, references
from amarre.rules.parameters import Figures

Severity = Literal["refuse", "warn"]
FactType = Literal["date", "integer", "number", "boolean", "string"]
PYTHON_TYPES: Mapping[str, tuple[type, ...]] = {
    "date": (date,), "integer": (int,), "number": (int, float), "boolean": (bool,), "string": (str,),
}  # fmt: skip


class EntryFact(NamedTuple):
    """One thing known when a fact is typed: its type, what it is in French, its words where there is a list."""

    type: FactType
    label: str
    words: tuple[str, ...] = ()


#: The facts of each dataset, by its name.
EntryDatasets = Mapping[str, Mapping[str, EntryFact]]


class Case(Entry):
    """A worked example: what is typed, and whether the prohibition applies; facts that are not given are unknown."""

    given: Mapping[str, Any]
    applies: bool
    day: date = date(2026, 3, 2)
    confirmed: bool | None = None


class Prohibition(NamedEntry):
    """One thing forbidden or advised against.

    It applies to a row of the dataset when `where` holds and, if there are any, one of `any_of`. `column` is the answer
    of the form that the sentence stands beside. `judged_on` is the fact whose date chooses the figures; by default the
    day of the entry. `relies_on` are figures whose doubt is that of the rule although no fact is compared with them.
    `rule` is the row of the project's table of rules, none for what only logic forbids.
    """

    code: str = Field(pattern=r"^[a-z][a-z0-9_]{2,59}$")
    label: str
    rule: str | None = Field(None, pattern=r"^R\d\d$")
    dataset: str
    severity: Severity
    column: str
    where: Mapping[str, Any] = {}
    any_of: tuple[Mapping[str, Any], ...] = ()
    judged_on: str | None = None
    relies_on: tuple[str, ...] = ()
    because: str = Field(pattern=r"[.?]$")
    reference: str
    note: str | None = None
    examples: tuple[Case, ...] = Field(min_length=3)

    @model_validator(mode="after")
    def _tests_something(self) -> "Prohibition":
        for alternative in self.alternatives:
            if not alternative:
                raise ValueError("a prohibition of everything: `where` or `any_of` must test a fact")
        return self

    @property
    def alternatives(self) -> list[Where]:
        """Every way to fall under it: `where` with each of `any_of`."""
        common = parse_where(self.where)
        return [
            {name: {**common.get(name, {}), **other.get(name, {})} for name in (*common, *other)}
            for other in map(parse_where, self.any_of or ({},))
        ]

    @property
    def names(self) -> set[str]:
        """The facts that it tests, dates itself by or words."""
        tested = {name for where in self.alternatives for name in where}
        worded = {name for name in _named(self.because) if "." not in name}
        return tested | worded | ({self.judged_on} if self.judged_on else set())

    @property
    def figures_used(self) -> set[str]:
        """The figures that the conditions and the sentence name."""
        tested = {name for where in self.alternatives for name in references(where)}
        return tested | _figures_in(self.because) | set(self.relies_on)


Prohibitions = Mapping[str, Prohibition]


class Verdict(NamedTuple):
    """A prohibition that applies: the sentence to show, and a caution where a figure of it is not confirmed."""

    prohibition: Prohibition
    sentence: str
    caution: str | None

    @property
    def refuses(self) -> bool:
        """Whether the fact cannot be recorded at all."""
        return self.prohibition.severity == "refuse"


@cache
def read_prohibitions(folder: Path) -> Prohibitions:
    """Every prohibition of the folder by code; CatalogueError where a file does not bear the code of its rule."""
    return read_folder(folder, Prohibition)


def verdicts(
    rules: Iterable[Prohibition], dataset: str, row: Mapping[str, Any], figures: Figures, day: date
) -> list[Verdict]:
    """The prohibitions of that dataset that apply to the row, in the order of their files.

    `row` holds every fact of the dataset, None where it is unknown. Raises DomainError for a figure that the catalogue
    does not have.
    """
    found = []
    for rule in rules:
        if rule.dataset != dataset:
            continue
        ways = branches(rule.alternatives, figures, day, rule.judged_on, rule.relies_on)
        way = next((way for way in ways if holds(way.where, row)), None)
        if way is not None:
            values = {name: way.values.get(name) or _value(name, figures, day) for name in _figures_in(rule.because)}
            found.append(Verdict(rule, _sentence(rule, row, values, figures), way.caution))
    return found


def mistake_in(rule: Prohibition, datasets: EntryDatasets, figures: Figures) -> str | None:
    """What is wrong with a rule against the facts and figures at hand, its examples included; None when nothing is."""
    facts = datasets.get(rule.dataset)
    if facts is None:
        return f"dataset: {rule.dataset} is not one of {', '.join(datasets)}"
    if stranger := next((name for name in sorted({*rule.names, rule.column}) if name not in facts), None):
        return f"{stranger} is not one of {', '.join(facts)}"
    if unknown := sorted(rule.figures_used - set(figures)):
        return f"@{unknown[0]} is not a figure of the catalogue"
    tests = [(name, op, value) for way in rule.alternatives for name, ops in way.items() for op, value in ops.items()]
    for name, op, wanted in tests:
        for one in wanted if isinstance(wanted, list) else [wanted]:
            if op != "missing" and not _fits(one, facts[name]):
                return f"{name}: {one!r} is not of its values"
    return _mistake_of_examples(rule, facts, figures)


def _mistake_of_examples(rule: Prohibition, facts: Mapping[str, EntryFact], figures: Figures) -> str | None:
    for index, example in enumerate(rule.examples, 1):
        if wrong := [name for name, one in example.given.items() if name not in facts or not _fits(one, facts[name])]:
            return f"example {index}: {wrong[0]} is not a fact of {rule.dataset}, or not of its values"
        row = {**dict.fromkeys(facts), **example.given}
        said = verdicts([rule], rule.dataset, row, figures, example.day)
        if bool(said) != example.applies:
            return f"example {index}: applies is {bool(said)}"
        if said and example.confirmed is not None and (said[0].caution is None) != example.confirmed:
            return f"example {index}: confirmed is {said[0].caution is None}"
    if {example.applies for example in rule.examples} != {True, False}:
        return "examples: one must fall under it, and one must not"
    return None


def _fits(value: Any, fact: EntryFact) -> bool:
    if value is None or (isinstance(value, str) and value.startswith("@")):
        return True
    if isinstance(value, bool) != (fact.type == "boolean") or not isinstance(value, PYTHON_TYPES[fact.type]):
        return False
    return not fact.words or value in fact.words


def _named(template: str) -> list[str]:
    return [name for _, name, _, _ in Formatter().parse(template) if name is not None]


def _figures_in(template: str) -> set[str]:
    return {name for name in _named(template) if "." in name}


def _sentence(rule: Prohibition, row: Mapping[str, Any], values: Mapping[str, Any], figures: Figures) -> str:
    """The sentence with the figures that judged the row."""
    parts = []
    for literal, name, _, _ in Formatter().parse(rule.because):
        parts.append(literal)
        if name is not None:
            figure = f"{values[name]}\u00a0{figures[name].unit}".replace(".", ",") if name in values else ""
            parts.append(figure or _worded(row[name]))
    return "".join(parts)


def _value(name: str, figures: Figures, day: date) -> Any:
    if name not in figures:
        raise DomainError(f"« {name} » n'est pas une valeur du catalogue.", code="figure.unknown")
    return figures[name].at(day).value


def _worded(value: Any) -> str:
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return "—" if value is None else str(value)
