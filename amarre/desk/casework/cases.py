"""The list of the cell's cases."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from amarre.accounts.models import Service
from amarre.accounts.permissions import Permission
from amarre.accounts.requests import UserRequest
from amarre.audit.journal import record
from amarre.cases.profiles import profile_of
from amarre.desk.casework.caselist import FILTERS, case_table
from amarre.desk.doors import enter
from amarre.desk.me import me
from amarre.desk.navigation import of_cells

#: What the address says when a text narrows the list: the text is a name, and stays in the session (docs/adr).
TEXT = {"texte": "oui"}
LONGEST = 100


@require_http_methods(["GET", "HEAD", "POST"])
def cases(request: UserRequest, code: str) -> HttpResponse:
    """The cases of the service as a table; whose lines were shown is recorded, or nothing is shown."""
    service = enter(request, code, Permission.CASE_READ)
    if request.method == "POST":
        return _asked(request, service)
    text = request.session.get("cases_searched", "") if request.GET.get("texte") == TEXT["texte"] else ""
    mine = me(request, request.user, service)
    table = case_table(service, request.GET.dict(), text, timezone.localdate(), mine)
    if table.lines:
        details = {"workers": [line.case.job.worker_id for line in table.lines]}
        record("cases.read", service, by=request.user, service=service, details=details)
    context = {"service": service, "table": table, "any": bool(table.lines or table.chosen or text), "mine": mine,
        "writes": request.user.can(Permission.CASE_WRITE, service),
        "paths": profile_of(service).paths, "cells": of_cells(request.user, service, ""),
    }  # fmt: skip
    return render(request, "desk/cases.html", context)


def _asked(request: UserRequest, service: Service) -> HttpResponse:
    text = request.POST.get("q", "").strip()[:LONGEST]
    request.session["cases_searched"] = text
    kept = {name: request.POST[name] for name in (*FILTERS, "tri") if request.POST.get(name)}
    query = urlencode(kept | (TEXT if text else {}))
    address = reverse("desk:cases", args=[service.code])
    return redirect(f"{address}?{query}" if query else address)
