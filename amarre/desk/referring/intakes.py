"""A message of the public forms: read, recognised or set aside."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from amarre.accounts.permissions import Permission
from amarre.accounts.requests import UserRequest
from amarre.audit.journal import record
from amarre.cases.actions.intakes import set_aside_intake, take_intake
from amarre.cases.enums import ReferralReason, RefusalReason, Urgency
from amarre.cases.models import Intake
from amarre.cases.telling import tell_answer
from amarre.desk.doors import intake_for
from amarre.desk.referring.referral_forms import job_words, radios, select
from amarre.desk.watch.signals import posted
from amarre.directory.models import Job
from amarre.directory.search.find import asked, find_workers

CANDIDATES = 12
#: How each answer is named on the page, in this order.
WORDS: Mapping[str, str] = {
    "worker_first_name": "Prénom de la personne",
    "worker_last_name": "Nom de la personne",
    "born_on": "Date de naissance",
    "company": "Entreprise",
    "partner": "Organisme",
    "sender_name": "Expéditeur",
    "phone": "Téléphone",
    "email": "Adresse e-mail",
    "echange": "Échange avec la personne le",
    "leave_since": "En arrêt depuis le",
    "not_on_leave": "Pas d’arrêt en cours",
    "expectation": "Demande",
    "urgency": "Délai souhaité",
    "agrees": "Accord de la personne",
}


class TakeForm(forms.Form):
    """Whom the message is about."""

    job = forms.ModelChoiceField(
        Job.objects.none(), label="De qui s’agit-il", empty_label=None, widget=forms.RadioSelect,
        error_messages={
            "required": "Choisissez la personne et l’emploi.",
            "invalid_choice": "Choisissez dans la liste.",
        },
    )  # fmt: skip
    reason = radios("Ce qu’il faut regarder", ReferralReason.choices, initial=ReferralReason.HEALTH)

    def __init__(self, *args: object, jobs: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["job"].queryset = jobs  # type: ignore[attr-defined]
        self.fields["job"].label_from_instance = person_words  # type: ignore[attr-defined]


class SetAsideIntakeForm(forms.Form):
    """Why a message becomes no signalement."""

    refusal = select("Motif, dit à l’expéditeur", RefusalReason.choices)


def person_words(job: Job) -> str:
    """A person and an employment in a list."""
    worker = job.worker
    return f"{worker.last_name} {worker.first_name}, {worker.born_on:%d/%m/%Y}, {job_words(job)}"


@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def intake(request: UserRequest, code: str, pk: UUID) -> HttpResponse:
    """Open a sealed message; the reading is recorded. One form recognises the person, the other sets it aside."""
    found = intake_for(request, code, pk, Permission.CASE_QUALIFY)
    today = timezone.localdate()
    looked_for = request.POST.get("q", "") or " ".join(
        found.given.get(name, "") for name in ("worker_last_name", "worker_first_name")
    )
    workers = find_workers(found.service, asked(looked_for), CANDIDATES).rows
    jobs = (
        Job.objects.filter(service=found.service)
        .filter(Q(worker__in=workers))
        .select_related("worker", "establishment")
    )
    act = request.POST.get("acte", "")
    data = posted(request)
    take = TakeForm(data if act == "prendre" else None, jobs=jobs)
    aside = SetAsideIntakeForm(data if act == "ecarter" else None)
    if take.is_bound and take.is_valid():
        referral = take_intake(intake=found, by=request.user, on=received_on(found), **take.cleaned_data)
        messages.success(request, "Le message est devenu un signalement, daté du jour de sa réception.")
        return redirect("desk:referral", code=code, pk=referral.pk)
    if aside.is_bound and aside.is_valid():
        done = set_aside_intake(intake=found, by=request.user, on=today, **aside.cleaned_data)
        tell_answer(done, link=request.build_absolute_uri(reverse("portal:answer")))
        messages.success(request, "Message écarté\u00a0; l’expéditeur peut lire pourquoi.")
        return redirect("desk:referrals", code=code)
    shown = [worker.pk for worker in workers]
    record(
        "intake.read", found.service, by=request.user, service=found.service,
        details={"reference": found.reference, "workers": shown},
    )  # fmt: skip
    context = {
        "service": found.service, "intake": found, "answers": answers_of(found), "take": take, "aside": aside,
        "any": bool(workers), "q": looked_for, "done": bool(found.referral_id or found.set_aside_on),
    }  # fmt: skip
    status = 422 if take.errors or aside.errors else 200
    return render(request, "desk/intake.html", context, status=status)


def received_on(found: Intake) -> date:
    """The day of the message, here."""
    return timezone.localdate(found.received_at)


def answers_of(found: Intake) -> list[tuple[str, str]]:
    """The answers as a person reads them, in order."""
    given = found.given
    words = {name: given[name] for name in WORDS if given.get(name)}
    for name in ("born_on", "echange", "leave_since"):
        if name in words:
            words[name] = f"{date.fromisoformat(words[name]):%d/%m/%Y}"
    if "urgency" in words and words["urgency"] in Urgency.values:
        words["urgency"] = str(Urgency(words["urgency"]).label)
    return [(WORDS[name], value) for name, value in words.items()]
