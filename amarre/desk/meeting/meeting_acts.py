"""The buttons of a meeting's page: one button, one change."""

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.text import capfirst

from amarre.accounts.requests import UserRequest
from amarre.cases.actions.meetings import (
    dismiss_guest,
    end_meeting,
    invite_guest,
    move_on_agenda,
    place_meeting,
    put_on_agenda,
    reopen_meeting,
    take_off_agenda,
)
from amarre.cases.minutes import items_of
from amarre.cases.models import AgendaItem, CellMeeting
from amarre.desk.meeting.agenda import going_on, proposals
from amarre.desk.meeting.standing import standing_guests
from amarre.desk.navigation import word_for_meeting


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


def invite_usual(request: UserRequest, found: CellMeeting) -> None:
    """Invite a partner who always comes, for the agenda's cases whose worker agrees."""
    for one in standing_guests(found, items_of(found), timezone.localdate()):
        if one.recipient == request.POST.get("habituel"):
            invite_guest(meeting=found, recipient=one.recipient, items=one.agreed, by=request.user)


def dismiss(request: UserRequest, found: CellMeeting) -> None:
    """The guest does not come."""
    dismiss_guest(guest=get_object_or_404(found.guests, pk=number(request, "invite")), by=request.user)


def end(request: UserRequest, found: CellMeeting) -> None:
    """The meeting is over."""
    end_meeting(meeting=found, by=request.user)
    word = capfirst(word_for_meeting(found.service))
    messages.success(request, f"{word} terminée. Le relevé est prêt\u202f; chacun trouve ses tâches sur sa page.")


def reopen(request: UserRequest, found: CellMeeting) -> None:
    """The meeting goes on."""
    reopen_meeting(meeting=found, by=request.user)


def unknown(request: UserRequest, found: CellMeeting) -> None:
    """No button sends that."""
    raise Http404


def settle(request: UserRequest, found: CellMeeting) -> None:
    """The place, or none."""
    place_meeting(meeting=found, place=request.POST.get("lieu", ""), by=request.user)
    messages.success(request, "Le lieu est enregistré.")


ACTS: Mapping[str, Callable[[UserRequest, CellMeeting], None]] = {
    "prendre": take, "ajouter": add, "retirer": remove, "monter": up, "descendre": down,
    "decommander": dismiss, "convier": invite_usual, "terminer": end, "rouvrir": reopen, "situer": settle,
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
