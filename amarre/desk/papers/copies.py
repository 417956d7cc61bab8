"""The copy of a case for the person it is about: asked for, made in the background, downloaded for some days."""

from datetime import datetime

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from amarre.accounts.permissions import Permission
from amarre.accounts.requests import UserRequest
from amarre.audit.journal import record
from amarre.cases.access import opened_by
from amarre.cases.models import AccessRequest
from amarre.desk.casework.case_acts import page
from amarre.desk.doors import case_for
from amarre.desk.papers.copy_content import missing_for
from amarre.desk.papers.copy_files import COPIES, KEPT, copies_of, is_kept
from amarre.desk.papers.documents import attached
from amarre.exchange.enums import OperationKind
from amarre.exchange.models import Operation
from amarre.exchange.operations.actions import end_interrupted, start_operation
from amarre.lib.errors import DomainError
from amarre.vault.files import read_file

SHOWN = 10


@require_http_methods(["GET", "HEAD", "POST"])
def case_copy(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """What a copy would hold, what others must complete, and those that were made; one may be asked for."""
    found = case_for(request, code, pk, Permission.CASE_WRITE)
    if request.method == "POST":
        details = {"worker": found.job.worker_id}
        record("copy.asked", found, by=request.user, service=request.service, details=details)
        start_operation(service=request.service, kind=OperationKind.COPY, by=request.user, arguments={"case": found.pk})
        return redirect("desk:case_copy", code=code, pk=pk)
    end_interrupted(request.service)
    now = timezone.now()
    copies = [(one, is_kept(one, now), _until(one)) for one in copies_of(found, request.user)]
    under_way = any(one.under_way for one, _, _ in copies)
    if not under_way and "HX-Request" in request.headers:
        # What htmx fetches is the line that waits: the end is shown by the page itself.
        return HttpResponse(headers={"HX-Refresh": "true"})
    context = {
        "copies": copies, "under_way": under_way, "missing": missing_for(request.user, found), "days": KEPT.days,
        "asked": list(AccessRequest.objects.filter(case=found)[:SHOWN]),
    }  # fmt: skip
    if "HX-Request" in request.headers:
        # A page that waits is the reading that was recorded when it was opened.
        shown = {"service": request.service, "case": found, "worker": found.job.worker, **context}
        return render(request, "desk/case_copy.html", shown)
    return page(request, found, "desk/case_copy.html", context, wrong=False)


@require_safe
def case_copy_file(request: UserRequest, code: str, pk: int, operation: int) -> HttpResponse:
    """The archive, for the one who asked for it, while it is kept and while they may still read all that is in it."""
    found = case_for(request, code, pk, Permission.CASE_WRITE)
    made = next((one for one in copies_of(found, request.user) if one.pk == operation), None)
    if made is None or not is_kept(made, timezone.now()):
        raise Http404
    _refuse_narrowed(request, made)
    details = {"worker": found.job.worker_id, "operation": made.pk}
    record("copy.downloaded", found, by=request.user, service=request.service, details=details)
    return attached(read_file(COPIES, made.key), "application/zip", f"copie-dossier-{found.pk}.zip")


def _refuse_narrowed(request: UserRequest, made: Operation) -> None:
    """A right that was taken back since is not outlived by a file."""
    if not set(made.outcome["parts"]) <= set(opened_by(request.user, request.service)):
        raise DomainError(
            "Cette copie contient ce que votre rôle ne lit plus\u00a0: demandez-en une autre.", code="copy.narrowed"
        )


def _until(made: Operation) -> datetime | None:
    return made.ended_at + KEPT if made.ended_at else None
