"""A signal of detection becomes a referral to the cell."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from amarre.accounts.models import Service, User
from amarre.audit.journal import record
from amarre.cases.enums import ReferralOrigin, ReferralReason
from amarre.cases.models import Referral, SignalReferral
from amarre.detection.enums import SignalMove
from amarre.detection.models import Signal
from amarre.detection.workflow import advance


@transaction.atomic
def refer_signal(
    *, signal: Signal, by: User | None, on: date | None = None, reason: str = ReferralReason.HEALTH
) -> Referral:
    """Turn an open signal into a referral to the cell, about the job that the signal names."""
    day = on or timezone.localdate()
    signal = advance(signal, SignalMove.REFER, by=by, on=day)
    referral = Referral.objects.create(
        service=signal.service,
        job=signal.job,
        received_on=day,
        origin=ReferralOrigin.HEALTH_PROFESSIONAL,
        reason=reason,
    )
    SignalReferral.objects.create(signal=signal, referral=referral)
    Service.objects.filter(pk=signal.service_id).update(facts_version=F("facts_version") + 1)
    record("referral.received", referral, by=by, service=signal.service, details={"signal": signal.pk})
    return referral


@transaction.atomic
def refer_signals(*, signals: Sequence[Signal], by: User | None, reason: str = ReferralReason.HEALTH) -> None:
    """Refer many workers to the cell, all or none: a signal that is no longer open refuses them all."""
    for signal in signals:
        refer_signal(signal=signal, by=by, reason=reason)
