"""« Banc d'essai »: whom a rule or the grid would have flagged in three years with other numbers."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from amarre.accounts.models import Service
from amarre.accounts.permissions import Permission
from amarre.accounts.requests import UserRequest
from amarre.audit.journal import record
from amarre.desk.doors import enter
from amarre.desk.watch.bench_forms import FiguresForm
from amarre.desk.watch.bench_result import Trial, trial_of
from amarre.detection.replay import month_ends
from amarre.detection.subjects import Subject, subjects
from amarre.exchange.enums import OperationKind, OperationState
from amarre.exchange.models import Operation
from amarre.exchange.operations.actions import end_interrupted, start_operation
from amarre.exchange.operations.folders import BENCH, results_folder
from amarre.exchange.operations.progress import progress_of
from amarre.indicators.law import figures_in_force

#: How many earlier trials the page lists.
LISTED = 5


@dataclass(frozen=True)
class Earlier:
    """A trial of the service that can be read again."""

    pk: int
    label: str
    values: str
    at: date


@require_http_methods(["GET", "HEAD", "POST"])
def bench(request: UserRequest, code: str) -> HttpResponse:
    """Choose a rule or the grid, then numbers; then follow the trial and read it. Counts only, never a name."""
    service = enter(request, code, Permission.HEALTH_READ)
    known = subjects(figures_in_force(), _last_day())
    if "essai" in request.GET:
        return _trial(request, service, known)
    rule = known.get(request.POST.get("regle") or request.GET.get("regle", ""))
    form = None
    if rule:
        form = FiguresForm(rule.choices, request.POST if request.method == "POST" else None)
        if form.is_valid():
            return redirect(_address(service, _asked(request, service, rule, form.changed())))
    context = {
        "service": service, "rules": known.values(), "rule": rule, "form": form, "earlier": _earlier(service, known),
    }  # fmt: skip
    return render(request, "desk/bench.html", context, status=422 if form and form.errors else 200)


def _asked(request: UserRequest, service: Service, rule: Subject, values: Mapping[str, int]) -> Operation:
    """The same trial on the same facts is not made twice."""
    arguments = {
        "rule": rule.code, "values": dict(sorted(values.items())), "facts": service.facts_version,
        "on": _last_day().isoformat(),
    }  # fmt: skip
    end_interrupted(service)
    for one in _trials(service):
        if one.arguments == arguments and (one.under_way or _kept(one)):
            return one
    return start_operation(service=service, kind=OperationKind.BENCH, by=request.user, arguments=arguments)


def _last_day() -> date:
    """The end of the last whole month, at which a trial stops."""
    return month_ends(timezone.localdate(), 1)[0]


def _trial(request: UserRequest, service: Service, known: Mapping[str, Subject]) -> HttpResponse:
    """How far a trial is, or what it found; 404 for another service's. Reading it is recorded."""
    end_interrupted(service)
    number = request.GET["essai"]
    asked = _trials(service).filter(pk=int(number)) if number.isdecimal() and len(number) < 19 else None
    operation = asked.first() if asked else None
    if operation is None or operation.arguments["rule"] not in known:
        raise Http404
    if not operation.under_way and "HX-Request" in request.headers:
        return HttpResponse(headers={"HX-Refresh": "true"})
    found: Trial | None = None
    rule = known[operation.arguments["rule"]]
    if operation.state == OperationState.DONE and _kept(operation):
        raw: dict[str, Any] = json.loads((results_folder(operation) / BENCH).read_text(encoding="utf-8"))
        found = trial_of(raw, rule)
        record("bench.read", operation, by=request.user, service=service, details={"rule": rule.code})
    context = {
        "service": service, "rule": rule, "operation": operation, "progress": progress_of(operation), "trial": found,
        "address": _address(service, operation),
    }  # fmt: skip
    return render(request, "desk/bench_trial.html", context)


def _earlier(service: Service, known: Mapping[str, Subject]) -> list[Earlier]:
    found = []
    for one in _trials(service).filter(state=OperationState.DONE):
        rule = known.get(one.arguments["rule"])
        if rule and _kept(one):
            tried = one.arguments["values"]
            values = ", ".join(f"{tried[own.name]} ({own.short})" for own in rule.choices if own.name in tried)
            found.append(Earlier(one.pk, rule.label, values or "chiffres actuels", timezone.localdate(one.created_at)))
        if len(found) == LISTED:
            break
    return found


def _trials(service: Service) -> QuerySet[Operation]:
    return Operation.objects.filter(service=service, kind=OperationKind.BENCH).order_by("-pk")


def _kept(operation: Operation) -> bool:
    return operation.state == OperationState.DONE and (results_folder(operation) / BENCH).is_file()


def _address(service: Service, operation: Operation) -> str:
    return f"{reverse('desk:bench', args=[service.code])}?essai={operation.pk}"
