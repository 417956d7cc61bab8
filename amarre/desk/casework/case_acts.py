"""What people do on a case: move it, complete it, write and read notes."""

from typing import Any, NamedTuple

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from amarre.accounts.permissions import Permission
from amarre.accounts.requests import UserRequest
from amarre.audit.journal import record
from amarre.cases.actions.casework import edit_case
from amarre.cases.actions.notes import write_note
from amarre.cases.analyses import fillable, laid_out
from amarre.cases.compartments import PERMISSIONS, drawers, named, notes_for
from amarre.cases.enums import CaseMove, Compartment
from amarre.cases.models import Case
from amarre.cases.profiles import profile_of
from amarre.cases.workflow import TRANSITIONS, advance, moves_for
from amarre.desk.casework.case_forms import CaseForm, MoveForm, NoteForm
from amarre.desk.casework.meanwhile import SeenForm, writing
from amarre.desk.doors import case_for
from amarre.desk.watch.signals import posted
from amarre.directory.enums import StaffRole
from amarre.directory.models import Professional

#: What a button says; the move's own word is short.
BUTTONS = {
    CaseMove.QUALIFY: "Qualifier le dossier",
    CaseMove.OPEN: "Ouvrir le dossier",
    CaseMove.SUSPEND: "Suspendre le dossier",
    CaseMove.RESUME: "Reprendre le dossier",
    CaseMove.CLOSE: "Clore le dossier",
    CaseMove.REOPEN: "Rouvrir le dossier",
}
#: Moves that ask for more, on a page of their own (amarre/desk/casework/closing.py).
PAGES = {CaseMove.CLOSE: "desk:case_close", CaseMove.REOPEN: "desk:case_reopen"}


#: Moves that lead the work on; the others hold it back or end it, and are never the first thing to do.
ONWARD = (CaseMove.QUALIFY, CaseMove.OPEN, CaseMove.RESUME)


class Button(NamedTuple):
    """Something to do about a case: its words, and where it is done."""

    label: str
    address: str


def work_of(request: UserRequest, case: Case, *, next_action: bool) -> dict[str, Any]:
    """What the page of a case offers to do: the first thing, the others, compartments of notes.

    `next_action` says that the plan's next action is on the page, with the one primary button.
    """
    service = request.service
    may_write = request.user.can(Permission.CASE_WRITE, service) and not case.closed_on
    moves = moves_for(request.user, case)
    first = _first(case, moves) if may_write and not (next_action and case.lead) else None
    others = [_move(case, move) for move in moves]
    return {
        "first": first,
        "others": [one for one in others if one != first],
        "may_write": may_write,
        "may_consent": request.user.can(Permission.CONSENT_WRITE, service),
        "team": team_of(case),
        "drawers": drawers(request.user, service),
    }


def _first(case: Case, moves: list[CaseMove]) -> Button:
    """A lead, then the move that leads on; in a case that is worked on, what was done."""
    if case.lead_id is None:
        return Button("Nommer un référent", reverse("desk:case_edit", args=[case.service.code, case.pk]))
    onward = next((move for move in moves if move in ONWARD), None)
    if onward:
        return _move(case, onward)
    return Button("Noter un accompagnement", reverse("desk:case_act", args=[case.service.code, case.pk]))


def _move(case: Case, move: CaseMove) -> Button:
    return Button(BUTTONS[move], reverse("desk:case_move", args=[case.service.code, case.pk, move.value]))


def team_of(case: Case) -> list[str]:
    """Who works on the case beside its lead, as the page writes them."""
    present = case.team.filter(until__isnull=True).order_by("professional__role", "pk")
    people = present.values_list("professional__first_name", "professional__last_name", "professional__role")
    return [f"{first or ''} {last} ({StaffRole(role).label})".strip() for first, last, role in people]


