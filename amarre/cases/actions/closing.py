"""The end of a case: its outcome, how the worker agrees to be asked again, and the follow-ups that come."""

import re
from datetime import date
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from amarre.accounts.models import User
from amarre.audit.journal import record
from amarre.cases.actions.following import cancel_follow_ups, plan_follow_ups
from amarre.cases.editing import held, touched
from amarre.cases.enums import CaseMove, Channel, Decisive, Outcome, Satisfaction
from amarre.cases.models import Case, CaseChange, CaseTransition, Closing, FollowUpContact
from amarre.cases.workflow import advance
from amarre.lib.errors import DomainError, UnknownName

MOBILE = re.compile(r"\+33[67]\d{8}")
FRENCH_NUMBER = re.compile(r"\+33[1-9]\d{8}")


class Contact(NamedTuple):
    """How the worker agrees to be asked again, and where; nowhere when they would rather not."""

    channel: str
    address: str = ""


@transaction.atomic
def close_case(
    *,
    case: Case,
    by: User | None,
    seen: int,
    on: date,
    outcome: str,
    decisive: str = "",
    satisfaction: str = "",
    contact: Contact | None = None,
    reason: str = "",
) -> Case:
    """End the case with its outcome, and plan its follow-ups at once.

    UnknownName for a word that is not in its list; DomainError, saying what is missing, without an outcome, without
    what was decisive, without the satisfaction, or where the contact cannot be used.
    """
    for what, value, known in (
        ("Issue", outcome, Outcome),
        ("Ce qui a été décisif", decisive, Decisive),
        ("Satisfaction", satisfaction, Satisfaction),
    ):
        if not value:
            raise DomainError(f"Il manque une réponse pour clore\u00a0: {what.lower()}.", code="case.closing_missing")
        if value not in known.values:
            raise UnknownName(what, value, list(known.values))
    case = advance(case, CaseMove.CLOSE, by=by, seen=seen, on=on, outcome=outcome, reason=reason)
    transition = CaseTransition.objects.get(case=case, version=case.version, move=CaseMove.CLOSE)
    Closing.objects.create(transition=transition, decisive=decisive, satisfaction=satisfaction)
    if contact is not None and outcome != Outcome.DECEASED:
        _keep(case, contact, on, by)
    plan_follow_ups(case)
    return case


@transaction.atomic
def reopen_case(*, case: Case, by: User | None, seen: int, on: date, reason: str) -> Case:
    """Take a closed case up again: its closing stays in its history, its follow-ups to come fall."""
    case = advance(case, CaseMove.REOPEN, by=by, seen=seen, on=on, reason=reason)
    cancel_follow_ups(case)
    return case


@transaction.atomic
def keep_contact(*, case: Case, contact: Contact, on: date, by: User | None, seen: int) -> FollowUpContact:
    """Keep how the worker agreed to be asked again, in place of what was kept.

    DomainError for an unusable address, Outdated when somebody wrote since version `seen`.
    """
    case = held(case, seen=seen)
    before = FollowUpContact.objects.filter(case=case).first()
    kept = _keep(case, contact, on, by)
    touched(case, exchanged=False)
    CaseChange.objects.create(
        case=case, version=case.version, field="contact pour les suivis", by=by,
        before=before.get_channel_display() if before else "", after=kept.get_channel_display(),
    )  # fmt: skip
    return kept


def _keep(case: Case, contact: Contact, on: date, by: User | None) -> FollowUpContact:
    if contact.channel not in Channel.values:
        raise UnknownName("Moyen de contact", contact.channel, list(Channel.values))
    kept = FollowUpContact.objects.select_for_update(of=("self",)).filter(case=case).first()
    kept = kept or FollowUpContact(case=case)
    kept.channel, kept.agreed_on, kept.recorded_by = contact.channel, on, by
    kept.address, kept.refused_on = usable(contact), None
    kept.save()
    record("case.contact_kept", case, by=by, service=case.service, details={"channel": contact.channel})
    return kept


def usable(contact: Contact) -> str:
    """The address or number as it is used, nothing for who would rather not be asked; DomainError otherwise."""
    if contact.channel == Channel.NONE:
        return ""
    given = contact.address.strip()
    if contact.channel == Channel.EMAIL:
        try:
            validate_email(given)
        except ValidationError:
            raise DomainError(
                "Donnez une adresse e-mail complète, comme prenom.nom@exemple.fr.", code="contact.address"
            ) from None
        return given
    number = re.sub(r"[\s.\-()\u00a0\u202f]", "", given)
    number = "+33" + number[1:] if number.startswith("0") and not number.startswith("00") else number
    number = "+33" + number[4:] if number.startswith("0033") else number
    if contact.channel == Channel.SMS and not MOBILE.fullmatch(number):
        raise DomainError("Un SMS part vers un numéro mobile, comme 06 12 34 56 78.", code="contact.address")
    if not FRENCH_NUMBER.fullmatch(number):
        raise DomainError("Donnez un numéro de téléphone à dix chiffres, comme 05 65 00 00 00.", code="contact.address")
    return number
