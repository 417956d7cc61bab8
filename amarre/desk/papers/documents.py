"""The documents of a case: listed by compartment, added, opened, withdrawn and put back."""

from datetime import timedelta
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from amarre.accounts.permissions import Permission
from amarre.accounts.requests import UserRequest
from amarre.cases.actions.documents import PUT_BACK_DAYS, add_document, restore_document, withdraw_document
from amarre.cases.consents import agreements
from amarre.cases.documents import Folder, content_for, documents_for, may_open
from amarre.cases.enums import Compartment
from amarre.cases.letters import not_agreed
from amarre.cases.models import Case, Document, Letter
from amarre.desk.casework.case_acts import page
from amarre.desk.data.uploads import too_large
from amarre.desk.doors import case_for
from amarre.desk.papers.document_forms import DocumentForm
from amarre.documents.received import KINDS
from amarre.lib.errors import DomainError

#: What may be done to a document from its line.
ACTS = {"retirer": withdraw_document, "remettre": restore_document}


@require_http_methods(["GET", "HEAD", "POST"])
def case_documents(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """The documents that are the person's to read, and a form to add one; whether the others exist, and no more."""
    found = case_for(request, code, pk, Permission.CASE_WRITE if request.method == "POST" else Permission.CASE_READ)
    shown = documents_for(request.user, found)
    mine = [(one.compartment, one.readers) for one in shown if one.opens]
    sent = request.method == "POST"
    form = DocumentForm(request.POST, request.FILES, mine=mine) if sent else DocumentForm(mine=mine)
    if sent and too_large(request):
        form.errors.pop("sent", None)
        form.add_error("sent", "Ce fichier est trop grand\u00a0: allégez-le, puis déposez-le à nouveau.")
    elif form.is_valid() and _added(request, found, form):
        messages.success(request, "Le document est au dossier, chiffré.")
        return redirect("desk:case_documents", code=code, pk=pk)
    return page(request, found, "desk/case_documents.html", _context(request, found, shown, form), wrong=sent)


def _added(request: UserRequest, case: Case, form: DocumentForm) -> bool:
    """Whether the file was kept; a refusal is said at the file, and what was chosen stays."""
    file, compartment = form.file(), Compartment(form.cleaned_data["compartment"])
    try:
        add_document(case=case, compartment=compartment, name=file.name or "", content=file.read(), by=request.user)
    except DomainError as refusal:
        form.add_error("sent", refusal.message)
        return False
    return True


def _context(request: UserRequest, case: Case, shown: list[Folder], form: DocumentForm) -> dict[str, Any]:
    mine = [one.compartment for one in shown if one.opens]
    drafts = Letter.objects.drafts().filter(case=case, compartment__in=mine).select_related("written_by")
    kept = timezone.now() - timedelta(PUT_BACK_DAYS)
    withdrawn = [one for folder in shown for one in folder.documents if one.withdrawn_at and one.withdrawn_at > kept]
    given = agreements(case.job.worker, timezone.localdate())
    letters = Letter.objects.filter(document__in=[one for folder in shown for one in folder.documents])
    return {
        "kept_back": {one.document_id for one in letters.defer("address", "subject", "text") if not_agreed(one, given)},
        "form": form, "folders": shown, "drafts": list(drafts), "withdrawn": withdrawn, "put_back": PUT_BACK_DAYS,
        "writes": request.user.can(Permission.CASE_WRITE, request.service),
    }  # fmt: skip


@require_safe
def case_document_file(request: UserRequest, code: str, pk: int, document: UUID) -> HttpResponse:
    """What a document holds, to be saved and never shown by the site; the reading is recorded."""
    found = document_for(request, code, pk, document, Permission.CASE_READ)
    content = content_for(request.user, found)
    return attached(content, KINDS[found.form].media, found.name)


@require_POST
def case_document_act(request: UserRequest, code: str, pk: int, document: UUID, act: str) -> HttpResponse:
    """Withdraw a document, or put it back."""
    if act not in ACTS:
        raise Http404
    found = document_for(request, code, pk, document, Permission.CASE_WRITE)
    ACTS[act](document=found, by=request.user)
    said = (
        f"Document retiré\u202f; vous pouvez le remettre pendant {PUT_BACK_DAYS}\u00a0jours, en bas de cette page."
        if act == "retirer"
        else "Document remis au dossier."
    )
    messages.success(request, said)
    return redirect("desk:case_documents", code=code, pk=pk)


def document_for(request: UserRequest, code: str, pk: int, document: UUID, permission: Permission) -> Document:
    """The only door to a Document from a request: its case's, then 404 for another case's, 403 for a closed one."""
    case = case_for(request, code, pk, permission)
    found = get_object_or_404(Document.objects.select_related("case__service"), case=case, pk=document)
    may_open(request.user, found)
    return found


def attached(content: bytes, media: str, name: str) -> HttpResponse:
    """A file to be saved: nothing in it runs, nor is shown, in the site's name."""
    plain = name.encode("ascii", "replace").decode().replace("?", "_").replace('"', "_")
    disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    headers = {
        "Content-Disposition": disposition,
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store, private",
    }
    return HttpResponse(content, media, headers=headers)
