"""Ending a case from its page, taking it up again, and how its worker agrees to be asked what became of them."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from amarre.accounts.permissions import Permission
from amarre.accounts.requests import UserRequest
from amarre.audit.journal import record
from amarre.cases import actions
from amarre.cases.actions.following import months_on
from amarre.cases.enums import CaseMove
from amarre.cases.models import Case, FollowUpContact, PlannedFollowUp
from amarre.cases.workflow import TRANSITIONS
from amarre.desk.casework.after_closing import listed
from amarre.desk.casework.closing_forms import CloseForm, ContactForm, ReopenForm
from amarre.desk.casework.meanwhile import writing
from amarre.desk.doors import case_for
from amarre.desk.watch.signals import posted
from amarre.lib.errors import DomainError
from amarre.ui import french


@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def case_close(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Ask for the outcome and the rest, then close and plan the follow-ups."""
    case = case_for(request, code, pk, TRANSITIONS[CaseMove.CLOSE].permission)
    if request.method != "POST":
        _still(case, CaseMove.CLOSE)
    kept = FollowUpContact.objects.filter(case=case).first()
    form = CloseForm(
        posted(request),
        initial={
            "on": timezone.localdate(), "seen": case.version,
            "channel": kept.channel if kept else None, "address": kept.address if kept else "",
        },
    )  # fmt: skip
    if form.is_valid():
        given = form.cleaned_data
        with writing(form):
            closed = actions.close_case(
                case=case, by=request.user, seen=form.version_of(case), on=given["on"], outcome=given["outcome"],
                decisive=given["decisive"], satisfaction=given["satisfaction"], reason=given["reason"],
                contact=form.contact() if given["channel"] else None,
            )  # fmt: skip
            messages.success(request, _closed(closed))
            return redirect("desk:case", code, pk)
    months = months_on(timezone.localdate())
    return _shown(request, case, form, "desk/case_close.html", months=listed(months))


@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def case_reopen(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Ask why, then take the case up again."""
    case = case_for(request, code, pk, TRANSITIONS[CaseMove.REOPEN].permission)
    if request.method != "POST":
        _still(case, CaseMove.REOPEN)
    form = ReopenForm(posted(request), initial={"on": timezone.localdate(), "seen": case.version})
    if form.is_valid():
        data, seen = form.cleaned_data, form.version_of(case)
        with writing(form):
            actions.reopen_case(case=case, by=request.user, seen=seen, on=data["on"], reason=data["reason"])
            messages.success(request, "Dossier rouvert. Les suivis encore attendus sont annulés.")
            return redirect("desk:case", code, pk)
        case.refresh_from_db()
    return _shown(request, case, form, "desk/case_reopen.html")


@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def case_contact(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """How the worker agrees to be asked again: kept, changed or taken back at any time."""
    case = case_for(request, code, pk, Permission.CASE_WRITE)
    kept = FollowUpContact.objects.filter(case=case).first()
    initial = {"channel": kept.channel, "address": kept.address} if kept else {}
    form = ContactForm(posted(request), initial={"seen": case.version, **initial})
    if form.is_valid():
        contact, today, seen = form.contact(), timezone.localdate(), form.version_of(case)
        with writing(form):
            actions.keep_contact(case=case, contact=contact, on=today, by=request.user, seen=seen)
            messages.success(request, "Contact pour les suivis enregistré.")
            return redirect("desk:case", code, pk)
    now = [("Le contact est maintenant", f"{kept.get_channel_display()} {kept.address}".strip())] if kept else []
    return _shown(request, case, form, "desk/case_contact.html", now=now)


def _closed(case: Case) -> str:
    planned = PlannedFollowUp.objects.waiting().filter(case=case).order_by("due_on")
    days = ", ".join(french.day(one.due_on) for one in planned)
    said = f"Suivis prévus les {days}." if days else "Aucun suivi n’est prévu."
    return f"Dossier clos le {french.day(case.closed_on)}. {said}"


def _still(case: Case, move: CaseMove) -> None:
    if case.status not in TRANSITIONS[move].sources:
        raise DomainError(
            f"Impossible de {move.label} ce dossier\u00a0: il est {case.status_label}.", code="case.move_refused"
        )


def _shown(
    request: UserRequest, case: Case, form: ContactForm | ReopenForm, template: str, **more: object
) -> HttpResponse:
    """The form about one case, whose reading is recorded; 422 when there is something to correct, 409 when late."""
    worker = case.job.worker
    record("case.read", case, by=request.user, service=request.service, details={"worker": worker.pk})
    context = {"service": request.service, "case": case, "worker": worker, "form": form, **more}
    return render(request, template, context, status=409 if form.meanwhile else 422 if form.is_bound else 200)
