"""The minutes of a meeting and each partner's extract as files, at once."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from amarre.accounts.permissions import Permission
from amarre.accounts.requests import UserRequest
from amarre.audit.journal import record
from amarre.cases.minutes import extract, minutes
from amarre.desk.meeting.meeting_doors import guest_for, meeting_for
from amarre.documents.docx import docx
from amarre.documents.pdf import pdf
from amarre.lib.errors import DomainError

KINDS: Mapping[str, str] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@require_safe
def meeting_minutes(request: UserRequest, code: str, pk: int, form: str) -> HttpResponse:
    """The minutes, for the cell; whose names are in them is recorded."""
    found = meeting_for(request, code, pk, Permission.CASE_READ)
    workers = list(found.items.values_list("case__job__worker", flat=True))
    details = {"workers": workers, "form": form}
    record("minutes.read", found, by=request.user, service=found.service, details=details)
    return given(minutes(found, timezone.localdate()), form, f"releve-{found.held_on:%Y-%m-%d}")


@require_safe
def guest_extract(request: UserRequest, code: str, pk: int, guest: int, form: str) -> HttpResponse:
    """A partner's extract, as consents stand at this instant; DomainError when none of its cases may be told."""
    found = guest_for(request, code, pk, guest, Permission.EXTRACT_GIVE)
    made = extract(found, timezone.localdate())
    if not made.kept:
        raise DomainError(
            "Cet extrait serait vide\u00a0: aucune des personnes n’a donné son accord à ce partenaire pour son "
            "identité et sa situation de travail. Recueillez-le d’abord.",
            code="extract.empty",
        )
    workers = [item.case.job.worker_id for item in made.kept]
    details = {"workers": workers, "guest": found.pk, "recipient": found.recipient, "form": form}
    record("extract.given", found.meeting, by=request.user, service=found.meeting.service, details=details)
    return given(made.data, form, f"extrait-{found.recipient}-{found.meeting.held_on:%Y-%m-%d}")


def given(data: dict[str, Any], form: str, name: str) -> HttpResponse:
    """The file of that form."""
    make = pdf if form == "pdf" else docx
    headers = {"Content-Disposition": f'attachment; filename="{name}.{form}"'}
    return HttpResponse(make("minutes", data, timezone.localdate()), KINDS[form], headers=headers)
