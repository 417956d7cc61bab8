"""Where a person lands, and what the site publishes to everyone."""

import hashlib

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import etag, require_safe

from amarre.accounts.models import Cell, Service
from amarre.accounts.requests import UserRequest
from amarre.desk.navigation import first_page
from amarre.exchange.schema import datapackage_text


@require_safe
def start(request: UserRequest) -> HttpResponse:
    """The first page of the person's only service, or the choice between several."""
    cells = request.user.coordinated_cells()
    if len(cells) == 1 and not request.user.memberships.exists():
        return redirect("desk:cell", pk=cells.pop())
    mine = list(Service.objects.visible_to(request.user)[:2])
    if len(mine) == 1 and request.user.permissions_by_service[mine[0].pk]:
        return redirect(first_page(request.user, mine[0]))
    return redirect("desk:services")


@require_safe
def services(request: UserRequest) -> HttpResponse:
    """The cells that the person coordinates and its services, each with the way into it."""
    mine = [(service, first_page(request.user, service)) for service in Service.objects.visible_to(request.user)]
    cells = Cell.objects.filter(pk__in=request.user.coordinated_cells())
    return render(request, "desk/services.html", {"services": mine, "cells": cells})


def _datapackage_etag(request: HttpRequest) -> str:
    return f'"{hashlib.sha256(datapackage_text().encode()).hexdigest()[:32]}"'


@login_not_required
@require_safe
@cache_control(public=True, max_age=3600)
@etag(_datapackage_etag)
def datapackage(request: HttpRequest) -> HttpResponse:
    """The exchange format, byte for byte the file that the import reads."""
    return HttpResponse(datapackage_text().encode(), content_type="application/json")
