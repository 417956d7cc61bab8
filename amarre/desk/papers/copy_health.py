"""What a copy says of health, for the professions that read it: absences, visits, dispositifs, titles."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from amarre.cases.models import Case, SchemeUse
from amarre.desk.papers.copy_parts import Part, day
from amarre.desk.people import happenings
from amarre.desk.people.happenings import records_of
from amarre.detection.one_worker import state_of
from amarre.directory.models import Recognition
from amarre.ui import french


def health_of(case: Case, today: date) -> Iterator[Part]:
    """The subjects that `health.read` opens on the pages of the worker and of the case."""
    worker = case.job.worker
    records = records_of(worker.jobs.all())
    state = state_of(worker, today, given=records.given)
    told = sorted(happenings.health(records, state.leaves, today), key=lambda one: one.on)
    life = [(french.day(one.on), day(one.until), one.lane, one.words) for one in told]
    heads = ("Le", "Jusqu’au", "Sujet", "Fait")
    yield Part("sante", "Arrêts, visites, indices et dispositifs connus", heads, life)
    yield from _schemes(case)
    titles = [
        (day(one.starts_on), day(one.ends_on), one.get_kind_display())
        for one in Recognition.objects.filter(worker=worker).order_by("starts_on", "pk")
    ]
    yield Part("titres", "Titres de travailleur handicapé", ("Début", "Fin", "Titre"), titles)


def _schemes(case: Case) -> Iterator[Part]:
    """The dispositifs of the case, who answered about each, and each renewal."""
    uses = SchemeUse.objects.filter(case=case).prefetch_related("agreements", "renewals").order_by("starts_on", "pk")
    rows = [
        (day(one.requested_on), day(one.starts_on), day(one.ends_on), one.get_approval_display(), _amounts(one),
         one.get_scheme_display())
        for one in uses
    ]  # fmt: skip
    heads = ("Demandé le", "Début", "Fin", "Accord", "Montants", "Dispositif")
    yield Part("dispositifs", "Dispositifs", heads, rows)
    answers = [
        (day(one.on), use.get_scheme_display(), f"{one.get_party_display()} {one.person}".strip(),
         "oui" if one.agreed else "non", one.reason)
        for use in uses
        for one in use.agreements.all()
    ]  # fmt: skip
    asked = ("Le", "Dispositif", "Qui", "Accord", "Raison")
    yield Part("accords-dispositifs", "Accords donnés à ces dispositifs", asked, answers)
    renewals = [
        (day(one.asked_on), day(one.starts_on), day(one.ends_on), use.get_scheme_display())
        for use in uses
        for one in use.renewals.all()
    ]
    yield Part("renouvellements", "Renouvellements", ("Demandé le", "Début", "Fin", "Dispositif"), renewals)


def _amounts(use: SchemeUse) -> str:
    known = (
        ("coût", use.amount_cost),
        ("demandé", use.amount_asked),
        ("accordé", use.amount_granted),
        ("versé", use.amount_paid),
    )
    return ", ".join(f"{word} {_euros(value)}" for word, value in known if value is not None)


def _euros(value: Decimal) -> str:
    return f"{french.number(float(value))}\u00a0€"
