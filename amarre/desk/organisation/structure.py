"""The service and the cells that serve it: their names."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from amarre.accounts import actions, cells
from amarre.accounts.models import Service
from amarre.accounts.permissions import Permission
from amarre.accounts.requests import UserRequest
from amarre.cases.actions.organising import organise_service
from amarre.cases.enums import Recipient
from amarre.cases.paths import read_paths
from amarre.cases.procedures import read_procedures
from amarre.cases.profiles import Profile, profile_of, read_profiles
from amarre.desk.doors import enter
from amarre.desk.organisation.administration_forms import NameForm, OrganisationForm, ServiceForm
from amarre.directory.enums import StaffRole
from amarre.rules.parameters import read_figures
from amarre.ui import french

ASKED = ["GET", "HEAD", "POST"]


@require_http_methods(ASKED)
def service_name(request: UserRequest, code: str) -> HttpResponse:
    """Give the service another name."""
    service = enter(request, code, Permission.SERVICE_MANAGE)
    words = {"title": "Renommer le service", "button": "Renommer", "initial": service.name}
    return _named(request, service, words, actions.rename_service)


@require_http_methods(ASKED)
def service_organisation(request: UserRequest, code: str) -> HttpResponse:
    """How the service works: one of the organisations of the catalogue, each with what it changes."""
    service = enter(request, code, Permission.SERVICE_MANAGE)
    profiles = list(read_profiles().values())
    form = OrganisationForm(
        request.POST if request.method == "POST" else None,
        profiles=profiles, initial={"profile": profile_of(service).code},
    )  # fmt: skip
    if form.is_valid():
        organise_service(service=service, by=request.user, **form.cleaned_data)
        messages.success(request, "C’est enregistré\u00a0: les pages suivent dès maintenant.")
        return redirect("desk:members", service.code)
    chosen = form["profile"].value()
    told = [(one, one.code == chosen, changes(one)) for one in profiles]
    context = {"service": service, "form": form, "profiles": told}
    return render(request, "desk/organisation.html", context, status=422 if form.errors else 200)


def changes(profile: Profile) -> list[tuple[str, str]]:
    """What an organisation sets, in words."""
    figures = read_figures(settings.CATALOGUE / "parameters")
    own = [
        f"{figures[name].label}\u00a0: {french.quantity(value, figures[name].unit)}"
        for name, value in profile.figures.items()
    ]
    lead = StaffRole(profile.lead).label if profile.lead else ""
    rows = [
        ("Rôles proposés", ", ".join(str(role.label) for role in profile.roles)),
        ("Référent", f"{lead}, d’office pour tous les dossiers tant qu’il est seul de son métier" if lead else ""),
        ("Réunions", held(profile)),
        ("Démarches des employeurs", ", ".join(read_procedures()[code].label for code in profile.procedures)),
        ("Parcours des dossiers", ", ".join(read_paths()[code].label for code in profile.paths)),
        ("Délais propres", " ; ".join(own)),
        ("Source", profile.reference),
    ]
    return [(name, words) for name, words in rows if words]


def held(profile: Profile) -> str:
    """How the service meets, in words."""
    meetings = profile.meetings
    if meetings is None:
        return "aucune\u00a0: l’entrée disparaît du menu"
    guests = " et ".join(str(Recipient(guest.recipient).label) for guest in meetings.guests)
    return ", ".join(filter(None, (
        meetings.title, meetings.every.told if meetings.every else "", f"avec {guests}" if guests else "",
    )))  # fmt: skip


@require_http_methods(ASKED)
def service_add(request: UserRequest, code: str) -> HttpResponse:
    """Make another service, empty: the person who makes it administers it, and is told what to do first."""
    service = enter(request, code, Permission.SERVICE_MANAGE)
    form = ServiceForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        made = actions.create_service(by=request.user, **form.cleaned_data)
        messages.success(request, f"{made} est créé, et vous l’administrez.")
        return redirect("desk:members", made.code)
    words = {"title": "Créer un service", "button": "Créer le service"}
    return render(
        request, "desk/name.html", {"service": service, "form": form, **words}, status=422 if form.errors else 200
    )


@require_http_methods(ASKED)
def cell_add(request: UserRequest, code: str) -> HttpResponse:
    """Make a cell for the service."""
    service = enter(request, code, Permission.SERVICE_MANAGE)
    words = {"title": "Ajouter une cellule", "button": "Ajouter la cellule", "initial": ""}
    return _named(request, service, words, cells.add_cell)


@require_http_methods(ASKED)
def cell_rename(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Give a cell of the service another name."""
    service = enter(request, code, Permission.SERVICE_MANAGE)
    cell = get_object_or_404(service.cells, pk=pk)
    words = {"title": "Renommer la cellule", "button": "Renommer", "initial": cell.name}
    return _named(request, service, words, cells.rename_cell, cell=cell)


def _named(
    request: UserRequest, service: Service, words: dict[str, str], action: Callable[..., object], **about: Any
) -> HttpResponse:
    form = NameForm(request.POST if request.method == "POST" else None, initial={"name": words["initial"]})
    if form.is_valid():
        action(service=service, by=request.user, **about, **form.cleaned_data)
        messages.success(request, "C’est enregistré.")
        return redirect("desk:members", service.code)
    context = {"service": service, "form": form, **words}
    return render(request, "desk/name.html", context, status=422 if form.errors else 200)
