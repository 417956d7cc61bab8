"""What ends or falls due in the coming year: actions of plans, dispositifs, titres de BOETH, month by month."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from amarre.accounts.models import Service
from amarre.accounts.permissions import Permission
from amarre.accounts.requests import UserRequest
from amarre.audit.journal import record
from amarre.cases.enums import Approval
from amarre.cases.models import Case, PlanAction, SchemeUse
from amarre.cases.profiles import profile_of
from amarre.cases.schemes.advice import schemes_with_steps, steps
from amarre.desk.casework.path_standing import standings
from amarre.desk.casework.scheme_told import address_of, awaited
from amarre.desk.doors import enter
from amarre.directory.models import Recognition, Worker
from amarre.lib.calendars import add_months
from amarre.ui import french

MONTHS_AHEAD = 12


@dataclass(frozen=True)
class Deadline:
    """One line: about whom, which day, what ends, what to do; `address` opens it, the case or the worker without."""

    on: date
    worker: Worker
    case: int | None
    what: str
    do: str
    address: str = ""


@dataclass(frozen=True)
class Month:
    """The deadlines of one month, in order."""

    label: str
    late: bool
    lines: list[Deadline]


@require_safe
def deadlines(request: UserRequest, code: str) -> HttpResponse:
    """Every deadline of the coming year; whose lines were shown is recorded, or nothing is shown."""
    service = enter(request, code, Permission.CASE_READ)
    today = timezone.localdate()
    health = request.user.can(Permission.HEALTH_READ, service)
    found = due(service, today, health=health)
    if found:
        workers = list(dict.fromkeys(line.worker.pk for line in found))
        record("deadlines.read", service, by=request.user, service=service, details={"workers": workers})
    context = {"service": service, "months": by_month(found, today), "today": today, "health": health}
    context["soon"] = add_months(today, 1)
    return render(request, "desk/deadlines.html", context)


def due(service: Service, today: date, *, health: bool) -> list[Deadline]:
    """What falls due within a year, the earliest first, in a few queries; actions of plans that are late as well."""
    end = add_months(today, MONTHS_AHEAD)
    found = [*_actions(service, end), *_steps(service, end)]
    if health:
        found += [
            *_schemes(service, today, end),
            *_steps_of_schemes(service, today, end),
            *_agreements(service, end),
            *_titles(service, today, end),
        ]
    return sorted(found, key=lambda one: (one.on, one.worker.pk))


def by_month(found: list[Deadline], today: date) -> list[Month]:
    """The lines by month; what is late stands apart, before."""
    late = [one for one in found if one.on < today]
    months = [Month("En retard", True, late)] if late else []
    for (year, month), lines in groupby(found[len(late) :], key=lambda one: (one.on.year, one.on.month)):
        months.append(Month(french.sentence(f"{french.MONTHS[month - 1]} {year}"), False, list(lines)))
    return months


def _actions(service: Service, end: date) -> Iterable[Deadline]:
    rows = PlanAction.objects.in_force().pending().filter(
        plan__case__service=service, plan__case__closed_on__isnull=True, due_on__lte=end
    )  # fmt: skip
    for one in rows.select_related("owner", "plan__case__job__worker"):
        case = one.plan.case
        yield Deadline(one.due_on, case.job.worker, case.pk, "Action du plan", f"{one.what} ({one.owner_name})")


def _steps(service: Service, end: date) -> Iterable[Deadline]:
    """The next step of accompaniment of each case, where the organisation has paths."""
    for one in standings(service) if profile_of(service).paths else ():
        if one.coming and one.coming.on and one.coming.on <= end:
            do = french.written(f"{one.coming.step.label}, par {one.coming.step.who_words}")
            page = reverse("desk:case_path", args=[service.code, one.case.pk])
            yield Deadline(one.coming.on, one.case.job.worker, one.case.pk, "Étape d’accompagnement", do, page)


def _schemes(service: Service, today: date, end: date) -> Iterable[Deadline]:
    rows = SchemeUse.objects.filter(service=service, approval=Approval.GRANTED, ends_on__range=(today, end))
    for one in rows.select_related("job__worker"):
        what = f"Fin\u00a0: {french.written(one.get_scheme_display())}"
        what_next = "Renouveler dans les limites de la loi, ou préparer la suite avec la personne"
        yield Deadline(one.ends_on or end, one.job.worker, one.case_id, what, what_next, address_of(service, one))


def _steps_of_schemes(service: Service, today: date, end: date) -> Iterable[Deadline]:
    """What a dispositif that began asks for by a day, as the project of a preparation."""
    rows = SchemeUse.objects.filter(service=service, scheme__in=schemes_with_steps(), starts_on__lte=end)
    rows = rows.filter(starts_on__gte=add_months(today, -MONTHS_AHEAD)).exclude(approval=Approval.REFUSED)
    for use, step in steps(rows.select_related("job__worker")):
        if step.due_on and today <= step.due_on <= end:
            what = french.sentence(french.written(use.get_scheme_display()))
            address = address_of(service, use)
            yield Deadline(step.due_on, use.job.worker, use.case_id, what, french.written(step.text), address)


def _agreements(service: Service, end: date) -> Iterable[Deadline]:
    """Dispositifs that are to begin, or began, without the agreement of everybody who must give it."""
    rows = SchemeUse.objects.filter(
        service=service, approval=Approval.PENDING, case__closed_on__isnull=True, case__isnull=False,
        starts_on__lte=end,
    )  # fmt: skip
    for one in rows.select_related("job__worker").prefetch_related("agreements"):
        what = f"Début\u00a0: {french.written(one.get_scheme_display())}"
        do = f"Obtenir l’accord de\u00a0: {french.written(', '.join(awaited(one)))}"
        yield Deadline(one.starts_on or end, one.job.worker, one.case_id, what, do, address_of(service, one))


def _titles(service: Service, today: date, end: date) -> Iterable[Deadline]:
    """Those of the people whom the cell accompanies."""
    accompanied = Case.objects.going_on().filter(job__worker=OuterRef("worker"))
    rows = Recognition.objects.filter(Exists(accompanied), service=service, ends_on__range=(today, end))
    for one in rows.select_related("worker"):
        what = f"Fin\u00a0: {french.written(one.get_kind_display())}"
        yield Deadline(one.ends_on or end, one.worker, None, what, "Préparer le renouvellement")
