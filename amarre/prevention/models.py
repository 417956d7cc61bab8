"""Collective prevention: actions, meetings and productions, and the establishments they reached."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from amarre.accounts.models import Service
from amarre.directory.models import Establishment, Professional
from amarre.exchange.models import Exchanged, Identified, known
from amarre.prevention.enums import ActionKind, CommitteeKind, CommitteeState, Theme
from amarre.vault.fields import SealedText


class CollectiveAction(Identified):
    """An action of prevention, a meeting or a production."""

    kind = models.CharField("nature", max_length=25, choices=ActionKind)
    theme = models.CharField("thème", max_length=12, choices=Theme)
    held_on = models.DateField("date")
    partners = models.TextField("partenaires", blank=True, null=True)
    participants = models.PositiveIntegerField("participants", null=True, blank=True)

    class Meta(Identified.Meta):
        verbose_name = "action collective"
        constraints = [
            *Identified.Meta.constraints,
            known("kind", ActionKind.values, "collectiveaction_kind_known"),
            known("theme", Theme.values, "collectiveaction_theme_known"),
        ]

    class Privacy(Identified.Privacy):
        plain = (*Identified.Privacy.plain, "kind", "theme", "held_on", "partners", "participants")


class ActionReach(Exchanged):
    """One establishment reached by one action; the pair is its identifier."""

    action = models.ForeignKey(CollectiveAction, models.PROTECT, verbose_name="action", related_name="reached")
    establishment = models.ForeignKey(
        Establishment, models.PROTECT, verbose_name="établissement", related_name="actions_received"
    )
    participants = models.PositiveIntegerField("participants", null=True, blank=True)

    class Meta:
        verbose_name = "établissement touché"
        constraints = [
            models.UniqueConstraint(
                fields=["action", "establishment"],
                name="actionreach_pair",
                violation_error_message="Cette action a déjà touché cet établissement.",
            )
        ]

    class Privacy(Exchanged.Privacy):
        plain = (*Exchanged.Privacy.plain, "action", "establishment", "participants")

    def __str__(self) -> str:
        return f"{self.action} · {self.establishment}"


class CommitteeMeeting(models.Model):
    """A meeting of a works council (CSE) or of its CSSCT on health at work, that an employer told the service of.

    Nobody is named there but who goes for the service. A CSSCT where the service was is a collective action too, which
    the figures of a contract count: `action` is that one.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    service = models.ForeignKey(Service, models.PROTECT, verbose_name="service", related_name="committee_meetings")
    establishment = models.ForeignKey(
        Establishment, models.PROTECT, verbose_name="établissement", related_name="committee_meetings"
    )
    kind = models.CharField("instance", max_length=5, choices=CommitteeKind)
    held_on = models.DateField("date de la réunion")
    told_on = models.DateField("service prévenu le")
    attendee = models.ForeignKey(
        Professional, models.PROTECT, verbose_name="pour le service", related_name="+", null=True, blank=True
    )
    state = models.CharField("suite", max_length=8, choices=CommitteeState, default=CommitteeState.ANNOUNCED)
    agreed = SealedText("ce qui a été convenu", blank=True, default="")
    action = models.OneToOneField(
        CollectiveAction, models.SET_NULL, verbose_name="action collective", related_name="committee_meeting",
        null=True, blank=True,
    )  # fmt: skip
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="noté par", related_name="+", null=True, blank=True
    )

    class Meta:
        verbose_name = "réunion d'un CSE"
        ordering = ("held_on", "id")
        constraints = [
            known("kind", CommitteeKind.values, "committeemeeting_kind_known"),
            known("state", CommitteeState.values, "committeemeeting_state_known"),
            models.UniqueConstraint(
                fields=["establishment", "kind", "held_on"],
                name="committeemeeting_once",
                violation_error_message="Cette réunion est déjà notée.",
            ),
            models.CheckConstraint(
                condition=Q(action__isnull=True) | Q(state=CommitteeState.ATTENDED, kind=CommitteeKind.CSSCT),
                name="committeemeeting_action_of_a_cssct_attended",
                violation_error_message="Seule une CSSCT où le service était est une action collective.",
            ),
        ]
        indexes = [models.Index(fields=["service", "held_on"], name="committeemeeting_list")]

    class Privacy:
        plain = ("id", "service", "establishment", "kind", "held_on", "told_on", "attendee", "state", "action",
            "noted_by")  # fmt: skip
        personal = ("agreed",)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} du {self.held_on:%d/%m/%Y}"

    @property
    def told_before(self) -> int:
        """How many days before the meeting the service knew of it."""
        return (self.held_on - self.told_on).days
