"""How the pages of meetings and tasks are entered: each thing by its service, then by its meeting."""

from uuid import UUID

from django.shortcuts import get_object_or_404

from amarre.accounts.permissions import Permission
from amarre.accounts.requests import UserRequest
from amarre.cases.models import AgendaItem, CellMeeting, Decision, MeetingGuest, Task
from amarre.desk.doors import enter


def meeting_for(request: UserRequest, code: str, pk: int, permission: Permission) -> CellMeeting:
    """The only door to a CellMeeting from a request: that of its service, then 404 for another service's."""
    service = enter(request, code, permission)
    return get_object_or_404(CellMeeting.objects.select_related("service", "cell"), service=service, pk=pk)


def item_for(request: UserRequest, code: str, pk: int, item: int, permission: Permission) -> AgendaItem:
    """The only door to an AgendaItem from a request: that of its meeting, then 404 for another meeting's."""
    meeting = meeting_for(request, code, pk, permission)
    found = AgendaItem.objects.select_related(
        "meeting__service", "case__job__worker", "case__job__establishment", "case__lead", "question__asked_by"
    )
    return get_object_or_404(found, meeting=meeting, pk=item)


def decision_for(request: UserRequest, code: str, pk: int, decision: UUID, permission: Permission) -> Decision:
    """The only door to a Decision from a request: that of its meeting, then 404 for another meeting's."""
    meeting = meeting_for(request, code, pk, permission)
    found = Decision.objects.select_related("item__meeting__service", "item__case__job__worker", "task__owner")
    return get_object_or_404(found, item__meeting=meeting, pk=decision)


def guest_for(request: UserRequest, code: str, pk: int, guest: int, permission: Permission) -> MeetingGuest:
    """The only door to a MeetingGuest from a request: that of its meeting, then 404 for another meeting's."""
    meeting = meeting_for(request, code, pk, permission)
    return get_object_or_404(MeetingGuest.objects.select_related("meeting__service"), meeting=meeting, pk=guest)


def task_for(request: UserRequest, code: str, pk: UUID, permission: Permission) -> Task:
    """The only door to a Task from a request: that of its service, then 404 for another service's."""
    service = enter(request, code, permission)
    return get_object_or_404(Task.objects.select_related("service", "case"), service=service, pk=pk)
