"""The meeting itself: one case per screen, decisions written as they are said."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from amarre.accounts.permissions import Permission
from amarre.accounts.requests import UserRequest
from amarre.audit.journal import record
from amarre.cases.actions.decisions import DecisionChanged, correct_decision, decide, mark_item, withdraw_decision
from amarre.cases.enums import AgendaState, TaskState
from amarre.cases.models import AgendaItem, Case, CaseTransition, CellMeeting, Decision, SupportAct, Task
from amarre.cases.profiles import profile_of
from amarre.desk.casework.sittings import beside
from amarre.desk.meeting.meeting_doors import decision_for, item_for
from amarre.desk.meeting.meeting_forms import DecisionForm
from amarre.desk.people.workers import age
from amarre.desk.watch.signals import posted
from amarre.lib.errors import DomainError
from amarre.partners.models import Orientation
from amarre.ui import french

#: What is told when no meeting has seen the case, in days.
BEFORE = 90
MARKS = {"suivant": AgendaState.SEEN, "passer": AgendaState.PASSED}


@dataclass(frozen=True)
class Since:
    """One thing that happened since the last meeting; nothing of health, since the screen is everybody's."""

    on: date
    words: str


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_case(request: UserRequest, code: str, pk: int, item: int) -> HttpResponse:
    """One case: what is asked, what happened since, what is decided. What was typed is kept whichever button it is."""
    found = item_for(request, code, pk, item, Permission.CELL_MEETING_HOLD)
    act = request.POST.get("acte", "decider")
    form = DecisionForm(posted(request), service=found.meeting.service, optional=act in MARKS)
    if form.is_valid():
        try:
            return written(request, found, form, act)
        except DomainError as refused:
            if refused.code != "agenda.review":
                raise
            form.add_error("review_on", str(refused))
            found.refresh_from_db(fields=["review_on"])
    return shown(request, found, form)


def written(request: UserRequest, found: AgendaItem, form: DecisionForm, act: str) -> HttpResponse:
    """Keep the decision and what becomes of the case, then stay on it or go to the next one."""
    data = form.cleaned_data
    with transaction.atomic():
        if data["text"]:
            decide(
                item=found, text=data["text"], owner=data["owner"], due_on=data["due_on"],
                internal=data["internal"], by=request.user,
            )  # fmt: skip
        if act in MARKS or data["review_on"]:
            state = MARKS.get(act, AgendaState(found.state))
            mark_item(item=found, state=state, by=request.user, review_on=data["review_on"], read=read_review(request))
    if act not in MARKS and fragment_wanted(request):
        found.refresh_from_db()
        return shown(request, found, DecisionForm(None, service=found.meeting.service))
    after = following(found) if act in MARKS else found.pk
    code, pk = found.meeting.service.code, found.meeting_id
    address = (
        reverse("desk:meeting_case", args=[code, pk, after]) if after else reverse("desk:meeting", args=[code, pk])
    )
    return HttpResponseClientRedirect(address) if fragment_wanted(request) else redirect(address)


def read_review(request: UserRequest) -> date | None:
    """The day of review that the page showed when the person wrote."""
    try:
        return date.fromisoformat(request.POST.get("revue", ""))
    except ValueError:
        return None


def fragment_wanted(request: UserRequest) -> bool:
    """Whether htmx asks, for a part of the page."""
    return "HX-Request" in request.headers


def following(found: AgendaItem) -> int | None:
    """The next case of the agenda, as it stands now; none after the last."""
    order = list(found.meeting.items.values_list("pk", flat=True))
    rank = order.index(found.pk)
    return order[rank + 1] if rank + 1 < len(order) else None


