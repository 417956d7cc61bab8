"""Many cases given a new lead at once: those ticked in the list, or all those of a choice of it."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from amarre.accounts.models import Service
from amarre.accounts.permissions import Permission
from amarre.accounts.requests import UserRequest
from amarre.audit.journal import record
from amarre.cases.actions import reassign_cases
from amarre.cases.actions.team import CasesChanged
from amarre.cases.models import Case
from amarre.desk.casework.caselist import chosen_cases
from amarre.desk.casework.team_forms import ReassignForm, packed, unpacked
from amarre.desk.doors import enter
from amarre.desk.me import me
from amarre.directory.staff import staff_of
from amarre.ui import french

#: Cases that the page names; it says how many there are in all.
NAMED = 50


@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def cases_reassign(request: UserRequest, code: str) -> HttpResponse:
    """Ask for the new lead of the cases ticked or chosen, then give them; nothing changes hands behind one's back."""
    service = enter(request, code, Permission.CASE_WRITE)
    sent = request.POST if "lead" in request.POST else None
    read = {} if sent else _read(request, service)
    if not read and request.method == "POST" and not sent:
        messages.warning(request, "Aucun dossier non clos n’est coché\u00a0: cochez ceux que vous voulez confier.")
        return redirect(_list(request, service))
    form = ReassignForm(sent, staff=staff_of(service), initial={"read": packed(read)})
    changed: list[str] = []
    if form.is_valid():
        lead, read = form.cleaned_data["lead"], unpacked(form.cleaned_data["read"])
        try:
            moved = reassign_cases(service=service, cases=read, lead=lead, by=request.user, seen=read)
        except CasesChanged as first:
            changed = [f"{_name(case)}\u00a0: " + "\u202f; ".join(done) for case, done in first.told]
            form = ReassignForm(staff=staff_of(service), initial={"lead": lead, "read": packed(_now(service, read))})
        else:
            said = french.count(moved, "dossier reçu", "dossiers reçus", none="aucun")
            messages.success(request, f"{lead.last_name}\u00a0: {said}.")
            return redirect(_list(request, service))
    return _page(request, service, form, changed)


def _page(request: UserRequest, service: Service, form: ReassignForm, changed: list[str]) -> HttpResponse:
    """Which cases, by name for the first ones; whose names were shown is recorded."""
    text = str(form["read"].value() or "")
    read = unpacked(text) if text and not form.errors.get("read") else {}
    rows = Case.objects.of(service).filter(pk__in=sorted(read)[:NAMED]).select_related("job__worker", "lead")
    shown = sorted(rows, key=lambda case: (case.job.worker.last_name, case.pk))
    details = {"workers": [case.job.worker_id for case in shown], "count": len(read)}
    record("cases.read", service, by=request.user, service=service, details=details)
    context = {
        "service": service, "form": form, "cases": shown, "count": len(read), "others": len(read) - len(shown),
        "changed": changed, "back": _list(request, service),
    }  # fmt: skip
    return render(request, "desk/cases_reassign.html", context, status=409 if changed else 422 if form.errors else 200)


def _read(request: UserRequest, service: Service) -> dict[int, int]:
    """The cases under way that the list's form ticked, or all those of the choice, with their versions."""
    if request.POST.get("acte") == "coches":
        ticked = {int(one) for one in request.POST.getlist("dossier") if one.isdecimal() and len(one) < 19}
        found = Case.objects.of(service).filter(pk__in=ticked)
        if found.count() != len(ticked):
            raise Http404
        return dict(found.going_on().values_list("pk", "version"))
    searched = request.session.get("cases_searched", "") if request.GET.get("texte") else ""
    today, mine = timezone.localdate(), me(request, request.user, service)
    chosen = chosen_cases(service, request.GET.dict(), searched, today, mine)
    return dict(chosen.filter(closed_on__isnull=True).values_list("pk", "version"))


def _now(service: Service, read: dict[int, int]) -> dict[int, int]:
    """The same cases as they stand, save those that were closed meanwhile."""
    return {
        pk: version for pk, version in Case.objects.of(service).going_on().values_list("pk", "version") if pk in read
    }


def _list(request: UserRequest, service: Service) -> str:
    """The list, with its choice."""
    address, query = reverse("desk:cases", args=[service.code]), request.GET.urlencode()
    return f"{address}?{query}" if query else address


def _name(case: Case) -> str:
    return f"{case.job.worker.first_name} {case.job.worker.last_name}"
