"""The steps of accompaniment: those of a case, and where every case of the service stands."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from amarre.accounts.permissions import Permission
from amarre.accounts.requests import UserRequest
from amarre.audit.journal import record
from amarre.cases.actions.paths import follow_path, mark_step, unmark_step
from amarre.cases.models import Case, CasePath
from amarre.cases.paths import SupportPath, read_paths
from amarre.cases.profiles import profile_of
from amarre.desk.casework.case_acts import page
from amarre.desk.casework.case_forms import a_day
from amarre.desk.casework.meanwhile import SeenForm, writing
from amarre.desk.casework.path_standing import standing_of, standings, without_path
from amarre.desk.doors import case_for, enter
from amarre.desk.referring.referral_forms import radios
from amarre.ui.french import written

PER_PAGE = 25
#: How many cases without a path are named.
LISTED = 10


class FollowForm(SeenForm):
    """Which path the case follows."""

    path = radios("Parcours", [])

    def __init__(self, *args: Any, offered: list[SupportPath], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["path"].choices = [(one.code, written(one.label)) for one in offered]  # type: ignore[attr-defined]


class StepForm(forms.Form):
    """A step that was taken, or has no object here, and its day."""

    step = forms.CharField(max_length=30)
    on = a_day("Fait le", initial=timezone.localdate)

    def clean_on(self) -> Any:
        """Nothing is recorded ahead of time."""
        if self.cleaned_data["on"] > timezone.localdate():
            raise forms.ValidationError("Cette date est après aujourd’hui.")
        return self.cleaned_data["on"]


@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def case_path(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """The steps of a case: which path it follows, the step to note, what was noted by mistake."""
    permission = Permission.CASE_WRITE if request.method == "POST" else Permission.CASE_READ
    found = case_for(request, code, pk, permission)
    act, standing = request.POST.get("acte", ""), standing_of(found)
    paths = read_paths()
    offered = [paths[name] for name in profile_of(found.service).paths]
    now = standing.path.code if standing else None
    follow = FollowForm(
        request.POST if act == "suivre" else None, offered=offered, initial={"seen": found.version, "path": now}
    )
    step = StepForm(request.POST if act in ("noter", "sans_objet") else None)
    if follow.is_bound and follow.is_valid():
        with writing(follow):
            _follow(request, found, follow)
            return redirect("desk:case_path", code=code, pk=pk)
        found.refresh_from_db()
    elif step.is_bound and standing and step.is_valid():
        data = step.cleaned_data
        mark_step(
            case_path=standing.case_path, step=data["step"], on=data["on"], by=request.user,
            skipped=act == "sans_objet",
        )  # fmt: skip
        messages.success(request, "Étape notée.")
        return redirect("desk:case_path", code=code, pk=pk)
    elif act == "annuler":
        followed = get_object_or_404(CasePath, case=found, left_on__isnull=True)
        unmark_step(case_path=followed, step=request.POST.get("step", ""), by=request.user)
        messages.success(request, "L’étape n’est plus notée.")
        return redirect("desk:case_path", code=code, pk=pk)
    writes = request.user.can(Permission.CASE_WRITE, request.service) and found.closed_on is None
    names = {name: one.label for name, one in paths.items()}
    left = CasePath.objects.filter(case=found, left_on__isnull=False).order_by("left_on", "pk")
    context = {
        "standing": standing, "offered": offered, "form": step if step.is_bound else follow, "follow": follow,
        "step": step, "writes": writes, "today": timezone.localdate(),
        "past": [(names.get(one.path, one.path), one.left_on) for one in left],
    }  # fmt: skip
    return page(request, found, "desk/case_path.html", context, wrong=bool(follow.errors or step.errors))


def _follow(request: UserRequest, case: Case, form: FollowForm) -> None:
    follow_path(
        case=case, path=form.cleaned_data["path"], by=request.user, seen=form.version_of(case), on=timezone.localdate()
    )
    messages.success(request, "Le dossier suit ce parcours.")


@require_safe
def paths(request: UserRequest, code: str) -> HttpResponse:
    """Where each case of the service stands and what comes next; whose lines were shown is recorded."""
    service = enter(request, code, Permission.CASE_READ)
    today, found, without = timezone.localdate(), standings(service), without_path(service)
    shown = Paginator(found, PER_PAGE).get_page(request.GET.get("page", "1"))
    alone = list(without.select_related("job__worker", "job__establishment").order_by("opened_on", "pk")[:LISTED])
    workers = [one.case.job.worker_id for one in shown] + [one.job.worker_id for one in alone]
    if workers:
        details = {"workers": list(dict.fromkeys(workers))}
        record("cases.read", service, by=request.user, service=service, details=details)
    context = {
        "service": service, "page": shown, "count": len(found), "late": sum(one.late(today) for one in found),
        "pages": [*shown.paginator.get_elided_page_range(shown.number, on_each_side=2, on_ends=1)],
        "without": alone, "without_count": without.count(), "today": today,
        "offered": [read_paths()[name] for name in profile_of(service).paths],
    }  # fmt: skip
    return render(request, "desk/paths.html", context)
