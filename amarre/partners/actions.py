"""An orientation: sent with the worker's consent, what came back noted by hand, cancelled with a reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from amarre.accounts.models import User
from amarre.audit.journal import record
from amarre.cases.consents import require_consent
from amarre.cases.editing import held, still_open, touched
from amarre.cases.enums import Recipient as Told
from amarre.cases.enums import Scope
from amarre.cases.models import Case, CaseChange
from amarre.exchange.enums import HandMove
from amarre.exchange.models import HandEntry
from amarre.exchange.moves import facts_moved
from amarre.lib.errors import DomainError, UnknownName
from amarre.partners.enums import OrientationMove, OrientationReason, OrientationResult, Recipient
from amarre.partners.models import REASON_LENGTH, Orientation, OrientationDetails, OrientationStep

TEXT_LENGTH = 4_000
#: Of the service itself: what the cell shares needs no consent more.
INSIDE = frozenset({Recipient.OWN_SOCIAL_WORKER, Recipient.OWN_PSYCHOLOGIST, Recipient.OWN_ERGONOMIST})
#: To whom a consent must be given for each of the others; those that no consent names are « autre », by their name.
CONSENT_OF: Mapping[str, Told] = {
    one.value: Told(one.value) if one.value in Told.values else Told.OTHER for one in Recipient if one not in INSIDE
}
#: What the exchange format holds of the answers, and what each is in the history.
DATED: Mapping[str, OrientationMove] = {
    "acknowledged_on": OrientationMove.ACKNOWLEDGED,
    "taken_up_on": OrientationMove.TAKEN_UP,
    "feedback_on": OrientationMove.FEEDBACK,
}
#: What stays here.
WRITTEN = ("result", "said")


@dataclass(frozen=True)
class Sending:
    """What is sent: to whom, which day, why, what is expected, which scopes are told."""

    recipient: str
    on: date
    reason: str
    expected: str
    told: tuple[str, ...]
    named: str = ""


@transaction.atomic
def orient(*, case: Case, sending: Sending, by: User | None, seen: int) -> Orientation:
    """Record what was sent to a partner; nothing without the worker's consent for that recipient, that very day.

    Outdated when somebody wrote to the case since version `seen`; DomainError when the case is closed, when a consent
    is missing, for an empty expectation or a day before the case.
    """
    _known(sending)
    case = held(case, seen=seen)
    still_open(case)
    if sending.on < case.opened_on:
        raise DomainError("Cette date précède l’ouverture du dossier.", code="orientation.before_case")
    named = sending.named.strip()
    if sending.recipient in CONSENT_OF:
        to = CONSENT_OF[sending.recipient]
        require_consent(case.job.worker, to, list(sending.told), on=sending.on, named=named)
    orientation = Orientation.objects.create(
        service=case.service, job=case.job, case=case, sent_on=sending.on, recipient=sending.recipient
    )
    details = OrientationDetails.objects.create(
        case=case, row=orientation.pk, recipient=sending.recipient, named=named, sent_on=sending.on,
        reason=sending.reason, expected=sending.expected.strip(), told=list(sending.told), said="", cancel_reason="",
    )  # fmt: skip
    _step(details, OrientationMove.SENT, sending.on, by)
    _told(case, details, by, "orientation.sent")
    return orientation


@transaction.atomic
def note_answer(*, orientation: Orientation, by: User | None, seen: int, **changes: object) -> Orientation:
    """Change the days of DATED and the words of WRITTEN, one row of history for each day and for the result.

    A value that is already there changes nothing. Raises as `orient` does.
    """
    if unknown := sorted(set(changes) - {*DATED, *WRITTEN}):
        raise UnknownName("Champ", unknown[0], [*DATED, *WRITTEN])
    # Answers come after the end of the work as well.
    case, orientation, details = _held(orientation, seen)
    days = {name: value for name, value in changes.items() if name in DATED and value != getattr(orientation, name)}
    words = {name: value or "" for name, value in changes.items() if name in WRITTEN}
    words = {name: value for name, value in words.items() if value != getattr(details, name)}
    if not days and not words:
        return orientation
    for name, value in days.items():
        setattr(orientation, name, value)
    for name, text in words.items():
        setattr(details, name, text)
    _hold_together(orientation, details)
    details.save()
    for name in days:
        _step(details, DATED[name], getattr(orientation, name), by)
    if "result" in words:
        _step(details, OrientationMove.RESULT, orientation.feedback_on, by)
    if days:
        orientation.batch = None
        orientation.save()
    _told(case, details, by, "orientation.answered", moved=bool(days))
    return orientation


@transaction.atomic
def cancel_orientation(*, orientation: Orientation, reason: str, on: date, by: User, seen: int) -> OrientationDetails:
    """Take away an orientation that never left, or left by mistake: the facts lose it, the case keeps why.

    What a file brought does not come back with the next one.
    """
    if not reason.strip() or len(reason) > REASON_LENGTH:
        raise DomainError(f"Dites pourquoi, en {REASON_LENGTH} caractères au plus.", code="orientation.reason")
    case, orientation, details = _held(orientation, seen)
    still_open(case)
    if on < orientation.sent_on:
        raise DomainError("Une orientation s’annule après son envoi.", code="orientation.dates")
    details.cancelled_on, details.cancel_reason = on, reason.strip()
    details.save()
    _step(details, OrientationMove.CANCELLED, on, by)
    row = orientation.pk
    HandEntry.objects.create(
        service=case.service, dataset="orientations", row=row, worker=case.job.worker_id,
        external_id=orientation.external_id, move=HandMove.WITHDRAWN, before=_kept(orientation),
        batch=orientation.batch, reason="orientation annulée", by=by,
    )  # fmt: skip
    orientation.delete()
    _told(case, details, by, "orientation.cancelled")
    return details


def details_of(orientation: Orientation) -> OrientationDetails:
    """What was written here of it; nothing yet for one that a file brought."""
    found = OrientationDetails.objects.filter(row=orientation.pk).first()
    return found or OrientationDetails(
        case=orientation.case, row=orientation.pk, recipient=orientation.recipient, sent_on=orientation.sent_on,
        expected="", said="", cancel_reason="",
    )  # fmt: skip


def _known(sending: Sending) -> None:
    for what, value, values in (
        ("Destinataire", sending.recipient, Recipient.values),
        ("Raison", sending.reason, OrientationReason.values),
    ):
        if value not in values:
            raise UnknownName(what, value, values)
    if not sending.told or set(sending.told) - set(Scope.values):
        raise DomainError("Cochez ce qui est transmis.", code="orientation.scope")
    if not sending.expected.strip() or len(sending.expected) > TEXT_LENGTH:
        raise DomainError(
            f"Dites ce qui est attendu, en {TEXT_LENGTH} caractères au plus.", code="orientation.expected"
        )
    if Scope.HEALTH in sending.told and sending.recipient != Recipient.OTHER_HEALTH_PROFESSIONAL:
        raise DomainError(
            "Les informations de santé ne vont qu’à un professionnel de santé.", code="orientation.health"
        )
    if CONSENT_OF.get(sending.recipient) == Told.OTHER and not sending.named.strip():
        raise DomainError("Nommez ce destinataire.", code="orientation.unnamed")


def _hold_together(orientation: Orientation, details: OrientationDetails) -> None:
    for name in DATED:
        on = getattr(orientation, name)
        if on is not None and on < orientation.sent_on:
            raise DomainError("Une réponse suit l’envoi.", code="orientation.dates")
    if details.result not in ("", *OrientationResult.values):
        raise UnknownName("Résultat", details.result, OrientationResult.values)
    if details.result and orientation.feedback_on is None:
        raise DomainError("Donnez le jour du retour qui dit ce résultat.", code="orientation.undated")
    if len(details.said) > TEXT_LENGTH:
        raise DomainError(f"Écrivez {TEXT_LENGTH} caractères au plus.", code="orientation.long")


def _held(orientation: Orientation, seen: int) -> tuple[Case, Orientation, OrientationDetails]:
    if orientation.case is None:
        raise DomainError("Cette orientation n’est reliée à aucun dossier.", code="orientation.no_case")
    case = held(orientation.case, seen=seen)
    found = Orientation.objects.select_for_update(of=("self",)).select_related("case", "job", "batch")
    orientation = found.get(pk=orientation.pk)
    return case, orientation, details_of(orientation)


def _step(details: OrientationDetails, move: OrientationMove, on: date | None, by: User | None) -> None:
    OrientationStep.objects.create(orientation=details, move=move, on=on, by=by)


def _told(case: Case, details: OrientationDetails, by: User | None, act: str, *, moved: bool = True) -> None:
    touched(case, exchanged=False)
    if moved:
        facts_moved(case.service_id, dataset="orientations", rows=[details.row])
    to = details.get_recipient_display()
    CaseChange.objects.create(case=case, version=case.version, field="orientation", after=to, by=by)
    record(act, case, by=by, service=case.service, details={"orientation": details.row})


def _kept(orientation: Orientation) -> dict[str, object]:
    """The row as a HandEntry keeps it, in the words of the exchange format."""
    days = {
        "date": orientation.sent_on, "accuse_le": orientation.acknowledged_on,
        "prise_en_charge_le": orientation.taken_up_on, "retour_le": orientation.feedback_on,
    }  # fmt: skip
    return {
        "orientation_id": orientation.external_id, "emploi_id": orientation.job_id, "dossier_id": orientation.case_id,
        "destinataire": orientation.recipient, **{name: on.isoformat() if on else None for name, on in days.items()},
    }  # fmt: skip
