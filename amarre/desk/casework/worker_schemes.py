"""A dispositif that no case holds, as files bring them: read on a page of the worker, put into a case."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from amarre.accounts.permissions import Permission
from amarre.accounts.requests import UserRequest
from amarre.audit.journal import record
from amarre.cases.actions.schemes import attach_scheme
from amarre.cases.models import Case, SchemeUse
from amarre.desk.casework.scheme_told import told_of
from amarre.desk.doors import worker_for
from amarre.directory.models import Worker


def worker_scheme_for(
    request: UserRequest, code: str, pk: int, use: int, permission: Permission
) -> tuple[Worker, SchemeUse]:
    """The only door to a SchemeUse through its worker, for who reads health; 404 for another worker's."""
    worker = worker_for(request, code, pk, Permission.HEALTH_READ)
    if not request.user.can(permission, request.service):
        raise PermissionDenied
    found = SchemeUse.objects.select_related("case", "service", "job__establishment")
    return worker, get_object_or_404(found.prefetch_related("agreements", "renewals"), job__worker=worker, pk=use)


@require_safe
def worker_scheme(request: UserRequest, code: str, pk: int, use: int) -> HttpResponse:
    """What is known of it and what the law leaves; once a case holds it, that case's page."""
    worker, found = worker_scheme_for(request, code, pk, use, Permission.WORKER_READ)
    if found.case_id:
        return redirect("desk:scheme_use", code=code, pk=found.case_id, use=found.pk)
    record("worker.read", worker, by=request.user, service=request.service)
    writes = request.user.can(Permission.CASE_WRITE, request.service)
    context = {
        **told_of(found, timezone.localdate()),
        "service": request.service, "worker": worker, "writes": False,
        "case": Case.objects.going_on().filter(job__worker=worker).order_by("-opened_on").first() if writes else None,
        "refers": request.user.can(Permission.SIGNAL_REFER, request.service),
    }  # fmt: skip
    return render(request, "desk/worker_scheme.html", context)


@require_POST
@transaction.atomic
def worker_scheme_attach(request: UserRequest, code: str, pk: int, use: int) -> HttpResponse:
    """Put it into the worker's case under way, where it is answered, renewed and changed."""
    worker, found = worker_scheme_for(request, code, pk, use, Permission.CASE_WRITE)
    cases = Case.objects.going_on().filter(service=request.service, job__worker=worker).select_related("job")
    case = get_object_or_404(cases.order_by("-opened_on")[:1])
    # Nothing of the case is written over: the version read does not matter.
    attach_scheme(use=found, case=case, by=request.user, seen=case.version)
    messages.success(request, "Le dispositif est relié au dossier.")
    return redirect("desk:scheme_use", code=code, pk=case.pk, use=found.pk)
