"""The cell's meetings: their list, planning one, its agenda and its guests."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Count, Max, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import capfirst
from django.views.decorators.http import require_http_methods, require_safe

from amarre.accounts.models import Service
from amarre.accounts.permissions import Permission
from amarre.accounts.requests import UserRequest
from amarre.audit.journal import record
from amarre.cases.actions.meetings import ask_cell, invite_guest, plan_meeting
from amarre.cases.enums import AgendaState
from amarre.cases.minutes import clock, guest_name, hour, items_of, parted
from amarre.cases.models import CellMeeting
from amarre.cases.profiles import profile_of
from amarre.desk.casework.sittings import beside
from amarre.desk.doors import case_for, enter
from amarre.desk.meeting.agenda import going_on, proposals
from amarre.desk.meeting.meeting_acts import ACTS, unknown
from amarre.desk.meeting.meeting_doors import meeting_for
from amarre.desk.meeting.meeting_forms import GuestForm, PlanForm, QuestionForm
from amarre.desk.meeting.standing import standing_guests
from amarre.desk.navigation import word_for_meeting
from amarre.desk.watch.signals import posted
from amarre.directory.search.find import asked, find_workers
from amarre.lib.errors import DomainError

SHOWN, FOUND = 30, 8


@require_safe
def meetings(request: UserRequest, code: str) -> HttpResponse:
    """The meetings to come, then those held; no name is on the page."""
    service = enter(request, code, Permission.CASE_READ)
    today, meets = timezone.localdate(), profile_of(service).meetings
    rows = CellMeeting.objects.filter(service=service).select_related("cell")
    rows = rows.annotate(cases=Count("items"), seen=Count("items", filter=Q(items__state=AgendaState.SEEN)))
    context = {
        "service": service,
        "coming": rows.filter(ended_at__isnull=True).order_by("held_on", "pk"),
        "held": rows.filter(ended_at__isnull=False)[:SHOWN],
        "holds": request.user.can(Permission.CELL_MEETING_HOLD, service) and meets is not None,
        "today": today,
        "meets": meets,
        "next_on": meets.every.after(today) if meets and meets.every else None,
        "hour": clock(meets.every.starts_at) if meets and meets.every else "",
    }
    return render(request, "desk/meetings.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_plan(request: UserRequest, code: str) -> HttpResponse:
    """Ask when and who, then go to the agenda."""
    service = enter(request, code, Permission.CELL_MEETING_HOLD)
    meets = profile_of(service).meetings
    rhythm = meets.every if meets else None
    usual = {"held_on": rhythm.after(last_planned(service)), "starts_at": clock(rhythm.starts_at)} if rhythm else {}
    form = PlanForm(posted(request), service=service, initial={"participants": [request.user.pk], **usual})
    if form.is_valid():
        planned = plan_meeting(service=service, by=request.user, **form.cleaned_data)
        messages.success(
            request,
            f"{capfirst(word_for_meeting(service))} prévue. Choisissez maintenant les dossiers de l’ordre du jour.",
        )
        return redirect("desk:meeting", code=code, pk=planned.pk)
    context = {"service": service, "form": form, "rhythm": rhythm.told if rhythm else ""}
    return render(request, "desk/meeting_plan.html", context, status=422 if form.is_bound else 200)


def last_planned(service: Service) -> date:
    """The day of the last meeting that is planned, or today."""
    last = CellMeeting.objects.filter(service=service).aggregate(day=Max("held_on"))["day"]
    today = timezone.localdate()
    return max(last, today) if last else today


@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def meeting(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """The agenda, what is proposed and why, the guests; one button, one change. The reading is recorded."""
    permission = Permission.CELL_MEETING_HOLD if request.method == "POST" else Permission.CASE_READ
    found = meeting_for(request, code, pk, permission)
    act = request.POST.get("acte", "")
    form = guest_form(request, found, act)
    if act == "chercher":
        return page(request, found, form, typed=request.POST.get("q", ""))
    if act == "inviter" and not form.is_valid():
        return page(request, found, form, status=422)
    if act == "inviter":
        try:
            invite(request, found, form.cleaned_data)
        except DomainError as refused:
            if refused.code != "guest.changed":
                raise
            form.add_error("items", refused.message)
            return page(request, found, form, status=409)
    elif request.method == "POST":
        ACTS.get(act, unknown)(request, found)
    else:
        return page(request, found, form)
    return redirect("desk:meeting", code=code, pk=pk)


def invite(request: UserRequest, found: CellMeeting, data: Mapping[str, Any]) -> None:
    """The partner of the form, for the cases ticked; somebody else's choice is not lost under them."""
    named = data["named"].strip()
    guest = found.guests.filter(recipient=data["recipient"], named=named).first()
    shown = dict(one.split(":", 1) for one in request.POST.get("vus", "").split() if ":" in one)
    read = [int(pk) for pk in shown.get(str(guest.pk), "").split(",") if pk.isdecimal()] if guest else []
    items = list(found.items.filter(pk__in=data["items"]))
    invite_guest(
        meeting=found, recipient=data["recipient"], named=named, items=items, by=request.user,
        read=read if "vus" in request.POST else None,
    )  # fmt: skip


