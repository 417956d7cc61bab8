"""A task done in one click, and taken back in one."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from amarre.accounts.models import Service, User
from amarre.accounts.permissions import Permission
from amarre.accounts.requests import UserRequest
from amarre.cases.actions.decisions import tick_task
from amarre.cases.models import Case, Task
from amarre.desk.meeting_doors import task_for


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


def case_tasks(case: Case) -> list[Task]:
    """The tasks of a case: what is to do, the earliest first, then what was done, the latest first."""
    rows = Task.objects.filter(case=case).select_related("owner")
    return list(rows.order_by(F("done_on").desc(nulls_first=True), F("due_on").asc(nulls_last=True), "made_at"))


def my_tasks(user: User, service: Service, today: date) -> list[Task]:
    """What a person has to do there, then what they did today."""
    return list(Task.objects.of(user, service).on_the_day(today).select_related("case__job__worker"))
