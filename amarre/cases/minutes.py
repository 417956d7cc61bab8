"""What the minutes of a meeting say, and what each partner's extract keeps of them: plain data for their templates.

Nothing of a compartment of notes is read here; the words are the questions and decisions that the cell wrote.
"""

from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django.db.models import Prefetch

from amarre.cases.consents import consent_covers
from amarre.cases.enums import AgendaState, Scope
from amarre.cases.models import AgendaItem, CellMeeting, Decision, MeetingGuest
from amarre.directory.models import Worker
from amarre.ui import french

#: What an extract tells of somebody: who they are, and what is done about their work.
TOLD = (Scope.IDENTITY, Scope.WORK)


@dataclass(frozen=True)
class Extract:
    """An extract's data, the cases in it, and those left out because the worker has not agreed."""

    data: dict[str, Any]
    kept: list[AgendaItem]
    left_out: list[AgendaItem]


def items_of(meeting: CellMeeting) -> list[AgendaItem]:
    """The agenda in order, with the decisions that stand."""
    standing = Decision.objects.filter(withdrawn_at__isnull=True).select_related("task__owner", "taken_by")
    found = meeting.items.select_related("case__job__worker", "case__job__establishment", "question__asked_by")
    return list(found.prefetch_related(Prefetch("decisions", queryset=standing, to_attr="standing")))


def agrees(worker: Worker, guest: MeetingGuest, on: date) -> bool:
    """Whether that day the worker agrees that this partner be told who they are and what is done about their work."""
    return all(consent_covers(worker, guest.recipient, scope, on=on, named=guest.named) for scope in TOLD)


def parted(guest: MeetingGuest, items: list[AgendaItem], on: date) -> tuple[list[AgendaItem], list[AgendaItem]]:
    """The guest's cases among those items: told, and left out for want of the worker's agreement."""
    mine = {one.pk for one in guest.items.all()}
    concerned = [item for item in items if item.pk in mine]
    told = [item for item in concerned if agrees(item.case.job.worker, guest, on)]
    return told, [item for item in concerned if item not in told]


def minutes(meeting: CellMeeting, on: date) -> dict[str, Any]:
    """The whole minutes, for the cell."""
    items = items_of(meeting)
    return {
        **_heading(meeting, on),
        "title": "Relevé de décisions",
        "lead": _counted(items),
        "notice": "Document de la cellule\u00a0: il ne sort pas du service. "
        "Il ne contient rien des notes médicales, sociales ou psychologiques.",
        "people": [str(one) for one in meeting.participants.order_by("full_name", "email")],
        "guests": [guest_name(one) for one in meeting.guests.all()],
        "cases": [_case(rank, item, extract=False) for rank, item in enumerate(items, 1)],
    }


def extract(guest: MeetingGuest, on: date) -> Extract:
    """What a partner may be given, as consents stand that day; what is left out is counted, never named."""
    kept, left_out = parted(guest, items_of(guest.meeting), on)
    missing = ""
    if left_out:
        words = ("situation n’est pas", "situations ne sont pas")
        missing = f" {french.written(french.count(len(left_out), *words))} dans cet extrait, faute d’accord."
    data = {
        **_heading(guest.meeting, on),
        "title": "Extrait du relevé de décisions",
        "lead": f"Établi pour {guest_name(guest)}, pour les seules situations qui le concernent et avec l’accord "
        "des personnes.",
        "notice": f"À ne transmettre à personne d’autre.{missing}",
        "people": [],
        "guests": [],
        "cases": [_case(rank, item, extract=True) for rank, item in enumerate(kept, 1)],
    }
    return Extract(data, kept, left_out)


def guest_name(guest: MeetingGuest) -> str:
    """A partner in words."""
    label = french.written(guest.get_recipient_display())
    if not guest.named:
        return label
    return guest.named if label.startswith("un autre") else f"{label} ({guest.named})"


def hour(meeting: CellMeeting) -> str:
    """« 10 h 05 », or nothing."""
    return clock(meeting.starts_at)


def clock(at: time | None) -> str:
    """« 10 h 05 », or nothing."""
    return f"{at.hour}\u00a0h\u00a0{at:%M}" if at else ""


def _heading(meeting: CellMeeting, on: date) -> dict[str, Any]:
    when = ", ".join(filter(None, (french.long_day(meeting.held_on), hour(meeting), meeting.place)))
    return {
        "service": meeting.service.name,
        "cell": meeting.cell.name if meeting.cell else "Cellule PDP",
        "when": when,
        "day": french.day(meeting.held_on),
        "origin": f"Édité le {french.day(on)} par Amarre.",
    }


def _counted(items: list[AgendaItem]) -> str:
    decisions = sum(len(_standing(item)) for item in items)
    seen = sum(item.state == AgendaState.SEEN for item in items)
    cases = french.sentence(french.count(len(items), "dossier"))
    taken = french.count(decisions, "décision", none="aucune")
    return f"{cases} à l’ordre du jour, {french.count(seen, 'vu')}\u202f; {taken}."


def _case(rank: int, item: AgendaItem, *, extract: bool) -> dict[str, Any]:
    """One case; a partner reads neither why it was seen nor what was asked, nor what the cell keeps to itself."""
    worker, job = item.case.job.worker, item.case.job
    decisions = [one for one in _standing(item) if not (extract and one.internal)]
    return {
        "rank": str(rank),
        "name": f"{worker.first_name} {worker.last_name}",
        "work": f"{job.title or 'poste non renseigné'}, {job.establishment.name}",
        "reason": "" if extract else french.sentence(item.reason_told),
        "question": "" if extract or not item.question else item.question.text,
        "asked_by": "" if extract or not item.question else str(item.question.asked_by),
        "review": french.day(item.review_on) if item.review_on else "",
        "decisions": [
            {
                "text": one.text,
                "owner": str(one.task.owner) if one.task else "",
                "due": french.day(one.task.due_on) if one.task and one.task.due_on else "",
            }
            for one in decisions
        ],
        "none": "" if decisions else ("Aucune décision." if item.state == AgendaState.SEEN else "Non vu."),
    }


def _standing(item: AgendaItem) -> list[Decision]:
    rows: list[Decision] = item.standing  # type: ignore[attr-defined]
    return rows
