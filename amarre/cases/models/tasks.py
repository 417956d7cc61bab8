"""What somebody of the service has to do about a case, by when."""

import uuid
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from amarre.accounts.models import Service, User
from amarre.cases.enums import TaskState
from amarre.cases.models.cases import Case
from amarre.exchange.models import known
from amarre.vault.fields import SealedText


class TaskQuerySet(models.QuerySet["Task"]):
    """Reads of tasks."""

    def of(self, user: User, service: Service) -> "TaskQuerySet":
        """Those that a person has in a service."""
        return self.filter(owner=user, service=service)

    def on_the_day(self, day: date) -> "TaskQuerySet":
        """What is to do, the earliest first and without a date last, then what was done that day."""
        waiting = Q(state=TaskState.TO_DO) | Q(state=TaskState.DONE, done_on=day)
        return self.filter(waiting).order_by(
            F("done_on").asc(nulls_first=True), F("due_on").asc(nulls_last=True), "made_at"
        )


class Task(models.Model):
    """One thing to do about a case, with its owner; done in one click, and taken back in one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    service = models.ForeignKey(Service, models.PROTECT, verbose_name="service", related_name="tasks")
    case = models.ForeignKey(Case, models.PROTECT, verbose_name="dossier", related_name="tasks")
    what = SealedText("à faire")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="qui agit", related_name="tasks")
    due_on = models.DateField("pour le", null=True, blank=True)
    state = models.CharField("état", max_length=10, choices=TaskState, default=TaskState.TO_DO)
    done_on = models.DateField("faite le", null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="faite par", related_name="+", null=True, blank=True
    )
    made_at = models.DateTimeField("créée le", auto_now_add=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="créée par", related_name="+")

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = "tâche"
        constraints = [
            known("state", TaskState.values, "task_state_known"),
            models.CheckConstraint(
                condition=Q(state=TaskState.DONE, done_on__isnull=False)
                | (~Q(state=TaskState.DONE) & Q(done_on__isnull=True)),
                name="task_done_iff_dated",
                violation_error_message="Une tâche faite a un jour, et elle seule.",
            ),
        ]
        indexes = [models.Index(fields=["owner", "service", "state"], name="task_owner")]

    class Privacy:
        plain = ("id", "service", "case", "owner", "state", "made_at", "made_by", "done_by")
        personal = ("due_on", "done_on")
        social = ("what",)

    def __str__(self) -> str:
        return f"tâche sur {self.case}"

    def late(self, on: date) -> bool:
        """Whether its day has passed and it is still to do."""
        return self.state == TaskState.TO_DO and self.due_on is not None and self.due_on < on
