"""The letters of a case: begun from a model, written, looked at, issued."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from amarre.accounts.permissions import Permission
from amarre.accounts.requests import UserRequest
from amarre.audit.journal import record
from amarre.cases.actions.letters import (
    Overtaken,
    begin_letter,
    drop_letter,
    issue_letter,
    take_up_letter,
    write_letter,
)
from amarre.cases.compartments import PERMISSIONS, writable
from amarre.cases.consents import agreements, covers
from amarre.cases.documents import LABELS
from amarre.cases.enums import WORKER, Compartment
from amarre.cases.letters import MODEL_NOTICE, LetterModel, blanks, blocks, not_agreed, read_letters, set_letter, use_of
from amarre.cases.models import Letter
from amarre.desk.casework.case_acts import page
from amarre.desk.doors import case_for
from amarre.desk.meeting.minutes import KINDS
from amarre.desk.papers.document_forms import LetterForm
from amarre.desk.papers.documents import attached
from amarre.desk.watch.signals import posted
from amarre.documents.docx import docx
from amarre.documents.pdf import pdf
from amarre.ui import french

ACTS = {"abandonner": drop_letter, "reprendre": take_up_letter}


@require_http_methods(["GET", "HEAD", "POST"])
def case_letters(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """The models of letters that the person may write; choosing one begins a draft."""
    found = case_for(request, code, pk, Permission.CASE_WRITE)
    today = timezone.localdate()
    if request.method == "POST":
        letter = begin_letter(case=found, model=request.POST.get("modele", ""), by=request.user, on=today)
        return redirect("desk:case_letter", code=code, pk=pk, letter=letter.pk)
    mine = writable(request.user, request.service)
    models = [one for one in read_letters().values() if one.compartment in mine]
    lines = [
        {"code": one.code, "label": french.typeset(one.label), "use": use_of(one, today), "reference": one.reference,
         "to": ", ".join(label for _, label in one.addressees), "kept": LABELS[one.compartment],
         "tells": _told_of(one)}
        for one in models
    ]  # fmt: skip
    return page(request, found, "desk/case_letters.html", {"models": lines, "notice": MODEL_NOTICE}, wrong=False)


@require_http_methods(["GET", "HEAD", "POST"])
def case_letter(request: UserRequest, code: str, pk: int, letter: UUID) -> HttpResponse:
    """One letter: to be written while it is a draft, then as it was issued."""
    found = letter_for(request, code, pk, letter)
    model = read_letters().get(found.model)
    if found.issued_at or found.dropped_at or model is None:
        return _shown(request, found, {"model": model}, "desk/case_letter_issued.html")
    initial = {
        "seen": found.edition, "to": found.to, "named": found.named, "address": found.address,
        "subject": found.subject, "text": found.text,
    }  # fmt: skip
    form, overtaken = LetterForm(posted(request), model=model, initial=initial), None
    if form.is_valid():
        try:
            write_letter(letter=found, words=form.words(), by=request.user, seen=form.cleaned_data["seen"])
        except Overtaken as refusal:
            overtaken, form = refusal, _kept(request, model, refusal.letter)
        else:
            messages.success(request, "Le projet de lettre est enregistré.")
            return redirect("desk:case_letter", code=code, pk=pk, letter=letter)
    context = {"form": form, "model": model, "overtaken": overtaken, "notice": MODEL_NOTICE}
    status = 409 if overtaken else 422 if form.is_bound else 200
    return _shown(request, found, context, "desk/case_letter.html", status=status)


def _kept(request: UserRequest, model: LetterModel, now: Letter) -> LetterForm:
    """What the second of two writers typed, to be sent again knowingly over what the first one wrote."""
    data = request.POST.copy()
    data["seen"] = str(now.edition)
    return LetterForm(data, model=model)


@require_http_methods(["GET", "HEAD", "POST"])
def case_letter_issue(request: UserRequest, code: str, pk: int, letter: UUID) -> HttpResponse:
    """Read the letter one last time, then issue it: it becomes a document of the case."""
    found = letter_for(request, code, pk, letter)
    if found.issued_at or found.dropped_at:
        return redirect("desk:case_letter", code=code, pk=pk, letter=letter)
    if request.method == "POST":
        seen = request.POST.get("seen", "")
        issued = issue_letter(
            letter=found, by=request.user, on=timezone.localdate(), seen=int(seen) if seen.isdecimal() else -1
        )
        messages.success(request, "La lettre est émise et gardée au dossier. Remettez-la ou envoyez-la.")
        return redirect("desk:case_letter", code=code, pk=pk, letter=issued.pk)
    return _shown(request, found, {}, "desk/case_letter_issue.html")


@require_safe
def case_letter_file(request: UserRequest, code: str, pk: int, letter: UUID, form: str) -> HttpResponse:
    """The letter as PDF or Word: as it was issued, or as a draft that says it is one; the reading is recorded."""
    found = letter_for(request, code, pk, letter)
    if form not in KINDS:
        raise Http404
    details = {"letter": str(found.pk), "version": found.number, "form": form}
    record("letter.read", found.case, by=request.user, service=request.service, details=details)
    on = timezone.localtime(found.issued_at).date() if found.issued_at else timezone.localdate()
    make = pdf if form == "pdf" else docx
    kept_back = not_agreed(found, agreements(found.case.job.worker, timezone.localdate()))
    content = make("letter", set_letter(found, on, draft=found.issued_at is None, kept_back=bool(kept_back)), on)
    return attached(content, KINDS[form], f"lettre-{found.model}-version-{found.number}.{form}")


@require_POST
def case_letter_act(request: UserRequest, code: str, pk: int, letter: UUID, act: str) -> HttpResponse:
    """Leave a draft, take it up again, or begin the next version of an issued letter."""
    if act not in ACTS:
        raise Http404
    found = ACTS[act](letter=letter_for(request, code, pk, letter), by=request.user)
    if act == "abandonner":
        messages.success(request, "Projet de lettre abandonné\u202f; vous pouvez le reprendre ici.")
    return redirect("desk:case_letter", code=code, pk=pk, letter=found.pk)


def letter_for(request: UserRequest, code: str, pk: int, letter: UUID) -> Letter:
    """The only door to a Letter from a request: its case's, then 404 for another case's, 403 for a closed one."""
    case = case_for(request, code, pk, Permission.CASE_WRITE)
    related = ("case__service", "case__job__worker", "written_by", "issued_by", "document")
    found = get_object_or_404(Letter.objects.select_related(*related), case=case, pk=letter)
    if not request.user.can(PERMISSIONS[Compartment(found.compartment)], request.service):
        raise PermissionDenied
    return found


def _shown(
    request: UserRequest, letter: Letter, context: dict[str, Any], template: str, status: int = 200
) -> HttpResponse:
    model = read_letters().get(letter.model)
    agreed = [] if letter.to == WORKER or model is None else _agreements(letter, model)
    versions = Letter.objects.filter(thread=letter.thread).order_by("-number")
    shown = {
        "letter": letter, "label": french.typeset(model.label) if model else letter.subject,
        "to": french.written(letter.get_to_display()), "kept": LABELS[Compartment(letter.compartment)],
        "blanks": blanks(letter.address, letter.subject, letter.text), "agreed": agreed,
        "missing": [one for one, given in agreed if not given], "blocks": blocks(letter.text),
        "address": letter.address.splitlines(), "versions": list(versions.defer("address", "subject", "text")),
        "may_consent": request.user.can(Permission.CONSENT_WRITE, request.service), **context,
    }  # fmt: skip
    answer = page(request, letter.case, template, shown, wrong=False)
    answer.status_code = status
    return answer


def _agreements(letter: Letter, model: LetterModel) -> list[tuple[str, bool]]:
    """Each thing that the letter tells, and whether the worker agrees today that its addressee be told."""
    given = agreements(letter.case.job.worker, timezone.localdate())
    return [(french.written(str(scope.label)), covers(given, letter.to, scope, letter.named)) for scope in model.tells]


def _told_of(model: LetterModel) -> str:
    return ", ".join(french.written(str(scope.label)) for scope in model.tells)
