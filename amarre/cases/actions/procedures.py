"""A procedure that an employer begins goes from act to act, in the order of its file."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils import timezone

from amarre.accounts.models import User
from amarre.audit.journal import record
from amarre.cases.enums import StopReason
from amarre.cases.models import DetectionAct, EmployerDetection, Referral
from amarre.cases.procedures import Due, procedure_of
from amarre.lib.errors import DomainError, UnknownName


@transaction.atomic
def begin_procedure(
    *, referral: Referral, procedure: str, done: Mapping[str, date], by: User | None
) -> EmployerDetection:
    """Follow the procedure about a signalement; `done` are the acts that the employer did before writing, in order."""
    found = procedure_of(procedure)
    detection = EmployerDetection.objects.create(service=referral.service, referral=referral, procedure=procedure)
    for act in found.acts:
        if act.code in done:
            DetectionAct.objects.create(detection=detection, act=act.code, done_on=done[act.code])
    details = {"procedure": procedure, "acts": sorted(done)}
    record("procedure.begun", referral, by=by, service=referral.service, details=details)
    return detection


@transaction.atomic
def do_act(*, detection: EmployerDetection, act: str, on: date, by: User | None) -> DetectionAct:
    """Note the next act; the last one ends the procedure. Without `by`, the employer says it: only its own acts.

    DomainError for another act than the next one, a day before the last act or to come, or a procedure that is over.
    """
    detection = _held(detection)
    due = next_act(detection)
    if due is None or due.act.code != act:
        raise DomainError("Cet acte n’est pas celui qui vient\u00a0: relisez la page.", code="procedure.order")
    if by is None and due.act.who == "medecin_travail":
        raise DomainError("Cet acte revient au service.", code="procedure.not_yours")
    before = max(detection.done.values(), default=on)
    if on < before or on > timezone.localdate():
        raise DomainError(
            f"Donnez un jour entre le {before:%d/%m/%Y}, date de l’acte précédent, et aujourd’hui.",
            code="procedure.day",
        )
    made = DetectionAct.objects.create(detection=detection, act=act, done_on=on, by=by)
    if next_act(detection) is None:
        detection.ended_on = on
        detection.save(update_fields=["ended_on"])
    record("procedure.act_done", detection.referral, by=by, service=detection.service, details={"act": act})
    return made


@transaction.atomic
def undo_act(*, detection: EmployerDetection, by: User) -> None:
    """The last act was noted by mistake; DomainError for what began the procedure."""
    detection = EmployerDetection.objects.select_for_update(of=("self",)).select_related("service").get(pk=detection.pk)
    if detection.stopped:
        raise DomainError("Cette procédure est arrêtée.", code="procedure.over")
    began = {act.code for act in procedure_of(detection.procedure).steps[0].acts}
    last = detection.acts.exclude(act__in=began).order_by("-pk").first()
    if last is None:
        raise DomainError("Il n’y a rien à annuler.", code="procedure.nothing")
    details = {"act": last.act}
    last.delete()
    EmployerDetection.objects.filter(pk=detection.pk).update(ended_on=None)
    record("procedure.act_undone", detection.referral, by=by, service=detection.service, details=details)


@transaction.atomic
def stop_procedure(*, detection: EmployerDetection, reason: str, on: date, by: User) -> EmployerDetection:
    """It goes no further: the person does not wish it any more, the contract ended, or nothing is left to do."""
    if reason not in StopReason.values:
        raise UnknownName("Motif d’arrêt", reason, list(StopReason.values))
    detection = _held(detection)
    detection.ended_on, detection.stopped = on, reason
    detection.save(update_fields=["ended_on", "stopped"])
    record("procedure.stopped", detection.referral, by=by, service=detection.service, details={"reason": reason})
    return detection


def next_act(detection: EmployerDetection) -> Due | None:
    """What comes next in the procedure, and by when; None once it is over."""
    return None if detection.ended_on else procedure_of(detection.procedure).next_act(detection.done)


def _held(detection: EmployerDetection) -> EmployerDetection:
    found = EmployerDetection.objects.select_for_update(of=("self",)).select_related("service", "referral")
    detection = found.get(pk=detection.pk)
    if detection.ended_on:
        raise DomainError("Cette procédure est terminée.", code="procedure.over")
    return detection
