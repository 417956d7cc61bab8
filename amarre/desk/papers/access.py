"""Requests of people for the copy of their case: received, followed to their deadline, answered."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from amarre.accounts.models import Service
from amarre.accounts.permissions import Permission
from amarre.accounts.requests import UserRequest
from amarre.audit.journal import record
from amarre.cases.access import DELAYS, Prepared, figure, later, law_of, not_before, prepared
from amarre.cases.actions.access import (
    Answered,
    extend_access_request,
    hand_over_copy,
    receive_access_request,
    refuse_access_request,
    reopen_access_request,
)
from amarre.cases.enums import AccessScope
from amarre.cases.models import AccessRequest
from amarre.desk.casework.case_acts import page
from amarre.desk.day.reminder_lines import NAME, Reminder, Reminders, line_of, section
from amarre.desk.doors import case_for, enter
from amarre.desk.meeting.meeting_forms import staff
from amarre.desk.papers.access_forms import ActForm, ExtendForm, HandForm, ReceiveForm, RefuseForm, ReopenForm
from amarre.desk.referring.qualifying import days_left
from amarre.desk.watch.signals import posted
from amarre.lib.errors import DomainError
from amarre.ui import french

#: How long a request that was answered stays on the page, in days, and how many of them at most.
BACK, LAST = 365, 50


@require_safe
def access_requests(request: UserRequest, code: str) -> HttpResponse:
    """The requests that wait with their deadline, then those of the year; whose names were shown is recorded."""
    service = enter(request, code, Permission.CASE_READ)
    today = timezone.localdate()
    rows = AccessRequest.objects.select_related("case__job__worker", "received_by")
    waiting = list(rows.open(service))
    since = today - timedelta(days=BACK)
    closed = rows.filter(service=service, closed_on__gte=since).order_by("-closed_on", "-written_at")
    answered = list(closed[:LAST])
    workers = list(dict.fromkeys(one.case.job.worker_id for one in (*waiting, *answered)))
    if workers:
        record("access_requests.read", service, by=request.user, service=service, details={"workers": workers})
    context = {
        "service": service, "today": today, "answered": answered, "last": LAST,
        "waiting": [(one, *standing(one, today)) for one in waiting],
    }  # fmt: skip
    return render(request, "desk/access_requests.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def case_access_request(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Keep a request that came for a case: its deadline follows."""
    case = case_for(request, code, pk, Permission.CASE_WRITE)
    people = staff(request.service)
    form = ReceiveForm(
        posted(request),
        people=people,
        scopes=scopes(timezone.localdate()),
        initial={"received_by": str(request.user.pk)},
    )
    if form.is_valid():
        data = form.cleaned_data
        try:
            made = receive_access_request(
                case=case, received_on=data["on"], asked_by=data["asked_by"], way=data["way"], scope=data["scope"],
                received_by=data["received_by"], by=request.user,
            )  # fmt: skip
        except DomainError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, f"Demande enregistrée\u00a0: réponse due le {french.day(made.due_on)}.")
            return redirect("desk:access_request", code=code, pk=made.pk)
    waiting = AccessRequest.objects.open(request.service).filter(case=case).select_related("written_by").first()
    return page(request, case, "desk/case_access_request.html", {"form": form, "open": waiting}, wrong=form.is_bound)


@require_http_methods(["GET", "HEAD", "POST"])
def access_request(request: UserRequest, code: str, pk: UUID) -> HttpResponse:
    """One request: what is prepared and by whom; then the copy handed over, more time, a refusal, or taken back."""
    found = access_request_for(request, code, pk, Permission.CASE_WRITE if request.method == "POST" else None)
    act = request.POST.get("acte", "") if request.method == "POST" else None
    if act is not None and act not in ACTS:
        raise Http404
    parts = prepared(found)
    forms, answered = forms_for(request, found, parts, act), None
    if act is not None and forms[act].is_valid():
        try:
            said = ACTS[act](request, found, forms[act])
        except Answered as refusal:
            answered, found = refusal, refusal.request
            forms[act].follow_to(found.version)
        except DomainError as refusal:
            forms[act].add_error(None, refusal.message)
        else:
            messages.success(request, said)
            return redirect("desk:access_request", code=code, pk=pk)
    law, caution = law_of(found)
    context = {
        "one": found, "parts": parts, "forms": forms, "answered": answered, "law": law, "caution": caution,
        "not_before": not_before(found), "standing": standing(found, timezone.localdate()),
        "extends": found.scope == AccessScope.CASE and found.extended_on is None,
        "writes": request.user.can(Permission.CASE_WRITE, request.service),
    }  # fmt: skip
    answer = page(request, found.case, "desk/access_request.html", context, wrong=act is not None)
    answer.status_code = 409 if answered else answer.status_code
    return answer


