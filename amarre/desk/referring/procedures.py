"""Procedures that employers began: one page each, those under way on the list of signalements."""

from dataclasses import dataclass
from datetime import date, timedelta

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from amarre.accounts.models import Service
from amarre.accounts.permissions import Permission
from amarre.accounts.requests import UserRequest
from amarre.audit.journal import record
from amarre.cases.actions.procedures import do_act, next_act, stop_procedure, undo_act
from amarre.cases.analyses import fillable
from amarre.cases.enums import StopReason
from amarre.cases.models import Case, EmployerDetection, Intake
from amarre.cases.procedures import Due, procedure_of
from amarre.cases.profiles import profile_of
from amarre.cases.telling import tell_answer
from amarre.desk.day.reminder_lines import SHOWN as LINES
from amarre.desk.day.reminder_lines import Reminders, line_of
from amarre.desk.doors import referral_for
from amarre.desk.people.fact_fields import day
from amarre.desk.referring.referral_forms import select

SHOWN = 50
#: How far ahead the first page looks, in days.
AHEAD = 7


@dataclass(frozen=True)
class Going:
    """A procedure under way and its next act."""

    detection: EmployerDetection
    due: Due
    late: bool


class DoForm(forms.Form):
    """The day of the next act."""

    on = day("Fait le", "Donnez le jour où c’est fait.")


class StopForm(forms.Form):
    """Why the procedure goes no further."""

    reason = select("Motif de l’arrêt", StopReason.choices)


def procedures_going_on(service: Service, today: date) -> list[Going]:
    """Those of the service, the oldest first; none is asked for where the organisation has no procedure."""
    if not profile_of(service).procedures:
        return []
    rows = EmployerDetection.objects.going_on(service).prefetch_related("acts")
    found = []
    for one in rows.select_related("referral__job__worker", "referral__job__establishment")[:SHOWN]:
        due = next_act(one)
        if due:
            found.append(Going(one, due, due.on is not None and due.on < today))
    return found


def procedures_due(service: Service, today: date) -> Reminders:
    """The acts that are late or due soon, for the first page; empty where the organisation has no procedure."""
    soon = today + timedelta(days=AHEAD)
    due = [one for one in procedures_going_on(service, today) if one.due.on and one.due.on <= soon]
    due.sort(key=lambda one: one.due.on or today)
    lines = [
        line_of(
            one.detection.referral.job, None, one.due.act.label, one.due.on or today, today,
            address=reverse("desk:referral_procedure", args=[service.code, one.detection.referral_id]),
        )
        for one in due[:LINES]
    ]  # fmt: skip
    page = reverse("desk:referrals", args=[service.code])
    return Reminders("demarches", "Démarches d’employeurs", len(due), lines, page)


@require_http_methods(["GET", "HEAD", "POST"])
def referral_procedure(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """The procedure of a signalement: its acts in order, the next one to note; the reading is recorded."""
    permission = Permission.CASE_QUALIFY if request.method == "POST" else Permission.CASE_READ
    referral = referral_for(request, code, pk, permission)
    detection = get_object_or_404(EmployerDetection, referral=referral)
    act, today = request.POST.get("acte", ""), timezone.localdate()
    form = DoForm(request.POST if act == "faire" else None, initial={"on": today})
    stop = StopForm(request.POST if act == "arreter" else None)
    if form.is_bound and form.is_valid():
        do_act(detection=detection, act=request.POST.get("lequel", ""), on=form.cleaned_data["on"], by=request.user)
        tell_employer(request, detection, request.POST.get("lequel", ""))
        messages.success(request, "Acte noté.")
    elif stop.is_bound and stop.is_valid():
        stop_procedure(detection=detection, on=today, by=request.user, **stop.cleaned_data)
        messages.success(request, "La démarche est arrêtée\u202f; le signalement et le dossier restent.")
    elif act == "annuler":
        undo_act(detection=detection, by=request.user)
        messages.success(request, "Le dernier acte est annulé.")
    else:
        record(
            "referral.read",
            referral,
            by=request.user,
            service=referral.service,
            details={"worker": referral.job.worker_id},
        )
        procedure, done = (
            procedure_of(detection.procedure),
            {one.act: one for one in detection.acts.select_related("by")},
        )
        context = {
            "service": referral.service, "referral": referral, "worker": referral.job.worker, "detection": detection,
            "procedure": procedure, "due": next_act(detection), "form": form, "stop": stop, "today": today,
            "analysis": _analysis(request, detection),
            "steps": [(step.label, [(one, done.get(one.code)) for one in step.acts]) for step in procedure.steps],
            "writes": request.user.can(Permission.CASE_QUALIFY, referral.service),
            "undoes": len(done) > len(procedure.steps[0].acts) and not detection.stopped,
        }  # fmt: skip
        status = 422 if form.errors or stop.errors else 200
        return render(request, "desk/referral_procedure.html", context, status=status)
    return redirect("desk:referral_procedure", code=code, pk=pk)


def _analysis(request: UserRequest, detection: EmployerDetection) -> str:
    """Where the physician fills the analysis that the next act is, once there is a case."""
    due, case = next_act(detection), Case.objects.filter(referral=detection.referral_id).order_by("-pk").first()
    mine = [one.code for one in fillable(request.user, request.service)]
    if due is None or case is None or case.closed_on or due.act.analysis not in mine:
        return ""
    return reverse("desk:case_analysis", args=[request.service.code, case.pk, due.act.analysis])


def tell_employer(request: UserRequest, detection: EmployerDetection, act: str) -> None:
    """Where the employer is told of that act, a mail says that there is something to read; the mail says nothing."""
    told = next((one.told for one in procedure_of(detection.procedure).acts if one.code == act), False)
    intake = Intake.objects.filter(referral=detection.referral_id).select_related("service").first()
    if told and intake:
        tell_answer(intake, link=request.build_absolute_uri(reverse("portal:answer")))