def page(request: UserRequest, case: Case, template: str, context: dict[str, Any], *, wrong: bool) -> HttpResponse:
    """A page about a case, whose reading is recorded; 409 when its form was sent over somebody else's work."""
    worker, form = case.job.worker, context.get("form")
    after = isinstance(form, SeenForm) and form.meanwhile
    record("case.read", case, by=request.user, service=request.service, details={"worker": worker.pk})
    shown = {"service": request.service, "case": case, "worker": worker, **context}
    return render(request, template, shown, status=409 if after else 422 if wrong else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def case_move(request: UserRequest, code: str, pk: int, move: str) -> HttpResponse:
    """Ask what the move needs, then make it; 409 with what was done meanwhile when somebody was faster."""
    if move not in CaseMove.values:
        raise Http404
    wanted = CaseMove(move)
    found = case_for(request, code, pk, TRANSITIONS[wanted].permission)
    if wanted in PAGES:
        return redirect(PAGES[wanted], code=code, pk=pk)
    form = MoveForm(posted(request), move=wanted, initial={"seen": found.version})
    if form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("on", "reason") if name in form.cleaned_data}
        with writing(form):
            moved = advance(found, wanted, by=request.user, seen=form.version_of(found), **said)
            messages.success(request, f"Le dossier est {moved.status_label}.")
            return redirect("desk:case", code=code, pk=pk)
        found.refresh_from_db()
    context = {"form": form, "button": BUTTONS[wanted]}
    return page(request, found, "desk/case_move.html", context, wrong=form.is_bound)


@require_http_methods(["GET", "HEAD", "POST"])
def case_edit(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Complete the case; 409 with what was done meanwhile when somebody was faster."""
    found = case_for(request, code, pk, Permission.CASE_WRITE)
    staff = Professional.objects.filter(service=request.service, vanished_on__isnull=True).order_by("last_name", "pk")
    health = request.user.can(Permission.HEALTH_READ, request.service)
    names = ("lead", "physician", "level", "prevention_level", "work_situation", "boe_status", "plan_opened_on")
    initial = {"seen": found.version, **{name: getattr(found, name) for name in names}}
    form = CaseForm(posted(request), staff=staff, health=health, initial=initial)
    if form.is_valid():
        changes = {name: form.cleaned_data[name] for name in form.changed_data if name in names}
        with writing(form):
            edit_case(case=found, by=request.user, seen=form.version_of(found), **changes)
            messages.success(request, "Le dossier est à jour.")
            return redirect("desk:case", code=code, pk=pk)
        found.refresh_from_db()
        form.rebase({name: getattr(found, name) for name in names})
    return page(request, found, "desk/case_edit.html", {"form": form}, wrong=form.is_bound)


@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def case_notes(request: UserRequest, code: str, pk: int, compartment: str) -> HttpResponse:
    """One compartment of notes, read and added to by its professions only."""
    if compartment not in Compartment.values:
        raise Http404
    drawer = Compartment(compartment)
    found = case_for(request, code, pk, PERMISSIONS[drawer])
    form = NoteForm(posted(request))
    if form.is_valid():
        data = form.cleaned_data
        kind = data["kind"] or "note"
        write_note(case=found, compartment=drawer, text=data["text"], by=request.user, on=data["on"], kind=kind)
        messages.success(request, "La note est écrite.")
        return redirect("desk:case_notes", code=code, pk=pk, compartment=compartment)
    read = notes_for(request.user, found, drawer)
    context = {
        "form": form, "drawer": drawer, "shared": drawer == Compartment.SHARED,
        "words": named(str(drawer.label), profile_of(request.service)),
        "notes": [(one, *laid_out(one.text, getattr(one, "analysis", ""))) for one in read],
        "fillable": fillable(request.user, request.service) if drawer == Compartment.MEDICAL else [],
        "today": timezone.localdate(),
    }  # fmt: skip
    return page(request, found, "desk/case_notes.html", context, wrong=form.is_bound)
