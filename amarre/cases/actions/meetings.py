"""A meeting of the cell is planned, its agenda arranged, its partners invited, and it ends."""

from collections.abc import Collection, Iterable
from datetime import date, time

from django.db import transaction
from django.utils import timezone

from amarre.accounts.models import Cell, Service, User
from amarre.accounts.permissions import Permission
from amarre.audit.journal import record
from amarre.cases.enums import AgendaReason, CaseStatus, Recipient
from amarre.cases.models import AgendaItem, Case, CellMeeting, CellQuestion, MeetingGuest
from amarre.cases.profiles import profile_of
from amarre.lib.errors import DomainError, UnknownName

QUESTION_LENGTH, PLACE_LENGTH = 500, 200


@transaction.atomic
def plan_meeting(
    *,
    service: Service,
    held_on: date,
    by: User,
    participants: Iterable[User],
    starts_at: time | None = None,
    place: str = "",
    cell: Cell | None = None,
) -> CellMeeting:
    """A meeting of a cell of that service, with people who may read its cases; DomainError for anybody else."""
    _meets(service)
    people = list(participants)
    if cell is not None and not cell.services.filter(pk=service.pk).exists():
        raise DomainError("Cette cellule ne suit pas ce service.", code="meeting.other_cell")
    if any(not one.can(Permission.CASE_READ, service) for one in people):
        raise DomainError("Un participant ne peut pas lire les dossiers de ce service.", code="meeting.stranger")
    meeting = CellMeeting.objects.create(
        service=service, cell=cell, held_on=held_on, starts_at=starts_at, place=_place(place)
    )
    meeting.participants.set(people)
    record("meeting.planned", meeting, by=by, service=service, details={"people": sorted(one.pk for one in people)})
    return meeting


@transaction.atomic
def put_on_agenda(
    *, meeting: CellMeeting, case: Case, by: User, reason: str = AgendaReason.ADDED, told: str = "",
    question: CellQuestion | None = None,
) -> AgendaItem:  # fmt: skip
    """Add a case at the end; one that somebody else put there meanwhile stays as it is."""
    meeting = held_meeting(meeting)
    if reason not in AgendaReason.values:
        raise UnknownName("Raison", reason, list(AgendaReason.values))
    if case.service_id != meeting.service_id:
        raise DomainError("Ce dossier n’est pas de ce service.", code="meeting.other_service")
    if case.status == CaseStatus.CLOSED:
        raise DomainError("Ce dossier est clos\u00a0: rouvrez-le d’abord.", code="case.closed")
    last = meeting.items.order_by("-position").values_list("position", flat=True).first() or 0
    told = told or str(AgendaReason(reason).label)
    item, made = AgendaItem.objects.get_or_create(
        meeting=meeting,
        case=case,
        defaults={"position": last + 1, "reason": reason, "reason_told": told, "question": question},
    )
    if made:
        record("agenda.added", case, by=by, service=meeting.service, details={"meeting": meeting.pk, "reason": reason})
    return item


@transaction.atomic
def take_off_agenda(*, item: AgendaItem, by: User) -> None:
    """Remove a case about which nothing has been decided; its question waits for another meeting."""
    meeting = held_meeting(item.meeting)
    if item.decisions.exists():
        raise DomainError("Une décision a été prise sur ce dossier\u00a0: il reste au relevé.", code="agenda.decided")
    record("agenda.removed", item.case, by=by, service=meeting.service, details={"meeting": meeting.pk})
    item.delete()


@transaction.atomic
def move_on_agenda(*, item: AgendaItem, up: bool, by: User) -> None:
    """Move a case one rank up or down, as the agenda stands now; at its end, nothing moves."""
    meeting = held_meeting(item.meeting)
    order = list(meeting.items.all())
    rank = next((number for number, one in enumerate(order) if one.pk == item.pk), None)
    other = None if rank is None else rank + (-1 if up else 1)
    if rank is None or other is None or not 0 <= other < len(order):
        return
    order[rank], order[other] = order[other], order[rank]
    for position, one in enumerate(order, 1):
        one.position = position
    AgendaItem.objects.bulk_update(order, ["position"])
    record("agenda.ordered", meeting, by=by, service=meeting.service)


@transaction.atomic
def invite_guest(
    *, meeting: CellMeeting, recipient: str, items: Iterable[AgendaItem], by: User, named: str = "",
    read: Collection[int] | None = None,
) -> MeetingGuest:  # fmt: skip
    """Invite a partner for some cases of the agenda; invited again, for those cases only.

    `read` are the items for which the person had read that this partner comes: DomainError when it is invited for
    others meanwhile.
    """
    meeting = held_meeting(meeting)
    if recipient not in Recipient.values:
        raise UnknownName("Partenaire", recipient, list(Recipient.values))
    chosen, named = list(items), named.strip()
    if not chosen or any(item.meeting_id != meeting.pk for item in chosen):
        raise DomainError("Choisissez les dossiers de cette réunion qui concernent ce partenaire.", code="guest.items")
    if recipient == Recipient.OTHER and not named:
        raise DomainError("Nommez ce partenaire.", code="guest.unnamed")
    guest, made = MeetingGuest.objects.get_or_create(meeting=meeting, recipient=recipient, named=named)
    if not made and read is not None:
        _as_read(guest, read)
    guest.items.set(chosen)
    details = {"guest": guest.pk, "recipient": recipient, "cases": sorted(item.case_id for item in chosen)}
    record("guest.invited", meeting, by=by, service=meeting.service, details=details)
    return guest


