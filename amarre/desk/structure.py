"""The service and the cells that serve it: their names."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from amarre.accounts import actions
from amarre.accounts.models import Service
from amarre.accounts.permissions import Permission
from amarre.accounts.requests import UserRequest
from amarre.desk.administration_forms import NameForm, ServiceForm
from amarre.desk.doors import enter

ASKED = ["GET", "HEAD", "POST"]


@require_http_methods(ASKED)
def service_name(request: UserRequest, code: str) -> HttpResponse:
    """Give the service another name."""
    service = enter(request, code, Permission.SERVICE_MANAGE)
    words = {"title": "Renommer le service", "button": "Renommer", "initial": service.name}
    return _named(request, service, words, actions.rename_service)


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
    return _named(request, service, words, actions.add_cell)


@require_http_methods(ASKED)
def cell_rename(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Give a cell of the service another name."""
    service = enter(request, code, Permission.SERVICE_MANAGE)
    cell = get_object_or_404(service.cells, pk=pk)
    words = {"title": "Renommer la cellule", "button": "Renommer", "initial": cell.name}
    return _named(request, service, words, actions.rename_cell, cell=cell)


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
