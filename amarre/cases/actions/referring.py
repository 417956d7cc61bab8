"""Signalements come in: from a signal, from staff, from the public forms, from partners."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from amarre.accounts.models import Service, User
from amarre.audit.journal import record
from amarre.cases.enums import ReferralMove, ReferralOrigin, ReferralReason, ReferralStatus, Urgency
from amarre.cases.models import Case, Referral, ReferralTransition, SignalReferral
from amarre.detection.enums import SignalMove
from amarre.detection.models import Signal
from amarre.detection.workflow import advance
from amarre.directory.models import Job, Worker
from amarre.exchange.moves import facts_moved
from amarre.surveillance.enums import LeaveCause, VisitKind
from amarre.surveillance.models import SickLeave, Visit


@transaction.atomic
def receive_referral(
    *,
    job: Job,
    origin: str,
    by: User | None,
    on: date,
    reason: str = ReferralReason.HEALTH,
    partner: str | None = None,
    urgency: str = Urgency.NORMAL,
    worker_agrees: bool | None = None,
) -> Referral:
    """Keep a signalement about a job, with whether the worker was on leave that day.

    When the worker has a case under way, the signalement joins it at once: nobody is followed twice.
    """
    Service.objects.select_for_update().get(pk=job.service_id)
    case = Case.objects.going_on().filter(job__worker=job.worker_id).order_by("opened_on", "pk").first()
    referral = Referral.objects.create(
        service_id=job.service_id,
        job=job,
        received_on=on,
        origin=origin,
        partner=partner,
        reason=reason,
        urgency=urgency,
        worker_agrees=worker_agrees,
        on_leave=was_on_leave(job.worker, on),
        status=ReferralStatus.JOINED if case else ReferralStatus.RECEIVED,
        joined_case=case,
    )
    if case:
        ReferralTransition.objects.create(referral=referral, move=ReferralMove.JOIN, on=on, by=by)
    facts_moved(job.service_id, dataset="signalements", rows=[referral.pk])
    record("referral.received", referral, by=by, service=job.service, details={"case": case.pk if case else None})
    return referral


def was_on_leave(worker: Worker, on: date) -> bool:
    """Whether a leave other than maternity covers the day; one without end lasts until the reprise visit after it."""
    leaves = SickLeave.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=on), job__worker=worker, starts_on__lte=on
    ).exclude(cause=LeaveCause.MATERNITY)
    for leave in leaves:
        back = Visit.objects.filter(
            job__worker=worker, kind=VisitKind.RETURN, held_on__gt=leave.starts_on, held_on__lte=on
        )
        if leave.ends_on is not None or not back.exists():
            return True
    return False


@transaction.atomic
def refer_signal(
    *, signal: Signal, by: User | None, on: date | None = None, reason: str = ReferralReason.HEALTH
) -> Referral:
    """Turn an open signal into a referral to the cell, about the job that the signal names."""
    day = on or timezone.localdate()
    signal = advance(signal, SignalMove.REFER, by=by, on=day)
    referral = receive_referral(job=signal.job, origin=ReferralOrigin.HEALTH_PROFESSIONAL, by=by, on=day, reason=reason)
    SignalReferral.objects.create(signal=signal, referral=referral)
    return referral


@transaction.atomic
def refer_signals(*, signals: Sequence[Signal], by: User | None, reason: str = ReferralReason.HEALTH) -> None:
    """Refer many workers to the cell, all or none: a signal that is no longer open refuses them all."""
    for signal in signals:
        refer_signal(signal=signal, by=by, reason=reason)
