"""Dispositifs: who starts and who agrees, and how long each may last (`catalogue/schemes/*.yaml`)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Literal

from django.conf import settings

from amarre.cases.enums import Scheme
from amarre.indicators.law import figures_in_force
from amarre.lib.calendars import add_months, last_working_day, working_days
from amarre.lib.errors import DomainError
from amarre.rules.catalogue import CatalogueError, Entry, files_of, read_entry
from amarre.rules.parameters import read_figures

Unit = Literal["ouvrables", "mois", "ans"]
WORDS: Mapping[str, str] = {"ouvrables": "jours ouvrables", "mois": "mois", "ans": "an"}


class Limit(Entry):
    """How long one period, or all of them together, may last: a figure of the catalogue, in its calendar."""

    of: Literal["duree", "total"]
    figure: str
    unit: Unit


class SchemeEntry(Entry):
    """One dispositif as the law or its catalogue describes it."""

    code: Scheme
    label: str
    reference: str
    initiative: tuple[str, ...]
    agreements: tuple[str, ...]
    limits: tuple[Limit, ...] = ()
    requires: tuple[Literal["en_arret", "titulaire"], ...] = ()
    note: str


@dataclass(frozen=True)
class Period:
    """The first and the last day of one use."""

    first: date
    last: date


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
        if limit.figure not in figures:
            path = settings.CATALOGUE / "schemes" / f"{scheme.code}.yaml"
            raise CatalogueError(path, 1, f"{limit.figure} is not a figure of the catalogue")
    return len(read_schemes()), len(limits)


def refuse_beyond(
    scheme: str,
    period: Period,
    *,
    before: tuple[Period, ...] = (),
    leave: Period | None = None,
    civil_servant: bool = False,
    territory: str | None = None,
) -> None:
    """DomainError, naming the article, for a use that the law does not allow.

    `before` holds the earlier periods of the same dispositif in the same stop, `leave` the stop that runs, `territory`
    the commune's public holidays (amarre/lib/calendars.py). Figures are those in force on the period's first day.
    """
    entry = read_schemes()[scheme]
    if "titulaire" in entry.requires and not civil_servant:
        raise DomainError(
            f"{entry.label}\u00a0: fonctionnaires titulaires seulement ({entry.reference}).", code="scheme.status"
        )
    within = leave is not None and leave.first <= period.first and period.last <= leave.last
    if "en_arret" in entry.requires and not within:
        raise DomainError(f"{entry.label}\u00a0: seulement pendant l’arrêt ({entry.reference}).", code="scheme.leave")
    figures = figures_in_force()
    for limit in entry.limits:
        figure = figures[limit.figure]
        most = int(str(figure.at(period.first).value))
        periods = (*before, period) if limit.of == "total" else (period,)
        if _too_long(periods, most, limit.unit, territory):
            what = "toutes les périodes ensemble durent" if limit.of == "total" else "une période dure"
            raise DomainError(
                f"{entry.label}\u00a0: {what} {most} {WORDS[limit.unit]} au plus ({figure.reference}).",
                code="scheme.limit",
            )


def last_day(scheme: str, first: date, *, territory: str | None = None) -> date | None:
    """The last day that one period beginning then may have; None where the catalogue holds no limit."""
    limit = next((one for one in read_schemes()[scheme].limits if one.of == "duree"), None)
    if limit is None:
        return None
    return _end(first, int(str(figures_in_force()[limit.figure].at(first).value)), limit.unit, territory)


def _too_long(periods: tuple[Period, ...], most: int, unit: Unit, territory: str | None) -> bool:
    if unit == "ouvrables":
        return sum(working_days(one.first, one.last, territory) for one in periods) > most
    return any(one.last > _end(one.first, most, unit, territory) for one in periods)


def _end(first: date, most: int, unit: Unit, territory: str | None) -> date:
    if unit == "ouvrables":
        return last_working_day(first, most, territory)
    return add_months(first, most * (12 if unit == "ans" else 1)) - timedelta(1)
