"""Dispositifs: who starts and who agrees, and how long each may last (`catalogue/schemes/*.yaml`)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Literal

from django.conf import settings

from amarre.cases.enums import Party, Scheme
from amarre.indicators.law import figures_in_force
from amarre.lib.calendars import add_months, last_working_day, working_days
from amarre.lib.errors import DomainError
from amarre.rules.catalogue import CatalogueError, Entry, files_of, read_entry
from amarre.rules.parameters import read_figures

Unit = Literal["ouvrables", "mois", "ans"]
#: What ties the worker to the employer, as the limits part them; nothing where none of them is for that worker.
Status = Literal["titulaire", "prive", ""]
#: What a limit holds: one period, the whole of one use, all the uses in one stop, or the end counted from the stop.
Held = Literal["periode", "duree", "total", "arret"]


class Limit(Entry):
    """How long a dispositif may last: a figure of the catalogue, in its calendar.

    `beyond` is added to it; `who` says whose limit it is, everybody's where it says nothing; `unless_occupational` lets
    accidents at work and occupational diseases go.
    """

    of: Held
    figure: str
    unit: Unit
    beyond: str | None = None
    who: Literal["titulaire", "prive"] | None = None
    unless_occupational: bool = False


class SchemeEntry(Entry):
    """One dispositif as the law or its catalogue describes it."""

    code: Scheme
    label: str
    reference: str
    initiative: tuple[str, ...]
    agreements: tuple[Party, ...]
    limits: tuple[Limit, ...] = ()
    requires: tuple[Literal["en_arret", "titulaire"], ...] = ()
    note: str


@dataclass(frozen=True)
class Period:
    """The first and the last day of one use."""

    first: date
    last: date


@dataclass(frozen=True)
class Around:
    """What the law looks at around a use.

    `before` holds the periods of the worker's other uses of the dispositif in the same stop, `leave` the stop that runs
    or has just ended, `occupational` whether it comes from work, `territory` the commune's public holidays.
    """

    before: tuple[Period, ...] = ()
    leave: Period | None = None
    occupational: bool = False
    status: Status = ""
    territory: str | None = None


@dataclass(frozen=True)
class Bound:
    """A limit as it binds one use: the longest, its article, and the last day of a period beginning on that day.

    `known` is false where it counts from a stop of which the service knows nothing.
    """

    text: str
    reference: str
    last: date | None
    known: bool


def read_schemes() -> Mapping[str, SchemeEntry]:
    """Every dispositif by code; CatalogueError when one of the exchange format's has no file."""
    return _read(settings.CATALOGUE / "schemes")


@cache
def _read(folder: Path) -> Mapping[str, SchemeEntry]:
    schemes = {path.stem: read_entry(path, SchemeEntry) for path in files_of(folder)}
    for name in Scheme.values:
        if name not in schemes or schemes[name].code != name:
            raise CatalogueError(folder / f"{name}.yaml", 1, "a scheme of the exchange format has no file of its name")
    return schemes


def check_schemes() -> tuple[int, int]:
    """Load the schemes: the number of files, and of limits whose figure is known."""
    figures = read_figures(settings.CATALOGUE / "parameters")
    limits = [(scheme, limit) for scheme in read_schemes().values() for limit in scheme.limits]
    for scheme, limit in limits:
        for name in filter(None, (limit.figure, limit.beyond)):
            if name not in figures:
                path = settings.CATALOGUE / "schemes" / f"{scheme.code}.yaml"
                raise CatalogueError(path, 1, f"{name} is not a figure of the catalogue")
    return len(read_schemes()), len(limits)