def shown(request: UserRequest, found: AgendaItem, form: DecisionForm) -> HttpResponse:
    """The whole page, or what htmx puts in its place; the reading is recorded before anything is shown."""
    case, today, meets = found.case, timezone.localdate(), profile_of(found.meeting.service).meetings
    decisions = found.decisions.filter(withdrawn_at__isnull=True).select_related("task__owner", "taken_by")
    context = {
        "service": found.meeting.service, "meeting": found.meeting, "item": found, "form": form,
        "decisions": list(decisions), "ended": found.meeting.ended_at is not None,
        "said": meets.decisions if meets else (),
    }  # fmt: skip
    worker = case.job.worker
    record("case.read", case, by=request.user, service=found.meeting.service, details={"worker": worker.pk})
    if fragment_wanted(request):
        return render(request, "desk/_decisions.html", context)
    order = list(found.meeting.items.select_related("case__job__worker"))
    context |= {
        "case": case, "worker": worker, "age": age(worker.born_on, today), "order": order,
        "rank": [one.pk for one in order].index(found.pk) + 1, "sentence": sentence(case, today),
        "since": since(found), "tasks": waiting_tasks(case),
        "beside": beside(found.meeting, request.user) if order[-1].pk == found.pk else None,
    }  # fmt: skip
    return render(request, "desk/meeting_case.html", context, status=422 if form.errors else 200)


def sentence(case: Case, today: date) -> str:
    """Where the case stands, without a word of health."""
    named = f"{case.lead.first_name or ''} {case.lead.last_name}".strip() if case.lead else ""
    lead = f"référent\u00a0: {named}" if named else "sans référent"
    plan = f"plan ouvert le {french.day(case.plan_opened_on)}" if case.plan_opened_on else "pas encore de plan"
    lasted = french.count((today - case.opened_on).days, "jour")
    return f"Dossier {case.status_label} depuis {lasted}, {lead}, {plan}."


def since(found: AgendaItem) -> list[Since]:
    """Since the last meeting that saw the case, the newest first: acts, orientations, moves."""
    case, day = found.case, found.meeting.held_on
    before = CellMeeting.objects.filter(items__case=case, items__state=AgendaState.SEEN, held_on__lt=day)
    last = before.order_by("-held_on").values_list("held_on", flat=True).first() or day - timedelta(days=BEFORE)
    acts = SupportAct.objects.filter(case=case, held_on__gte=last)
    sent = Orientation.objects.filter(case=case, sent_on__gte=last)
    moves = CaseTransition.objects.filter(case=case, on__gte=last)
    told = [
        *(Since(one.held_on, f"accompagnement\u00a0: {one.get_profession_display()}") for one in acts),
        *(Since(one.sent_on, f"orientation\u00a0: {one.get_recipient_display()}") for one in sent),
        *(Since(one.on, f"dossier\u00a0: {one.get_move_display()}") for one in moves),
    ]
    return sorted(told, key=lambda one: one.on, reverse=True)


def waiting_tasks(case: Case) -> list[Task]:
    """What is still to do about the case."""
    return list(Task.objects.filter(case=case, state=TaskState.TO_DO).select_related("owner").order_by("due_on"))


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_decision(request: UserRequest, code: str, pk: int, decision: UUID) -> HttpResponse:
    """Correct a decision or take it back; the second of two people is shown the first one's words, and keeps theirs."""
    found = decision_for(request, code, pk, decision, Permission.CELL_MEETING_HOLD)
    service, act = found.item.meeting.service, request.POST.get("acte", "")
    form = DecisionForm(posted(request), service=service, optional=act == "retirer", initial=as_typed(found))
    seen, other = request.POST.get("version", ""), None
    if form.is_valid() or act == "retirer":
        version = int(seen) if seen.isdecimal() and len(seen) < 10 else -1
        try:
            if act == "retirer":
                withdraw_decision(decision=found, seen=version, by=request.user)
            else:
                said = {name: form.cleaned_data[name] for name in ("text", "owner", "due_on", "internal")}
                correct_decision(decision=found, seen=version, by=request.user, **said)
            messages.success(request, "Décision retirée." if act == "retirer" else "Décision corrigée.")
            return redirect("desk:meeting_case", code=code, pk=pk, item=found.item_id)
        except DecisionChanged as changed:
            other = found = changed.decision
    worker = found.item.case.job.worker
    record("case.read", found.item.case, by=request.user, service=service, details={"worker": worker.pk})
    context = {"service": service, "meeting": found.item.meeting, "decision": found, "worker": worker, "form": form,
               "other": other}  # fmt: skip
    return render(request, "desk/meeting_decision.html", context, status=409 if other else 422 if form.errors else 200)


def as_typed(decision: Decision) -> dict[str, object]:
    """The decision as its form shows it."""
    task = decision.task
    return {
        "text": decision.text, "internal": decision.internal,
        "owner": str(task.owner_id) if task else "", "due_on": task.due_on if task else None,
    }  # fmt: skip
