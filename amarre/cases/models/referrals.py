"""Signalements that the cell receives, what it decides about them, and the signals that some come from."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q

from amarre.accounts.models import Service
from amarre.cases.enums import (
    ReferralMove,
    ReferralOrigin,
    ReferralPartner,
    ReferralReason,
    ReferralStatus,
    RefusalReason,
    Urgency,
)
from amarre.detection.models import Signal
from amarre.directory.models import Job
from amarre.exchange.models import Identified, known

#: Imported signalements older than that were decided about in the software that sent them.
IMPORTED_DAYS = 90
WAITING = (ReferralStatus.RECEIVED, ReferralStatus.MORE_ASKED)


if TYPE_CHECKING:
    from amarre.cases.models.cases import Case


class ReferralQuerySet(models.QuerySet["Referral"]):
    """Reads of signalements."""

    def of(self, service: Service) -> "ReferralQuerySet":
        """Those of a service."""
        return self.filter(service=service)

    def waiting(self, on: date) -> "ReferralQuerySet":
        """Those that the cell has still to decide about: no decision, no case, and not an old import."""
        recent = Q(batch__isnull=True) | Q(received_on__gte=on - timedelta(days=IMPORTED_DAYS))
        return self.filter(recent, status__in=WAITING, cases__isnull=True, vanished_on__isnull=True)

    def of_case(self, case: "Case") -> "ReferralQuerySet":
        """The one that the case came from, and those that were joined to it."""
        return self.filter(Q(pk=case.referral_id) | Q(joined_case=case))


class Referral(Identified):
    """A signalement received by the cell about one job."""

    job = models.ForeignKey(Job, models.PROTECT, verbose_name="emploi", related_name="referrals")
    received_on = models.DateField("date")
    origin = models.CharField("origine", max_length=20, choices=ReferralOrigin)
    partner = models.CharField("partenaire", max_length=20, choices=ReferralPartner, blank=True, null=True)
    reason = models.CharField("motif", max_length=20, choices=ReferralReason)
    # What follows is not in the exchange format: an import neither gives nor takes it.
    status = models.CharField(
        "état", max_length=12, choices=ReferralStatus, default=ReferralStatus.RECEIVED,
        db_default=ReferralStatus.RECEIVED,
    )  # fmt: skip
    # As it was on the day of the signalement: leaves that are typed later do not change it.
    on_leave = models.BooleanField("en arrêt ce jour-là", null=True, blank=True)
    urgency = models.CharField(
        "urgence", max_length=10, choices=Urgency, default=Urgency.NORMAL, db_default=Urgency.NORMAL
    )
    worker_agrees = models.BooleanField("accord du travailleur", null=True, blank=True)
    joined_case = models.ForeignKey(
        "cases.Case", models.PROTECT, verbose_name="dossier rejoint", related_name="joined_referrals",
        null=True, blank=True,
    )  # fmt: skip

    objects = ReferralQuerySet.as_manager()

    class Meta(Identified.Meta):
        verbose_name = "signalement"
        constraints = [
            *Identified.Meta.constraints,
            known("origin", ReferralOrigin.values, "referral_origin_known"),
            known("reason", ReferralReason.values, "referral_reason_known"),
            known("status", ReferralStatus.values, "referral_status_known"),
            known("urgency", Urgency.values, "referral_urgency_known"),
            models.CheckConstraint(
                condition=models.Q(origin=ReferralOrigin.PARTNER) | models.Q(partner__isnull=True),
                name="referral_partner_only_from_partner",
                violation_error_message="Le partenaire suppose l'origine « partenaire ».",
            ),
            models.CheckConstraint(
                condition=Q(status=ReferralStatus.JOINED, joined_case__isnull=False)
                | (~Q(status=ReferralStatus.JOINED) & Q(joined_case__isnull=True)),
                name="referral_joined_iff_case",
                violation_error_message="Un signalement joint nomme le dossier qu'il rejoint.",
            ),
        ]
        indexes = [models.Index(fields=["service", "status", "received_on"], name="referral_list")]

    class Privacy(Identified.Privacy):
        plain = (*Identified.Privacy.plain, "job", "status", "joined_case")
        personal = ("received_on", "origin", "partner", "reason", "urgency", "worker_agrees")
        medical = ("on_leave",)

    @property
    def waits(self) -> bool:
        """Whether the cell has still to decide: a case that came with it, as files bring them, is its answer."""
        return self.status in WAITING and not self.cases.exists()

    @property
    def standing(self) -> str:
        """Where it stands, in words."""
        return str(self.get_status_display()) if self.status not in WAITING or self.waits else "dossier ouvert"


class ReferralTransition(models.Model):
    """One decision about a signalement; a refusal has a reason of the list, an orientation names where."""

    referral = models.ForeignKey(Referral, models.CASCADE, verbose_name="signalement", related_name="transitions")
    move = models.CharField("décision", max_length=10, choices=ReferralMove)
    on = models.DateField("jour")
    at = models.DateTimeField("enregistré le", auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="par", related_name="+", null=True, blank=True
    )
    refusal = models.CharField("motif du refus", max_length=20, choices=RefusalReason, blank=True, default="")
    # Told to the sender as it is: in terms of work, never of health.
    message = models.CharField("ce qui est dit à l'expéditeur", max_length=500, blank=True, default="")

    class Meta:
        verbose_name = "décision sur un signalement"
        ordering = ("pk",)
        constraints = [
            known("move", ReferralMove.values, "referral_move_known"),
            models.CheckConstraint(
                condition=Q(move=ReferralMove.REFUSE, refusal__in=RefusalReason.values)
                | (~Q(move=ReferralMove.REFUSE) & Q(refusal="")),
                name="referral_refused_with_reason",
                violation_error_message="Un signalement se refuse avec un motif de la liste.",
            ),
            models.CheckConstraint(
                condition=~Q(move__in=[ReferralMove.ASK_MORE, ReferralMove.ORIENT]) | ~Q(message=""),
                name="referral_message_given",
                violation_error_message="Dites à l'expéditeur ce qui est attendu de lui, ou vers qui se tourner.",
            ),
        ]

    class Privacy:
        plain = ("id", "referral", "move", "on", "at", "by", "refusal")
        personal = ("message",)

    def __str__(self) -> str:
        return f"{self.referral} · {self.get_move_display()}"


class SignalReferral(models.Model):
    """The referral that a detection signal was turned into."""

    signal = models.OneToOneField(Signal, models.PROTECT, verbose_name="signal", related_name="referred_as")
    referral = models.OneToOneField(Referral, models.CASCADE, verbose_name="signalement", related_name="from_signal")

    class Meta:
        verbose_name = "signalement né d'un signal"

    class Privacy:
        plain = ("id", "signal", "referral")

    def __str__(self) -> str:
        return f"{self.signal} · {self.referral}"
