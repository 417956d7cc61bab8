"""Every change made to a case, one row each: its moves, and its fields."""

from django.conf import settings
from django.db import models

from amarre.cases.enums import CaseMove, CaseStatus, Outcome
from amarre.cases.models.cases import Case
from amarre.exchange.models import known


class CaseTransition(models.Model):
    """One move of a case; a closing keeps its outcome here, even once the case is open again."""

    case = models.ForeignKey(Case, models.CASCADE, verbose_name="dossier", related_name="transitions")
    version = models.PositiveIntegerField("version du dossier")
    move = models.CharField("acte", max_length=10, choices=CaseMove)
    source = models.CharField("état d'avant", max_length=10, choices=CaseStatus)
    on = models.DateField("jour")
    at = models.DateTimeField("enregistré le", auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="par", related_name="+", null=True, blank=True
    )
    reason = models.CharField("raison", max_length=500, blank=True, default="")
    outcome = models.CharField("issue", max_length=30, choices=Outcome, blank=True, null=True)

    class Meta:
        verbose_name = "changement d'état d'un dossier"
        ordering = ("pk",)
        constraints = [
            known("move", CaseMove.values, "case_move_known"),
            models.CheckConstraint(
                condition=models.Q(move=CaseMove.CLOSE, outcome__isnull=False, outcome__in=Outcome.values)
                | (~models.Q(move=CaseMove.CLOSE) & models.Q(outcome__isnull=True)),
                name="case_transition_outcome_iff_close",
                violation_error_message="Une clôture a une issue, et elle seule.",
            ),
            models.CheckConstraint(
                condition=~models.Q(move__in=[CaseMove.SUSPEND, CaseMove.REOPEN]) | ~models.Q(reason=""),
                name="case_transition_reason_given",
                violation_error_message="Dites pourquoi.",
            ),
        ]

    class Privacy:
        plain = ("id", "case", "version", "move", "source", "on", "at", "by")
        personal = ("reason", "outcome")

    def __str__(self) -> str:
        return f"{self.case} · {self.get_move_display()}"


class CaseChange(models.Model):
    """One field of a case that a person changed, in the words stored: what a second writer is shown."""

    case = models.ForeignKey(Case, models.CASCADE, verbose_name="dossier", related_name="changes")
    version = models.PositiveIntegerField("version du dossier")
    field = models.CharField("champ", max_length=40)
    before = models.CharField("avant", max_length=100, blank=True, default="")
    after = models.CharField("après", max_length=100, blank=True, default="")
    at = models.DateTimeField("enregistré le", auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="par", related_name="+", null=True, blank=True
    )

    class Meta:
        verbose_name = "changement d'un dossier"
        ordering = ("pk",)

    class Privacy:
        plain = ("id", "case", "version", "field", "at", "by")
        medical = ("before", "after")

    def __str__(self) -> str:
        return f"{self.case} · {self.field}"
