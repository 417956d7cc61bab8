"""Procedures that an employer begins: which acts were done, when and by whom. Nothing of health is in them."""

import uuid
from collections.abc import Mapping
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q

from amarre.accounts.models import Service
from amarre.cases.enums import StopReason
from amarre.cases.models.referrals import Referral


class EmployerDetectionQuerySet(models.QuerySet["EmployerDetection"]):
    """Reads of procedures under way."""

    def going_on(self, service: Service) -> "EmployerDetectionQuerySet":
        """Those of a service that are neither finished nor stopped, the oldest first."""
        return self.filter(service=service, ended_on__isnull=True).order_by("begun_at")


class EmployerDetection(models.Model):
    """One procedure about one signalement; `ended_on` once its last act is done, or when it is stopped for a reason."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    service = models.ForeignKey(Service, models.PROTECT, verbose_name="service", related_name="employer_detections")
    referral = models.OneToOneField(
        Referral, models.PROTECT, verbose_name="signalement", related_name="employer_detection"
    )
    # A file of catalogue/procedures/.
    procedure = models.CharField("procédure", max_length=50)
    begun_at = models.DateTimeField("commencée le", auto_now_add=True)
    ended_on = models.DateField("terminée le", null=True, blank=True)
    stopped = models.CharField("motif d'arrêt", max_length=20, choices=StopReason, blank=True, default="")

    objects = EmployerDetectionQuerySet.as_manager()

    class Meta:
        verbose_name = "détection par l'employeur"
        ordering = ("begun_at",)
        constraints = [
            models.CheckConstraint(
                condition=Q(stopped="") | Q(stopped__in=StopReason.values, ended_on__isnull=False),
                name="employerdetection_stopped_on_a_day",
                violation_error_message="Une procédure s'arrête un jour, pour un motif de la liste.",
            )
        ]

    class Privacy:
        plain = ("id", "service", "referral", "procedure", "begun_at")
        personal = ("ended_on", "stopped")

    def __str__(self) -> str:
        return f"procédure sur {self.referral}"

    @property
    def done(self) -> Mapping[str, date]:
        """The acts that are done, by code, with their day."""
        return {act.act: act.done_on for act in self.acts.all()}


class DetectionAct(models.Model):
    """One act of a procedure; without `by`, the employer said so on the public page."""

    detection = models.ForeignKey(EmployerDetection, models.CASCADE, verbose_name="procédure", related_name="acts")
    act = models.CharField("acte", max_length=30)
    done_on = models.DateField("fait le")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="noté par", related_name="+", null=True, blank=True
    )
    at = models.DateTimeField("noté le", auto_now_add=True)

    class Meta:
        verbose_name = "acte d'une procédure"
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["detection", "act"], name="detectionact_once", violation_error_message="Cet acte est déjà noté."
            )
        ]

    class Privacy:
        plain = ("id", "detection", "act", "by", "at")
        personal = ("done_on",)

    def __str__(self) -> str:
        return f"{self.detection} · {self.act}"
