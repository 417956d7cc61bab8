"""The coordination of a shared cell plans one sitting for several of its services."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import Max
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from amarre.accounts.models import Cell, Service
from amarre.accounts.requests import UserRequest
from amarre.cases.actions.sittings import plan_sitting
from amarre.cases.minutes import clock
from amarre.cases.models import CellMeeting
from amarre.cases.profiles import profile_of
from amarre.desk.casework.cells import cell_for, sitting_services
from amarre.desk.meeting.meeting_forms import SittingForm
from amarre.desk.watch.signals import posted
from amarre.lib.errors import DomainError
from amarre.ui import french


@require_http_methods(["GET", "HEAD", "POST"])
def sitting_plan(request: UserRequest, pk: int) -> HttpResponse:
    """Ask which services, when and who; 404 where fewer than two services meet."""
    cell, served = cell_for(request, pk)
    services = sitting_services(request, served)
    if len(services) < 2:
        raise Http404
    usual = {"services": [one.pk for one in services], "participants": [request.user.pk], **next_one(cell, services)}
    form = SittingForm(posted(request), services=services, initial=usual)
    if form.is_valid():
        try:
            made = plan_sitting(cell=cell, by=request.user, **form.cleaned_data)
        except DomainError as refused:
            form.add_error("participants" if refused.code == "sitting.nobody" else "services", refused.message)
        else:
            told = f"Séance commune du {french.day(made[0].held_on)} prévue pour {len(made)}\u00a0services."
            messages.success(request, f"{told} Choisissez les dossiers dans la réunion de chacun.")
            return redirect("desk:cell", pk=pk)
    context = {"cell": cell, "form": form}
    return render(request, "desk/sitting_plan.html", context, status=422 if form.is_bound else 200)


def next_one(cell: Cell, services: list[Service]) -> dict[str, Any]:
    """The day and hour after the last planned, at the first rhythm that the services have; nothing without one."""
    rhythms = (meets.every for one in services if (meets := profile_of(one).meetings))
    rhythm = next((one for one in rhythms if one), None)
    if rhythm is None:
        return {}
    last: date | None = CellMeeting.objects.filter(cell=cell, service__in=services).aggregate(day=Max("held_on"))["day"]
    today = timezone.localdate()
    return {"held_on": rhythm.after(max(last or today, today)), "starts_at": clock(rhythm.starts_at)}
