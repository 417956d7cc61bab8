"""What runs in the background: ask for it, follow it, fetch what it left."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from amarre.accounts.models import Service, User
from amarre.accounts.permissions import Permission
from amarre.accounts.requests import UserRequest
from amarre.audit.journal import record
from amarre.desk.data.import_reports import read_report
from amarre.desk.doors import enter
from amarre.exchange.enums import OperationKind, OperationState
from amarre.exchange.models import Operation
from amarre.exchange.operations.actions import end_interrupted, start_operation
from amarre.exchange.operations.folders import EXPORTED, result_file, results_of
from amarre.exchange.operations.progress import progress_of

#: What may be started from the page, with the permission that it takes.
STARTED_HERE: Mapping[str, Permission] = {
    OperationKind.DETECTION: Permission.DATA_MANAGE,
    OperationKind.FIGURES: Permission.DATA_MANAGE,
    OperationKind.EXPORT: Permission.DATA_READ,
}
LISTED = 30
#: A worker that lives takes up what waits within a second, unless another operation is in its hands.
WORKER_IS_LATE = timedelta(minutes=2)


@require_http_methods(["GET", "HEAD", "POST"])
def data_operations(request: UserRequest, code: str) -> HttpResponse:
    """The last operations of the service, and those that may be started."""
    service = enter(request, code, Permission.DATA_MANAGE)
    if request.method == "POST":
        kind = request.POST.get("traitement", "")
        if kind not in STARTED_HERE:
            raise Http404
        if not request.user.can(STARTED_HERE[kind], service):
            raise PermissionDenied
        return start(request, service, OperationKind(kind))
    end_interrupted(service)
    listed = Operation.objects.filter(service=service).select_related("created_by")[:LISTED]
    may_export = request.user.can(Permission.DATA_READ, service)
    context = {"service": service, "operations": listed, "may_export": may_export}
    return render(request, "desk/data_operations.html", context)


@require_safe
def data_operation(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """How far an operation is, then what it gave. While it runs nothing is written: an import holds the database."""
    operation = operation_for(request, code, pk)
    polled = "HX-Request" in request.headers
    if not operation.under_way and polled:
        # What htmx fetches is the bar alone: the end is shown by the page itself.
        return HttpResponse(headers={"HX-Refresh": "true"})
    if operation.state == OperationState.DONE and operation.batch_id:
        return redirect("desk:data_batch", code, operation.batch_id)
    rows = may_read_rows(request.user, operation.service, operation.created_by_id)
    report = read_report(operation, request.GET.get("page"))
    if rows and report and report.refused:
        record("import.read", operation, by=request.user, service=operation.service)
    late = operation.state == OperationState.WAITING and timezone.now() - operation.created_at > WORKER_IS_LATE
    context = {
        "service": operation.service, "operation": operation, "progress": progress_of(operation), "late": late,
        "report": report, "rows": rows, "files": results_of(operation),
        "may_export": request.user.can(Permission.DATA_READ, operation.service),
    }  # fmt: skip
    return render(request, "desk/data_operation.html", context)


@require_safe
def data_file(request: UserRequest, code: str, pk: int, name: str) -> FileResponse:
    """What an operation left, for those who may read it; the reading is recorded first."""
    operation = operation_for(request, code, pk)
    allowed = (
        request.user.can(Permission.DATA_READ, operation.service)
        if name == EXPORTED
        else may_read_rows(request.user, operation.service, operation.created_by_id)
    )
    if not allowed:
        raise PermissionDenied
    path = result_file(operation, name)
    if path is None:
        raise Http404
    details = {"file": name}
    record("operation.file_read", operation, by=request.user, service=operation.service, details=details)
    return FileResponse(path.open("rb"), as_attachment=True, filename=f"{operation.service.code}-{operation.pk}-{name}")


def start(
    request: UserRequest,
    service: Service,
    kind: OperationKind,
    *,
    arguments: Mapping[str, Any] | None = None,
    key: UUID | None = None,
) -> HttpResponse:
    """Ask for an operation and go to its page."""
    operation = start_operation(service=service, kind=kind, by=request.user, arguments=arguments, key=key)
    return redirect("desk:data_operation", service.code, operation.pk)


def operation_for(request: UserRequest, code: str, pk: int) -> Operation:
    """The only door to an Operation from a request: that of its service, then 404 for another service's."""
    service = enter(request, code, Permission.DATA_MANAGE)
    end_interrupted(service)
    operation = Operation.objects.filter(service=service, pk=pk).select_related("created_by", "service").first()
    if operation is None:
        raise Http404
    return operation


def may_read_rows(user: User, service: Service, sender: int | None) -> bool:
    """Whether refused rows may be read: by those who read health data, and by the person who sent them."""
    return sender == user.pk or user.can(Permission.DATA_READ, service)
