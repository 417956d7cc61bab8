"""Meetings of works councils (CSE, CSSCT): those that employers announced, who goes, what was agreed."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from amarre.accounts.permissions import Permission
from amarre.accounts.requests import UserRequest
from amarre.audit.journal import record
from amarre.desk.doors import enter, establishment_for
from amarre.desk.people.establishments import without_names
from amarre.desk.people.fact_fields import day, one_of, printable
from amarre.desk.referring.referral_forms import CHOOSE, named
from amarre.desk.watch.signals import posted
from amarre.directory.models import Professional
from amarre.directory.staff import staff_of
from amarre.indicators.law import figures_in_force
from amarre.lib.errors import DomainError
from amarre.prevention.actions import LENGTH, announce_committee, report_committee
from amarre.prevention.enums import CommitteeKind, CommitteeState
from amarre.prevention.models import CommitteeMeeting

PER_PAGE = 25
#: The law's figure: how many days before the meeting the employer confirms it.
CONFIRMED = "service.reunion_cse"


def attendee_field(**options: Any) -> "forms.ModelChoiceField[Professional]":
    """Who goes for the service."""
    return forms.ModelChoiceField(
        Professional.objects.none(), label="Qui y va pour le service", required=False, empty_label="Personne encore",
        error_messages={"invalid_choice": CHOOSE}, widget=forms.Select(attrs={"class": "form-select am-w20"}),
        help_text="Le médecin du travail, ou un membre de l’équipe à qui il le délègue.", **options,
    )  # fmt: skip


class AnnounceForm(forms.Form):
    """What the employer announced."""

    kind = one_of("Instance", CommitteeKind.choices)
    held_on = day("Date de la réunion", "Donnez la date de la réunion.")
    told_on = day("Service prévenu le", "Donnez le jour où le service a été prévenu.")
    attendee = attendee_field()

    def __init__(self, *args: Any, staff: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people(self, staff)


class ReportForm(forms.Form):
    """Who goes, and what became of the meeting."""

    attendee = attendee_field()
    state = one_of("Ce qu’il en est", CommitteeState.choices)
    agreed = forms.CharField(
        label="Ce qui a été convenu (facultatif)", required=False, max_length=LENGTH, validators=[printable],
        help_text="Aménagements, formations, actions à venir, en termes collectifs\u00a0: aucun nom, rien de médical.",
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 4}),
        error_messages={"max_length": f"Écrivez {LENGTH} caractères au plus."},
    )  # fmt: skip

    def __init__(self, *args: Any, staff: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people(self, staff)


def people(form: forms.Form, staff: Any) -> None:
    """Fill the list of who may go."""
    form.fields["attendee"].queryset = staff  # type: ignore[attr-defined]
    form.fields["attendee"].label_from_instance = named  # type: ignore[attr-defined]


@require_safe
def committees(request: UserRequest, code: str) -> HttpResponse:
    """Those to come, those whose outcome nobody said, the past ones; nobody's health is there."""
    service, today = enter(request, code, Permission.ESTABLISHMENT_READ), timezone.localdate()
    known = CommitteeMeeting.objects.filter(service=service).select_related("establishment", "attendee")
    announced = known.filter(state=CommitteeState.ANNOUNCED)
    past = Paginator(known.exclude(state=CommitteeState.ANNOUNCED).order_by("-held_on", "id"), PER_PAGE)
    shown = past.get_page(request.GET.get("page", "1"))
    context = {
        "service": service, "today": today, "coming": list(announced.filter(held_on__gte=today)),
        "unsaid": list(announced.filter(held_on__lt=today)), "page": shown, "law": confirmed(today),
        "pages": [*past.get_elided_page_range(shown.number, on_each_side=2, on_ends=1)],
        "writes": request.user.can(Permission.COMMITTEE_WRITE, service),
    }  # fmt: skip
    return render(request, "desk/committees.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def committee_announce(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Note a meeting that the employer of an establishment announced."""
    place = establishment_for(request, code, pk, Permission.COMMITTEE_WRITE)
    today = timezone.localdate()
    initial = {"told_on": today, "kind": CommitteeKind.CSSCT if place.has_cssct else CommitteeKind.CSE}
    form = AnnounceForm(posted(request), staff=staff(request), initial=initial)
    if form.is_valid():
        try:
            made = announce_committee(establishment=place, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error("held_on", refusal.message)
        else:
            messages.success(request, "La réunion est notée.")
            return redirect("desk:committee", code=code, pk=made.pk)
    context = {"service": request.service, "place": place, "form": form, "law": confirmed(today)}
    return render(request, "desk/committee_announce.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def committee(request: UserRequest, code: str, pk: UUID) -> HttpResponse:
    """One meeting: figures to bring without a name, who goes, what became of it; the reading is recorded."""
    permission = Permission.COMMITTEE_WRITE if request.method == "POST" else Permission.ESTABLISHMENT_READ
    service, today = enter(request, code, permission), timezone.localdate()
    found = get_object_or_404(
        CommitteeMeeting.objects.select_related("establishment__member", "attendee"), service=service, pk=pk
    )
    initial = {"attendee": found.attendee_id, "state": found.state, "agreed": found.agreed}
    form = ReportForm(posted(request), staff=staff(request), initial=initial)
    if form.is_valid():
        try:
            report_committee(meeting=found, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error("attendee" if refusal.code == "committee.nobody" else "state", refusal.message)
        else:
            messages.success(request, "C’est noté.")
            return redirect("desk:committees", code=code)
    record("committee.read", found.establishment, by=request.user, service=service, details={"meeting": str(found.pk)})
    context = {
        "service": service, "meeting": found, "place": found.establishment, "form": form, "today": today,
        "writes": request.user.can(Permission.COMMITTEE_WRITE, service), "law": confirmed(today),
        "figures": figures_to_bring(found, today),
    }  # fmt: skip
    return render(request, "desk/committee.html", context, status=422 if form.errors else 200)


def figures_to_bring(meeting: CommitteeMeeting, today: date) -> Mapping[str, Any]:
    """What may be said before a works council: counts that tell of nobody, and the service's own actions there."""
    place = meeting.establishment
    workers, said = without_names(place, today)
    since = today.replace(year=today.year - 1) if (today.month, today.day) != (2, 29) else date(today.year - 1, 3, 1)
    actions = place.actions_received.filter(action__held_on__range=(since, today)).select_related("action")
    return {"workers": workers, "said": said, "actions": list(actions.order_by("-action__held_on", "-pk")[:10])}


def staff(request: UserRequest) -> QuerySet[Professional]:
    """Who may go: the staff of the service."""
    return staff_of(request.service)


def confirmed(on: date) -> tuple[int, str]:
    """How many days before, and the article."""
    figure = figures_in_force()[CONFIRMED]
    return int(str(figure.at(on).value)), figure.reference
