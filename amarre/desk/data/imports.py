"""The data of a service: send files, see what became of them, take an import back."""

from uuid import uuid4

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from amarre.accounts.permissions import Permission
from amarre.accounts.requests import UserRequest
from amarre.audit.journal import record
from amarre.desk.data.import_forms import ImportForm
from amarre.desk.data.import_reports import report_page, totals
from amarre.desk.data.operations import may_read_rows, start
from amarre.desk.data.uploads import MAX_SENT, store, too_large
from amarre.desk.doors import enter
from amarre.exchange.enums import UNDER_WAY, OperationKind
from amarre.exchange.models import ImportBatch, Operation
from amarre.exchange.operations.actions import end_interrupted
from amarre.exchange.operations.folders import results_of
from amarre.lib.errors import DomainError

BATCHES_PER_PAGE = 20


@require_http_methods(["GET", "HEAD", "POST"])
def data(request: UserRequest, code: str) -> HttpResponse:
    """Send files; below, what runs and what was imported."""
    service = enter(request, code, Permission.DATA_MANAGE)
    bound = request.method == "POST"
    form = ImportForm(request.POST, request.FILES) if bound else ImportForm(initial={"as_of": timezone.localdate()})
    if bound and too_large(request):
        form.add_error("sent", f"Ces fichiers dépassent {MAX_SENT // 1024**2}\u00a0Mo\u00a0: compressez-les en ZIP.")
    if form.is_valid():
        asked, key = form.cleaned_data, uuid4()
        store(asked["sent"], key)
        arguments = {"as_of": asked["as_of"].isoformat(), "full": asked["full"], "dry_run": asked["dry_run"]}
        return start(request, service, OperationKind.IMPORT, arguments=arguments, key=key)
    end_interrupted(service)
    batches = ImportBatch.objects.filter(service=service).select_related("created_by", "undone_by").defer("report")
    page = Paginator(batches, BATCHES_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "service": service, "form": form, "page": page, "pages": page.paginator.get_elided_page_range(page.number),
        "lines": [(batch, totals(batch.counts)) for batch in page],
        "under_way": Operation.objects.filter(service=service, state__in=UNDER_WAY).order_by("pk"),
    }  # fmt: skip
    return render(request, "desk/data.html", context, status=422 if bound else 200)


@require_safe
def data_batch(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """What one import did, file by file; reading refused values is recorded."""
    batch = batch_for(request, code, pk)
    operation = batch.operations.filter(kind=OperationKind.IMPORT).first()
    rows = may_read_rows(request.user, batch.service, batch.created_by_id)
    if rows and batch.report.get("refusals"):
        record("import.read", batch, by=request.user, service=batch.service)
    context = {
        "service": batch.service, "batch": batch, "operation": operation, "rows": rows,
        "report": report_page(batch.report, request.GET.get("page")),
        "files": results_of(operation) if operation else set(),
    }  # fmt: skip
    return render(request, "desk/data_batch.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def data_undo(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Say what taking an import back means, then do it."""
    batch = batch_for(request, code, pk)
    if batch.undone_at:
        raise DomainError(f"L’import n°\u00a0{batch.pk} est déjà annulé.", code="import.undone")
    if request.method == "POST":
        return start(request, batch.service, OperationKind.UNDO, arguments={"batch": batch.pk})
    context = {"service": batch.service, "batch": batch, "totals": totals(batch.counts)}
    return render(request, "desk/data_undo.html", context)


def batch_for(request: UserRequest, code: str, pk: int) -> ImportBatch:
    """The only door to an import from a request: that of its service, then 404 for another service's."""
    service = enter(request, code, Permission.DATA_MANAGE)
    batch = ImportBatch.objects.filter(service=service, pk=pk).select_related("created_by", "undone_by").first()
    if batch is None:
        raise Http404
    return batch