def guest_form(request: UserRequest, found: CellMeeting, act: str) -> GuestForm:
    """Its cases are those of the agenda."""
    rows = found.items.select_related("case__job__worker")
    words = [(str(item.pk), f"{item.case.job.worker.first_name} {item.case.job.worker.last_name}") for item in rows]
    return GuestForm(request.POST if act == "inviter" else None, items=words)


def page(
    request: UserRequest, found: CellMeeting, form: GuestForm, *, typed: str = "", status: int = 200
) -> HttpResponse:
    """The page of a meeting; whose names are shown is recorded, or nothing is shown."""
    service, today, items = found.service, timezone.localdate(), items_of(found)
    holds = request.user.can(Permission.CELL_MEETING_HOLD, service) and found.ended_at is None
    proposed = proposals(found) if holds else []
    workers = find_workers(service, asked(typed), FOUND).rows if typed and holds else []
    others = list(going_on(found).filter(job__worker__in=workers).exclude(agenda_items__meeting=found))
    cases = [*(item.case for item in items), *(one.case for one in proposed), *others]
    shown = [case.job.worker_id for case in cases]
    if shown:
        details = {"workers": list(dict.fromkeys(shown))}
        record("meeting.read", found, by=request.user, service=service, details=details)
    guests = [(one, guest_name(one), *parted(one, items, today)) for one in found.guests.prefetch_related("items")]
    known = " ".join(f"{one.pk}:{','.join(str(item.pk) for item in one.items.all())}" for one, *_ in guests)
    next_item = next((item for item in items if item.state == AgendaState.TO_SEE), items[0] if items else None)
    meets = profile_of(service).meetings
    context: dict[str, Any] = {
        "service": service, "meeting": found, "hour": hour(found), "items": items, "proposals": proposed,
        "guests": guests, "people": found.participants.order_by("full_name", "email"), "form": form, "holds": holds,
        "gives": request.user.can(Permission.EXTRACT_GIVE, service), "typed": typed, "others": others, "known": known,
        "reopens": request.user.can(Permission.CELL_MEETING_HOLD, service) and found.ended_at is not None,
        "standing": standing_guests(found, items, today), "today": today,
        "agenda_due": days_from(found, -meets.agenda_closes) if meets and meets.agenda_closes is not None else None,
        "minutes_due": days_from(found, meets.minutes_due) if meets and meets.minutes_due is not None else None,
        "beside": beside(found, request.user), "next": next_item,
        "seen": sum(item.state == AgendaState.SEEN for item in items),
    }  # fmt: skip
    return render(request, "desk/meeting.html", context, status=status)


def days_from(found: CellMeeting, days: int) -> date:
    """So many days after the meeting, or before it."""
    return found.held_on + timedelta(days=days)


@require_http_methods(["GET", "HEAD", "POST"])
def case_ask(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Ask the cell something about a case: the next agenda proposes it."""
    found = case_for(request, code, pk, Permission.CELL_MEETING_HOLD)
    form = QuestionForm(posted(request))
    if form.is_valid():
        ask_cell(case=found, by=request.user, **form.cleaned_data)
        messages.success(
            request, "Question gardée\u00a0: le dossier sera proposé à la prochaine réunion de la cellule."
        )
        return redirect("desk:case", code=code, pk=pk)
    record("case.read", found, by=request.user, service=found.service, details={"worker": found.job.worker_id})
    context = {"service": request.service, "case": found, "worker": found.job.worker, "form": form}
    return render(request, "desk/case_ask.html", context, status=422 if form.is_bound else 200)