def refuse_beyond(scheme: str, spans: tuple[Period, ...], around: Around) -> None:
    """DomainError, naming the article, when the last of these periods of one use is more than the law allows.

    Figures are those in force on its first day.
    """
    entry, period, leave = read_schemes()[scheme], spans[-1], around.leave
    if "titulaire" in entry.requires and around.status != "titulaire":
        raise DomainError(
            f"{entry.label}\u00a0: fonctionnaires titulaires seulement ({entry.reference}).", code="scheme.status"
        )
    within = leave is not None and leave.first <= period.first and period.last <= leave.last
    if "en_arret" in entry.requires and not within:
        raise DomainError(f"{entry.label}\u00a0: seulement pendant l’arrêt ({entry.reference}).", code="scheme.leave")
    for limit in _limits(entry, around):
        most, words, reference = _figure(limit, period.first)
        if _exceeded(limit, most, spans, around):
            raise DomainError(f"{entry.label}\u00a0: {words} ({reference}).", code="scheme.limit")


def bounds(scheme: str, first: date, around: Around, spans: tuple[Period, ...] = ()) -> list[Bound]:
    """The limits of a period that would begin on that day after these ones, each with the last day that it leaves.

    The last day is None where the limit leaves none, or where what it counts from is not known.
    """
    return [
        Bound(
            words, reference, _last(limit, most, first, spans, around), limit.of != "arret" or around.leave is not None
        )
        for limit in _limits(read_schemes()[scheme], around)
        for most, words, reference in [_figure(limit, first)]
    ]


def last_day(scheme: str, first: date, around: Around | None = None) -> date | None:
    """The last day that one period beginning then may have; None where the catalogue holds no limit for it."""
    known = [one.last for one in bounds(scheme, first, around or Around()) if one.last is not None]
    return min(known, default=None)


def _limits(entry: SchemeEntry, around: Around) -> list[Limit]:
    return [
        one
        for one in entry.limits
        if one.who in (None, around.status) and not (one.unless_occupational and around.occupational)
    ]


#: How each kind of limit is said, before the figure.
SAID: Mapping[Held, str] = {
    "periode": "une période dure {most} au plus",
    "duree": "avec ses renouvellements, il dure {most} au plus",
    "total": "toutes les périodes ensemble durent {most} au plus",
    "arret": "il finit au plus tard {most} après le début de l’arrêt",
}


def _figure(limit: Limit, day: date) -> tuple[int, str, str]:
    """The longest in its unit, the limit in words, and its article."""
    figures = figures_in_force()
    named = [figures[name] for name in filter(None, (limit.figure, limit.beyond))]
    most = sum(int(str(figure.at(day).value)) for figure in named)
    unit = {"ouvrables": "jours ouvrables", "mois": "mois", "ans": "an" if most < 2 else "ans"}[limit.unit]
    return most, SAID[limit.of].format(most=f"{most}\u00a0{unit}"), named[0].reference


def _exceeded(limit: Limit, most: int, spans: tuple[Period, ...], around: Around) -> bool:
    period, territory = spans[-1], around.territory
    match limit.of:
        case "periode":
            return period.last > _end(period.first, most, limit.unit, territory)
        case "duree":
            return period.last > _end(spans[0].first, most, limit.unit, territory)
        case "total":
            return sum(working_days(one.first, one.last, territory) for one in (*around.before, *spans)) > most
    return around.leave is not None and period.last > _end(around.leave.first, most, limit.unit, territory)


def _last(limit: Limit, most: int, first: date, spans: tuple[Period, ...], around: Around) -> date | None:
    match limit.of:
        case "periode":
            return _end(first, most, limit.unit, around.territory)
        case "duree":
            return _end(spans[0].first if spans else first, most, limit.unit, around.territory)
        case "total":
            spent = sum(working_days(one.first, one.last, around.territory) for one in (*around.before, *spans))
            return _end(first, most - spent, limit.unit, around.territory) if spent < most else None
    return _end(around.leave.first, most, limit.unit, around.territory) if around.leave else None


def _end(first: date, most: int, unit: Unit, territory: str | None) -> date:
    if unit == "ouvrables":
        return last_working_day(first, most, territory)
    return add_months(first, most * (12 if unit == "ans" else 1)) - timedelta(1)
