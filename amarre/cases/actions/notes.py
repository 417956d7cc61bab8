"""Support acts and notes: what a professional did, and what they write in their compartment."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from amarre.accounts.models import User
from amarre.audit.journal import record
from amarre.cases.actions.procedures import do_act, next_act
from amarre.cases.analyses import analysis_of
from amarre.cases.compartments import writable
from amarre.cases.enums import Compartment, Profession, Statement
from amarre.cases.models import NOTES, ActEntry, Case, EmployerDetection, MedicalNote, Note, SharedNote, SupportAct
from amarre.exchange.moves import facts_moved
from amarre.lib.errors import DomainError, UnknownName
from amarre.ui import french

LENGTH = 20_000
#: Two acts of one profession and day that are noted within that time may be one, noted twice.
SAME = timedelta(minutes=10)


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
    analysis: str = "",
) -> Note:
    """Add a note to a compartment of the case; DomainError for one that is not the person's, or for an empty text.

    `kind` is for notes that the cell shares, `analysis` for medical ones that fill headings. The same words of the same
    person, sent again within minutes, are the note that they already made.
    """
    if compartment not in writable(by, case.service):
        raise DomainError(f"Les notes {compartment.label} ne s’écrivent pas avec votre rôle.", code="note.compartment")
    if not text.strip() or len(text) > LENGTH:
        raise DomainError(f"Écrivez une note de {LENGTH} caractères au plus.", code="note.length")
    if act is not None and act.case_id != case.pk:
        raise DomainError("Cet accompagnement n’est pas de ce dossier.", code="note.other_case")
    model = NOTES[compartment]
    if act is None and (sent := _just_written(model, case, text, by, on)):
        return sent
    extra = {"kind": kind} if model is SharedNote else {"analysis": analysis} if model is MedicalNote else {}
    note = model.objects.create(case=case, act=act, on=on, written_by=by, text=text, **extra)
    record("note.written", case, by=by, service=case.service, details={"compartment": compartment})
    return note


def _just_written(model: type[Note], case: Case, text: str, by: User, on: date) -> Note | None:
    """The note that the person wrote there last, when it is recent and says just that."""
    Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    rows = model._default_manager.filter(case=case, written_by=by, on=on, written_at__gte=timezone.now() - SAME)
    last = rows.order_by("-written_at").first()
    return last if last and last.text == text else None


class NotedAlready(DomainError):
    """The same act of the same day was noted a moment ago: perhaps the same one; `read` says that one has read it."""

    def __init__(self, entries: Sequence[ActEntry]) -> None:
        last = entries[-1]
        super().__init__(
            f"Un accompagnement de la même profession, le même jour, vient d’être noté par {last.by}, le "
            f"{french.moment(timezone.localtime(last.at))}. Est-ce un autre\u202f?",
            code="act.noted_already",
        )
        self.read = last.pk


@transaction.atomic
def write_analysis(*, case: Case, analysis: str, answers: Mapping[str, str], by: User, on: date) -> Note:
    """Write a structured medical note; the employer's procedure under way takes it as its act, where it comes next.

    DomainError for a role that does not fill it, or when nothing is said under any heading.
    """
    found = analysis_of(analysis)
    if not set(found.roles) & set(by.roles_by_service.get(case.service_id, ())):
        raise DomainError("Cette analyse ne s’écrit pas avec votre rôle.", code="analysis.role")
    text = found.text(answers)
    if not text:
        raise DomainError("Écrivez sous une rubrique au moins.", code="analysis.empty")
    note = write_note(case=case, compartment=Compartment.MEDICAL, text=text, by=by, on=on, analysis=analysis)
    detection = EmployerDetection.objects.filter(referral=case.referral_id, ended_on__isnull=True).first()
    due = next_act(detection) if detection else None
    if detection and due and due.act.analysis == analysis and on >= max(detection.done.values(), default=on):
        do_act(detection=detection, act=due.act.code, on=on, by=by)
    return note


@transaction.atomic
def record_act(
    *, case: Case, profession: str, by: User, on: date, text: str = "", compartment: Compartment | None = None,
    token: UUID | None = None, read: int = 0,
) -> SupportAct:  # fmt: skip
    """Keep an act of support, with a note in the compartment given when there is something to write.

    A `token` that was sent already gives the act that it made, and writes nothing. With a token, NotedAlready when one
    of that profession and day was noted in the last minutes, unless `read` is the newest of them: it is another one.
    """
    if profession not in Profession.values:
        raise UnknownName("Profession", profession, list(Profession.values))
    if on < case.opened_on:
        raise DomainError("Cette date précède l’ouverture du dossier.", code="act.before_opening")
    if token is not None:
        Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
        if sent := SupportAct.objects.filter(entry__token=token).first():
            return sent
        _perhaps_the_same(case, profession, on, read)
    act = SupportAct.objects.create(service=case.service, job=case.job, case=case, held_on=on, profession=profession)
    facts_moved(case.service_id, dataset="accompagnements", rows=[act.pk])
    ActEntry.objects.create(act=act, token=token, by=by)
    record("act.recorded", act, by=by, service=case.service, details={"case": case.pk})
    if text:
        write_note(case=case, compartment=compartment or Compartment.SHARED, text=text, by=by, on=on, act=act)
    return act


def _perhaps_the_same(case: Case, profession: str, on: date, read: int) -> None:
    since = timezone.now() - SAME
    same = ActEntry.objects.filter(act__case=case, act__profession=profession, act__held_on=on, at__gte=since)
    if noted := list(same.filter(pk__gt=read).select_related("by").order_by("pk")):
        raise NotedAlready(noted)
