"""Documents come into a case, are withdrawn and put back, and leave for good."""

import re
import time
import unicodedata
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import PurePosixPath
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from amarre.accounts.models import User
from amarre.audit.journal import record
from amarre.cases.compartments import writable
from amarre.cases.documents import LABELS, SHELF
from amarre.cases.enums import Compartment
from amarre.cases.models import Case, Document, Letter
from amarre.documents.antivirus import Infected, scan
from amarre.documents.received import kind_of
from amarre.lib.errors import DomainError
from amarre.vault.files import erase_file, keep_file
from amarre.vault.shelves import parts, sealed_files

#: Withdrawn, a document may be put back for that long.
PUT_BACK_DAYS = 30
#: A file that no row names for that long was left by a process that died.
STRAY_S = 24 * 3600
NAME_LENGTH, NOT_IN_NAMES = 80, re.compile(r"[^\w .,()'’-]")


def add_document(*, case: Case, compartment: Compartment, name: str, content: bytes, by: User) -> Document:
    """Keep a file that somebody sends; DomainError, with nothing kept, for one that is too large, of another kind than
    those taken, infected, not scanned, or of a compartment that is not the person's."""
    _refuse_stranger(by, case, compartment)
    if len(content) > settings.DOCUMENT_BYTES:
        most = settings.DOCUMENT_BYTES // 1024**2
        raise DomainError(
            f"Ce fichier dépasse {most}\u00a0Mo\u00a0: allégez-le, puis déposez-le.", code="document.size"
        )
    kind = kind_of(name, content)
    try:
        scan(content)
    except Infected:
        details = {"compartment": compartment}
        record("document.infected", case, by=by, service=case.service, details=details)
        raise
    return keep_document(
        case=case, compartment=compartment, name=safe_name(name, kind.endings), form=kind.code, content=content, by=by
    )


def keep_document(*, case: Case, compartment: Compartment, name: str, form: str, content: bytes, by: User) -> Document:
    """Keep a content of ours as a document of the case: the file first, then its row, or neither."""
    _refuse_stranger(by, case, compartment)
    key = uuid4()
    keep_file(SHELF, key, content)
    try:
        with transaction.atomic():
            document = Document.objects.create(
                id=key, case=case, compartment=compartment, name=name, form=form, size=len(content), added_by=by
            )
            details = {"document": str(key), "compartment": compartment}
            record("document.added", case, by=by, service=case.service, details=details)
    except BaseException:
        erase_file(SHELF, key)
        raise
    return document


@transaction.atomic
def withdraw_document(*, document: Document, by: User) -> Document:
    """Take a document out of the case; it is erased for good PUT_BACK_DAYS later."""
    held = _held(document, by)
    if held.withdrawn_at is not None:
        raise DomainError("Ce document est déjà retiré.", code="document.withdrawn")
    if Letter.objects.filter(document=held).exists():
        raise DomainError(
            "Une lettre émise reste au dossier\u00a0: écrivez-en plutôt une nouvelle version.", code="document.letter"
        )
    held.withdrawn_at, held.withdrawn_by = timezone.now(), by
    return _saved(held, by, "document.withdrawn")


@transaction.atomic
def restore_document(*, document: Document, by: User) -> Document:
    """Put a withdrawn document back."""
    held = _held(document, by)
    if held.withdrawn_at is None:
        raise DomainError("Ce document n’est pas retiré.", code="document.standing")
    held.withdrawn_at = held.withdrawn_by = None
    return _saved(held, by, "document.restored")


def purge_documents(now: datetime) -> tuple[int, int]:
    """Erase for good what was withdrawn long enough ago, and what a process that died left: how many of each."""
    erased = [_erase(one, now) for one in Document.objects.filter(withdrawn_at__lt=now - timedelta(PUT_BACK_DAYS))]
    return sum(erased), sweep_strays(SHELF, lambda key: Document.objects.filter(pk=key).exists())


def sweep_strays(shelf: str, known: Callable[[UUID], bool]) -> int:
    """Remove the files of a shelf that nothing names and that no living process can still be writing: how many."""
    removed = 0
    for path in [*sealed_files(shelf), *parts(shelf)]:
        old = time.time() - path.stat().st_mtime > STRAY_S
        if old and (path.suffix or not known(UUID(path.name))):
            path.unlink(missing_ok=True)
            removed += 1
    return removed


def safe_name(name: str, endings: tuple[str, ...]) -> str:
    """A name without anything that a folder, a header or a page could take for more; with the ending of its kind."""
    path = PurePosixPath(unicodedata.normalize("NFC", name).replace("\\", "/"))
    stem = NOT_IN_NAMES.sub("_", path.stem).strip(" ._")[:NAME_LENGTH]
    ending = path.suffix.lower()
    return f"{stem or 'document'}{ending if ending in endings else endings[0]}"


@transaction.atomic
def _erase(document: Document, now: datetime) -> bool:
    """The row goes first: should the process die before the file does, a sweep finds it."""
    held = (
        Document.objects.select_for_update(of=("self",)).filter(pk=document.pk).select_related("case__service").first()
    )
    if held is None or held.withdrawn_at is None or held.withdrawn_at >= now - timedelta(PUT_BACK_DAYS):
        return False
    key, details = held.pk, {"document": str(held.pk), "compartment": held.compartment}
    held.delete()
    record("document.erased", held.case, by=None, service=held.case.service, details=details)
    transaction.on_commit(lambda: erase_file(SHELF, key))
    return True


def _refuse_stranger(by: User, case: Case, compartment: Compartment) -> None:
    if compartment not in writable(by, case.service):
        raise DomainError(
            f"{LABELS[compartment]}\u00a0: ils ne s’ouvrent pas à votre rôle.", code="document.compartment"
        )


def _held(document: Document, by: User) -> Document:
    held = Document.objects.select_for_update(of=("self",)).select_related("case__service").get(pk=document.pk)
    _refuse_stranger(by, held.case, Compartment(held.compartment))
    return held


def _saved(document: Document, by: User, act: str) -> Document:
    document.save(update_fields=["withdrawn_at", "withdrawn_by"])
    details = {"document": str(document.pk), "compartment": document.compartment}
    record(act, document.case, by=by, service=document.case.service, details=details)
    return document
