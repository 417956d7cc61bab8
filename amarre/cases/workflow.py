"""What may happen to a case: one table, and the only code that writes where a case stands."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from django.db import transaction

from amarre.accounts.models import User
from amarre.accounts.permissions import Permission
from amarre.audit.journal import record
from amarre.cases.editing import held, touched
from amarre.cases.enums import CaseMove, CaseStatus
from amarre.cases.models import Case, CaseTransition
from amarre.lib.errors import DomainError

REASON_LENGTH = 500
#: Moves that change a date or a word of the exchange format.
EXCHANGED_MOVES = frozenset({CaseMove.CLOSE, CaseMove.REOPEN})
#: Moves that say why.
REASONED_MOVES = frozenset({CaseMove.SUSPEND, CaseMove.REOPEN})


class Transition(NamedTuple):
    """From which statuses a move starts, where it leads, and who may make it."""

    sources: frozenset[CaseStatus]
    target: CaseStatus
    permission: Permission


TRANSITIONS: Mapping[CaseMove, Transition] = {
    CaseMove.QUALIFY: Transition(frozenset({CaseStatus.RECEIVED}), CaseStatus.QUALIFIED, Permission.CASE_QUALIFY),
    CaseMove.OPEN: Transition(frozenset({CaseStatus.QUALIFIED}), CaseStatus.OPEN, Permission.CASE_WRITE),
    CaseMove.SUSPEND: Transition(
        frozenset({CaseStatus.OPEN, CaseStatus.REOPENED}), CaseStatus.SUSPENDED, Permission.CASE_WRITE
    ),
    CaseMove.RESUME: Transition(frozenset({CaseStatus.SUSPENDED}), CaseStatus.OPEN, Permission.CASE_WRITE),
    CaseMove.CLOSE: Transition(
        frozenset(set(CaseStatus) - {CaseStatus.CLOSED}), CaseStatus.CLOSED, Permission.CASE_CLOSE
    ),
    CaseMove.REOPEN: Transition(frozenset({CaseStatus.CLOSED}), CaseStatus.REOPENED, Permission.CASE_CLOSE),
}


def moves_for(user: User, case: Case) -> list[CaseMove]:
    """The moves that the person may make from where the case stands, in the order of the table."""
    return [
        move
        for move, transition in TRANSITIONS.items()
        if case.status in transition.sources and user.can(transition.permission, case.service)
    ]


@transaction.atomic
def advance(
    case: Case,
    move: CaseMove,
    *,
    by: User | None,
    seen: int,
    on: date,
    reason: str = "",
    outcome: str | None = None,
) -> Case:
    """Apply one move under a row lock, with its row of history and its audit event.

    `seen` is the version that the person had read: DomainError, with what was done since, when it is no longer that.
    DomainError too when the case stands elsewhere, when it would open without a lead, or when a reason is missing.
    """
    transition = TRANSITIONS[move]
    case = held(case, seen=seen)
    source = case.status
    _refuse(case, move, transition, on, reason)
    if move == CaseMove.CLOSE:
        case.closed_on, case.outcome = on, outcome
    else:
        case.closed_on = case.outcome = None
        case.stage = transition.target
    touched(case, exchanged=move in EXCHANGED_MOVES)
    CaseTransition.objects.create(
        case=case, version=case.version, move=move, source=source, on=on, by=by, reason=reason, outcome=outcome
    )
    record(f"case.{move.name.lower()}", case, by=by, service=case.service, details={"from": source})
    return case


def _refuse(case: Case, move: CaseMove, transition: Transition, on: date, reason: str) -> None:
    if case.status not in transition.sources:
        raise DomainError(
            f"Impossible de {move.label} ce dossier\u00a0: il est {case.status_label}.",
            code="case.move_refused",
        )
    if move in (CaseMove.QUALIFY, CaseMove.OPEN) and case.lead_id is None:
        raise DomainError(
            f"Nommez un référent avant de {move.label} le dossier\u00a0: un dossier a toujours une personne qui en "
            "répond.",
            code="case.no_lead",
        )
    if on < case.opened_on:
        raise DomainError("Cette date précède l’ouverture du dossier.", code="case.before_opening")
    if move in REASONED_MOVES and not reason:
        raise DomainError(f"Dites pourquoi {move.label} le dossier.", code="case.reason_missing")
    if len(reason) > REASON_LENGTH:
        raise DomainError(f"La raison compte plus de {REASON_LENGTH} caractères.", code="case.reason_long")
