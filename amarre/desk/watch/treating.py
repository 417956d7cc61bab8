"""The pages of the work list: reading it, and treating one or many of its signals at once."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from amarre.accounts.models import Service
from amarre.accounts.permissions import Permission
from amarre.accounts.requests import UserRequest
from amarre.audit.journal import record
from amarre.cases.actions import refer_signals
from amarre.cases.profiles import profile_of
from amarre.desk.doors import enter, signals_for
from amarre.desk.forms import ReferForm, SetAsideForm
from amarre.desk.watch.worklist import work_table
from amarre.detection.actions import set_aside_signals
from amarre.detection.models import Signal
from amarre.directory.models import Worker
from amarre.ui import french

#: What the bulk bar does: the permission, the form that asks why, and the words.
ACTS = {
    "ecarter": (Permission.SIGNAL_SET_ASIDE, SetAsideForm, "Écarter"),
    "signaler": (Permission.SIGNAL_REFER, ReferForm, "Signaler"),
}


@require_safe
def worklist(request: UserRequest, code: str) -> HttpResponse:
    """The open signals as a table; whose lines were shown is recorded, or nothing is shown."""
    service = enter(request, code, Permission.SIGNAL_READ)
    today = timezone.localdate()
    table = work_table(service, request.user, request.GET.dict(), today)
    shown = [signal.worker_id for signal in table.page]
    if shown:
        record("signals.read", service, by=request.user, service=service, details={"workers": shown})
    context = {
        "service": service, "table": table, "today": today,
        "acts": [(word, words_of(word, service)) for word, (may, *_) in ACTS.items() if request.user.can(may, service)],
        "has_workers": bool(shown) or Worker.objects.filter(service=service).exists(),
    }  # fmt: skip
    return render(request, "desk/worklist.html", context)


@require_POST
def signals_treat(request: UserRequest, code: str) -> HttpResponse:
    """First asks why, then treats every signal that was ticked, all of them or none."""
    act = request.POST.get("acte", "")
    permission, form_class, _ = ACTS.get(act, ACTS["ecarter"])
    service, signals = signals_for(request, code, request.POST.getlist("signal"), permission)
    if not signals:
        messages.warning(request, "Aucun signal n’est coché\u00a0: cochez ceux que vous voulez traiter.")
        return redirect("desk:worklist", code)
    form = form_class(request.POST if "confirme" in request.POST else None)
    if not form.is_valid():
        details = {"workers": [signal.worker_id for signal in signals]}
        record("signals.read", service, by=request.user, service=service, details=details)
        context = {"service": service, "signals": signals, "form": form, "act": act, "label": words_of(act, service)}
        return render(request, "desk/signals_treat.html", context, status=422 if form.is_bound else 200)
    treat = set_aside_signals if form_class is SetAsideForm else refer_signals
    treat(signals=signals, by=request.user, **form.cleaned_data)
    messages.success(request, _said(service, signals, form_class is SetAsideForm))
    return redirect("desk:worklist", code)


def words_of(act: str, service: Service) -> str:
    """What a button says there: to whom one refers is the service's own word."""
    label = ACTS.get(act, ACTS["ecarter"])[2]
    return f"{label} {profile_of(service).team.to}" if act == "signaler" else label


def _said(service: Service, signals: list[Signal], aside: bool) -> str:
    count = french.count(len(signals), "signal", "signaux")
    if not aside:
        return f"{count}\u00a0: {profile_of(service).team.the} a reçu un signalement pour chacun, daté d’aujourd’hui."
    ending = "" if len(signals) == 1 else "s"
    return f"{count} écarté{ending}. Vous pouvez reprendre les derniers dans «\u00a0Ma journée\u00a0»."
