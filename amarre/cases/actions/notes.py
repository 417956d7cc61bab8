"""Support acts and notes: what a professional did, and what they write in their compartment."""

from datetime import date

from django.db import transaction

from amarre.accounts.models import User
from amarre.audit.journal import record
from amarre.cases.compartments import writable
from amarre.cases.enums import Compartment, Profession, Statement
from amarre.cases.models import NOTES, Case, Note, SharedNote, SupportAct
from amarre.exchange.moves import facts_moved
from amarre.lib.errors import DomainError, UnknownName

LENGTH = 20_000


@transaction.atomic
def write_note(
    *,
    case: Case,
    compartment: Compartment,
    text: str,
    by: User,
    on: date,
    act: SupportAct | None = None,
    kind: str = Statement.NOTE,
) -> Note:
    """Add a note to a compartment of the case; DomainError for one that is not the person's, or for an empty text."""
    if compartment not in writable(by, case.service):
        raise DomainError(f"Les notes {compartment.label} ne s’écrivent pas avec votre rôle.", code="note.compartment")
    if not text.strip() or len(text) > LENGTH:
        raise DomainError(f"Écrivez une note de {LENGTH} caractères au plus.", code="note.length")
    if act is not None and act.case_id != case.pk:
        raise DomainError("Cet accompagnement n’est pas de ce dossier.", code="note.other_case")
    model = NOTES[compartment]
    extra = {"kind": kind} if model is SharedNote else {}
    note = model.objects.create(case=case, act=act, on=on, written_by=by, text=text, **extra)
    record("note.written", case, by=by, service=case.service, details={"compartment": compartment})
    return note


@transaction.atomic
def record_act(
    *, case: Case, profession: str, by: User, on: date, text: str = "", compartment: Compartment | None = None
) -> SupportAct:
    """Keep an act of support, with a note in the compartment given when there is something to write."""
    if profession not in Profession.values:
        raise UnknownName("Profession", profession, list(Profession.values))
    if on < case.opened_on:
        raise DomainError("Cette date précède l’ouverture du dossier.", code="act.before_opening")
    act = SupportAct.objects.create(service=case.service, job=case.job, case=case, held_on=on, profession=profession)
    facts_moved(case.service_id, dataset="accompagnements", rows=[act.pk])
    record("act.recorded", act, by=by, service=case.service, details={"case": case.pk})
    if text:
        write_note(case=case, compartment=compartment or Compartment.SHARED, text=text, by=by, on=on, act=act)
    return act
