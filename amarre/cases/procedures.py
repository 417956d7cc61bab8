"""Procedures in steps that an employer begins: `catalogue/procedures/`, one file each; nothing of health is in them."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

from django.conf import settings
from pydantic import Field

from amarre.cases.analyses import read_analyses
from amarre.lib.errors import UnknownName
from amarre.rules.catalogue import CatalogueError, Entry, NamedEntry, read_folder

#: Who does an act, and how it is said.
WHO: Mapping[str, str] = {
    "employeur": "l’employeur",
    "medecin_travail": "le médecin du travail",
    "ensemble": "le médecin du travail ou l’employeur",
}


class Act(Entry):
    """One act: who does it, within how many days of the one before, whether the employer is told that it is done.

    `analysis` names the structured medical note (catalogue/analyses/) whose writing is the act.
    """

    code: str = Field(pattern=r"^[a-z_]{2,30}$")
    who: Literal["employeur", "medecin_travail", "ensemble"]
    label: str
    within: int | None = Field(default=None, ge=0)
    told: bool = True
    analysis: str = ""

    @property
    def who_words(self) -> str:
        """Who does it, in words."""
        return WHO[self.who]


class Step(Entry):
    """A step and its acts, in their order."""

    label: str
    acts: tuple[Act, ...] = Field(min_length=1)


class ProcedureExample(Entry):
    """A worked example: what is done, the act that comes next, its last day."""

    done: Mapping[str, date]
    next: str | None
    due: date | None


class Due(NamedTuple):
    """The next act and its last day, where it has one."""

    act: Act
    on: date | None


class Procedure(NamedEntry):
    """A procedure: its steps, what the employer is told and never told, worked examples."""

    label: str
    about: str
    for_whom: str
    reference: str
    employer_knows: tuple[str, ...]
    employer_never_knows: tuple[str, ...]
    steps: tuple[Step, ...]
    examples: tuple[ProcedureExample, ...] = Field(min_length=1)

    @property
    def acts(self) -> tuple[Act, ...]:
        """Every act in order."""
        return tuple(act for step in self.steps for act in step.acts)

    def next_act(self, done: Mapping[str, date]) -> Due | None:
        """The first act that is not done, due so long after the one before; None once all are."""
        before: date | None = None
        for act in self.acts:
            if act.code not in done:
                if before is None or act.within is None:
                    return Due(act, None)
                return Due(act, before + timedelta(days=act.within))
            before = done[act.code]
        return None


def read_procedures() -> Mapping[str, Procedure]:
    """The procedures by code; CatalogueError for a file that is not named after its code."""
    return _procedures(settings.CATALOGUE / "procedures")


def procedure_of(code: str) -> Procedure:
    """That procedure; UnknownName lists those that exist."""
    procedures = read_procedures()
    if code not in procedures:
        raise UnknownName("Procédure", code, list(procedures))
    return procedures[code]


@cache
def _procedures(folder: Path) -> Mapping[str, Procedure]:
    return read_folder(folder, Procedure)


def check_procedures() -> tuple[int, int]:
    """Load the procedures; acts have names of their own, and every example holds."""
    held = 0
    for code, procedure in read_procedures().items():
        for mistake in _mistakes(procedure):
            raise CatalogueError(settings.CATALOGUE / "procedures" / f"{code}.yaml", 1, mistake)
        held += len(procedure.examples)
    return len(read_procedures()), held


def _mistakes(procedure: Procedure) -> Iterator[str]:
    codes = [act.code for act in procedure.acts]
    if len(codes) != len(set(codes)):
        yield "two acts have the same code"
    for act in procedure.acts:
        if act.analysis and act.analysis not in read_analyses():
            yield f"no analysis is named {act.analysis}"
    for example in procedure.examples:
        due = procedure.next_act(example.done)
        found = (due.act.code, due.on) if due else (None, None)
        if found != (example.next, example.due):
            yield f"with {', '.join(example.done)} done comes {found[0]} by {found[1]}"
