"""The figures of a contract as files: a workbook, a text table, and the two pages that one brings to a meeting."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from amarre.accounts.models import Service
from amarre.accounts.permissions import Permission
from amarre.accounts.requests import UserRequest
from amarre.audit.journal import record
from amarre.contracts.exports import as_csv, as_workbook
from amarre.desk.doors import enter
from amarre.desk.steering.contracts import Choice, choice, has_data
from amarre.desk.steering.figures import figures_for
from amarre.desk.steering.synthesis import synthesis
from amarre.desk.steering.years import overview
from amarre.documents.pdf import pdf
from amarre.lib.errors import DomainError

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Excel reads a text table as UTF-8 only behind this mark.
MARK = "\ufeff"


@require_safe
def figures_workbook(request: UserRequest, code: str) -> HttpResponse:
    """Every number of the year, breakdowns included, and where they come from."""
    service, chosen = _asked(request, code)
    content = as_workbook(figures_for(service, chosen.contract, chosen.year), service.name)
    return _given(request, service, chosen, content, WORKBOOK, "xlsx")


@require_safe
def figures_csv(request: UserRequest, code: str) -> HttpResponse:
    """The same numbers, one line each."""
    service, chosen = _asked(request, code)
    content = (MARK + as_csv(figures_for(service, chosen.contract, chosen.year))).encode()
    return _given(request, service, chosen, content, "text/csv; charset=utf-8", "csv")


@require_safe
def figures_synthesis(request: UserRequest, code: str) -> HttpResponse:
    """Two pages: objectives, charts, every figure over the last years."""
    service, chosen = _asked(request, code)
    today = timezone.localdate()
    shown = overview(service, chosen.contract, chosen.until, over=chosen.over)
    content = pdf("synthesis", synthesis(service, shown, today, over=chosen.over), today)
    return _given(request, service, chosen, content, "application/pdf", "pdf")


def _asked(request: UserRequest, code: str) -> tuple[Service, Choice]:
    service = enter(request, code, Permission.FIGURE_READ)
    chosen = choice(request)
    if not has_data(service):
        raise DomainError(
            "Ce service n’a pas encore de données\u00a0: importez d’abord les fichiers de votre logiciel métier.",
            code="no_data",
        )
    return service, chosen


def _given(
    request: UserRequest, service: Service, chosen: Choice, content: bytes, kind: str, form: str
) -> HttpResponse:
    details = {"contract": chosen.contract.code, "year": chosen.year, "form": form}
    record("figure.exported", service, by=request.user, service=service, details=details)
    name = f"cpom-{chosen.contract.code}-{chosen.year}.{form}"
    return HttpResponse(content, kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
