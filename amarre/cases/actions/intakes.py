"""Messages of the public forms: kept sealed, then recognised or set aside by a professional."""

import json
from collections.abc import Mapping
from datetime import date

from django.db import transaction

from amarre.accounts.models import Service, User
from amarre.audit.journal import record
from amarre.cases.actions.procedures import begin_procedure
from amarre.cases.actions.referring import receive_referral
from amarre.cases.enums import ReferralMove, ReferralReason, RefusalReason, Urgency
from amarre.cases.models import Intake, Referral
from amarre.cases.procedures import procedure_of
from amarre.cases.referral_workflow import TOLD, told
from amarre.directory.models import Job
from amarre.lib.errors import DomainError, UnknownName


@transaction.atomic
def keep_intake(*, service: Service, sender: str, answers: Mapping[str, str], procedure: str = "") -> Intake:
    """Keep what somebody without an account sent; the reference given back reveals nothing."""
    intake = Intake.objects.create(
        service=service, sender=sender, procedure=procedure, answers=json.dumps(dict(answers), ensure_ascii=False)
    )
    # The journal numbers what it names, and a message has a key that is no number: its service stands for it.
    record(
        "intake.received", service, by=None, service=service, details={"sender": sender, "reference": intake.reference}
    )
    return intake


@transaction.atomic
def take_intake(
    *, intake: Intake, job: Job, by: User | None, on: date, reason: str = ReferralReason.HEALTH
) -> Referral:
    """Recognise whom the message is about: it becomes a signalement of the day it was received."""
    intake = _waiting(intake)
    if job.service_id != intake.service_id:
        raise DomainError("Cet emploi n’est pas de ce service.", code="intake.other_service")
    given = intake.given
    referral = receive_referral(
        job=job,
        origin=intake.sender,
        partner=given.get("partner") or None,
        by=by,
        on=on,
        reason=reason,
        urgency=given.get("urgency") or Urgency.NORMAL,
        worker_agrees={"oui": True, "non": False}.get(given.get("agrees", "")),
    )
    intake.referral = referral
    if referral.joined_case_id:
        intake.decision, intake.told = ReferralMove.JOIN, TOLD[ReferralMove.JOIN]
    intake.save(update_fields=["referral", "decision", "told"])
    if intake.procedure:
        _begin(intake, referral, by=by, on=on)
    record("intake.taken", referral, by=by, service=intake.service)
    return referral


@transaction.atomic
def set_aside_intake(*, intake: Intake, by: User | None, on: date, refusal: str) -> Intake:
    """Refuse a message that becomes no signalement, with a reason of the list, which its sender is told."""
    if refusal not in RefusalReason.values:
        raise UnknownName("Motif de refus", refusal, list(RefusalReason.values))
    intake = _waiting(intake)
    intake.set_aside_on = on
    intake.decision, intake.told = ReferralMove.REFUSE, told(ReferralMove.REFUSE, refusal, "")
    intake.save(update_fields=["set_aside_on", "decision", "told"])
    record(
        "intake.set_aside",
        intake.service,
        by=by,
        service=intake.service,
        details={"refusal": refusal, "reference": intake.reference},
    )
    return intake


def _begin(intake: Intake, referral: Referral, *, by: User | None, on: date) -> None:
    """The procedure's first step is what the employer did before writing, and the message itself."""
    first, given = procedure_of(intake.procedure).steps[0].acts, intake.given
    done = {act.code: date.fromisoformat(given[act.code]) for act in first if given.get(act.code)}
    begin_procedure(referral=referral, procedure=intake.procedure, done=done | {first[-1].code: on}, by=by)


def _waiting(intake: Intake) -> Intake:
    intake = Intake.objects.select_for_update(of=("self",)).select_related("service").get(pk=intake.pk)
    if intake.referral_id or intake.set_aside_on:
        raise DomainError("Ce message a déjà été traité.", code="intake.already_taken")
    return intake
