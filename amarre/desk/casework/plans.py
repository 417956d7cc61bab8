"""The plan de maintien en emploi of a case: read, written, signed, sent to the worker."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from amarre.accounts.permissions import Permission
from amarre.accounts.requests import UserRequest
from amarre.audit.journal import record
from amarre.cases.actions.planning import mark_action, sign_plan, write_action, write_objectives
from amarre.cases.enums import Signatory
from amarre.cases.models import Case, PlanAction, RetentionPlan
from amarre.desk.casework.case_acts import page
from amarre.desk.casework.meanwhile import writing
from amarre.desk.casework.plan_forms import ActionForm, ObjectivesForm, SignForm, as_typed
from amarre.desk.casework.plan_letter import letter
from amarre.desk.doors import case_for
from amarre.desk.watch.signals import posted
from amarre.directory.models import Professional
from amarre.documents.pdf import pdf
from amarre.ui import french


@dataclass(frozen=True)
class Plan:
    """The plan as a page shows it: `shown` is what is worked by, `draft` what waits for signatures."""

    versions: list[RetentionPlan]

    @property
    def shown(self) -> RetentionPlan | None:
        """The last signed version, or the draft where nothing is signed."""
        signed = next((one for one in self.versions if one.signed_on), None)
        return signed or self.draft

    @property
    def draft(self) -> RetentionPlan | None:
        """The version that is not signed yet."""
        return next((one for one in self.versions if not one.signed_on), None)

    @property
    def latest(self) -> RetentionPlan | None:
        """The version that is written to."""
        return self.versions[0] if self.versions else None

    @property
    def next_action(self) -> PlanAction | None:
        """The first action that somebody has still to do."""
        return next((one for one in self.shown.actions.all() if one.pending), None) if self.shown else None


def plan_of(case: Case) -> Plan:
    """Every version with its actions and signatures, in three queries."""
    return Plan(list(case.plans.prefetch_related("actions__owner", "signatures")))


@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def case_plan(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """The plan, its versions, and its objectives to write."""
    found = case_for(request, code, pk, Permission.CASE_WRITE if request.method == "POST" else Permission.CASE_READ)
    plan, today = plan_of(found), timezone.localdate()
    initial = {"seen": found.version, "objectives": plan.latest.objectives if plan.latest else ""}
    form = ObjectivesForm(posted(request), initial=initial)
    if form.is_valid():
        with writing(form):
            said = form.cleaned_data["objectives"]
            write_objectives(case=found, objectives=said, by=request.user, seen=form.version_of(found), on=today)
            messages.success(request, "Les objectifs sont enregistrés dans le projet de plan.")
            return redirect("desk:case_plan", code=code, pk=pk)
    context = {"form": form, "plan": plan, "today": today, "may_write": _may_write(request, found)}
    if form.meanwhile and plan.latest:
        context["now"] = [("Les objectifs disent maintenant", plan.latest.objectives)]
    return page(request, found, "desk/case_plan.html", context, wrong=form.is_bound)


@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def plan_action(request: UserRequest, code: str, pk: int, thread: UUID | None = None) -> HttpResponse:
    """Add an action, change it, or say how far it is; only the last leaves a signed version as it is."""
    found = case_for(request, code, pk, Permission.CASE_WRITE)
    latest = plan_of(found).latest
    action = next((one for one in latest.actions.all() if one.thread == thread), None) if latest and thread else None
    if thread and action is None:
        raise Http404
    before = as_typed(action) if action else {}
    staff = Professional.objects.filter(service=request.service, vanished_on__isnull=True).order_by("last_name", "pk")
    form = ActionForm(posted(request), staff=list(staff), initial={"seen": found.version, **before})
    if form.is_valid():
        with writing(form):
            _write(request, found, form, before, thread)
            messages.success(request, "L’action est enregistrée.")
            return redirect("desk:case_plan", code=code, pk=pk)
        form.rebase(before)
    context = {"form": form, "action": action, "signed": latest is not None and latest.signed_on is not None,
               "now": _now(action) if form.meanwhile else []}  # fmt: skip
    return page(request, found, "desk/case_plan_action.html", context, wrong=form.is_bound)


def _write(request: UserRequest, case: Case, form: ActionForm, before: dict[str, Any], thread: UUID | None) -> None:
    data, seen, today = form.cleaned_data, form.version_of(case), timezone.localdate()
    changed = {name for name in form.changed_data if data.get(name) != before.get(name)}
    if thread is None or changed & {"what", "who", "due_on"}:
        made = write_action(case=case, wanted=form.wanted(), by=request.user, seen=seen, on=today, thread=thread)
        thread, seen = made.thread, seen + 1
    if data["state"] != before.get("state", "a_faire") and "state" in changed:
        mark_action(case=case, thread=thread, state=data["state"], by=request.user, seen=seen, on=today)


@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def plan_sign(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Record who signed the last version; the first signature freezes it."""
    found = case_for(request, code, pk, Permission.CASE_WRITE)
    latest = plan_of(found).latest
    had = {one.signatory for one in latest.signatures.all()} if latest else set()
    missing = [(word, label) for word, label in Signatory.choices if word not in had]
    form = SignForm(posted(request), missing=missing, initial={"seen": found.version})
    if form.is_valid():
        data, seen = form.cleaned_data, form.version_of(found)
        with writing(form):
            signed = sign_plan(
                case=found, signatory=data["signatory"], name=data["name"], on=data["on"], by=request.user, seen=seen
            )
            messages.success(request, f"Signature enregistrée\u00a0: {signed.name}.")
            return redirect("desk:case_plan", code=code, pk=pk)
    return page(request, found, "desk/case_plan_sign.html", {"form": form, "latest": latest}, wrong=form.is_bound)


@require_safe
def plan_letter(request: UserRequest, code: str, pk: int, number: int) -> HttpResponse:
    """The letter that gives the worker one version of the plan."""
    found = case_for(request, code, pk, Permission.CASE_READ)
    version = get_object_or_404(RetentionPlan, case=found, number=number)
    today = timezone.localdate()
    details = {"worker": found.job.worker_id, "version": number}
    record("plan.letter", found, by=request.user, service=request.service, details=details)
    content = pdf("plan", letter(found, version, today), today)
    name = f"plan-dossier-{pk}-version-{number}.pdf"
    return HttpResponse(content, "application/pdf", headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _now(action: PlanAction | None) -> list[tuple[str, str]]:
    """What the action says at this instant."""
    if action is None:
        return []
    said = f"{action.what}, {action.owner_name}, pour le {french.day(action.due_on)}, {action.get_state_display()}"
    return [("L’action dit maintenant", said)]


def _may_write(request: UserRequest, case: Case) -> bool:
    return request.user.can(Permission.CASE_WRITE, request.service) and not case.closed_on
