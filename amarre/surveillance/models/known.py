"""What the service knows of a worker's health at work: visits, sick leave, indices, meetings, dismissals."""

from django.db import models

from amarre.directory.models import Job, Professional
from amarre.exchange.models import Identified, known, ordered
from amarre.surveillance.enums import (
    Instrument,
    LeaveCause,
    MeetingInitiator,
    Modality,
    Opinion,
    Participation,
    Requester,
    VisitKind,
)


class Visit(Identified):
    """An occupational-health examination."""

    job = models.ForeignKey(Job, models.PROTECT, verbose_name="emploi", related_name="visits")
    held_on = models.DateField("date")
    kind = models.CharField("nature", max_length=20, choices=VisitKind)
    requester = models.CharField("demandeur", max_length=20, choices=Requester, blank=True, null=True)
    professional = models.ForeignKey(
        Professional, models.PROTECT, verbose_name="professionnel", related_name="visits", null=True, blank=True
    )
    modality = models.CharField("modalité", max_length=10, choices=Modality)
    opinion = models.CharField("document remis", max_length=12, choices=Opinion)
    redeployment_waived = models.BooleanField("dispense de reclassement", null=True, blank=True)
    measures_proposed = models.BooleanField("aménagement proposé (annexe 4)", null=True, blank=True)
    information_opposed = models.BooleanField("opposition à l'information", null=True, blank=True)

    class Meta(Identified.Meta):
        verbose_name = "visite"
        constraints = [
            *Identified.Meta.constraints,
            known("kind", VisitKind.values, "visit_kind_known"),
            known("opinion", Opinion.values, "visit_opinion_known"),
            models.CheckConstraint(
                condition=models.Q(opinion=Opinion.UNFIT)
                | models.Q(redeployment_waived__isnull=True)
                | models.Q(redeployment_waived=False),
                name="visit_waiver_only_unfit",
                violation_error_message="La dispense de reclassement suppose un avis d'inaptitude.",
            ),
        ]

    class Privacy(Identified.Privacy):
        plain = (*Identified.Privacy.plain, "job", "professional")
        medical = (
            "held_on", "kind", "requester", "modality", "opinion", "redeployment_waived", "measures_proposed",
            "information_opposed",
        )  # fmt: skip


class SickLeave(Identified):
    """One prescription of sick leave; prescriptions that touch or overlap form a spell."""

    job = models.ForeignKey(Job, models.PROTECT, verbose_name="emploi", related_name="sick_leaves")
    starts_on = models.DateField("premier jour")
    ends_on = models.DateField("dernier jour prescrit", null=True, blank=True)
    cause = models.CharField("motif", max_length=25, choices=LeaveCause)

    class Meta(Identified.Meta):
        verbose_name = "arrêt"
        constraints = [
            *Identified.Meta.constraints,
            known("cause", LeaveCause.values, "sickleave_cause_known"),
            ordered("starts_on", "ends_on", "sickleave_dates_ordered", "L'arrêt finit avant de commencer."),
        ]

    class Privacy(Identified.Privacy):
        plain = (*Identified.Privacy.plain, "job")
        medical = ("starts_on", "ends_on", "cause")


class RiskIndex(Identified):
    """A value of an index; the national formula is not public, so values are only received."""

    job = models.ForeignKey(Job, models.PROTECT, verbose_name="emploi", related_name="risk_indices")
    instrument = models.CharField("instrument", max_length=15, choices=Instrument)
    version = models.TextField("version", blank=True, null=True)
    value = models.FloatField("valeur")
    measured_on = models.DateField("date")

    class Meta(Identified.Meta):
        verbose_name = "indice"
        constraints = [
            *Identified.Meta.constraints,
            known("instrument", Instrument.values, "riskindex_instrument_known"),
        ]

    class Privacy(Identified.Privacy):
        plain = (*Identified.Privacy.plain, "job")
        medical = ("instrument", "version", "value", "measured_on")


class LiaisonMeeting(Identified):
    """A rendez-vous de liaison known to the service (L1226-1-3): not a medical visit."""

    job = models.ForeignKey(Job, models.PROTECT, verbose_name="emploi", related_name="liaison_meetings")
    held_on = models.DateField("date")
    initiator = models.CharField("à l'initiative de", max_length=12, choices=MeetingInitiator)
    participation = models.CharField("participation du service", max_length=12, choices=Participation)

    class Meta(Identified.Meta):
        verbose_name = "rendez-vous de liaison"
        constraints = [
            *Identified.Meta.constraints,
            known("initiator", MeetingInitiator.values, "liaisonmeeting_initiator_known"),
            known("participation", Participation.values, "liaisonmeeting_participation_known"),
        ]

    class Privacy(Identified.Privacy):
        plain = (*Identified.Privacy.plain, "job")
        personal = ("held_on", "initiator", "participation")


class Dismissal(Identified):
    """A dismissal for inaptitude known to the service."""

    job = models.ForeignKey(Job, models.PROTECT, verbose_name="emploi", related_name="dismissals")
    notified_on = models.DateField("date")

    class Meta(Identified.Meta):
        verbose_name = "licenciement pour inaptitude"
        constraints = [*Identified.Meta.constraints]

    class Privacy(Identified.Privacy):
        plain = (*Identified.Privacy.plain, "job")
        medical = ("notified_on",)