def _as_read(guest: MeetingGuest, read: Collection[int]) -> None:
    now = list(guest.items.select_related("case__job__worker"))
    if {item.pk for item in now} != set(read):
        people = [item.case.job.worker for item in now]
        names = ", ".join(f"{one.first_name} {one.last_name}" for one in people)
        raise DomainError(
            f"Une autre personne vient d’inviter ce partenaire pour {names}. Cochez tous les dossiers pour lesquels il "
            "vient, puis invitez-le de nouveau.",
            code="guest.changed",
        )


@transaction.atomic
def dismiss_guest(*, guest: MeetingGuest, by: User) -> None:
    """The partner does not come after all."""
    meeting = held_meeting(guest.meeting)
    details = {"guest": guest.pk, "recipient": guest.recipient}
    record("guest.dismissed", meeting, by=by, service=meeting.service, details=details)
    guest.delete()


@transaction.atomic
def end_meeting(*, meeting: CellMeeting, by: User) -> CellMeeting:
    """The minutes are as they are; cases that nobody saw stay without a decision, and are proposed again.

    Where the service meets at a rhythm and no meeting is planned, the next one is, as this one was.
    """
    meeting = held_meeting(meeting)
    meeting.ended_at = timezone.now()
    meeting.save(update_fields=["ended_at"])
    record("meeting.ended", meeting, by=by, service=meeting.service)
    meetings = profile_of(meeting.service).meetings
    coming = CellMeeting.objects.filter(service=meeting.service, cell=meeting.cell, ended_at=None)
    if meetings and meetings.every and not coming.exists():
        people = [one for one in meeting.participants.all() if one.can(Permission.CASE_READ, meeting.service)]
        plan_meeting(
            service=meeting.service, cell=meeting.cell, by=by, participants=people,
            held_on=meetings.every.after(max(meeting.held_on, timezone.localdate())),
            starts_at=meetings.every.starts_at, place=meeting.place,
        )  # fmt: skip
    return meeting


@transaction.atomic
def place_meeting(*, meeting: CellMeeting, place: str, by: User) -> CellMeeting:
    """Say where people sit, or the address of the video call; nothing when it is not known any more."""
    meeting = held_meeting(meeting)
    meeting.place = _place(place)
    meeting.save(update_fields=["place"])
    record("meeting.placed", meeting, by=by, service=meeting.service)
    return meeting


@transaction.atomic
def reopen_meeting(*, meeting: CellMeeting, by: User) -> CellMeeting:
    """A decision was forgotten or badly written: the meeting takes decisions again."""
    meeting = _locked(meeting)
    meeting.ended_at = None
    meeting.save(update_fields=["ended_at"])
    record("meeting.reopened", meeting, by=by, service=meeting.service)
    return meeting


@transaction.atomic
def ask_cell(*, case: Case, text: str, by: User) -> CellQuestion:
    """A member asks the cell about a case: the next agenda proposes it."""
    text = text.strip()
    if not text or len(text) > QUESTION_LENGTH:
        raise DomainError(f"Écrivez une question de {QUESTION_LENGTH} caractères au plus.", code="question.length")
    _meets(case.service)
    if case.status == CaseStatus.CLOSED:
        raise DomainError("Ce dossier est clos\u00a0: rouvrez-le d’abord.", code="case.closed")
    question = CellQuestion.objects.create(case=case, text=text, asked_by=by)
    record("question.asked", case, by=by, service=case.service)
    return question


def held_meeting(meeting: CellMeeting) -> CellMeeting:
    """The meeting under a row lock; DomainError once it is over."""
    meeting = _locked(meeting)
    if meeting.ended_at is not None:
        raise DomainError("Cette réunion est terminée\u00a0: rouvrez-la pour y écrire.", code="meeting.ended")
    return meeting


def _meets(service: Service) -> None:
    if profile_of(service).meetings is None:
        raise DomainError(
            "Ce service ne tient pas de réunion\u00a0: l’administration choisit une autre organisation.",
            code="meeting.none_held",
        )


def _locked(meeting: CellMeeting) -> CellMeeting:
    return CellMeeting.objects.select_for_update(of=("self",)).select_related("service").get(pk=meeting.pk)


def _place(text: str) -> str:
    text = text.strip()
    if len(text) > PLACE_LENGTH or not text.isprintable():
        raise DomainError(f"Écrivez le lieu en {PLACE_LENGTH} caractères au plus, sur une ligne.", code="meeting.place")
    return text
