"""Which cases a meeting's agenda should take, by rule, with the reason in words."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from amarre.cases.enums import AgendaReason, AgendaState
from amarre.cases.models import AgendaItem, Case, CellMeeting, CellQuestion
from amarre.desk.caselist import narrowed
from amarre.indicators.law import figures_in_force
from amarre.ui import french

#: Cases proposed for one reason: a meeting sees about ten.
MOST = 10


@dataclass(frozen=True)
class Proposal:
    """A case, why it should be seen, and the question that a member asked about it."""

    case: Case
    reason: AgendaReason
    told: str
    question: CellQuestion | None = None


def proposals(meeting: CellMeeting) -> list[Proposal]:
    """What members ask, what was to be seen again, new cases, then silent ones; each once, for its first reason."""
    found: dict[int, Proposal] = {}
    taken = set(meeting.items.values_list("case_id", flat=True))
    for one in (*_asked(meeting), *_to_review(meeting), *_new(meeting), *_silent(meeting)):
        if one.case.pk not in taken:
            found.setdefault(one.case.pk, one)
    return list(found.values())


def going_on(meeting: CellMeeting) -> QuerySet[Case]:
    """The cases of the meeting's service that are not closed, with whom they are about."""
    return Case.objects.of(meeting.service).going_on().select_related("job__worker", "job__establishment")


def days(name: str, on: date) -> int:
    """A number of days that the service chose."""
    return int(str(figures_in_force()[f"cellule.{name}"].at(on).value))


def _asked(meeting: CellMeeting) -> list[Proposal]:
    """Questions that no meeting has taken; the last one asked about a case stands for it."""
    waiting = CellQuestion.objects.filter(item__isnull=True, case__service=meeting.service).exclude(
        case__closed_on__isnull=False
    )
    rows = waiting.select_related("case__job__worker", "case__job__establishment", "asked_by").order_by("-asked_at")
    return [
        Proposal(one.case, AgendaReason.ASKED, f"demandé par {one.asked_by}"[:100], one) for one in rows[: MOST * 2]
    ]


def _to_review(meeting: CellMeeting) -> list[Proposal]:
    """Cases that a meeting wanted again by that day, and those that the last meeting had no time for."""
    last = AgendaItem.objects.filter(case__in=going_on(meeting), meeting__held_on__lte=meeting.held_on)
    rows = last.exclude(meeting=meeting).order_by("case", "-meeting__held_on", "-pk")
    newest: dict[int, AgendaItem] = {}
    for item in rows.select_related("case__job__worker", "case__job__establishment", "meeting"):
        newest.setdefault(item.case_id, item)
    due = []
    for item in newest.values():
        if item.review_on is not None and item.review_on <= meeting.held_on:
            due.append((item.review_on, item, f"à revoir le {french.day(item.review_on)}"))
        elif item.meeting.ended_at is not None and item.state != AgendaState.SEEN:
            day = item.meeting.held_on
            due.append((day, item, f"pas vu à la réunion du {french.day(day)}"))
    due.sort(key=lambda one: (one[0], one[1].pk))
    return [Proposal(item.case, AgendaReason.REVIEW, told) for _, item, told in due[:MOST]]


def _new(meeting: CellMeeting) -> list[Proposal]:
    """Cases opened lately that no meeting has seen."""
    since = meeting.held_on - timedelta(days=days("reunion_dossier_nouveau", meeting.held_on))
    rows = going_on(meeting).filter(opened_on__range=(since, meeting.held_on), agenda_items__isnull=True)
    return [
        Proposal(case, AgendaReason.NEW, f"nouveau, ouvert le {french.day(case.opened_on)}")
        for case in rows.order_by("opened_on", "pk")[:MOST]
    ]


def _silent(meeting: CellMeeting) -> list[Proposal]:
    """Cases without an act or an orientation for long, that no meeting has seen meanwhile."""
    silence = days("reunion_dossier_bloque", meeting.held_on)
    seen = AgendaItem.objects.filter(
        state=AgendaState.SEEN, meeting__held_on__gte=meeting.held_on - timedelta(days=silence)
    )
    rows = narrowed(going_on(meeting), {"sans_acte": str(silence)}, meeting.held_on)
    return [
        Proposal(case, AgendaReason.BLOCKED, f"sans acte depuis plus de {french.count(silence, 'jour')}")
        for case in rows.exclude(pk__in=seen.values("case")).order_by("-opened_on", "-pk")[:MOST]
    ]
