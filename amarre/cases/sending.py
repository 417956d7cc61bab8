"""Sending the follow-ups that are due: one link each, reminders that are counted, and an end."""

import fcntl
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from amarre.accounts.models import Service
from amarre.audit.journal import record
from amarre.cases.actions.following import declare_unreachable, note_attempt, note_refusal, plan_missing, setting
from amarre.cases.enums import Channel
from amarre.cases.gateways import AddressRefused, NotSent, gateway_of
from amarre.cases.links import make_link
from amarre.cases.models import FollowUpContact, FollowUpLink, PlannedFollowUp
from amarre.lib.errors import DomainError

SENT = (Channel.EMAIL, Channel.SMS)
SUBJECT = "Quelques questions de votre service de santé au travail"
TEXT = (
    "Bonjour,\n\nVotre service de santé au travail aimerait savoir où vous en êtes. "
    "Cinq questions, deux minutes :\n\n"
    "{link}\n\nVous pouvez ne pas répondre : rien ne change pour vous.\n\nCe message ne demande pas de réponse.\n"
)
SHORT = "Votre service de santé au travail aimerait savoir où vous en êtes (2 minutes) : {link}"


def send_due(*, service: Service, on: date) -> Counter[str]:
    """Send what is due on that day, and count it: `planned`, `sent`, `again`, `failed`, `refused` (the address
    takes no message: an attempt that the professional is warned about), `unreachable`, `to_call`.

    Asked twice the same day it sends nothing more. A message is claimed by its link, sent, then noted: killed in
    between, the next run sends that one `again`, says so in the journal, and both links are good; nobody is forgotten.
    DomainError while another run is at it.
    """
    done: Counter[str] = Counter()
    with _alone(service):
        done["planned"] = plan_missing(service=service, on=on)
        for planned in PlannedFollowUp.objects.of(service).due(on).select_related("case"):
            contact = FollowUpContact.objects.filter(case=planned.case_id).first()
            if contact is None or contact.channel not in SENT:
                done["to_call"] += 1
            elif not _turn(planned, on):
                done["waiting"] += 1
            elif planned.attempts > setting("relances", on):
                declare_unreachable(planned=planned, on=on, by=None)
                done["unreachable"] += 1
            else:
                done += _send(planned, contact, on)
    return done


def send_again(link: FollowUpLink, *, on: date) -> None:
    """Another link to the address kept, since the worker asked for it: no reminder, and at most one a day."""
    planned = link.planned
    contact = FollowUpContact.objects.filter(case=planned.case_id).first()
    if contact is None or contact.channel not in SENT:
        raise DomainError("Téléphonez au service\u00a0: aucune adresse n’est gardée pour vous.", code="link.no_contact")
    with transaction.atomic():
        PlannedFollowUp.objects.select_for_update(of=("self",)).get(pk=planned.pk)
        # One that did not leave is no reason to refuse another.
        if FollowUpLink.objects.filter(planned=planned, attempt=0, made_on=on, sent_at__isnull=False).exists():
            return
        made, address = make_link(planned, attempt=0, on=on)
        record("follow_up.link_asked", planned.case, by=None, service=planned.service)
    _leave(contact, address, key=made.pk)
    FollowUpLink.objects.filter(pk=made.pk).update(sent_at=timezone.now())


def _turn(planned: PlannedFollowUp, on: date) -> bool:
    """Whether enough days have passed since the last message."""
    last = planned.last_attempt_on
    return last is None or on >= last + timedelta(days=setting("intervalle", on))


def _send(planned: PlannedFollowUp, contact: FollowUpContact, on: date) -> Counter[str]:
    attempt = planned.attempts + 1
    # A link of this very attempt that nobody noted as sent: a run was killed, or the line broke, at the worst instant.
    again = FollowUpLink.objects.filter(planned=planned, attempt=attempt, sent_at__isnull=True).exists()
    link, address = make_link(planned, attempt=attempt, on=on)
    try:
        _leave(contact, address, key=uuid.uuid5(uuid.NAMESPACE_URL, f"{settings.SITE_URL}/{planned.pk}/{attempt}"))
    except AddressRefused:
        link.delete()
        note_refusal(planned=planned, on=on)
        return Counter(refused=1)
    except NotSent:
        link.delete()
        return Counter(failed=1)
    except OSError:
        # Perhaps it left: its link stays good, and the next run knows.
        return Counter(failed=1)
    with transaction.atomic():
        if again:
            details = {"month": planned.due_month, "attempt": attempt}
            record("follow_up.sent_again", planned.case, by=None, service=planned.service, details=details)
        # The worker may have answered at once: the link was still sent.
        with suppress(DomainError):
            note_attempt(planned=planned, on=on, by=None)
        FollowUpLink.objects.filter(pk=link.pk).update(sent_at=timezone.now())
        FollowUpContact.objects.filter(pk=contact.pk).update(refused_on=None)
    return Counter(sent=1, again=int(again))


def _leave(contact: FollowUpContact, address: str, *, key: uuid.UUID) -> None:
    text = (TEXT if contact.channel == Channel.EMAIL else SHORT).format(link=address)
    gateway_of(contact.channel).send(contact.address, SUBJECT, text, key=key)


@contextmanager
def _alone(service: Service) -> Iterator[None]:
    """One run at a time on this machine; the system lets go of a killed one's lock."""
    with (Path(settings.HOME) / f"follow-ups-{service.pk}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DomainError("Les suivis de ce service sont déjà en cours d’envoi.", code="follow_ups.busy") from None
        yield
