"""Partners who sit at every meeting of a service: which cases concern them, and which they may hear of."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from amarre.cases.enums import Recipient
from amarre.cases.minutes import TOLD
from amarre.cases.models import AgendaItem, Case, CellMeeting, Consent
from amarre.cases.profiles import profile_of
from amarre.partners.models import Orientation
from amarre.ui import french


@dataclass(frozen=True)
class Standing:
    """A partner who always comes: the agenda's cases that it may hear of, and those that lack the worker's agreement.

    `invited` when it is invited for exactly the cases that it may hear of.
    """

    recipient: str
    name: str
    agreed: list[AgendaItem]
    missing: list[AgendaItem]
    invited: bool


def agreeing(recipient: str, on: date) -> Q:
    """Cases whose worker agrees that day that this partner be told who they are and what is done about their work."""
    given = Consent.objects.in_force(on).filter(worker=OuterRef("job__worker"), recipient=recipient, named="")
    wanted = Q()
    for scope in TOLD:
        wanted &= Q(Exists(given.filter(scope=scope)))
    return wanted


def concerning(cases: QuerySet[Case], recipient: str, on: date) -> QuerySet[Case]:
    """The cases that were oriented to that partner, and those whose worker agrees that it hear of them."""
    sent = Orientation.objects.filter(case=OuterRef("pk"), recipient=recipient, sent_on__lte=on)
    return cases.filter(Q(Exists(sent)) | agreeing(recipient, on))


def standing_guests(meeting: CellMeeting, items: list[AgendaItem], on: date) -> list[Standing]:
    """The partners who sit at every meeting there, each with its part of the agenda."""
    meetings = profile_of(meeting.service).meetings
    if meetings is None or not meetings.guests:
        return []
    cases = Case.objects.filter(pk__in=[item.case_id for item in items])
    invited = {
        (one.recipient, one.named): {item.pk for item in one.items.all()}
        for one in meeting.guests.prefetch_related("items")
    }
    found = []
    for guest in meetings.guests:
        concerned = set(concerning(cases, guest.recipient, on).values_list("pk", flat=True))
        agreed_cases = set(cases.filter(agreeing(guest.recipient, on)).values_list("pk", flat=True))
        agreed = [item for item in items if item.case_id in agreed_cases]
        missing = [item for item in items if item.case_id in concerned - agreed_cases]
        here = invited.get((guest.recipient, "")) == {item.pk for item in agreed}
        name = french.written(str(Recipient(guest.recipient).label))
        found.append(Standing(guest.recipient, name, agreed, missing, here))
    return found
