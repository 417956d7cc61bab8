"""Follow-ups that are due: their list, the call that a professional makes, and the workers who wish to be called."""

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from amarre.accounts.models import Service
from amarre.accounts.permissions import Permission
from amarre.accounts.requests import UserRequest
from amarre.audit.journal import record
from amarre.cases import actions
from amarre.cases.actions.following import setting
from amarre.cases.enums import AnswerWay, FollowUpState
from amarre.cases.models import FollowUpAnswer, FollowUpContact, PlannedFollowUp
from amarre.cases.questions import AnswersForm
from amarre.desk.doors import enter
from amarre.desk.watch.signals import posted

PER_PAGE = 50


@dataclass(frozen=True)
class Due:
    """One follow-up to make, with how its worker agreed to be asked."""

    planned: PlannedFollowUp
    contact: FollowUpContact | None


@dataclass(frozen=True)
class DueTable:
    """A page of the follow-ups that are due, and every wish to be called."""

    lines: list[Due]
    page: Page[PlannedFollowUp]
    pages: list[int | str]
    calls: list[FollowUpAnswer]


def due_table(service: Service, today: date, page: str) -> DueTable:
    """Those whose day has come, the oldest first."""
    due = PlannedFollowUp.objects.of(service).due(today).select_related("case__job__worker", "case__lead")
    paginator = Paginator(due, PER_PAGE)
    shown = paginator.get_page(page)
    contacts = {one.case_id: one for one in FollowUpContact.objects.filter(case__in=[row.case_id for row in shown])}
    pages = [*paginator.get_elided_page_range(shown.number, on_each_side=2, on_ends=1)]
    return DueTable([Due(row, contacts.get(row.case_id)) for row in shown], shown, pages, calls_wished(service))


def calls_wished(service: Service) -> list[FollowUpAnswer]:
    """The workers who asked to be called and whom nobody has called yet, the oldest wish first."""
    wished = FollowUpAnswer.objects.filter(follow_up__service=service, wants_call=True, called_on__isnull=True)
    return list(wished.select_related("follow_up__case__job__worker", "follow_up__case__lead").order_by("given_at"))


@require_safe
def follow_ups(request: UserRequest, code: str) -> HttpResponse:
    """The follow-ups to make; whose lines were shown is recorded, or nothing is shown."""
    service = enter(request, code, Permission.CASE_READ)
    today = timezone.localdate()
    table = due_table(service, today, request.GET.get("page", "1"))
    shown = [line.planned.case.job.worker_id for line in table.lines]
    shown += [answer.follow_up.case.job.worker_id for answer in table.calls]
    if shown:
        record("follow_ups.read", service, by=request.user, service=service, details={"workers": shown})
    may = request.user.can(Permission.CASE_WRITE, service)
    return render(request, "desk/follow_ups.html", {"service": service, "table": table, "may": may, "today": today})


@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def follow_up(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """The call: the questions in the words of the page that workers see, and « pas de réponse » at hand."""
    planned = _planned_for(request, code, pk)
    worker, today = planned.case.job.worker, timezone.localdate()
    if request.method == "POST" and "sans_reponse" in request.POST:
        planned = actions.note_call(planned=planned, on=today, by=request.user)
        gone = planned.state == FollowUpState.UNREACHABLE
        messages.success(
            request, "Personne injoignable\u00a0: c’est noté." if gone else "Appel sans réponse\u00a0: noté."
        )
        return redirect("desk:follow_ups", code)
    form = AnswersForm(posted(request))
    if form.is_valid():
        actions.record_answers(planned=planned, answers=form.answers(), on=today, way=AnswerWay.PHONE, by=request.user)
        messages.success(request, f"Réponses enregistrées\u00a0: {worker.first_name} {worker.last_name}.")
        return redirect("desk:follow_ups", code)
    record("case.read", planned.case, by=request.user, service=request.service, details={"worker": worker.pk})
    context = {
        "service": request.service, "planned": planned, "worker": worker, "form": form,
        "contact": FollowUpContact.objects.filter(case=planned.case_id).first(),
        "left": setting("relances", today) + 1 - planned.attempts,
    }  # fmt: skip
    return render(request, "desk/follow_up.html", context, status=422 if form.is_bound else 200)


@require_POST
@transaction.atomic
def follow_up_called(request: UserRequest, code: str, pk: str) -> HttpResponse:
    """Somebody has called the worker who wished it."""
    service = enter(request, code, Permission.CASE_WRITE)
    answer = get_object_or_404(FollowUpAnswer, follow_up__service=service, pk=pk)
    actions.note_called_back(answer=answer, on=timezone.localdate(), by=request.user)
    messages.success(request, "Rappel noté.")
    return redirect("desk:follow_ups", code)


def _planned_for(request: UserRequest, code: str, pk: int) -> PlannedFollowUp:
    """The only door to a planned follow-up: that of its service, then 404 for another service's."""
    service = enter(request, code, Permission.CASE_WRITE)
    found = PlannedFollowUp.objects.of(service).select_related("case__job__worker", "case__lead", "service")
    planned = found.filter(pk=pk).first()
    if planned is None:
        raise Http404
    return planned
