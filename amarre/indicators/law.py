"""The figures of the catalogue as this installation holds them: with what a person has read and confirmed."""

import hashlib
from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import F

from amarre.accounts.models import LegalConfirmation, Service, User
from amarre.audit.journal import record
from amarre.lib.errors import DomainError, UnknownName
from amarre.rules.parameters import DatedValue, Figure, Figures, read_figures

Readings = tuple[tuple[str, date, float | int | str | tuple[str, ...]], ...]


def figures_in_force() -> Figures:
    """Every figure by `file.name`, the confirmed versions with the value that was read.

    The files are read once per process, the confirmations at every call: a confirmation counts from the next page,
    in every process. One for a figure or a version that the catalogue no longer has is left aside.
    """
    return figures_with(readings_now())


def readings_now() -> Readings:
    """What was confirmed so far: figure, version, value."""
    rows = LegalConfirmation.objects.values_list("figure", "version_from", "value")
    return tuple((code, start, tuple(value) if isinstance(value, list) else value) for code, start, value in rows)


def figures_with(readings: Readings) -> Figures:
    """The figures of the catalogue with these readings."""
    figures = dict(read_figures(settings.CATALOGUE / "parameters"))
    for code, start, value in readings:
        if code in figures:
            figures[code] = figures[code].settled(start, value)
    return figures


class InForce(NamedTuple):
    """A figure on a day: its value, since when and until when (the day before the next version), how sure it is.

    `reading` is the text that a person of Administration read to settle that version, if somebody did.
    """

    code: str
    figure: Figure
    value: float | int | str | tuple[str, ...]
    since: date
    until: date | None
    applies_to: str | None
    version: str | None
    caution: str | None
    reading: str | None


def in_force_on(day: date) -> list[InForce]:
    """Every figure that has a value on that day, in the order of the catalogue, with what was confirmed."""
    readings = {
        (code, start): reference
        for code, start, reference in LegalConfirmation.objects.values_list("figure", "version_from", "reference")
    }
    return [
        _in_force(code, figure, day, readings)
        for code, figure in figures_in_force().items()
        if figure.in_force(day)
    ]  # fmt: skip


def _in_force(code: str, figure: Figure, day: date, readings: Mapping[tuple[str, date], str]) -> InForce:
    value, _, since = figure.at(day)
    dated = next(one for one in figure.values if one.start == since)
    later = next((one.start - timedelta(1) for one in figure.values if one.start > day), None)
    return InForce(
        code, figure, value, since, later, dated.applies_to, dated.version, figure.caution(day),
        readings.get((code, since)),
    )  # fmt: skip


def fingerprint_with_readings(files: str) -> str:
    """The fingerprint of the catalogue's files, another one once a person has confirmed a value."""
    readings = list(LegalConfirmation.objects.values_list("figure", "version_from", "value"))
    return hashlib.sha256(f"{files}{readings}".encode()).hexdigest() if readings else files


def unsure_versions(figure: Figure) -> list[DatedValue]:
    """The versions of that figure which wait for a person's reading."""
    return [dated for dated in figure.values if figure.caution(dated.start)]


def figure_of(code: str) -> Figure:
    """The figure of that code; UnknownName lists the codes that exist."""
    figures = figures_in_force()
    if code not in figures:
        raise UnknownName("Chiffre", code, list(figures))
    return figures[code]


@transaction.atomic
def confirm_figure(
    *, code: str, version_from: date, value: float | str | tuple[str, ...], reference: str, service: Service, by: User
) -> LegalConfirmation:
    """Settle a version that nobody had read: its value, the same or corrected, for every service, once.

    Raises DomainError where there is nothing to confirm: a sure version, or one that somebody confirmed meanwhile.
    """
    # The service's row parts two people who confirm at once; across services the unique constraint does.
    Service.objects.select_for_update().get(pk=service.pk)
    figure = figure_of(code)
    if version_from not in {dated.start for dated in unsure_versions(figure)}:
        raise DomainError(
            "Cette valeur est déjà sûre\u00a0: quelqu’un l’a confirmée, ou le catalogue la donne.", code="figure.sure"
        )
    before = figure.at(version_from).value
    kept = int(value) if isinstance(value, int | float) and float(value).is_integer() else value
    confirmation = LegalConfirmation.objects.create(
        figure=code, version_from=version_from, value=kept, reference=reference, confirmed_by=by
    )
    # What was computed with the former value is stale, in every service.
    Service.objects.update(facts_version=F("facts_version") + 1)
    record(
        "figure.confirmed", confirmation, by=by, service=service,
        details={"figure": code, "from": version_from.isoformat(), "before": before, "value": kept},
    )  # fmt: skip
    return confirmation
