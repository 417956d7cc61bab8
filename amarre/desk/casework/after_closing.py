"""What the page of a case shows of its end: the closing, the contact, the follow-ups that came and those that will."""

from dataclasses import dataclass

from django.utils import timezone

from amarre.accounts.models import User
from amarre.accounts.permissions import Permission
from amarre.cases.actions.following import months_on
from amarre.cases.models import Case, Closing, FollowUp, FollowUpContact, PlannedFollowUp


@dataclass(frozen=True)
class AfterClosing:
    """The end of a case; `planned` are the follow-ups of the closing in force that are still to come."""

    may_write: bool
    closing: Closing | None
    contact: FollowUpContact | None
    planned: list[PlannedFollowUp]
    follow_ups: list[FollowUp]
    months: str


def after_closing(user: User, case: Case) -> AfterClosing:
    """The same number of queries for every case."""
    closed = case.closed_on is not None
    return AfterClosing(
        user.can(Permission.CASE_WRITE, case.service),
        Closing.objects.filter(transition__case=case).order_by("-pk").first() if closed else None,
        FollowUpContact.objects.filter(case=case).first(),
        list(PlannedFollowUp.objects.waiting().filter(case=case).order_by("due_on")),
        list(FollowUp.objects.filter(case=case).select_related("answer").order_by("held_on", "pk")),
        listed(months_on(timezone.localdate())),
    )


def listed(months: tuple[str, ...]) -> str:
    """« 3, 6 et 12 »."""
    *first, last = months
    return " et ".join([", ".join(first), last] if first else [last])
