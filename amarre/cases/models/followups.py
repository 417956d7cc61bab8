"""Follow-ups that are planned, the links sent for them, and what the workers answered beside their situation."""

import uuid
from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from amarre.accounts.models import Service
from amarre.cases.enums import AnswerWay, DueMonth, FollowUpState, Recommends
from amarre.cases.models.cases import Case
from amarre.cases.models.support import FollowUp
from amarre.exchange.models import known
from amarre.vault.fields import SealedText


class PlannedFollowUpQuerySet(models.QuerySet["PlannedFollowUp"]):
    """Reads of planned follow-ups."""

    def of(self, service: Service) -> "PlannedFollowUpQuerySet":
        """Those of a service."""
        return self.filter(service=service)

    def waiting(self) -> "PlannedFollowUpQuerySet":
        """Those still to be answered: of the closing in force, and of which no import has brought the situation."""
        known_already = FollowUp.objects.filter(
            case=OuterRef("case"), due_month=OuterRef("due_month"), held_on__gte=OuterRef("closed_on")
        )
        return self.filter(~Exists(known_already), state=FollowUpState.WAITING, case__closed_on=F("closed_on"))

    def waiting_for(self, case: Case, follow_ups: Iterable[FollowUp]) -> "list[PlannedFollowUp]":
        """Those of `waiting` of one case, the soonest first, where the caller has read what is known of it."""
        if case.closed_on is None:
            return []
        known_already = {one.due_month for one in follow_ups if one.held_on >= case.closed_on}
        rows = self.filter(case=case, state=FollowUpState.WAITING, closed_on=case.closed_on).order_by("due_on")
        return [one for one in rows if one.due_month not in known_already]

    def due(self, on: date) -> "PlannedFollowUpQuerySet":
        """Those waiting whose day has come, the oldest first."""
        return self.waiting().filter(due_on__lte=on).order_by("due_on", "pk")


class PlannedFollowUp(models.Model):
    """A follow-up to come after one closing; it belongs to that closing's date, and falls with it."""

    service = models.ForeignKey(Service, models.PROTECT, verbose_name="service", related_name="planned_follow_ups")
    case = models.ForeignKey(Case, models.CASCADE, verbose_name="dossier", related_name="planned_follow_ups")
    closed_on = models.DateField("clôture suivie")
    due_month = models.CharField("échéance", max_length=2, choices=DueMonth)
    due_on = models.DateField("prévu le")
    state = models.CharField("état", max_length=12, choices=FollowUpState, default=FollowUpState.WAITING)
    # Messages sent and calls without an answer, the first and its reminders alike.
    attempts = models.PositiveSmallIntegerField("tentatives", default=0)
    last_attempt_on = models.DateField("dernière tentative", null=True, blank=True)
    follow_up = models.OneToOneField(
        FollowUp, models.SET_NULL, verbose_name="suivi", related_name="planned", null=True, blank=True
    )
    # Wrong birth dates given to its links, and until when no other is looked at.
    wrong_births = models.PositiveSmallIntegerField("dates de naissance fausses", default=0)
    closed_until = models.DateTimeField("fermé jusqu'à", null=True, blank=True)

    objects = PlannedFollowUpQuerySet.as_manager()

    class Meta:
        verbose_name = "suivi planifié"
        constraints = [
            known("due_month", DueMonth.values, "plannedfollowup_due_month_known"),
            known("state", FollowUpState.values, "plannedfollowup_state_known"),
            models.UniqueConstraint(fields=["case", "closed_on", "due_month"], name="plannedfollowup_once"),
            models.CheckConstraint(
                condition=Q(attempts=0, last_attempt_on__isnull=True)
                | Q(attempts__gt=0, last_attempt_on__isnull=False),
                name="plannedfollowup_attempts_dated",
                violation_error_message="Une tentative a une date.",
            ),
        ]
        indexes = [models.Index(fields=["service", "state", "due_on"], name="plannedfollowup_due")]

    class Privacy:
        plain = ("id", "service", "case", "due_month", "attempts", "wrong_births", "closed_until", "follow_up")
        personal = ("closed_on", "due_on", "state", "last_attempt_on")

    def __str__(self) -> str:
        return f"suivi planifié {self.pk}"


class FollowUpLink(models.Model):
    """One link sent to a worker. Only a digest of its secret is kept: nobody can rebuild a link from the database."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    planned = models.ForeignKey(PlannedFollowUp, models.CASCADE, verbose_name="suivi planifié", related_name="links")
    digest = models.CharField("empreinte", max_length=64, unique=True)
    # The attempt that it belongs to; 0 when the worker asked for it.
    attempt = models.PositiveSmallIntegerField("tentative")
    made_on = models.DateField("créé le")
    expires_on = models.DateField("valable jusqu'au")
    sent_at = models.DateTimeField("envoyé le", null=True, blank=True)

    class Meta:
        verbose_name = "lien de suivi"

    class Privacy:
        plain = ("id", "planned", "attempt", "made_on", "expires_on", "sent_at")
        secret = ("digest",)

    def __str__(self) -> str:
        return f"lien {self.pk}"


class FollowUpAnswer(models.Model):
    """What a worker said beside their situation; a wish to be called stays until somebody has called."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    follow_up = models.OneToOneField(FollowUp, models.CASCADE, verbose_name="suivi", related_name="answer")
    way = models.CharField("voie", max_length=10, choices=AnswerWay)
    # Which questions were asked, in which words.
    questions = models.CharField("version des questions", max_length=10)
    helped = models.JSONField("ce qui a aidé", default=list, blank=True)
    words = SealedText("précisions", blank=True)
    recommends = models.CharField(
        "recommande l'accompagnement", max_length=10, choices=Recommends, blank=True, default=""
    )
    wants_call = models.BooleanField("souhaite être rappelé", default=False)
    called_on = models.DateField("rappelé le", null=True, blank=True)
    called_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="rappelé par", related_name="+", null=True, blank=True
    )
    given_at = models.DateTimeField("répondu le", auto_now_add=True)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="recueilli par", related_name="+", null=True, blank=True
    )

    class Meta:
        verbose_name = "réponse à un suivi"
        constraints = [
            known("way", AnswerWay.values, "followupanswer_way_known"),
            known("recommends", ["", *Recommends.values], "followupanswer_recommends_known"),
        ]

    class Privacy:
        plain = ("id", "follow_up", "way", "questions", "given_at", "taken_by", "called_by")
        personal = ("recommends", "wants_call", "called_on")
        # People write of their health where they are not asked to.
        medical = ("helped", "words")

    def __str__(self) -> str:
        return f"réponse {self.pk}"
