"""Signalements: what waits to be qualified, one of them, and the decision."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from amarre.accounts.models import Service
from amarre.accounts.permissions import Permission
from amarre.accounts.requests import UserRequest
from amarre.audit.journal import record
from amarre.cases.actions import receive_referral
from amarre.cases.enums import ReferralMove
from amarre.cases.models import Case, EmployerDetection, Intake, Referral
from amarre.cases.profiles import only_lead
from amarre.cases.referral_workflow import case_under_way, decide_referral, still_waits
from amarre.cases.telling import tell_answer
from amarre.desk.doors import enter, referral_for, worker_for
from amarre.desk.referring.procedures import procedures_going_on
from amarre.desk.referring.qualifying import qualification_days, unread_intakes, waiting_referrals
from amarre.desk.referring.referral_forms import DecideForm, StaffReferForm
from amarre.desk.watch.signals import posted
from amarre.directory.models import Professional

SHOWN = 200


@dataclass(frozen=True)
class Waiting:
    """What the cell has to decide about, the oldest first, and how much of it is late."""

    referrals: list[Referral]
    intakes: list[Intake]
    days: int
    late_before: date
    count: int
    late: int


def waiting(service: Service, today: date) -> Waiting:
    """The unqualified signalements and unread messages of a service."""
    days = qualification_days(service, today)
    late_before = today - timedelta(days=days)
    found = list(waiting_referrals(service, today)[:SHOWN])
    intakes = list(unread_intakes(service)[:SHOWN])
    late = sum(one.received_on < late_before for one in found)
    late += sum(timezone.localdate(one.received_at) < late_before for one in intakes)
    return Waiting(found, intakes, days, late_before, len(found) + len(intakes), late)


@require_safe
def referrals(request: UserRequest, code: str) -> HttpResponse:
    """What waits, by age; whose lines were shown is recorded, or nothing is shown."""
    service = enter(request, code, Permission.CASE_READ)
    today = timezone.localdate()
    listed = waiting(service, today)
    procedures = procedures_going_on(service, today)
    shown = [*listed.referrals, *(one.detection.referral for one in procedures)]
    if shown:
        workers = list(dict.fromkeys(one.job.worker_id for one in shown))
        record("referrals.read", service, by=request.user, service=service, details={"workers": workers})
    context = {
        "service": service,
        "list": listed,
        "procedures": procedures,
        "today": today,
        "qualifies": request.user.can(Permission.CASE_QUALIFY, service),
        "leaderless": Case.objects.of(service).without_lead().count(),
    }
    return render(request, "desk/referrals.html", context)


@require_safe
def referral(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """One signalement; the reading is recorded before anything is shown."""
    found = referral_for(request, code, pk, Permission.CASE_READ)
    record("referral.read", found, by=request.user, service=found.service, details={"worker": found.job.worker_id})
    return render(request, "desk/referral.html", context_of(request, found))


def context_of(request: UserRequest, found: Referral) -> dict[str, object]:
    """What the page of a signalement shows; health and the sender's words to those who may."""
    return {
        "service": found.service,
        "referral": found,
        "worker": found.job.worker,
        "case": found.cases.first() or found.joined_case,
        "history": found.transitions.select_related("by"),
        "intake": Intake.objects.filter(referral=found).first(),
        "procedure": EmployerDetection.objects.filter(referral=found).first(),
        "health": request.user.can(Permission.HEALTH_READ, found.service),
        "qualifies": request.user.can(Permission.CASE_QUALIFY, found.service),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def referral_decide(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Ask what the cell decides, then tell the sender what may be told."""
    found = referral_for(request, code, pk, Permission.CASE_QUALIFY)
    staff = Professional.objects.filter(service=found.service, vanished_on__isnull=True).order_by("last_name", "pk")
    still_waits(found)
    under_way = case_under_way(found) is not None
    form = DecideForm(posted(request), staff=staff, under_way=under_way, initial={"lead": only_lead(found.service)})
    if form.is_valid():
        data = form.cleaned_data
        decided = decide_referral(
            referral=found, move=ReferralMove(data["move"]), by=request.user, on=timezone.localdate(),
            refusal=data["refusal"], message=data["message"], lead=data["lead"],
        )  # fmt: skip
        tell(request, decided)
        messages.success(request, f"Signalement {decided.get_status_display()}.")
        case = decided.cases.first()
        if case:
            return redirect("desk:case", code=code, pk=case.pk)
        return redirect("desk:referral", code=code, pk=pk)
    record("referral.read", found, by=request.user, service=found.service, details={"worker": found.job.worker_id})
    context = {**context_of(request, found), "form": form}
    return render(request, "desk/referral_decide.html", context, status=422 if form.is_bound else 200)


def tell(request: UserRequest, decided: Referral) -> None:
    """The sender of a message learns by mail that an answer can be read: nothing else is in the mail."""
    intake = Intake.objects.filter(referral=decided).select_related("service").first()
    if intake:
        tell_answer(intake, link=request.build_absolute_uri(reverse("portal:answer")))


@require_http_methods(["GET", "HEAD", "POST"])
def worker_refer(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Record a signalement about a worker, from staff or from somebody who called."""
    worker = worker_for(request, code, pk, Permission.SIGNAL_REFER)
    jobs = worker.jobs.select_related("establishment").order_by("-started_on")
    form = StaffReferForm(posted(request), jobs=jobs)
    if form.is_valid():
        kept = receive_referral(by=request.user, on=timezone.localdate(), **form.cleaned_data)
        messages.success(request, f"Signalement reçu\u00a0: il est {kept.get_status_display()}.")
        return redirect("desk:referral", code=code, pk=kept.pk)
    record("worker.read", worker, by=request.user, service=request.service)
    context = {"service": request.service, "worker": worker, "form": form}
    return render(request, "desk/worker_refer.html", context, status=422 if form.is_bound else 200)
