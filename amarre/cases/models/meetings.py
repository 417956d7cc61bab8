"""Meetings of the cell: who sits, the agenda, the guests, what is asked and what is decided."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from amarre.accounts.models import Cell, Service
from amarre.cases.enums import AgendaReason, AgendaState, Recipient
from amarre.cases.models.cases import Case
from amarre.cases.models.tasks import Task
from amarre.exchange.models import known
from amarre.vault.fields import SealedText


class CellMeeting(models.Model):
    """One meeting about cases of one service; ended, it takes no decision until somebody opens it again."""

    service = models.ForeignKey(Service, models.PROTECT, verbose_name="service", related_name="meetings")
    cell = models.ForeignKey(
        Cell, models.PROTECT, verbose_name="cellule", related_name="meetings", null=True, blank=True
    )
    held_on = models.DateField("jour")
    starts_at = models.TimeField("heure", null=True, blank=True)
    place = models.CharField("lieu, ou lien de la visioconférence", max_length=200, blank=True, default="")
    participants = models.ManyToManyField(
        settings.AUTH_USER_MODEL, verbose_name="participants", related_name="cell_meetings", blank=True
    )
    ended_at = models.DateTimeField("terminée le", null=True, blank=True)

    class Meta:
        verbose_name = "réunion de la cellule"
        ordering = ("-held_on", "-pk")

    class Privacy:
        plain = ("id", "service", "cell", "held_on", "starts_at", "place", "participants", "ended_at")

    def __str__(self) -> str:
        return f"réunion du {self.held_on:%d/%m/%Y}"


class CellQuestion(models.Model):
    """What a member asks the cell about a case: it waits until a meeting takes it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, verbose_name="dossier", related_name="questions")
    text = SealedText("question")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="posée par", related_name="+")
    asked_at = models.DateTimeField("posée le", auto_now_add=True)

    class Meta:
        verbose_name = "question posée à la cellule"
        ordering = ("asked_at",)

    class Privacy:
        plain = ("id", "case", "asked_by", "asked_at")
        social = ("text",)

    def __str__(self) -> str:
        return f"question sur {self.case}"


class AgendaItem(models.Model):
    """One case of a meeting, with the reason it is there."""

    meeting = models.ForeignKey(CellMeeting, models.CASCADE, verbose_name="réunion", related_name="items")
    case = models.ForeignKey(Case, models.PROTECT, verbose_name="dossier", related_name="agenda_items")
    position = models.PositiveIntegerField("rang")
    reason = models.CharField("raison", max_length=10, choices=AgendaReason)
    # As it was read when the case was put there, in words: « sans acte depuis 72 jours ».
    reason_told = models.CharField("raison dite", max_length=100)
    question = models.OneToOneField(
        CellQuestion, models.SET_NULL, verbose_name="question", related_name="item", null=True, blank=True
    )
    state = models.CharField("état", max_length=10, choices=AgendaState, default=AgendaState.TO_SEE)
    review_on = models.DateField("à revoir le", null=True, blank=True)

    class Meta:
        verbose_name = "dossier à l'ordre du jour"
        ordering = ("position", "pk")
        constraints = [
            known("reason", AgendaReason.values, "agendaitem_reason_known"),
            known("state", AgendaState.values, "agendaitem_state_known"),
            models.UniqueConstraint(
                fields=["meeting", "case"],
                name="agendaitem_once",
                violation_error_message="Ce dossier est déjà à l'ordre du jour.",
            ),
        ]

    class Privacy:
        plain = ("id", "meeting", "case", "position", "state", "question")
        personal = ("reason", "reason_told", "review_on")

    def __str__(self) -> str:
        return f"{self.meeting} · {self.case}"


class Decision(models.Model):
    """One decision about a case, as it was said; with an owner, it is also a task. Withdrawn, it is not erased."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    item = models.ForeignKey(AgendaItem, models.PROTECT, verbose_name="dossier vu", related_name="decisions")
    text = SealedText("décision")
    # Left out of every partner's extract, whatever the consents.
    internal = models.BooleanField("réservée à la cellule", default=False)
    task = models.OneToOneField(
        Task, models.PROTECT, verbose_name="tâche", related_name="decision", null=True, blank=True
    )
    # Counts the corrections: whoever corrects says which one they had read.
    version = models.PositiveIntegerField("version", default=0)
    taken_at = models.DateTimeField("écrite le", auto_now_add=True)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="écrite par", related_name="+")
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="corrigée par", related_name="+", null=True, blank=True
    )
    withdrawn_at = models.DateTimeField("retirée le", null=True, blank=True)

    class Meta:
        verbose_name = "décision de la cellule"
        ordering = ("taken_at",)

    class Privacy:
        plain = (
            "id", "item", "internal", "task", "version", "taken_at", "taken_by", "changed_by", "withdrawn_at",
        )  # fmt: skip
        social = ("text",)

    def __str__(self) -> str:
        return f"décision sur {self.item.case}"


class MeetingGuest(models.Model):
    """A partner invited for the cases given, and for no other."""

    meeting = models.ForeignKey(CellMeeting, models.CASCADE, verbose_name="réunion", related_name="guests")
    recipient = models.CharField("partenaire", max_length=20, choices=Recipient)
    named = models.CharField("nom du partenaire", max_length=200, blank=True, default="")
    items = models.ManyToManyField(AgendaItem, verbose_name="dossiers", related_name="guests")

    class Meta:
        verbose_name = "partenaire invité à une réunion"
        ordering = ("pk",)
        constraints = [
            known("recipient", Recipient.values, "meetingguest_recipient_known"),
            models.UniqueConstraint(
                fields=["meeting", "recipient", "named"],
                name="meetingguest_once",
                violation_error_message="Ce partenaire est déjà invité.",
            ),
            models.CheckConstraint(
                condition=~Q(recipient=Recipient.OTHER) | ~Q(named=""),
                name="meetingguest_other_named",
                violation_error_message="Nommez ce partenaire.",
            ),
        ]

    class Privacy:
        plain = ("id", "meeting", "items")
        personal = ("recipient", "named")

    def __str__(self) -> str:
        return f"{self.meeting} · invité {self.pk}"
