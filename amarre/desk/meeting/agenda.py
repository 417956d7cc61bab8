"""Which cases a meeting's agenda should take, by rule, with the reason in words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from amarre.cases.enums import AgendaReason, AgendaState, Recipient
from amarre.cases.models import AgendaItem, Case, CellMeeting, CellQuestion
from amarre.cases.profiles import chosen_days, profile_of
from amarre.desk.casework.caselist import narrowed
from amarre.desk.meeting.standing import agreeing, concerning
from amarre.indicators.law import figures_in_force
from amarre.lib.calendars import add_months
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
    """What the service's organisation puts on an agenda, in its order; each case once, for its first reason."""
    found: dict[int, Proposal] = {}
    taken = set(meeting.items.values_list("case_id", flat=True))
    meetings = profile_of(meeting.service).meetings
    for reason in meetings.agenda if meetings else ():
        for one in RULES[reason](meeting):
            if one.case.pk not in taken:
                found.setdefault(one.case.pk, one)
    return list(found.values())


def going_on(meeting: CellMeeting) -> QuerySet[Case]:
    """The cases of the meeting's service that are not closed, with whom they are about."""
    return Case.objects.of(meeting.service).going_on().select_related("job__worker", "job__establishment")


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


def _with_partner(meeting: CellMeeting) -> list[Proposal]:
    """Cases of the partners who always come: never seen with them, or seen longer ago than their rhythm says."""
    meetings, on = profile_of(meeting.service).meetings, meeting.held_on
    found = []
    for guest in meetings.guests if meetings else ():
        months = int(str(figures_in_force()[guest.review].at(on).value))
        seen = AgendaItem.objects.filter(
            case=OuterRef("pk"), state=AgendaState.SEEN, guests__recipient=guest.recipient, meeting__held_on__lt=on
        ).order_by("-meeting__held_on")
        rows = concerning(going_on(meeting), guest.recipient, on).annotate(
            seen_on=Subquery(seen.values("meeting__held_on")[:1]), agrees=agreeing(guest.recipient, on)
        )
        due = rows.filter(Q(seen_on=None) | Q(seen_on__lte=add_months(on, -months)))
        name = french.written(str(Recipient(guest.recipient).label))
        for case in due.order_by("-agrees", F("seen_on").asc(nulls_first=True), "opened_on", "pk")[:MOST]:
            told = (
                f"point à {months}\u00a0mois, vu le {french.day(case.seen_on)}"
                if case.seen_on
                else "jamais vu ensemble"
            )
            told += "" if case.agrees else ", accord à recueillir"
            found.append(Proposal(case, AgendaReason.PARTNER, f"{name}\u00a0: {told}"[:100]))
    return found


def _new(meeting: CellMeeting) -> list[Proposal]:
    """Cases opened lately that no meeting has seen."""
    since = meeting.held_on - timedelta(
        days=chosen_days(meeting.service, "cellule.reunion_dossier_nouveau", meeting.held_on)
    )
    rows = going_on(meeting).filter(opened_on__range=(since, meeting.held_on), agenda_items__isnull=True)
    return [
        Proposal(case, AgendaReason.NEW, f"nouveau, ouvert le {french.day(case.opened_on)}")
        for case in rows.order_by("opened_on", "pk")[:MOST]
    ]


def _silent(meeting: CellMeeting) -> list[Proposal]:
    """Cases without an act or an orientation for long, that no meeting has seen meanwhile."""
    silence = chosen_days(meeting.service, "cellule.reunion_dossier_bloque", meeting.held_on)
    seen = AgendaItem.objects.filter(
        state=AgendaState.SEEN, meeting__held_on__gte=meeting.held_on - timedelta(days=silence)
    )
    rows = narrowed(going_on(meeting), {"sans_acte": str(silence)}, meeting.held_on)
    return [
        Proposal(case, AgendaReason.BLOCKED, f"sans acte depuis plus de {french.count(silence, 'jour')}")
        for case in rows.exclude(pk__in=seen.values("case")).order_by("-opened_on", "-pk")[:MOST]
    ]


#: What each rule of an organisation's agenda proposes; `ajoute` is not a rule, somebody does it.
RULES: Mapping[AgendaReason, Callable[[CellMeeting], list[Proposal]]] = {
    AgendaReason.ASKED: _asked,
    AgendaReason.REVIEW: _to_review,
    AgendaReason.PARTNER: _with_partner,
    AgendaReason.NEW: _new,
    AgendaReason.BLOCKED: _silent,
}
