"""What is done about one signal: set it aside, refer the worker to the cell, take it back."""

from urllib.parse import urlencode

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from amarre.accounts.permissions import Permission
from amarre.accounts.requests import UserRequest
from amarre.audit.journal import record
from amarre.cases.actions import refer_signal
from amarre.cases.profiles import profile_of
from amarre.desk.doors import signal_for
from amarre.desk.forms import ReferForm, SetAsideForm
from amarre.detection import actions
from amarre.detection.models import Signal


@require_http_methods(["GET", "HEAD", "POST"])
def signal_set_aside(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Ask why, then set the signal aside."""
    signal = signal_for(request, code, pk, Permission.SIGNAL_SET_ASIDE)
    form = SetAsideForm(posted(request))
    if form.is_valid():
        actions.set_aside_signal(signal=signal, by=request.user, **form.cleaned_data)
        said = f"Signal écarté\u00a0: {named(signal)}. Il ne reviendra pas pour le même épisode."
        # The message has a button that takes it back, and leads to where the signal was.
        undo = reverse("desk:signal_restore", args=[code, pk])
        messages.success(request, said, extra_tags=f"{undo}?{urlencode({'retour': request.GET.get('retour', '')})}")
        return redirect(back(request, signal))
    return ask(request, signal, form, "desk/signal_set_aside.html")


@require_http_methods(["GET", "HEAD", "POST"])
def signal_refer(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Ask what the cell should look at, then refer the worker to it."""
    signal = signal_for(request, code, pk, Permission.SIGNAL_REFER)
    form = ReferForm(posted(request))
    if form.is_valid():
        refer_signal(signal=signal, by=request.user, **form.cleaned_data)
        told = f"{profile_of(request.service).team.the} a reçu le signalement, daté d’aujourd’hui."
        messages.success(request, f"{named(signal)}\u00a0: {told}")
        return redirect(back(request, signal))
    return ask(request, signal, form, "desk/signal_refer.html")


def ask(request: UserRequest, signal: Signal, form: Form, template: str) -> HttpResponse:
    """The form about one worker, whose reading is recorded; 422 when there is something to correct."""
    record("signal.read", signal, by=request.user, service=signal.service, details={"worker": signal.worker_id})
    return render(
        request,
        template,
        {"signal": signal, "form": form, "back": back(request, signal)},
        status=422 if form.is_bound else 200,
    )


def back(request: UserRequest, signal: Signal) -> str:
    """Where the button was: the worker's page, the establishment's, the ranking, or the day."""
    match request.GET.get("retour"):
        case "travailleur":
            return reverse("desk:worker", args=[request.service.code, signal.worker_id])
        case "etablissement":
            return reverse("desk:establishment", args=[request.service.code, signal.job.establishment_id])
        case "classement":
            return reverse("desk:ranking", args=[request.service.code])
    return reverse("desk:signals", args=[request.service.code])


def posted(request: UserRequest) -> QueryDict | None:
    """What the form sent, even when it sent nothing; None when the page is only read."""
    return request.POST if request.method == "POST" else None


def named(signal: Signal) -> str:
    """The worker, as a message names them."""
    return f"{signal.worker.first_name} {signal.worker.last_name}"


@require_POST
def signal_restore(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Take back a signal that the person set aside."""
    signal = signal_for(request, code, pk, Permission.SIGNAL_SET_ASIDE)
    actions.restore_signal(signal=signal, by=request.user)
    messages.success(request, f"Signal repris\u00a0: {named(signal)}.")
    return redirect(back(request, signal))
