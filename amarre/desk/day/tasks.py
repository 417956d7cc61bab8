"""Tasks about cases: given to somebody, done in one click, and taken back in one."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from amarre.accounts.models import Service, User
from amarre.accounts.permissions import Permission
from amarre.accounts.requests import UserRequest
from amarre.cases.actions.decisions import LENGTH, make_task, tick_task
from amarre.cases.editing import still_open
from amarre.cases.models import Case, Task
from amarre.desk.casework.case_acts import page
from amarre.desk.casework.case_forms import a_day
from amarre.desk.doors import case_for
from amarre.desk.meeting.meeting_doors import task_for
from amarre.desk.meeting.meeting_forms import one_line, staff
from amarre.desk.referring.referral_forms import select
from amarre.desk.watch.signals import posted


class TaskForm(forms.Form):
    """What to do, who does it, by when."""

    what = one_line("À faire", LENGTH, "Dites ce qu’il y a à faire.", "En termes de travail\u00a0: rien de médical.")
    owner = select("Qui agit", [])
    due_on = a_day("Pour le (facultatif)", required=False)

    def __init__(self, *args: Any, people: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(one.pk): one for one in people}
        self.fields["owner"].choices = [("", "Choisir"), *((pk, str(one)) for pk, one in self.people.items())]  # type: ignore[attr-defined]

    def clean_owner(self) -> User:
        """The account."""
        return self.people[self.cleaned_data["owner"]]


@require_POST
def task_tick(request: UserRequest, code: str, pk: UUID) -> HttpResponse:
    """Done, or to be done again; back to where the button was."""
    task = task_for(request, code, pk, Permission.CASE_WRITE)
    done = request.POST.get("acte") != "refaire"
    tick_task(task=task, done=done, by=request.user, on=timezone.localdate())
    messages.success(
        request,
        "Tâche faite\u202f; vous pouvez la remettre à faire au même endroit." if done else "Tâche remise à faire.",
    )
    if request.POST.get("retour") == "dossier":
        return redirect("desk:case", code=code, pk=task.case_id)
    return redirect("desk:signals", code=code)


@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def case_task(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Give somebody of the service something to do about the case, without waiting for a meeting."""
    case = case_for(request, code, pk, Permission.CASE_WRITE)
    people = staff(request.service)
    mine = str(request.user.pk) if request.user in people else ""
    form = TaskForm(posted(request), people=people, initial={"owner": mine})
    if form.is_valid():
        data = form.cleaned_data
        still_open(case)
        made = make_task(case=case, what=data["what"], owner=data["owner"], due_on=data["due_on"], by=request.user)
        messages.success(request, f"Tâche donnée\u00a0: {made.owner}.")
        return redirect("desk:case", code=code, pk=pk)
    return page(request, case, "desk/case_task.html", {"form": form}, wrong=form.is_bound)


def case_tasks(case: Case) -> list[Task]:
    """The tasks of a case: what is to do, the earliest first, then what was done, the latest first."""
    rows = Task.objects.filter(case=case).select_related("owner").order_by("made_at")
    by_day = sorted(rows, key=lambda one: one.due_on or date.max)
    return sorted(by_day, key=lambda one: one.done_on or date.max, reverse=True)


def my_tasks(user: User, service: Service, today: date) -> list[Task]:
    """What a person has to do there, then what they did today."""
    rows = Task.objects.of(user, service).on_the_day(today).select_related("case__job__worker")
    names = ("case__job__worker__first_name", "case__job__worker__last_name")
    return list(rows.only("what", "state", "due_on", "done_on", *names))
