"""A letter is begun from a model, written, issued as a document of the case, and taken up again as its next version."""

from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from amarre.accounts.models import User
from amarre.audit.journal import record
from amarre.cases.actions.documents import keep_document
from amarre.cases.compartments import writable
from amarre.cases.consents import require_consent
from amarre.cases.documents import LABELS
from amarre.cases.enums import WORKER, Compartment, DocumentForm, Recipient
from amarre.cases.letters import LetterModel, address_of, blanks, facts_of, filled, read_letters, set_letter
from amarre.cases.models import Case, Letter
from amarre.documents.pdf import pdf
from amarre.lib.errors import DomainError, UnknownName
from amarre.ui import french

SUBJECT_LENGTH, TEXT_LENGTH, ADDRESS_LENGTH = 200, 10_000, 500


@dataclass(frozen=True)
class Words:
    """What a letter says, and to whom."""

    to: str
    named: str
    address: str
    subject: str
    text: str


class Overtaken(DomainError):
    """Somebody else wrote the letter since the person read it: `letter` is what it says now."""

    def __init__(self, letter: Letter) -> None:
        at = timezone.localtime(letter.written_at)
        super().__init__(
            f"{letter.written_by} a écrit dans cette lettre le {french.moment(at)}, après que vous l’avez ouverte.",
            code="letter.overtaken",
        )
        self.letter = letter


@transaction.atomic
def begin_letter(*, case: Case, model: str, by: User, on: date) -> Letter:
    """A draft of that model, filled from the case; DomainError when its compartment is not the person's."""
    models = read_letters()
    if model not in models:
        raise UnknownName("Modèle de lettre", model, list(models))
    chosen = models[model]
    _refuse_stranger(by, case, chosen.compartment)
    subject, text = filled(chosen, facts_of(case, chosen, by, on))
    to = chosen.to[0]
    letter = Letter.objects.create(
        case=case, model=model, compartment=chosen.compartment, to=to, address=address_of(case, to), subject=subject,
        text=text, written_by=by,
    )  # fmt: skip
    return _told(letter, by, "letter.begun")


@transaction.atomic
def write_letter(*, letter: Letter, words: Words, by: User, seen: int) -> Letter:
    """Write the draft; Overtaken when somebody else wrote since edition `seen`."""
    held = _draft(letter, by, seen)
    if words.to not in _model(held).to:
        raise DomainError("Ce modèle ne s’adresse pas à ce destinataire.", code="letter.addressee")
    longest = ((words.subject, SUBJECT_LENGTH), (words.text, TEXT_LENGTH), (words.address, ADDRESS_LENGTH))
    if not words.subject.strip() or not words.text.strip() or any(len(text) > most for text, most in longest):
        raise DomainError(
            f"Une lettre a un objet de {SUBJECT_LENGTH} caractères au plus et un texte de {TEXT_LENGTH} au plus.",
            code="letter.length",
        )
    held.to, held.named = words.to, words.named.strip()
    held.address, held.subject, held.text = words.address.strip(), words.subject.strip(), words.text.strip()
    held.edition, held.written_by = held.edition + 1, by
    held.save()
    return _told(held, by, "letter.written")


@transaction.atomic
def issue_letter(*, letter: Letter, by: User, on: date, seen: int) -> Letter:
    """Freeze the draft and keep it as a document of the case; from then on it may be given to its addressee.

    DomainError when something is still to be completed, or when the worker has not agreed that this addressee be told
    each of the things that the letter tells.
    """
    held = _draft(letter, by, seen)
    missing = blanks(held.address, held.subject, held.text)
    if missing:
        raise DomainError(f"Il reste à compléter\u00a0: {', '.join(missing)}.", code="letter.blanks")
    if held.to == Recipient.OTHER and not held.named:
        raise DomainError("Nommez ce destinataire.", code="letter.unnamed")
    model = _model(held)
    if held.to != WORKER:
        tells = [scope.value for scope in model.tells]
        require_consent(held.case.job.worker, held.to, tells, on=on, named=held.named)
    name = f"{french.typeset(model.label)}, version {held.number}.pdf"
    held.document = keep_document(
        case=held.case, compartment=Compartment(held.compartment), name=name,
        form=DocumentForm.PDF, content=pdf("letter", set_letter(held, on, draft=False), on), by=by,
    )  # fmt: skip
    held.issued_at, held.issued_by = timezone.now(), by
    held.save()
    return _told(held, by, "letter.issued")


@transaction.atomic
def take_up_letter(*, letter: Letter, by: User) -> Letter:
    """The next version of an issued letter, or a dropped draft again."""
    held = _held(letter, by)
    if Letter.objects.drafts().filter(thread=held.thread).exists():
        raise DomainError("Cette lettre a déjà une version en cours d’écriture.", code="letter.draft")
    if held.dropped_at is not None:
        held.dropped_at = None
        held.save()
        return _told(held, by, "letter.taken_up")
    last = Letter.objects.filter(thread=held.thread).aggregate(last=Max("number"))["last"]
    again = Letter.objects.create(
        id=uuid4(), case=held.case, thread=held.thread, number=last + 1, model=held.model, compartment=held.compartment,
        to=held.to, named=held.named, address=held.address, subject=held.subject, text=held.text, written_by=by,
    )  # fmt: skip
    return _told(again, by, "letter.begun")


@transaction.atomic
def drop_letter(*, letter: Letter, by: User) -> Letter:
    """Leave a draft; it may be taken up again."""
    held = _held(letter, by)
    if held.issued_at is not None or held.dropped_at is not None:
        raise DomainError("Seule une lettre en cours d’écriture s’abandonne.", code="letter.not_draft")
    held.dropped_at = timezone.now()
    held.save()
    return _told(held, by, "letter.dropped")


def _model(letter: Letter) -> LetterModel:
    model = read_letters().get(letter.model)
    if model is None:
        raise DomainError(
            "Le modèle de cette lettre n’est plus au catalogue\u00a0: commencez-en une autre.", code="letter.model"
        )
    return model


def _refuse_stranger(by: User, case: Case, compartment: Compartment) -> None:
    if compartment not in writable(by, case.service):
        raise DomainError(
            f"Cette lettre se garde dans «\u00a0{LABELS[compartment]}\u00a0», qui ne s’ouvre pas à votre rôle.",
            code="letter.compartment",
        )


def _held(letter: Letter, by: User) -> Letter:
    related = ("case__service", "case__job__worker", "case__job__establishment", "written_by")
    held = Letter.objects.select_for_update(of=("self",)).select_related(*related).get(pk=letter.pk)
    _refuse_stranger(by, held.case, Compartment(held.compartment))
    return held


def _draft(letter: Letter, by: User, seen: int) -> Letter:
    held = _held(letter, by)
    if held.issued_at is not None or held.dropped_at is not None:
        raise DomainError(f"Cette lettre est {held.state}\u00a0: elle ne s’écrit plus.", code="letter.not_draft")
    if held.edition != seen:
        raise Overtaken(held)
    return held


def _told(letter: Letter, by: User, act: str) -> Letter:
    details: dict[str, str | int] = {"letter": str(letter.pk), "model": letter.model, "version": letter.number}
    if letter.document_id is not None:
        details |= {"document": str(letter.document_id), "to": letter.to}
    record(act, letter.case, by=by, service=letter.case.service, details=details)
    return letter