def access_request_for(request: UserRequest, code: str, pk: UUID, permission: Permission | None) -> AccessRequest:
    """The only door to a request: that of its service, then 404 for another service's."""
    service = enter(request, code, permission or Permission.CASE_READ)
    found = AccessRequest.objects.select_related("service", "case__job__worker", "received_by", "written_by")
    return get_object_or_404(found, service=service, pk=pk)


def forms_for(request: UserRequest, found: AccessRequest, parts: list[Prepared], act: str | None) -> dict[str, ActForm]:
    """The forms of the page by what they do; the one that was sent holds what was typed."""
    initial = {"seen": found.version, "on": timezone.localdate()}

    def sent(name: str) -> QueryDict | None:
        return posted(request) if act == name else None

    return {
        "remettre": HandForm(sent("remettre"), parts=parts, initial=initial),
        "prolonger": ExtendForm(sent("prolonger"), initial=initial),
        "refuser": RefuseForm(sent("refuser"), initial=initial),
        "rouvrir": ReopenForm(sent("rouvrir"), initial=initial),
    }


def _hand(request: UserRequest, found: AccessRequest, form: ActForm) -> str:
    data = form.cleaned_data
    hand_over_copy(
        request=found, on=data["on"], handed=data["handed"], whole=data.get("whole", False), by=request.user,
        seen=data["seen"],
    )  # fmt: skip
    return "Copie remise\u00a0: la demande est close."


def _extend(request: UserRequest, found: AccessRequest, form: ActForm) -> str:
    data = form.cleaned_data
    made = extend_access_request(
        request=found, told_on=data["on"], because=data["because"], by=request.user, seen=data["seen"]
    )
    return f"Délai prolongé jusqu’au {french.day(made.due_on)}."


def _refuse(request: UserRequest, found: AccessRequest, form: ActForm) -> str:
    data = form.cleaned_data
    refuse_access_request(
        request=found, on=data["on"], refusal=data["refusal"], because=data["because"], by=request.user,
        seen=data["seen"],
    )  # fmt: skip
    return "Refus enregistré\u00a0: la demande est close."


def _reopen(request: UserRequest, found: AccessRequest, form: ActForm) -> str:
    reopen_access_request(request=found, by=request.user, seen=form.cleaned_data["seen"])
    return "La demande attend de nouveau sa réponse."


ACTS: Mapping[str, Callable[[UserRequest, AccessRequest, ActForm], str]] = {
    "remettre": _hand, "prolonger": _extend, "refuser": _refuse, "rouvrir": _reopen,
}  # fmt: skip


def access_due(service: Service, today: date) -> Reminders:
    """The requests whose deadline nears or has passed, for the first page; one query."""
    soon = later(today, "rappel", on=today)
    rows = AccessRequest.objects.open(service).due_by(soon).select_related("case__job__worker")
    shown = rows.only("case", "received_on", "due_on", *(f"case__{name}" for name in NAME))

    def line(one: AccessRequest) -> Reminder:
        late, words = standing(one, today)
        what = f"reçue le {french.day(one.received_on)}, réponse due le {french.day(one.due_on)}"
        address = reverse("desk:access_request", args=[service.code, one.pk])
        return line_of(one.case.job, one.case_id, what, one.due_on, today, words, late=late, address=address)

    return section("acces", "Demandes de copie", shown, line, reverse("desk:access_requests", args=[service.code]))


def standing(one: AccessRequest, today: date) -> tuple[bool, str]:
    """Whether the answer is late, and what is left in words."""
    days = (one.due_on - today).days
    return days < 0, days_left(days)


def scopes(today: date) -> list[tuple[str, str]]:
    """What may be asked for, each with its delay and its article."""
    told = []
    for scope in AccessScope:
        law = figure(DELAYS[scope])
        delay = french.quantity(float(law.at(today).value), law.unit)  # type: ignore[arg-type]
        article = law.reference.replace("art. ", f"art.{french.NO_BREAK}")
        told.append((scope.value, f"{french.written(str(scope.label))}\u00a0: {delay} ({article})"))
    return told
