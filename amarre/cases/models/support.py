"""What is done in a case, and what became of the worker."""

from django.conf import settings
from django.db import models

from amarre.cases.enums import DueMonth, Profession, Situation
from amarre.cases.models.cases import Case
from amarre.directory.models import Job
from amarre.exchange.models import Identified, known


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
        # The list of cases looks for the last act of each.
        indexes = [models.Index(fields=["case", "held_on"], name="supportact_of_case")]

    class Privacy(Identified.Privacy):
        plain = (*Identified.Privacy.plain, "job", "case")
        social = ("held_on", "profession")


class ActEntry(models.Model):
    """Who noted an act of support here, when, and by which sending of the form: sent twice, it is noted once."""

    act = models.OneToOneField(
        SupportAct, models.CASCADE, verbose_name="accompagnement", related_name="entry", primary_key=True
    )
    # Drawn when the form was shown; empty where no form was.
    token = models.UUIDField("envoi", unique=True, null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="noté par", related_name="+")
    at = models.DateTimeField("noté le", auto_now_add=True)

    class Meta:
        verbose_name = "saisie d'un accompagnement"

    class Privacy:
        plain = ("act", "token", "by", "at")

    def __str__(self) -> str:
        return f"saisie de {self.act_id}"


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
