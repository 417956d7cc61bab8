"""Collective prevention: actions, meetings and productions, and the establishments they reached."""

from django.db import models

from amarre.directory.models import Establishment
from amarre.exchange.models import Exchanged, Identified, known
from amarre.prevention.enums import ActionKind, Theme


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
