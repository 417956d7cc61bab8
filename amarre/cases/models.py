"""Referrals that the cell receives, cases, what is done in them, and what became of the worker."""

from django.db import models

from amarre.cases.enums import (
    Approval,
    DueMonth,
    Level,
    Outcome,
    Profession,
    ReferralOrigin,
    ReferralPartner,
    ReferralReason,
    Scheme,
    SchemeInitiator,
    Situation,
)
from amarre.detection.models import Signal
from amarre.directory.models import Job, Professional
from amarre.exchange.models import Identified, known, ordered


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


class Case(Identified):
    """A dossier handled by the cell."""

    job = models.ForeignKey(Job, models.PROTECT, verbose_name="emploi", related_name="cases")
    referral = models.ForeignKey(
        Referral, models.PROTECT, verbose_name="signalement", related_name="cases", null=True, blank=True
    )
    opened_on = models.DateField("ouverture")
    lead = models.ForeignKey(
        Professional, models.PROTECT, verbose_name="référent", related_name="led_cases", null=True, blank=True
    )
    level = models.CharField("niveau", max_length=3, choices=Level, blank=True, null=True)
    plan_opened_on = models.DateField("plan de maintien ouvert le", null=True, blank=True)
    closed_on = models.DateField("clôture", null=True, blank=True)
    outcome = models.CharField("issue", max_length=30, choices=Outcome, blank=True, null=True)

    class Meta(Identified.Meta):
        verbose_name = "dossier"
        constraints = [
            *Identified.Meta.constraints,
            ordered("opened_on", "closed_on", "case_dates_ordered", "Le dossier est clos avant d'être ouvert."),
            models.CheckConstraint(
                condition=models.Q(closed_on__isnull=True, outcome__isnull=True)
                | models.Q(closed_on__isnull=False, outcome__in=Outcome.values),
                name="case_outcome_iff_closed",
                violation_error_message="Une issue va avec une date de clôture, et l'inverse.",
            ),
        ]

    class Privacy(Identified.Privacy):
        plain = (*Identified.Privacy.plain, "job", "referral", "lead")
        personal = ("opened_on", "plan_opened_on", "closed_on", "level", "outcome")


class SupportAct(Identified):
    """An act of individual support by one profession."""

    job = models.ForeignKey(Job, models.PROTECT, verbose_name="emploi", related_name="support_acts")
    case = models.ForeignKey(
        Case, models.PROTECT, verbose_name="dossier", related_name="support_acts", null=True, blank=True
    )
    held_on = models.DateField("date")
    profession = models.CharField("intervenant", max_length=20, choices=Profession)

    class Meta(Identified.Meta):
        verbose_name = "accompagnement"
        constraints = [
            *Identified.Meta.constraints,
            known("profession", Profession.values, "supportact_profession_known"),
        ]

    class Privacy(Identified.Privacy):
        plain = (*Identified.Privacy.plain, "job", "case")
        social = ("held_on", "profession")


class SchemeUse(Identified):
    """The mobilisation of a dispositif for a worker."""

    job = models.ForeignKey(Job, models.PROTECT, verbose_name="emploi", related_name="scheme_uses")
    case = models.ForeignKey(
        Case, models.PROTECT, verbose_name="dossier", related_name="scheme_uses", null=True, blank=True
    )
    scheme = models.CharField("dispositif", max_length=30, choices=Scheme)
    initiator = models.CharField("à l'initiative de", max_length=20, choices=SchemeInitiator, blank=True, null=True)
    requested_on = models.DateField("demandé le", null=True, blank=True)
    approval = models.CharField("accord", max_length=10, choices=Approval)
    starts_on = models.DateField("début", null=True, blank=True)
    ends_on = models.DateField("fin", null=True, blank=True)

    class Meta(Identified.Meta):
        verbose_name = "mobilisation d'un dispositif"
        constraints = [
            *Identified.Meta.constraints,
            known("scheme", Scheme.values, "schemeuse_scheme_known"),
            known("approval", Approval.values, "schemeuse_approval_known"),
            ordered("starts_on", "ends_on", "schemeuse_dates_ordered", "Le dispositif finit avant de commencer."),
        ]

    class Privacy(Identified.Privacy):
        plain = (*Identified.Privacy.plain, "job", "case")
        medical = ("scheme", "initiator", "requested_on", "approval", "starts_on", "ends_on")


class FollowUp(Identified):
    """What became of the worker 3, 6 or 12 months after closure."""

    case = models.ForeignKey(Case, models.PROTECT, verbose_name="dossier", related_name="follow_ups")
    due_month = models.CharField("échéance", max_length=2, choices=DueMonth)
    held_on = models.DateField("date")
    situation = models.CharField("situation", max_length=25, choices=Situation)

    class Meta(Identified.Meta):
        verbose_name = "suivi"
        constraints = [
            *Identified.Meta.constraints,
            known("due_month", DueMonth.values, "followup_due_month_known"),
            known("situation", Situation.values, "followup_situation_known"),
        ]

    class Privacy(Identified.Privacy):
        plain = (*Identified.Privacy.plain, "case", "due_month")
        personal = ("held_on", "situation")


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
