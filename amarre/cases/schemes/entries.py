"""The files of `catalogue/schemes`: one dispositif each, with its limits as figures of the catalogue."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Literal

from django.conf import settings

from amarre.cases.enums import Party, Scheme, Terms
from amarre.rules.catalogue import CatalogueError, Entry, NamedEntry, read_folder
from amarre.rules.parameters import read_figures

#: What ties the worker to the employer, as the limits part them.
Whose = Literal["titulaire", "prive"]
#: The same of one worker: nobody's limits for some contracts.
Status = Literal["titulaire", "prive", ""]
#: What a limit of time holds: one period, at most or at least; the whole of one use; all the uses in one stop; a right
#: that is used up over several uses and comes back later; the end counted from the stop; daily allowances of the stop
#: that precedes and of the use together.
Held = Literal["periode", "au_moins", "duree", "total", "droit", "arret", "indemnites"]
#: The calendars of the limits, as figures name their unit.
CALENDARS = ("jours ouvrables", "mois", "ans")


class Limit(Entry):
    """How long a dispositif may last: a figure of the catalogue, in its calendar.

    `beyond` is added to it; `who` says whose limit it is and `terms` under which agreement, everybody's where they say
    nothing; `unless_occupational` lets accidents at work and occupational diseases go. `back` is what a right takes to
    come back, with `droit`.
    """

    of: Held
    figure: str
    beyond: str | None = None
    back: str | None = None
    who: Whose | None = None
    terms: tuple[Terms, ...] = ()
    unless_occupational: bool = False


class Measure(Entry):
    """What another quantity of a use may be: at least, at most."""

    of: Literal["heures", "quotite"]
    least: str | None = None
    most: str | None = None
    who: Whose | None = None
    terms: tuple[Terms, ...] = ()


class Advice(Entry):
    """What is told and not refused: somebody else decides, or the service does not know enough.

    `under` and `over` are figures that part employers by their headcount; with `allocations`, `over` is the time over
    which days are counted. `text` says it: `{most}` is the figure, the other words are those of its judge (advice.py).
    """

    of: Literal[
        "part", "montant", "cumul", "document", "titre", "allocations", "prolongation", "report", "etape", "annee"
    ]  # fmt: skip
    figure: str
    over: str | None = None
    under: str | None = None
    who: Whose | None = None
    unless_occupational: bool = False
    text: str


class SchemeEntry(NamedEntry):
    """One dispositif as the law or its catalogue describes it; `asks` are the boxes that it alone needs."""

    code: Scheme
    label: str
    reference: str
    initiative: tuple[str, ...]
    agreements: tuple[Party, ...]
    limits: tuple[Limit, ...] = ()
    measures: tuple[Measure, ...] = ()
    advice: tuple[Advice, ...] = ()
    asks: tuple[Literal["cadre", "heures", "quotite", "cout"], ...] = ()
    requires: tuple[Literal["en_arret", "titulaire", "salarie", "employeur_public", "risque_repere"], ...] = ()
    note: str


def read_schemes() -> Mapping[str, SchemeEntry]:
    """Every dispositif by code; CatalogueError when one of the exchange format's has no file."""
    return _read(settings.CATALOGUE / "schemes")


@cache
def _read(folder: Path) -> Mapping[str, SchemeEntry]:
    schemes = read_folder(folder, SchemeEntry)
    for name in Scheme.values:
        if name not in schemes:
            raise CatalogueError(folder / f"{name}.yaml", 1, "a scheme of the exchange format has no file of its name")
    return schemes


def check_schemes() -> tuple[int, int]:
    """Load the schemes: the number of files, and of limits, measures and advice, whose figures are all known."""
    figures = read_figures(settings.CATALOGUE / "parameters")
    rules = 0
    for scheme in read_schemes().values():
        path = settings.CATALOGUE / "schemes" / f"{scheme.code}.yaml"
        rules += len(scheme.limits) + len(scheme.measures) + len(scheme.advice)
        for name in _named(scheme):
            if name not in figures:
                raise CatalogueError(path, 1, f"{name} is not a figure of the catalogue")
        for limit in scheme.limits:
            if figures[limit.figure].unit not in CALENDARS:
                raise CatalogueError(path, 1, f"{limit.figure} is not in a calendar that limits are counted in")
    return len(read_schemes()), rules


def _named(scheme: SchemeEntry) -> Iterator[str]:
    for limit in scheme.limits:
        yield from filter(None, (limit.figure, limit.beyond, limit.back))
    for measure in scheme.measures:
        yield from filter(None, (measure.least, measure.most))
    for advice in scheme.advice:
        yield from filter(None, (advice.figure, advice.over, advice.under))
