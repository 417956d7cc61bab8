"""The service's place at the meetings of works councils: told of, attended or not."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from amarre.accounts.models import User
from amarre.audit.journal import record
from amarre.directory.models import Establishment, Professional
from amarre.exchange.moves import facts_moved
from amarre.lib.errors import DomainError, UnknownName
from amarre.prevention.enums import ActionKind, CommitteeKind, CommitteeState, Theme
from amarre.prevention.models import ActionReach, CollectiveAction, CommitteeMeeting

LENGTH = 2_000


@transaction.atomic
def announce_committee(
    *,
    establishment: Establishment,
    kind: str,
    held_on: date,
    told_on: date,
    by: User | None,
    attendee: Professional | None = None,
) -> CommitteeMeeting:
    """An employer told the service of a meeting; DomainError for one told of after it was held, or noted already."""
    if kind not in CommitteeKind.values:
        raise UnknownName("Instance", kind, list(CommitteeKind.values))
    if told_on > held_on:
        raise DomainError(
            "Le service a été prévenu après la réunion\u00a0: vérifiez les dates.", code="committee.dates"
        )
    if attendee is not None and attendee.service_id != establishment.service_id:
        raise DomainError("Cette personne n’est pas du service.", code="committee.other_service")
    if CommitteeMeeting.objects.filter(establishment=establishment, kind=kind, held_on=held_on).exists():
        raise DomainError("Cette réunion est déjà notée.", code="committee.known")
    made = CommitteeMeeting.objects.create(
        service=establishment.service, establishment=establishment, kind=kind, held_on=held_on, told_on=told_on,
        attendee=attendee, noted_by=by,
    )  # fmt: skip
    record("committee.announced", establishment, by=by, service=made.service, details={"meeting": str(made.pk)})
    return made


@transaction.atomic
def report_committee(
    *, meeting: CommitteeMeeting, state: str, by: User | None, attendee: Professional | None = None, agreed: str = ""
) -> CommitteeMeeting:
    """Say who goes and what became of the meeting; said again, it replaces what was said.

    A CSSCT where the service was is an action of the contract's figures, and no longer one when that is corrected.
    DomainError for attendance at a meeting to come, or attendance by nobody.
    """
    if state not in CommitteeState.values:
        raise UnknownName("Suite", state, list(CommitteeState.values))
    rows = CommitteeMeeting.objects.select_for_update(of=("self",)).select_related("service", "establishment")
    meeting = rows.get(pk=meeting.pk)
    if attendee is not None and attendee.service_id != meeting.service_id:
        raise DomainError("Cette personne n’est pas du service.", code="committee.other_service")
    if state in (CommitteeState.ATTENDED, CommitteeState.MISSED) and meeting.held_on > timezone.localdate():
        raise DomainError("Cette réunion n’a pas encore eu lieu.", code="committee.ahead")
    if state == CommitteeState.ATTENDED and attendee is None:
        raise DomainError("Dites qui y était pour le service.", code="committee.nobody")
    if len(agreed) > LENGTH:
        raise DomainError(f"Écrivez {LENGTH} caractères au plus.", code="committee.length")
    meeting.state, meeting.attendee, meeting.agreed, meeting.noted_by = state, attendee, agreed.strip(), by
    counts = state == CommitteeState.ATTENDED and meeting.kind == CommitteeKind.CSSCT
    before = meeting.action
    if counts and before is None:
        meeting.action = _counted(meeting)
    elif not counts:
        meeting.action = None
    meeting.save()
    if before is not None and not counts:
        _forgotten(before)
    details = {"meeting": str(meeting.pk), "state": state}
    record("committee.reported", meeting.establishment, by=by, service=meeting.service, details=details)
    return meeting


def _counted(meeting: CommitteeMeeting) -> CollectiveAction:
    action = CollectiveAction.objects.create(
        service=meeting.service, kind=ActionKind.CSSCT, theme=Theme.PDP, held_on=meeting.held_on
    )
    reach = ActionReach.objects.create(service=meeting.service, action=action, establishment=meeting.establishment)
    facts_moved(meeting.service_id, dataset="actions", rows=[action.pk])
    facts_moved(meeting.service_id, dataset="actions_etablissements", rows=[reach.pk])
    return action


def _forgotten(action: CollectiveAction) -> None:
    """The action was counted by mistake; its row numbers are told, for those who keep a copy."""
    reached, row = [one.pk for one in action.reached.all()], action.pk
    action.reached.all().delete()
    action.delete()
    facts_moved(action.service_id, dataset="actions_etablissements", rows=reached)
    facts_moved(action.service_id, dataset="actions", rows=[row])
