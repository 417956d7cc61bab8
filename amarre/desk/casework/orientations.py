"""Orientations of a case: sent to a partner, answered, cancelled."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from amarre.accounts.permissions import Permission
from amarre.accounts.requests import UserRequest
from amarre.cases.editing import Outdated
from amarre.cases.enums import BoeStatus, Scope
from amarre.cases.models import Case, Consent
from amarre.cases.nomenclature import read_levels
from amarre.desk.casework.case_acts import page
from amarre.desk.casework.meanwhile import SeenForm, writing
from amarre.desk.casework.orientation_forms import ANSWERS, AnswerForm, CancelForm, OrientForm
from amarre.desk.doors import case_for
from amarre.desk.watch.signals import posted
from amarre.indicators.law import figures_in_force
from amarre.lib.errors import DomainError
from amarre.partners.actions import CONSENT_OF, Sending, cancel_orientation, details_of, note_answer, orient
from amarre.partners.funds import other_fund
from amarre.partners.models import Orientation, OrientationDetails, OrientationStep
from amarre.ui import french

#: At the box of what is told; the whole sentence stands above the form, with the way to the consents.
MISSING = "La personne n’a pas donné son accord pour transmettre cela à ce destinataire."
#: The level from which the social service of the health insurance takes a worker.
FROM_LEVEL = "cellule.niveau_service_social"


@dataclass(frozen=True)
class Shown:
    """An orientation as its page shows it: the row, nothing once it is cancelled, and what was written of it."""

    row: Orientation | None
    details: OrientationDetails

    @property
    def told(self) -> list[str]:
        """What was told, in words."""
        return [str(Scope(one).label) for one in self.details.told if one in Scope.values]


def orientation_for(request: UserRequest, code: str, pk: int, row: int, permission: Permission) -> tuple[Case, Shown]:
    """The only door to an Orientation from a request: that of its case, then 404 for another case's."""
    case = case_for(request, code, pk, permission)
    found = Orientation.objects.filter(case=case, pk=row).select_related("case", "job").first()
    details = details_of(found) if found else OrientationDetails.objects.filter(case=case, row=row).first()
    if details is None:
        raise Http404
    return case, Shown(found, details)


