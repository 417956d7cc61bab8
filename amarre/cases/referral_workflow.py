"""What the cell may decide about a signalement: one table, and the only code that writes `Referral.status`."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from amarre.accounts.models import Service, User
from amarre.audit.journal import record
from amarre.cases.actions.casework import receive_case
from amarre.cases.enums import ReferralMove, ReferralStatus, RefusalReason
from amarre.cases.models import Case, Intake, Referral, ReferralTransition
from amarre.cases.models.referrals import WAITING
from amarre.directory.models import Professional
from amarre.lib.errors import DomainError, UnknownName

SOURCES = frozenset(WAITING)
TARGETS: Mapping[ReferralMove, ReferralStatus] = {
    ReferralMove.ASK_MORE: ReferralStatus.MORE_ASKED,
    ReferralMove.ACCEPT: ReferralStatus.ACCEPTED,
    ReferralMove.JOIN: ReferralStatus.JOINED,
    ReferralMove.ORIENT: ReferralStatus.ORIENTED,
    ReferralMove.REFUSE: ReferralStatus.REFUSED,
}
#: Decisions that say something to the sender in the cell's own words.
SAID = frozenset({ReferralMove.ASK_MORE, ReferralMove.ORIENT})
#: What the sender reads of each decision: nothing of the person, nothing of health.
TOLD: Mapping[ReferralMove, str] = {
    ReferralMove.ASK_MORE: "Le service a besoin d’une précision avant de répondre.",
    ReferralMove.ACCEPT: "Votre signalement est accepté\u00a0: le service prend contact avec la personne concernée.",
    ReferralMove.JOIN: "Votre signalement est pris en compte par le service.",
    ReferralMove.ORIENT: "Votre demande relève d’un autre interlocuteur.",
    ReferralMove.REFUSE: "Le service ne peut pas donner suite à votre signalement.",
}


@transaction.atomic
def decide_referral(
    *,
    referral: Referral,
    move: ReferralMove,
    by: User | None,
    on: date,
    refusal: str = "",
    message: str = "",
    lead: Professional | None = None,
) -> Referral:
    """Decide about a signalement that waits; accepting opens a case, which the worker's other signalements join.

    DomainError when it was decided already, when a refusal has no reason of the list, when the sender would be left
    without a word, or when there is no case to join (or already one, for an acceptance).
    """
    Service.objects.select_for_update().get(pk=referral.service_id)
    referral = Referral.objects.select_for_update(of=("self",)).select_related("job", "service").get(pk=referral.pk)
    still_waits(referral)
    _refuse(move, refusal, message)
    under_way = case_under_way(referral)
    if move == ReferralMove.JOIN:
        if under_way is None:
            raise DomainError(
                "Ce travailleur n’a pas de dossier en cours\u00a0: acceptez le signalement.", code="referral.no_case"
            )
        referral.joined_case = under_way
    _write(referral, move, by=by, on=on, refusal=refusal, message=message)
    if move == ReferralMove.ACCEPT:
        _accept(referral, by=by, on=on, lead=lead)
    return referral


def still_waits(referral: Referral) -> None:
    """DomainError when the cell has decided, or when a case was opened for it elsewhere."""
    if referral.status not in SOURCES:
        raise DomainError(f"Ce signalement est déjà {referral.get_status_display()}.", code="referral.already_decided")
    if not referral.waits:
        raise DomainError("Un dossier est déjà ouvert pour ce signalement.", code="referral.already_decided")


def case_under_way(referral: Referral) -> Case | None:
    """The worker's case that is not closed, which a signalement joins."""
    found = Case.objects.going_on().filter(job__worker=referral.job.worker_id)
    return found.order_by("opened_on", "pk").first()


def _accept(referral: Referral, *, by: User | None, on: date, lead: Professional | None) -> None:
    case = receive_case(job=referral.job, on=on, by=by, referral=referral, lead=lead)
    others = Referral.objects.filter(job__worker=referral.job.worker_id, status__in=SOURCES).exclude(pk=referral.pk)
    for other in others.select_related("service"):
        other.joined_case = case
        _write(other, ReferralMove.JOIN, by=by, on=on)


def _refuse(move: ReferralMove, refusal: str, message: str) -> None:
    if move == ReferralMove.REFUSE and refusal not in RefusalReason.values:
        raise UnknownName("Motif de refus", refusal, list(RefusalReason.values))
    if move in SAID and not message:
        raise DomainError(
            "Écrivez ce que l’expéditeur doit faire\u00a0: il le lira tel quel.", code="referral.message_missing"
        )


def _write(
    referral: Referral, move: ReferralMove, *, by: User | None, on: date, refusal: str = "", message: str = ""
) -> None:
    referral.status = TARGETS[move]
    referral.save(update_fields=["status", "joined_case"])
    ReferralTransition.objects.create(referral=referral, move=move, on=on, by=by, refusal=refusal, message=message)
    Intake.objects.filter(referral=referral).update(decision=move, told=told(move, refusal, message))
    record(f"referral.{move.name.lower()}", referral, by=by, service=referral.service, details={"refusal": refusal})


def told(move: ReferralMove, refusal: str, message: str) -> str:
    """What the sender reads."""
    because = f" Motif\u00a0: {RefusalReason(refusal).label}." if refusal else ""
    return " ".join(filter(None, (TOLD[move] + because, message)))[:500]
