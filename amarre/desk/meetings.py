"""The cell's meetings: their list, planning one, its agenda and its guests."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from amarre.accounts.permissions import Permission
from amarre.accounts.requests import UserRequest
from amarre.audit.journal import record
from amarre.cases.actions.meetings import (
    ask_cell,
    dismiss_guest,
    end_meeting,
    invite_guest,
    move_on_agenda,
    plan_meeting,
    put_on_agenda,
    reopen_meeting,
    take_off_agenda,
)
from amarre.cases.enums import AgendaState
from amarre.cases.minutes import guest_name, hour, items_of, parted
from amarre.cases.models import AgendaItem, CellMeeting
from amarre.desk.agenda import going_on, proposals
from amarre.desk.doors import case_for, enter
from amarre.desk.meeting_doors import meeting_for
from amarre.desk.meeting_forms import GuestForm, PlanForm, QuestionForm
from amarre.desk.signals import posted
from amarre.directory.search.find import asked, find_workers
from amarre.lib.errors import DomainError

SHOWN, FOUND = 30, 8


@require_safe
def meetings(request: UserRequest, code: str) -> HttpResponse:
    """The meetings to come, then those held; no name is on the page."""
    service = enter(request, code, Permission.CASE_READ)
    today = timezone.localdate()
    rows = CellMeeting.objects.filter(service=service).select_related("cell")
    rows = rows.annotate(cases=Count("items"), seen=Count("items", filter=Q(items__state=AgendaState.SEEN)))
    context = {
        "service": service,
        "coming": rows.filter(ended_at__isnull=True).order_by("held_on", "pk"),
        "held": rows.filter(ended_at__isnull=False)[:SHOWN],
        "holds": request.user.can(Permission.CELL_MEETING_HOLD, service),
        "today": today,
    }
    return render(request, "desk/meetings.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_plan(request: UserRequest, code: str) -> HttpResponse:
    """Ask when and who, then go to the agenda."""
    service = enter(request, code, Permission.CELL_MEETING_HOLD)
    form = PlanForm(posted(request), service=service, initial={"participants": [request.user.pk]})
    if form.is_valid():
        planned = plan_meeting(service=service, by=request.user, **form.cleaned_data)
        messages.success(request, "Réunion prévue. Choisissez maintenant les dossiers de l’ordre du jour.")
        return redirect("desk:meeting", code=code, pk=planned.pk)
    context = {"service": service, "form": form}
    return render(request, "desk/meeting_plan.html", context, status=422 if form.is_bound else 200)


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
    context: dict[str, Any] = {
        "service": service, "meeting": found, "hour": hour(found), "items": items, "proposals": proposed,
        "guests": guests, "people": found.participants.order_by("full_name", "email"), "form": form, "holds": holds,
        "gives": request.user.can(Permission.EXTRACT_GIVE, service), "typed": typed, "others": others, "known": known,
        "reopens": request.user.can(Permission.CELL_MEETING_HOLD, service) and found.ended_at is not None,
        "next": next_item, "seen": sum(item.state == AgendaState.SEEN for item in items),
    }  # fmt: skip
    return render(request, "desk/meeting.html", context, status=status)


def take(request: UserRequest, found: CellMeeting) -> None:
    """Put the ticked proposals on the agenda, for the reasons that hold now."""
    wanted = set(request.POST.getlist("dossier"))
    for one in proposals(found):
        if str(one.case.pk) in wanted:
            put_on_agenda(
                meeting=found, case=one.case, by=request.user, reason=one.reason, told=one.told, question=one.question
            )


def add(request: UserRequest, found: CellMeeting) -> None:
    """Put a case on the agenda because somebody wants it."""
    put_on_agenda(
        meeting=found, case=get_object_or_404(going_on(found), pk=number(request, "dossier")), by=request.user
    )


def remove(request: UserRequest, found: CellMeeting) -> None:
    """Take a case off."""
    take_off_agenda(item=chosen(request, found), by=request.user)


def up(request: UserRequest, found: CellMeeting) -> None:
    """One rank up."""
    move_on_agenda(item=chosen(request, found), up=True, by=request.user)


def down(request: UserRequest, found: CellMeeting) -> None:
    """One rank down."""
    move_on_agenda(item=chosen(request, found), up=False, by=request.user)


def dismiss(request: UserRequest, found: CellMeeting) -> None:
    """The guest does not come."""
    dismiss_guest(guest=get_object_or_404(found.guests, pk=number(request, "invite")), by=request.user)


def end(request: UserRequest, found: CellMeeting) -> None:
    """The meeting is over."""
    end_meeting(meeting=found, by=request.user)
    messages.success(request, "Réunion terminée. Le relevé est prêt\u202f; chacun trouve ses tâches sur sa page.")


def reopen(request: UserRequest, found: CellMeeting) -> None:
    """The meeting goes on."""
    reopen_meeting(meeting=found, by=request.user)


def unknown(request: UserRequest, found: CellMeeting) -> None:
    """No button sends that."""
    raise Http404


ACTS: Mapping[str, Callable[[UserRequest, CellMeeting], None]] = {
    "prendre": take, "ajouter": add, "retirer": remove, "monter": up, "descendre": down, "decommander": dismiss,
    "terminer": end, "rouvrir": reopen,
}  # fmt: skip


def chosen(request: UserRequest, found: CellMeeting) -> AgendaItem:
    """The agenda's case that the button is about."""
    return get_object_or_404(found.items.select_related("meeting", "case"), pk=number(request, "rang"))


def number(request: UserRequest, name: str) -> int:
    """A number that the page's form sent; 404 for anything else."""
    text = request.POST.get(name, "")
    if not text.isdecimal() or len(text) > 18:
        raise Http404
    return int(text)


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
