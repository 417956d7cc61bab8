"""Requests of a person for the copy of their case, each with its deadline and its end."""

import uuid
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q

from amarre.accounts.models import Service
from amarre.cases.enums import AccessAsker, AccessOutcome, AccessRefusal, AccessScope, AccessWay, HandedWay
from amarre.cases.models.cases import Case
from amarre.exchange.models import known, ordered
from amarre.vault.fields import SealedText


class AccessRequestQuerySet(models.QuerySet["AccessRequest"]):
    """Reads of requests."""

    def open(self, service: Service) -> "AccessRequestQuerySet":
        """Those of a service that wait for their answer, the nearest deadline first."""
        return self.filter(service=service, closed_on__isnull=True).order_by("due_on", "received_on", "pk")

    def due_by(self, day: date) -> "AccessRequestQuerySet":
        """Those to be answered by that day at the latest."""
        return self.filter(due_on__lte=day)


class AccessRequest(models.Model):
    """One request for the copy of one case; a case has one open at most, closed by a copy handed over or a refusal."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    service = models.ForeignKey(Service, models.PROTECT, verbose_name="service", related_name="access_requests")
    case = models.ForeignKey(Case, models.PROTECT, verbose_name="dossier", related_name="access_requests")
    received_on = models.DateField("reçue le")
    asked_by = models.CharField("demandée par", max_length=15, choices=AccessAsker)
    way = models.CharField("comment", max_length=15, choices=AccessWay)
    scope = models.CharField("ce qui est demandé", max_length=15, choices=AccessScope)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="reçue par", related_name="+"
    )
    due_on = models.DateField("réponse due le")
    extended_on = models.DateField("prolongation annoncée le", null=True, blank=True)
    extended_because = SealedText("raisons de la prolongation", blank=True)
    closed_on = models.DateField("close le", null=True, blank=True)
    outcome = models.CharField("suite", max_length=10, choices=AccessOutcome, blank=True, default="")
    handed = models.CharField("remise", max_length=15, choices=HandedWay, blank=True, default="")
    refusal = models.CharField("motif du refus", max_length=15, choices=AccessRefusal, blank=True, default="")
    refused_because = SealedText("refus tel qu'il est expliqué", blank=True)
    # Counts the writings: whoever writes says which one they had read.
    version = models.PositiveIntegerField("version", default=0)
    written_at = models.DateTimeField("écrite le", auto_now=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="écrite par", related_name="+"
    )

    objects = AccessRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "demande de copie d'un dossier"
        ordering = ("-received_on", "-written_at")
        constraints = [
            known("asked_by", AccessAsker.values, "accessrequest_asked_by_known"),
            known("way", AccessWay.values, "accessrequest_way_known"),
            known("scope", AccessScope.values, "accessrequest_scope_known"),
            known("handed", ["", *HandedWay.values], "accessrequest_handed_known"),
            known("refusal", ["", *AccessRefusal.values], "accessrequest_refusal_known"),
            ordered(
                "received_on", "closed_on", "accessrequest_dates_ordered", "Une demande se clôt après avoir été reçue."
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True, outcome="", handed="", refusal="")
                | (Q(closed_on__isnull=False, outcome=AccessOutcome.HANDED, refusal="") & ~Q(handed=""))
                | (Q(closed_on__isnull=False, outcome=AccessOutcome.REFUSED, handed="") & ~Q(refusal="")),
                name="accessrequest_closed_by_an_answer",
                violation_error_message="Une demande se clôt par une copie remise ou par un refus motivé.",
            ),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(closed_on__isnull=True),
                name="accessrequest_one_open",
                violation_error_message="Une demande est déjà ouverte pour ce dossier.",
            ),
        ]
        indexes = [models.Index(fields=["service", "closed_on", "due_on"], name="accessrequest_due")]

    class Privacy:
        plain = ("id", "service", "case", "received_by", "version", "written_at", "written_by")
        personal = (
            "received_on", "asked_by", "way", "scope", "due_on", "extended_on", "extended_because", "closed_on",
            "outcome", "handed", "refusal", "refused_because",
        )  # fmt: skip

    def __str__(self) -> str:
        return f"demande de copie {self.pk}"
