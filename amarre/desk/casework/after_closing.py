"""What the page of a case shows of its end: the closing, the contact, the follow-ups that came and those that will."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from amarre.accounts.models import User
from amarre.accounts.permissions import Permission
from amarre.cases.actions.following import months_on
from amarre.cases.models import Case, CaseTransition, Closing, FollowUp, FollowUpContact, PlannedFollowUp
from amarre.rules.parameters import Figures


@dataclass(frozen=True)
class AfterClosing:
    """The end of a case; `planned` are the follow-ups of the closing in force that are still to come."""

    may_write: bool
    closing: Closing | None
    contact: FollowUpContact | None
    planned: list[PlannedFollowUp]
    follow_ups: list[FollowUp]
    months: str


def after_closing(user: User, case: Case, moves: Iterable[CaseTransition], figures: Figures) -> AfterClosing:
    """From the moves of the case in their order, each with its closing, and the figures of the day.

    `follow_up_contact` is fetched with the case. Follow-ups are planned of the closing in force alone.
    """
    closings = [one for one in (getattr(move, "closing", None) for move in moves) if one]
    follow_ups = list(FollowUp.objects.filter(case=case).select_related("answer").order_by("held_on", "pk"))
    return AfterClosing(
        user.can(Permission.CASE_WRITE, case.service),
        closings[-1] if closings and case.closed_on else None,
        getattr(case, "follow_up_contact", None),
        PlannedFollowUp.objects.waiting_for(case, follow_ups),
        follow_ups,
        listed(months_on(timezone.localdate(), figures)),
    )


def listed(months: tuple[str, ...]) -> str:
    """« 3, 6 et 12 »."""
    *first, last = months
    return " et ".join([", ".join(first), last] if first else [last])
