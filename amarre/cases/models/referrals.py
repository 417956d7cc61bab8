"""Signalements that the cell receives, and the signals that some come from."""

from django.db import models

from amarre.cases.enums import ReferralOrigin, ReferralPartner, ReferralReason
from amarre.detection.models import Signal
from amarre.directory.models import Job
from amarre.exchange.models import Identified, known


class Referral(Identified):
    """A signalement received by the cell."""

    job = models.ForeignKey(Job, models.PROTECT, verbose_name="emploi", related_name="referrals")
    received_on = models.DateField("date")
    origin = models.CharField("origine", max_length=20, choices=ReferralOrigin)
    partner = models.CharField("partenaire", max_length=20, choices=ReferralPartner, blank=True, null=True)
    reason = models.CharField("motif", max_length=20, choices=ReferralReason)

    class Meta(Identified.Meta):
        verbose_name = "signalement"
        constraints = [
            *Identified.Meta.constraints,
            known("origin", ReferralOrigin.values, "referral_origin_known"),
            known("reason", ReferralReason.values, "referral_reason_known"),
            models.CheckConstraint(
                condition=models.Q(origin=ReferralOrigin.PARTNER) | models.Q(partner__isnull=True),
                name="referral_partner_only_from_partner",
                violation_error_message="Le partenaire suppose l'origine « partenaire ».",
            ),
        ]

    class Privacy(Identified.Privacy):
        plain = (*Identified.Privacy.plain, "job")
        personal = ("received_on", "origin", "partner", "reason")


class SignalReferral(models.Model):
    """The referral that a detection signal was turned into."""

    signal = models.OneToOneField(Signal, models.PROTECT, verbose_name="alerte", related_name="referred_as")
    referral = models.OneToOneField(Referral, models.CASCADE, verbose_name="signalement", related_name="from_signal")

    class Meta:
        verbose_name = "signalement issu d'une alerte"

    class Privacy:
        plain = ("id", "signal", "referral")

    def __str__(self) -> str:
        return f"{self.signal} · {self.referral}"
