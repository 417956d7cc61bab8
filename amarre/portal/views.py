"""The public forms of a service, and the answer that their senders find at their reference."""

from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from amarre.accounts.models import Service
from amarre.cases.actions.intakes import keep_intake
from amarre.cases.enums import Sender
from amarre.cases.models import Intake
from amarre.cases.procedures import procedure_of
from amarre.cases.profiles import profile_of
from amarre.cases.telling import acknowledge
from amarre.lib.errors import DomainError
from amarre.portal.fields import PARTS, PastDate
from amarre.portal.procedures import progress_of
from amarre.portal.questions import QUESTIONS, Question, questions_of
from amarre.portal.robots import PER_ADDRESS, admit, client_address, new_token, seldom


@login_not_required
@require_safe
def services(request: HttpRequest) -> HttpResponse:
    """Which service."""
    return render(request, "portal/services.html", {"services": Service.objects.all()})


@login_not_required
@require_safe
def welcome(request: HttpRequest, code: str) -> HttpResponse:
    """Who writes: the employer, the worker, a partner; and the procedures that employers may begin."""
    service = get_object_or_404(Service, code=code)
    procedures = [procedure_of(one) for one in profile_of(service).procedures]
    return render(request, "portal/welcome.html", {"service": service, "procedures": procedures})


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def refer(request: HttpRequest, code: str, sender: str) -> HttpResponse:
    """One question per page; what was answered travels with the page, and nothing is kept before the last one."""
    service = get_object_or_404(Service, code=code)
    if sender not in QUESTIONS and sender not in profile_of(service).procedures:
        raise Http404
    steps = questions_of(sender)
    if request.method != "POST":
        return ask(request, service, sender, steps[0](), 0)
    at = position(request.POST.get("etape", ""), len(steps))
    if "aller" in request.POST:
        wanted = position(request.POST["aller"], len(steps) - 1)
        return ask(request, service, sender, steps[wanted](initial_of(steps[wanted], request.POST)), wanted)
    forms_so_far = [step(request.POST) for step in steps[: at + 1]]
    for number, form in enumerate(forms_so_far):
        if not form.is_valid():
            return ask(request, service, sender, form, number, status=422)
    if at + 1 < len(steps):
        following = steps[at + 1]
        return ask(request, service, sender, following(initial_of(following, request.POST)), at + 1)
    if at == len(steps) and "envoyer" in request.POST:
        return sent(request, service, sender, forms_so_far)
    return check(request, service, sender, forms_so_far)


def position(text: str, last: int) -> int:
    """The page's number, whatever was sent."""
    return min(int(text), last) if text.isdecimal() and len(text) < 3 else 0


def initial_of(step: type[Question], data: QueryDict) -> QueryDict | None:
    """What was answered before on that page, where something was."""
    names = names_of(step)
    return data if any(data.get(name) for name in names) else None


def names_of(step: type[Question]) -> list[str]:
    """The names of the boxes of a page."""
    return [
        f"{name}{suffix}"
        for name, field in step.base_fields.items()
        for suffix in ([f"_{part}" for part in PARTS] if isinstance(field, PastDate) else [""])
    ]


def ask(
    request: HttpRequest, service: Service, sender: str, form: Question, at: int, status: int = 200
) -> HttpResponse:
    """The page of one question."""
    context = page_of(request, service, sender, at, skip=names_of(type(form)))
    return render(request, "portal/question.html", {**context, "form": form}, status=status)


def page_of(request: HttpRequest, service: Service, sender: str, at: int, skip: list[str]) -> dict[str, Any]:
    """What every page of the form carries: where it is, and the answers of the others."""
    steps = questions_of(sender)
    names = [name for step in steps for name in names_of(step) if name not in skip]
    return {
        "service": service,
        "sender": sender,
        "at": at,
        "number": at + 1,
        "count": len(steps) + 1,
        "before": at - 1,
        "carried": [(name, request.POST[name]) for name in names if request.POST.get(name)],
        "token": request.POST.get("jeton") or new_token(),
    }


def check(
    request: HttpRequest, service: Service, sender: str, answered: list[Question], refused: str = ""
) -> HttpResponse:
    """Everything that was answered, to be read once more before it goes."""
    rows = [
        (number, str(field.label), shown(form, name))
        for number, form in enumerate(answered)
        for name, field in form.fields.items()
        if shown(form, name)
    ]
    context = page_of(request, service, sender, len(questions_of(sender)), skip=[])
    status = 422 if refused else 200
    return render(request, "portal/check.html", {**context, "rows": rows, "refused": refused}, status=status)


def shown(form: Question, name: str) -> str:
    """An answer as the sender reads it."""
    value = form.cleaned_data.get(name)
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        return str(dict(field.choices)[value])  # type: ignore[arg-type]
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return ("oui" if value else "") if isinstance(value, bool) else str(value or "")


def sent(request: HttpRequest, service: Service, sender: str, answered: list[Question]) -> HttpResponse:
    """Keep the message, acknowledge it, and show the reference."""
    try:
        admit(request, service.pk, request.POST.get("jeton", ""))
    except DomainError as refusal:
        return check(request, service, sender, answered, refused=refusal.message)
    answers = {name: stored(value) for form in answered for name, value in form.cleaned_data.items() if value}
    begins = sender not in QUESTIONS
    intake = keep_intake(
        service=service, sender=Sender.EMPLOYER if begins else sender, answers=answers,
        procedure=sender if begins else "",
    )  # fmt: skip
    acknowledge(intake, link=request.build_absolute_uri(reverse("portal:answer")))
    return redirect("portal:received", code=service.code, reference=intake.reference)


def stored(value: object) -> str:
    """An answer as it is kept."""
    if isinstance(value, date):
        return value.isoformat()
    return "oui" if value is True else str(value)


@login_not_required
@require_safe
def received(request: HttpRequest, code: str, reference: str) -> HttpResponse:
    """The dated acknowledgement: a reference, and nothing of what was written."""
    intake = get_object_or_404(Intake.objects.select_related("service"), service__code=code, reference=reference)
    return render(request, "portal/received.html", {"intake": intake, "service": intake.service})


class ReferenceForm(forms.Form):
    """The reference of the acknowledgement."""

    reference = forms.CharField(
        label="Référence", max_length=12, help_text="Huit lettres ou chiffres, par exemple 7KQ4-XM2P.",
        error_messages={"required": "Donnez la référence de l’accusé de réception."},
        widget=forms.TextInput(
            attrs={"class": "form-control am-w10", "autocomplete": "off", "autocapitalize": "characters"}
        ),
    )  # fmt: skip

    def clean_reference(self) -> str:
        """As it is kept: capitals, two groups."""
        letters = "".join(one for one in self.cleaned_data["reference"].upper() if one.isalnum())
        return f"{letters[:4]}-{letters[4:]}"


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest) -> HttpResponse:
    """What the cell answered to a reference: a decision, and what its sender may be told."""
    form = ReferenceForm(request.POST if request.method == "POST" else None)
    found: dict[str, Any] = {}
    if form.is_valid():
        seldom(f"portal:r:{client_address(request)}", 10 * PER_ADDRESS)
        intake = Intake.objects.select_related("service").filter(reference=form.cleaned_data["reference"]).first()
        if intake is None:
            form.add_error("reference", "Aucun message n’a cette référence. Vérifiez-la sur l’accusé de réception.")
        else:
            found = {"intake": intake, "service": intake.service, **progress_of(request, intake)}
    wrong = form.errors or (found.get("act") and found["act"].errors)
    return render(request, "portal/answer.html", {"form": form, **found}, status=422 if wrong else 200)
