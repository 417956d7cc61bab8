"""What people do with a signal."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from amarre.accounts.models import User
from amarre.detection.enums import SetAsideReason, SignalMove, SignalStatus
from amarre.detection.models import Signal
from amarre.detection.workflow import advance
from amarre.lib.errors import DomainError, UnknownName

COMMENT_LENGTH = 500


def set_aside_signal(*, signal: Signal, reason: str, by: User | None, comment: str = "") -> Signal:
    """Set a signal aside for its episode: it does not come back for the same one."""
    if reason not in SetAsideReason.values:
        raise UnknownName("Raison", reason, list(SetAsideReason.values))
    if len(comment) > COMMENT_LENGTH:
        raise DomainError(
            f"Le commentaire compte {len(comment)} caractères : {COMMENT_LENGTH} au plus.", code="signal.comment"
        )
    return advance(signal, SignalMove.SET_ASIDE, by=by, on=timezone.localdate(), reason=reason, comment=comment)


@transaction.atomic
def restore_signal(*, signal: Signal, by: User | None) -> Signal:
    """Undo a setting aside; only its author may. The next run of detection closes it if its reason has ended."""
    last = signal.transitions.filter(move=SignalMove.SET_ASIDE).order_by("-pk").first()
    if signal.status == SignalStatus.SET_ASIDE and last is not None and last.by != by:
        raise DomainError("Seule la personne qui a écarté le signal peut le reprendre.", code="signal.not_author")
    return advance(signal, SignalMove.RESTORE, by=by, on=timezone.localdate())


@transaction.atomic
def restore_signals(*, signals: Sequence[Signal], by: User | None) -> None:
    """Undo the setting aside of many signals, all or none."""
    for signal in signals:
        restore_signal(signal=signal, by=by)


@transaction.atomic
def set_aside_signals(*, signals: Sequence[Signal], reason: str, by: User | None, comment: str = "") -> None:
    """Set many signals aside for the same reason, all or none: one that is no longer open refuses them all."""
    for signal in signals:
        set_aside_signal(signal=signal, reason=reason, by=by, comment=comment)
