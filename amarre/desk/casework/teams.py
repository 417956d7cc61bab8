"""Who works on cases: the team of one, substitutes during an absence, many cases given a new lead; and their acts."""

from uuid import uuid4

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from amarre.accounts.permissions import Permission
from amarre.accounts.requests import UserRequest
from amarre.cases.actions import add_member, delegate, end_membership
from amarre.cases.actions.notes import NotedAlready, record_act
from amarre.cases.enums import Compartment
from amarre.cases.models import Delegation, TeamMember
from amarre.desk.casework.case_acts import page
from amarre.desk.casework.meanwhile import SeenForm, writing
from amarre.desk.casework.team_forms import ActForm, DelegationForm, MemberForm
from amarre.desk.doors import case_for, enter
from amarre.desk.watch.signals import posted
from amarre.directory.staff import professional_of, staff_of
from amarre.lib.errors import DomainError


@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def case_team(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """The team of a case by profession, and somebody to add."""
    found = case_for(request, code, pk, Permission.CASE_WRITE)
    form = MemberForm(posted(request), staff=staff_of(request.service), initial={"seen": found.version})
    if form.is_valid():
        data, seen = form.cleaned_data, form.version_of(found)
        with writing(form):
            add_member(case=found, professional=data["professional"], by=request.user, seen=seen, on=data["on"])
            messages.success(request, "L’équipe du dossier est à jour.")
            return redirect("desk:case_team", code=code, pk=pk)
    rows = found.team.select_related("professional").order_by("professional__role", "professional__last_name", "pk")
    team = list(rows)
    today = timezone.localdate()
    context = {
        "form": form, "present": [one for one in team if one.until is None],
        "past": [one for one in team if one.until is not None],
        "substitutes": Delegation.objects.filter(
            absent=found.lead, starts_on__lte=today, ends_on__gte=today
        ).select_related("substitute") if found.lead else [],
    }  # fmt: skip
    return page(request, found, "desk/case_team.html", context, wrong=form.is_bound)


@require_POST
@transaction.atomic
def case_member_end(request: UserRequest, code: str, pk: int, member: int) -> HttpResponse:
    """Somebody leaves the team, from today; 409 with what was done meanwhile when somebody was faster."""
    found = case_for(request, code, pk, Permission.CASE_WRITE)
    leaving = get_object_or_404(TeamMember.objects.select_related("case", "professional"), case=found, pk=member)
    form = SeenForm(request.POST)
    seen = form.version_of(found) if form.is_valid() else found.version
    end_membership(member=leaving, by=request.user, seen=seen, on=timezone.localdate())
    messages.success(request, f"{leaving.professional.last_name} n’est plus dans l’équipe du dossier.")
    return redirect("desk:case_team", code=code, pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def case_act(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Record an act of support; its note goes to a compartment of the person's own."""
    found = case_for(request, code, pk, Permission.CASE_WRITE)
    me = professional_of(request.user, request.service)
    initial = {"token": uuid4(), "profession": me.role if me else ""}
    form = ActForm(posted(request), user=request.user, service=request.service, initial=initial)
    if form.is_valid():
        data = form.cleaned_data
        try:
            record_act(
                case=found, profession=data["profession"], by=request.user, on=data["on"], text=data["text"].strip(),
                compartment=Compartment(data["compartment"] or Compartment.SHARED), token=data["token"],
                read=data["read"] or 0,
            )  # fmt: skip
        except NotedAlready as doubt:
            again = form.asked_again(doubt.read)
            answer = page(request, found, "desk/case_act.html", {"form": again, "doubt": doubt.message}, wrong=False)
            answer.status_code = 409
            return answer
        messages.success(request, "Accompagnement enregistré.")
        return redirect("desk:case", code=code, pk=pk)
    return page(request, found, "desk/case_act.html", {"form": form}, wrong=form.is_bound)


@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def delegations(request: UserRequest, code: str) -> HttpResponse:
    """Who stands in for whom, now and later, and one more to name."""
    service = enter(request, code, Permission.CASE_WRITE)
    form = DelegationForm(posted(request), staff=staff_of(service))
    if form.is_valid():
        try:
            delegate(by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error("ends_on", refusal.message)
        else:
            messages.success(request, "Remplacement enregistré.")
            return redirect("desk:delegations", code=code)
    rows = Delegation.objects.filter(service=service, ends_on__gte=timezone.localdate())
    rows = rows.select_related("absent", "substitute").order_by("starts_on", "pk")
    context = {"service": service, "form": form, "rows": rows, "today": timezone.localdate()}
    return render(request, "desk/delegations.html", context, status=422 if form.is_bound else 200)
