"""The sittings of a shared cell: its meetings of one day and hour in several services, each service's own."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from django.db.models import Count

from amarre.accounts.models import Cell, Service, User
from amarre.accounts.permissions import Permission
from amarre.cases.minutes import clock
from amarre.cases.models import CellMeeting

#: How far back the cell's page goes, in days: each service keeps the list of all of its own meetings.
BACK = 183


@dataclass(frozen=True)
class Sitting:
    """A sitting as the cell's page lists it; each meeting carries `cases`, how many its agenda has. `over` with all."""

    held_on: date
    hour: str
    meetings: list[CellMeeting]
    over: bool


@dataclass(frozen=True)
class Beside:
    """The same sitting's other meetings that a person may enter, from the next service round; `next` is not over."""

    others: list[CellMeeting]
    next: CellMeeting | None


def sittings(cell: Cell, services: Sequence[Service], today: date) -> tuple[list[Sitting], list[Sitting]]:
    """Those to come or not over, the first one first; then those of the last months, the last one first."""
    rows = CellMeeting.objects.filter(cell=cell, service__in=services, held_on__gte=today - timedelta(days=BACK))
    together: dict[tuple[date, time | None], list[CellMeeting]] = defaultdict(list)
    for one in rows.annotate(cases=Count("items")).select_related("service").order_by("service__name", "pk"):
        together[one.held_on, one.starts_at].append(one)
    found = [
        Sitting(day, clock(at), meetings, all(one.ended_at for one in meetings))
        for (day, at), meetings in sorted(together.items(), key=lambda one: (one[0][0], one[0][1] or time.min))
        if len({one.service_id for one in meetings}) > 1
    ]
    return [one for one in found if not one.over], [one for one in reversed(found) if one.over]


def beside(meeting: CellMeeting, user: User) -> Beside | None:
    """What a person may be told of the sitting that a meeting is part of; None when it is part of none."""
    if meeting.cell_id is None:
        return None
    rows = CellMeeting.objects.filter(
        cell=meeting.cell_id, service__cells=meeting.cell_id, held_on=meeting.held_on, starts_at=meeting.starts_at
    ).exclude(service=meeting.service)
    found = list(rows.select_related("service").order_by("service__name", "pk"))
    if not found:
        return None
    others = [one for one in found if user.can(Permission.CASE_READ, one.service)]
    others.sort(key=lambda one: one.service.name <= meeting.service.name)
    return Beside(others, next((one for one in others if one.ended_at is None), None))
