"""The pages of the work list: reading it, and treating one or many of its signals at once."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
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
from amarre.desk.watch.worklist import CHOICES, work_table
from amarre.detection.actions import restore_signals, set_aside_signals
from amarre.detection.models import Signal
from amarre.directory.models import Worker
from amarre.ui import french

#: Where the session keeps what was just set aside, until the list shows it.
DONE = "set_aside"
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
        "service": service, "table": table, "today": today, "done": request.session.pop(DONE, None),
        "choice": urlencode(table.chosen), "all": request.GET.get("coche") == "tout",
        "acts": [(word, words_of(word, service)) for word, (may, *_) in ACTS.items() if request.user.can(may, service)],
        "has_workers": bool(shown) or Worker.objects.filter(service=service).exists(),
    }  # fmt: skip
    return render(request, "desk/worklist.html", context)


@require_POST
def signals_treat(request: UserRequest, code: str) -> HttpResponse:
    """First asks why, then treats every signal that was ticked, all of them or none."""
    act = request.POST.get("acte", "")
    if act == "reprendre":
        return _take_back(request, code)
    permission, form_class, _ = ACTS.get(act, ACTS["ecarter"])
    service, signals = signals_for(request, code, request.POST.getlist("signal"), permission)
    if not signals:
        messages.warning(request, "Aucun signal n’est coché\u00a0: cochez ceux que vous voulez traiter.")
        return _to_list(request, code)
    form = form_class(request.POST if "confirme" in request.POST else None)
    if not form.is_valid():
        details = {"workers": [signal.worker_id for signal in signals]}
        record("signals.read", service, by=request.user, service=service, details=details)
        context = {"service": service, "signals": signals, "form": form, "act": act, "label": words_of(act, service),
                   "choice": request.POST.get("choix", "")}  # fmt: skip
        return render(request, "desk/signals_treat.html", context, status=422 if form.is_bound else 200)
    treat = set_aside_signals if form_class is SetAsideForm else refer_signals
    treat(signals=signals, by=request.user, **form.cleaned_data)
    if form_class is SetAsideForm:
        # The next list says it, with a button that takes it back.
        request.session[DONE] = {"service": code, "signals": [signal.pk for signal in signals]}
    else:
        messages.success(request, _said(service, signals))
    return _to_list(request, code)


def _take_back(request: UserRequest, code: str) -> HttpResponse:
    """Undo the last setting aside of many, all or none."""
    _, signals = signals_for(request, code, request.POST.getlist("signal"), Permission.SIGNAL_SET_ASIDE)
    restore_signals(signals=signals, by=request.user)
    messages.success(request, f"{french.count(len(signals), 'signal repris', 'signaux repris')}.")
    return _to_list(request, code)


def _to_list(request: UserRequest, code: str) -> HttpResponse:
    """The list, in the choice in which the person was working."""
    asked = QueryDict(request.POST.get("choix", "")[:500])
    choice = urlencode({name: asked[name] for name in CHOICES if asked.get(name)})
    return redirect(f"{reverse('desk:worklist', args=[code])}{'?' if choice else ''}{choice}")


def words_of(act: str, service: Service) -> str:
    """What a button says there: to whom one refers is the service's own word."""
    label = ACTS.get(act, ACTS["ecarter"])[2]
    return f"{label} {profile_of(service).team.to}" if act == "signaler" else label


def _said(service: Service, signals: list[Signal]) -> str:
    count = french.count(len(signals), "signal", "signaux")
    return f"{count}\u00a0: {profile_of(service).team.the} a reçu un signalement pour chacun, daté d’aujourd’hui."