@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def case_orient(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Orient the worker; without a consent for that recipient nothing is noted as sent."""
    case = case_for(request, code, pk, Permission.CASE_WRITE)
    other = other_fund(case.job)
    form, refused = OrientForm(posted(request), initial={"seen": case.version}), ""
    if form.is_valid():
        data = form.cleaned_data
        sending = Sending(
            data["recipient"], data["on"], data["reason"], data["expected"], tuple(data["told"]), data["named"]
        )
        try:
            with writing(form):
                made = orient(case=case, sending=sending, by=request.user, seen=form.version_of(case))
                messages.success(request, f"Orientation enregistrée\u00a0: {made.get_recipient_display()}.")
                if other and other.recipient == made.recipient:
                    messages.warning(request, other.why)
                return redirect("desk:orientation", code=code, pk=pk, row=made.pk)
        except DomainError as refusal:
            refused = refusal.message if refusal.code == "consent.missing" else ""
            form.add_error("told" if refused else "on", MISSING if refused else refusal.message)
    context = {
        "form": form, "refused": refused, "given": _given(case), "hints": _hints(request, case),
        "may_consent": request.user.can(Permission.CONSENT_WRITE, request.service),
    }  # fmt: skip
    return page(request, case, "desk/case_orient.html", context, wrong=form.is_bound)


@require_safe
def orientation(request: UserRequest, code: str, pk: int, row: int) -> HttpResponse:
    """One orientation: to whom, why, what is expected, what came back, and who noted what."""
    case, found = orientation_for(request, code, pk, row, Permission.CASE_READ)
    steps = list(OrientationStep.objects.filter(orientation=found.details.pk).select_related("by"))
    today = timezone.localdate()
    sent = found.row
    answered = sent and (sent.acknowledged_on or sent.taken_up_on or sent.feedback_on)
    context = {
        "orientation": found, "steps": steps, "today": today,
        "waiting": (today - sent.sent_on).days if sent and not answered else None,
        "writes": request.user.can(Permission.CASE_WRITE, request.service) and sent is not None,
        "cancels": case.closed_on is None,
    }  # fmt: skip
    return page(request, case, "desk/orientation.html", context, wrong=False)


@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def orientation_answer(request: UserRequest, code: str, pk: int, row: int) -> HttpResponse:
    """Note what came back, or correct it; of two who write, the second reads what the first one wrote."""
    case, found = orientation_for(request, code, pk, row, Permission.CASE_WRITE)
    sent = _standing(found)
    form = AnswerForm(posted(request), sent_on=sent.sent_on, initial={"seen": case.version, **_values(found)})
    if form.is_valid():
        changes = {name: form.cleaned_data[name] for name in form.changed_data if name in ANSWERS}
        seen = form.version_of(case)
        if _tried(form, "feedback_on", lambda: note_answer(orientation=sent, by=request.user, seen=seen, **changes)):
            return _saved(request, case, row, "C’est enregistré.")
        if form.meanwhile:
            form.rebase(_values(orientation_for(request, code, pk, row, Permission.CASE_WRITE)[1]))
    return page(
        request, case, "desk/orientation_answer.html", {"form": form, "orientation": found}, wrong=form.is_bound
    )


@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def orientation_cancel(request: UserRequest, code: str, pk: int, row: int) -> HttpResponse:
    """Cancel an orientation, with a reason: figures lose it, the case keeps it."""
    case, found = orientation_for(request, code, pk, row, Permission.CASE_WRITE)
    sent = _standing(found)
    form = CancelForm(posted(request), initial={"seen": case.version})
    if form.is_valid():
        reason, seen, today = form.cleaned_data["reason"], form.version_of(case), timezone.localdate()

        def cancel() -> OrientationDetails:
            return cancel_orientation(orientation=sent, reason=reason, on=today, by=request.user, seen=seen)

        if _tried(form, "reason", cancel):
            return _saved(request, case, row, "L’orientation est annulée.")
    return page(
        request, case, "desk/orientation_cancel.html", {"form": form, "orientation": found}, wrong=form.is_bound
    )


def _standing(found: Shown) -> Orientation:
    if found.row is None:
        raise DomainError("Cette orientation est annulée.", code="orientation.cancelled")
    return found.row


def _tried(form: SeenForm, field: str, act: Callable[[], object]) -> bool:
    """Whether the act was done; a refusal stands at its field, what somebody else did above the form."""
    with writing(form):
        try:
            act()
            return True
        except Outdated:
            raise
        except DomainError as refusal:
            form.add_error(field, refusal.message)
    return False


def _saved(request: UserRequest, case: Case, row: int, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect("desk:orientation", code=request.service.code, pk=case.pk, row=row)


def _values(found: Shown) -> dict[str, Any]:
    """What the boxes of the answer hold as it stands."""
    return {name: getattr(found.row if name.endswith("_on") else found.details, name) for name in ANSWERS}


def _given(case: Case) -> list[Consent]:
    """What the worker agrees to today, for those to whom one may orient."""
    force = Consent.objects.in_force(timezone.localdate()).filter(worker=case.job.worker_id)
    return list(force.filter(recipient__in=set(CONSENT_OF.values())).order_by("recipient", "scope"))


def _told(level: str) -> str:
    """A level with what it means."""
    return f"{level} ({read_levels()[level].short})"


def _hints(request: UserRequest, case: Case) -> list[str]:
    """What the conventions with the partners ask, said against what the case holds; nothing is refused for it."""
    level = str(figures_in_force()[FROM_LEVEL].at(timezone.localdate()).value)
    hints, from_level = [], f"Le service social de l’assurance maladie intervient à partir du niveau {_told(level)}."
    if not case.level:
        hints.append(f"{from_level} Celui de ce dossier n’est pas renseigné.")
    elif case.level < level:
        hints.append(f"{from_level} Ce dossier est au niveau {_told(case.level)}.")
    health = request.user.can(Permission.HEALTH_READ, request.service)
    if health and case.boe_status not in (BoeStatus.YES, BoeStatus.IN_PROCESS):
        known = BoeStatus(case.boe_status).label if case.boe_status else "non renseigné"
        hints.append("Cap emploi accompagne les bénéficiaires de l’obligation d’emploi, et ceux qui demandent ou sont "
                     f"prêts à demander un titre\u00a0: ici, {known}.")  # fmt: skip
    return [french.written(one) for one in hints]
