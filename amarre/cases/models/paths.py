"""Which path of accompaniment a case follows, and the steps that a professional noted."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from amarre.cases.models.cases import Case
from amarre.exchange.models import ordered


class CasePath(models.Model):
    """A case follows one path at a time; `left_on` once it follows another."""

    case = models.ForeignKey(Case, models.PROTECT, verbose_name="dossier", related_name="paths")
    # A file of catalogue/paths/.
    path = models.CharField("parcours", max_length=50)
    chosen_on = models.DateField("suivi depuis le")
    chosen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="choisi par", related_name="+", null=True, blank=True
    )
    left_on = models.DateField("quitté le", null=True, blank=True)

    class Meta:
        verbose_name = "parcours d'un dossier"
        ordering = ("-pk",)
        constraints = [
            ordered("chosen_on", "left_on", "casepath_dates_ordered", "Le parcours est quitté avant d'être suivi."),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(left_on__isnull=True),
                name="casepath_one_at_a_time",
                violation_error_message="Ce dossier suit déjà un parcours.",
            ),
        ]

    class Privacy:
        plain = ("id", "case", "path", "chosen_by")
        personal = ("chosen_on", "left_on")

    def __str__(self) -> str:
        return f"{self.case} · {self.path}"


class PathMark(models.Model):
    """A step that a professional noted: taken that day, or without object there."""

    case_path = models.ForeignKey(CasePath, models.CASCADE, verbose_name="parcours", related_name="marks")
    step = models.CharField("étape", max_length=30)
    on = models.DateField("date")
    skipped = models.BooleanField("sans objet", default=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="notée par", related_name="+", null=True, blank=True
    )
    at = models.DateTimeField("notée le", auto_now_add=True)

    class Meta:
        verbose_name = "étape d'un parcours"
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["case_path", "step"],
                name="pathmark_once",
                violation_error_message="Cette étape est déjà notée.",
            )
        ]

    class Privacy:
        plain = ("id", "case_path", "step", "by", "at")
        personal = ("on", "skipped")

    def __str__(self) -> str:
        return f"{self.case_path} · {self.step}"
