"""The pages of a shared cell, for those who coordinate it: its cases in every service, and a report on each."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from amarre.accounts.models import Cell, Service
from amarre.accounts.permissions import Permission
from amarre.accounts.requests import UserRequest
from amarre.audit.journal import record
from amarre.cases.models import CellMeeting
from amarre.cases.profiles import Tool, profile_of
from amarre.desk.casework.cellcases import cell_table, reports
from amarre.desk.casework.sittings import sittings

YEARS = 3


def cell_for(request: UserRequest, pk: int) -> tuple[Cell, list[Service]]:
    """The only door to a Cell's cases from a request: 404 for whoever does not coordinate it; with its services."""
    if pk not in request.user.coordinated_cells():
        raise Http404
    cell = get_object_or_404(Cell, pk=pk)
    return cell, list(cell.services.order_by("name", "pk"))


@require_safe
def cell(request: UserRequest, pk: int) -> HttpResponse:
    """The cases of the services that the cell serves; whose lines were shown is recorded in each service."""
    found, services = cell_for(request, pk)
    today = timezone.localdate()
    table = cell_table(services, request.GET.dict(), today)
    for service in services:
        shown = [line.case.job.worker_id for line in table.lines if line.case.service_id == service.pk]
        if shown:
            record("cases.read", service, by=request.user, service=service, details={"workers": shown})
    coming, held = sittings(found, services, today)
    context = {
        "cell": found, "services": services, "table": table, "today": today, "coming": coming, "held": held,
        "sits": len(sitting_services(request, services)) > 1,
    }  # fmt: skip
    return render(request, "desk/cell.html", context)


def sitting_services(request: UserRequest, services: list[Service]) -> list[Service]:
    """Those that hold meetings, where the person may hold them."""
    return [
        one for one in services
        if profile_of(one).meetings is not None and request.user.can(Permission.CELL_MEETING_HOLD, one)
    ]  # fmt: skip


def shared_tools(services: list[Service]) -> list[Tool]:
    """What the organisations of these services have in common, each once."""
    found = {tool.label: tool for service in services for tool in profile_of(service).tools}
    return list(found.values())


@require_safe
def cell_report(request: UserRequest, pk: int) -> HttpResponse:
    """What the cell did for each service in a year, without a name, and the meetings to come."""
    found, services = cell_for(request, pk)
    today = timezone.localdate()
    years = [today.year - back for back in range(YEARS)]
    asked = request.GET.get("annee", "")
    year = next((one for one in years if str(one) == asked), today.year)
    coming = CellMeeting.objects.filter(cell=found, service__in=services, ended_at=None).select_related("service")
    context = {
        "cell": found, "services": services, "reports": reports(found, services, year, today), "year": year,
        "years": years, "today": today, "coming": coming.order_by("held_on", "pk"),
        "tools": shared_tools(services),
    }  # fmt: skip
    return render(request, "desk/cell_report.html", context)
