"""What may happen to a signal: one table, and the only code that writes `Signal.status`."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from django.db import transaction

from amarre.accounts.models import User
from amarre.audit.journal import record
from amarre.detection.enums import SignalMove, SignalStatus
from amarre.detection.models import Signal, SignalTransition
from amarre.lib.errors import DomainError

# SQLite takes at most 32,766 values in one statement.
CHUNK = 10_000


class Transition(NamedTuple):
    """From which statuses a move starts, and where it leads."""

    sources: frozenset[SignalStatus]
    target: SignalStatus


TRANSITIONS: Mapping[SignalMove, Transition] = {
    SignalMove.SET_ASIDE: Transition(frozenset({SignalStatus.OPEN}), SignalStatus.SET_ASIDE),
    SignalMove.RESTORE: Transition(frozenset({SignalStatus.SET_ASIDE}), SignalStatus.OPEN),
    SignalMove.REFER: Transition(frozenset({SignalStatus.OPEN}), SignalStatus.REFERRED),
    SignalMove.CLOSE: Transition(frozenset({SignalStatus.OPEN}), SignalStatus.CLOSED),
    SignalMove.RAISE_AGAIN: Transition(frozenset({SignalStatus.CLOSED}), SignalStatus.OPEN),
}


@transaction.atomic
def advance(
    signal: Signal, move: SignalMove, *, by: User | None, on: date, reason: str = "", comment: str = ""
) -> Signal:
    """Apply one move under a row lock, with its row of history and its audit event (which never holds the comment)."""
    transition = TRANSITIONS[move]
    signal = Signal.objects.select_for_update(of=("self",)).get(pk=signal.pk)
    if signal.status not in transition.sources:
        raise DomainError(
            f"Impossible de {SignalMove(move).label} : il est {signal.get_status_display()}.",
            code="signal.move_refused",
        )
    signal.status = transition.target
    signal.closed_on = on if transition.target == SignalStatus.CLOSED else None
    signal.save(update_fields=["status", "closed_on"])
    SignalTransition.objects.create(signal=signal, move=move, on=on, by=by, reason=reason, comment=comment)
    details = {"reason": reason} if reason else {}
    record(f"signal.{move}", signal, by=by, service=signal.service, details=details)
    return signal


def advance_all(signals: Iterable[int], move: SignalMove, *, on: date) -> None:
    """Apply one move of detection to many signals, known by `pk`, in the caller's transaction.

    One row of history each; the audit event is that of the run.
    """
    transition = TRANSITIONS[move]
    pks = list(signals)
    closed_on = on if transition.target == SignalStatus.CLOSED else None
    for start in range(0, len(pks), CHUNK):
        chunk = pks[start : start + CHUNK]
        Signal.objects.filter(pk__in=chunk, status__in=transition.sources).update(
            status=transition.target, closed_on=closed_on
        )
        SignalTransition.objects.bulk_create(SignalTransition(signal_id=pk, move=move, on=on) for pk in chunk)
