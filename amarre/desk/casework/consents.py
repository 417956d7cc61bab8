"""What a worker agrees that others be told: read, given, withdrawn, printed."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from amarre.accounts.permissions import Permission
from amarre.accounts.requests import UserRequest
from amarre.audit.journal import record
from amarre.cases.consents import give_consent, withdraw_consent
from amarre.cases.models import Consent
from amarre.desk.casework.case_forms import ConsentForm
from amarre.desk.doors import worker_for
from amarre.desk.watch.signals import posted


@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def consents(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """A worker's consents, those in force and those withdrawn; the reading is recorded. The page prints as it is."""
    worker = worker_for(request, code, pk, Permission.CONSENT_WRITE)
    form = ConsentForm(posted(request))
    if form.is_valid():
        made = give_consent(worker=worker, by=request.user, **form.cleaned_data)
        messages.success(request, "Accord enregistré." if made else "Cet accord était déjà enregistré.")
        return redirect("desk:consents", code=code, pk=pk)
    record("consents.read", worker, by=request.user, service=request.service)
    today = timezone.localdate()
    rows = Consent.objects.filter(worker=worker).select_related("recorded_by", "withdrawn_by")
    force = list(rows.in_force(today))
    context = {
        "service": request.service, "worker": worker, "form": form, "in_force": force, "today": today,
        "past": [one for one in rows if one not in force],
    }  # fmt: skip
    return render(request, "desk/consents.html", context, status=422 if form.is_bound else 200)


@require_POST
def consent_withdraw(request: UserRequest, code: str, pk: int, consent: int) -> HttpResponse:
    """The worker takes a consent back, from today."""
    worker = worker_for(request, code, pk, Permission.CONSENT_WRITE)
    given = get_object_or_404(Consent, worker=worker, pk=consent)
    withdraw_consent(consent=given, on=timezone.localdate(), by=request.user)
    messages.success(request, "Accord retiré\u00a0: plus rien ne part sous cet accord.")
    return redirect("desk:consents", code=code, pk=pk)
