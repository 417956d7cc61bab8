"""Who reads the documents of each compartment, and the ways to read them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.core.exceptions import PermissionDenied

from amarre.accounts.models import User
from amarre.audit.journal import record
from amarre.cases.compartments import PERMISSIONS, drawers, named
from amarre.cases.enums import Compartment
from amarre.cases.models import Case, Document
from amarre.cases.profiles import profile_of
from amarre.vault.files import read_file

#: The shelf of the vault that holds their content.
SHELF = "documents"
#: What a page calls the documents of each compartment.
LABELS: Mapping[Compartment, str] = {
    Compartment.SHARED: "Documents partagés par la cellule",
    Compartment.SOCIAL: "Documents sociaux",
    Compartment.PSYCHOLOGICAL: "Documents psychologiques",
    Compartment.MEDICAL: "Documents médicaux",
}


@dataclass(frozen=True)
class Folder:
    """The documents of a compartment as one person sees them: closed, only whether there is any."""

    compartment: Compartment
    label: str
    readers: str
    opens: bool
    holds: bool
    documents: list[Document]


class Kept(NamedTuple):
    """A document without its name: its compartment, and for a letter its model and when it was issued."""

    compartment: str
    model: str | None
    issued_at: datetime | None


def kept_in(case: Case) -> list[Kept]:
    """Every document that stands, without anything that it says."""
    rows = Document.objects.standing().filter(case=case)
    return [Kept(*row) for row in rows.values_list("compartment", "letter__model", "letter__issued_at")]


def folders(user: User, case: Case, kept: list[Kept]) -> list[Folder]:
    """The four compartments, without a name of what they hold: whether each holds anything, and who opens it.

    One that nobody of the service's organisation opens is left out as long as it holds nothing.
    """
    held, profile = {one.compartment for one in kept}, profile_of(case.service)
    return [
        Folder(one.compartment, named(LABELS[one.compartment], profile), one.readers, one.opens, holds, [])
        for one in drawers(user, case.service)
        if (holds := one.compartment.value in held) or one.opens or one.here
    ]


def documents_for(user: User, case: Case) -> list[Folder]:
    """The four compartments with the documents of those that are the person's, the newest first.

    The reading is recorded; raises Unreadable rather than show a name that does not open.
    """
    found = folders(user, case, kept_in(case))
    mine = [one.compartment for one in found if one.opens]
    details = {"compartments": [one.value for one in mine]}
    record("documents.read", case, by=user, service=case.service, details=details)
    rows = list(
        Document.objects.filter(case=case, compartment__in=mine).select_related("added_by", "withdrawn_by", "letter")
    )
    return [
        Folder(
            one.compartment, one.label, one.readers, one.opens, one.holds,
            [row for row in rows if row.compartment == one.compartment],
        )
        for one in found
    ]  # fmt: skip


def letters_among(kept: list[Kept], user: User, case: Case) -> list[Kept]:
    """The letters that were issued in the compartments that are the person's."""
    mine = {one.compartment.value for one in drawers(user, case.service) if one.opens}
    return [one for one in kept if one.issued_at and one.compartment in mine]


def may_open(user: User, document: Document) -> None:
    """PermissionDenied when the document's compartment is not the person's."""
    if not user.can(PERMISSIONS[Compartment(document.compartment)], document.case.service):
        raise PermissionDenied


def content_for(user: User, document: Document) -> bytes:
    """The only door to what a document holds; the reading is recorded.

    PermissionDenied when its compartment is not the person's, Unreadable when it does not open.
    """
    may_open(user, document)
    details = {"document": str(document.pk), "compartment": document.compartment}
    record("document.read", document.case, by=user, service=document.case.service, details=details)
    return read_file(SHELF, document.pk)
