"""Paths of accompaniment: `catalogue/paths/`, the steps that a service follows with a person; one file each."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

from django.conf import settings
from pydantic import Field

from amarre.cases.enums import Outcome
from amarre.lib.errors import UnknownName
from amarre.rules.catalogue import CatalogueError, Entry, NamedEntry, read_folder

#: Who takes a step, and how it is said.
WHO: Mapping[str, str] = {
    "medecin_travail": "le médecin du travail",
    "referent": "le référent",
    "employeur": "l’employeur",
    "partenaire": "le partenaire",
    "ensemble": "le référent et le médecin du travail",
}
Fact = Literal["signalement", "accompagnement", "consentement", "plan_signe", "orientation", "cloture"]


class SupportStep(Entry):
    """One step: who takes it, whom it asks, within how many days of the one before.

    `shown_by` names what shows in a case that it is taken; without it, a professional notes it. `source` says that
    the document read names this step.
    """

    code: str = Field(pattern=r"^[a-z_]{2,30}$")
    label: str
    who: Literal["medecin_travail", "referent", "employeur", "partenaire", "ensemble"]
    within: int | None = Field(default=None, ge=0)
    shown_by: Fact | None = None
    asks: tuple[str, ...] = ()
    source: bool = False

    @property
    def who_words(self) -> str:
        """Who takes it, in words."""
        return WHO[self.who]


class PathExample(Entry):
    """A worked example: what is done and what is set aside, the step that comes next, its last day."""

    done: Mapping[str, date]
    skipped: tuple[str, ...] = ()
    next: str | None
    due: date | None


class NextStep(NamedTuple):
    """The step that comes next and its last day, where it has one."""

    step: SupportStep
    on: date | None

    def late(self, today: date) -> bool:
        """Whether its last day has passed."""
        return self.on is not None and self.on < today


class SupportPath(NamedEntry):
    """A path: its steps in order, the outcomes that it aims at, worked examples."""

    label: str
    about: str
    reference: str
    outcomes: tuple[Outcome, ...]
    steps: tuple[SupportStep, ...] = Field(min_length=2)
    examples: tuple[PathExample, ...] = Field(min_length=1)

    def next_step(self, done: Mapping[str, date], skipped: Collection[str] = ()) -> NextStep | None:
        """The first step that is neither done nor set aside; None once all are.

        It is due so long after the latest step done before it: work seldom goes in the order of a file.
        """
        before: date | None = None
        for step in self.steps:
            if step.code in done:
                before = max(done[step.code], before or date.min)
            elif step.code not in skipped:
                due = before + timedelta(days=step.within) if before and step.within is not None else None
                return NextStep(step, due)
        return None

    def step(self, code: str) -> SupportStep:
        """That step; UnknownName lists those that exist."""
        found = next((one for one in self.steps if one.code == code), None)
        if found is None:
            raise UnknownName("Étape", code, [one.code for one in self.steps])
        return found


def read_paths() -> Mapping[str, SupportPath]:
    """The paths by code; CatalogueError for a file that is not named after its code."""
    return _paths(settings.CATALOGUE / "paths")


@cache
def _paths(folder: Path) -> Mapping[str, SupportPath]:
    return read_folder(folder, SupportPath)


def check_paths() -> tuple[int, int]:
    """Load the paths; steps have names of their own, and every example holds."""
    held = 0
    for code, path in read_paths().items():
        for mistake in _mistakes(path):
            raise CatalogueError(settings.CATALOGUE / "paths" / f"{code}.yaml", 1, mistake)
        held += len(path.examples)
    return len(read_paths()), held


def _mistakes(path: SupportPath) -> Iterator[str]:
    codes = [step.code for step in path.steps]
    if len(codes) != len(set(codes)):
        yield "two steps have the same code"
    for example in path.examples:
        if unknown := {*example.done, *example.skipped} - set(codes):
            yield f"an example names {', '.join(sorted(unknown))}, which is no step"
        coming = path.next_step(example.done, example.skipped)
        found = (coming.step.code, coming.on) if coming else (None, None)
        if found != (example.next, example.due):
            yield f"with {', '.join(example.done) or 'nothing'} done comes {found[0]} by {found[1]}"
