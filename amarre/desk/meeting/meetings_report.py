"""What the meetings of a year came to: held, cases seen and why, decisions and what became of them; no name."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from amarre.accounts.models import Service
from amarre.accounts.permissions import Permission
from amarre.accounts.requests import UserRequest
from amarre.cases.enums import AgendaReason, AgendaState, CaseStatus, Recipient, TaskState
from amarre.cases.models import AgendaItem, CellMeeting, Decision, MeetingGuest
from amarre.cases.outcomes import IN_EMPLOYMENT
from amarre.desk.doors import enter
from amarre.ui import french

YEARS = 3


@dataclass(frozen=True)
class Year:
    """The figures of a year; `reasons` and `partners` are lists of words and counts."""

    held: int
    seen: int
    cases: int
    going_on: int
    kept: int
    decisions: int
    tasks: int
    done: int
    late: int
    reasons: list[tuple[str, int]]
    partners: list[tuple[str, int, int]]


@require_safe
def meetings_report(request: UserRequest, code: str) -> HttpResponse:
    """The year that the address asks for, or this one."""
    service = enter(request, code, Permission.CASE_READ)
    today = timezone.localdate()
    years = [today.year - back for back in range(YEARS)]
    year = next((one for one in years if str(one) == request.GET.get("annee", "")), today.year)
    context = {"service": service, "year": year, "years": years, "told": of_year(service, year, today)}
    return render(request, "desk/meetings_report.html", context)


def of_year(service: Service, year: int, today: date) -> Year:
    """The meetings of that service that ended, in six queries whatever their number."""
    held = CellMeeting.objects.filter(service=service, ended_at__isnull=False, held_on__year=year)
    seen = AgendaItem.objects.filter(meeting__in=held, state=AgendaState.SEEN)
    counted = seen.aggregate(
        n=Count("pk"),
        cases=Count("case", distinct=True),
        going_on=Count("case", distinct=True, filter=~Q(case__status=CaseStatus.CLOSED)),
        kept=Count("case", distinct=True, filter=Q(case__outcome__in=IN_EMPLOYMENT)),
    )
    standing = Decision.objects.filter(item__meeting__in=held, withdrawn_at__isnull=True)
    decided = standing.aggregate(
        n=Count("pk"),
        tasks=Count("task"),
        done=Count("task", filter=Q(task__state=TaskState.DONE)),
        late=Count("task", filter=Q(task__state=TaskState.TO_DO, task__due_on__lt=today)),
    )
    reasons: Mapping[str, int] = dict(seen.order_by().values_list("reason").annotate(n=Count("pk")))
    guests: Any = MeetingGuest.objects.filter(meeting__in=held).order_by("recipient").values("recipient")
    came = guests.annotate(met=Count("meeting", distinct=True), heard=Count("items__case", distinct=True))
    return Year(
        held.count(), counted["n"], counted["cases"], counted["going_on"], counted["kept"],
        decided["n"], decided["tasks"], decided["done"], decided["late"],
        [(str(reason.label), reasons[reason]) for reason in AgendaReason if reason in reasons],
        [(french.written(str(Recipient(one["recipient"]).label)), one["met"], one["heard"]) for one in came],
    )  # fmt: skip
