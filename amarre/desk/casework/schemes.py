"""The dispositifs of a case: mobilised, agreed to, renewed, paid."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from amarre.accounts.permissions import Permission
from amarre.accounts.requests import UserRequest
from amarre.cases.actions.schemes import Answer, answer_scheme, edit_scheme, renew_scheme, use_scheme
from amarre.cases.editing import Outdated
from amarre.cases.enums import Approval
from amarre.cases.models import Case, SchemeAgreement, SchemeUse
from amarre.cases.schemes import Period, bounds, read_schemes
from amarre.cases.schemes.around import around
from amarre.desk.casework.case_acts import page
from amarre.desk.casework.meanwhile import SeenForm, writing
from amarre.desk.casework.scheme_forms import FIELDS, AnswerForm, RenewForm, SchemeForm, UseForm
from amarre.desk.casework.scheme_told import expected, told_of
from amarre.desk.doors import case_for
from amarre.desk.watch.signals import posted
from amarre.lib.errors import DomainError
from amarre.ui import french

Made = TypeVar("Made")


def scheme_for(request: UserRequest, code: str, pk: int, use: int) -> tuple[Case, SchemeUse]:
    """The only door to a SchemeUse from a request: that of its case, for who reads health, then 404 for another's."""
    case = case_for(request, code, pk, Permission.HEALTH_READ)
    if not request.user.can(Permission.CASE_READ, request.service):
        raise PermissionDenied
    found = SchemeUse.objects.select_related("case__service", "service", "job__establishment")
    return case, get_object_or_404(found.prefetch_related("agreements", "renewals"), case=case, pk=use)


@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def case_scheme(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Mobilise a dispositif; what exceeds the law is said at the form, with its article."""
    case = case_for(request, code, pk, Permission.HEALTH_READ)
    _may_write(request)
    form = SchemeForm(posted(request), initial={"seen": case.version})
    if form.is_valid():
        data = {name: value for name, value in form.cleaned_data.items() if name != "seen"}
        # Those of two people simply add up: the version read does not matter.
        made = _tried(form, lambda: use_scheme(case=case, by=request.user, seen=case.version, **data))
        if made:
            messages.success(request, f"Dispositif enregistré\u00a0: {made.get_scheme_display()}.")
            return redirect("desk:scheme_use", code=code, pk=pk, use=made.pk)
    context = {"form": form, "schemes": read_schemes().values()}
    return page(request, case, "desk/case_scheme.html", context, wrong=form.is_bound)


@require_safe
def scheme_use(request: UserRequest, code: str, pk: int, use: int) -> HttpResponse:
    """One dispositif of a case: who must agree and who did, its periods against the law, its amounts."""
    case, found = scheme_for(request, code, pk, use)
    context = {
        **told_of(found, timezone.localdate()),
        "writes": request.user.can(Permission.CASE_WRITE, request.service) and case.closed_on is None,
        "renews": bool(_spans(found)) and found.approval != Approval.REFUSED,
    }
    return page(request, case, "desk/scheme_use.html", context, wrong=False)


@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def scheme_edit(request: UserRequest, code: str, pk: int, use: int) -> HttpResponse:
    """Change the dates and the amounts of a use."""
    case, found = scheme_for(request, code, pk, use)
    _may_write(request)
    initial = {"seen": case.version, **{name: getattr(found, name) for name in FIELDS}}
    renewed = bool(found.renewals.all())
    form = UseForm(posted(request), scheme=found.scheme, renewed=renewed, initial=initial)
    if form.is_valid():
        changes = {name: form.cleaned_data[name] for name in form.changed_data if name in FIELDS}
        if _tried(form, lambda: edit_scheme(use=found, by=request.user, seen=form.version_of(case), **changes)):
            return _saved(request, found)
        if form.meanwhile:
            found.refresh_from_db()
            form.rebase({name: getattr(found, name) for name in FIELDS})
    context = {"form": form, "use": found}
    return page(request, case, "desk/scheme_edit.html", context, wrong=form.is_bound)


@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def scheme_answer(request: UserRequest, code: str, pk: int, use: int, party: str) -> HttpResponse:
    """Note what one of those who must agree answered, or correct it."""
    case, found = scheme_for(request, code, pk, use)
    _may_write(request)
    one = next((one for one in expected(found) if one.party == party), None)
    if one is None:
        raise Http404
    form = AnswerForm(posted(request), initial={"seen": case.version, **_as_typed(one.answer)})
    if form.is_valid():
        data, seen = form.cleaned_data, form.version_of(case)
        answer = Answer(party, data["answer"] == "oui", data["on"], data["person"], data["reason"])
        if _tried(form, lambda: answer_scheme(use=found, answer=answer, by=request.user, seen=seen), "on"):
            return _saved(request, found)
    now = [("Sa réponse est maintenant", _in_words(found, party))] if form.meanwhile else []
    context = {"form": form, "use": found, "party": one.party.label, "now": now}
    return page(request, case, "desk/scheme_answer.html", context, wrong=form.is_bound)


@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def scheme_renew(request: UserRequest, code: str, pk: int, use: int) -> HttpResponse:
    """Add a period; beyond the law it is refused at the form, with its article."""
    case, found = scheme_for(request, code, pk, use)
    _may_write(request)
    spans = _spans(found)
    if not spans:
        raise DomainError("Donnez d’abord le début et la fin de la première période.", code="scheme.no_dates")
    first = spans[-1].last + timedelta(days=1)
    form = RenewForm(posted(request), initial={"seen": case.version, "starts_on": first})
    if form.is_valid():
        data = {name: value for name, value in form.cleaned_data.items() if name != "seen"}
        seen = form.version_of(case)
        if _tried(form, lambda: renew_scheme(use=found, by=request.user, seen=seen, **data)):
            return _saved(request, found)
    left = bounds(found.scheme, first, around(found), tuple(spans), found.terms)
    context = {"form": form, "use": found, "bounds": left}
    return page(request, case, "desk/scheme_renew.html", context, wrong=form.is_bound)


def _tried(form: SeenForm, act: Callable[[], Made], field: str = "ends_on") -> Made | None:
    """What the action made; a refusal of the law stands at its field, what somebody else did above the form."""
    with writing(form):
        try:
            return act()
        except Outdated:
            raise
        except DomainError as refusal:
            form.add_error(field if field in form.fields else form.visible_fields()[0].name, refusal.message)
    return None


def _saved(request: UserRequest, use: SchemeUse) -> HttpResponse:
    messages.success(request, "C’est enregistré.")
    return redirect("desk:scheme_use", code=request.service.code, pk=use.case_id, use=use.pk)


def _in_words(use: SchemeUse, party: str) -> str:
    """What that party has answered by now."""
    answer = use.agreements.filter(party=party).first()
    return ("accord" if answer.agreed else "refus") + f" le {french.day(answer.on)}" if answer else "attendue"


def _spans(use: SchemeUse) -> list[Period]:
    return [Period(*one) for one in use.spans]


def _as_typed(answer: SchemeAgreement | None) -> dict[str, Any]:
    if answer is None:
        return {}
    words = "oui" if answer.agreed else "non"
    return {"answer": words, "on": answer.on, "person": answer.person, "reason": answer.reason}


def _may_write(request: UserRequest) -> None:
    if not request.user.can(Permission.CASE_WRITE, request.service):
        raise PermissionDenied
