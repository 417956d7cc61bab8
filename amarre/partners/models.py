"""Workers oriented to somebody, what was told, and what came back."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from amarre.cases.models import Case
from amarre.directory.models import Job
from amarre.exchange.models import Identified, known, ordered
from amarre.partners.enums import OrientationMove, OrientationReason, OrientationResult, Recipient
from amarre.vault.fields import SealedText

#: How long a reason for cancelling may be.
REASON_LENGTH = 500


class Orientation(Identified):
    """One orientation sent, inside the service or to a partner."""

    job = models.ForeignKey(Job, models.PROTECT, verbose_name="emploi", related_name="orientations")
    case = models.ForeignKey(
        Case, models.PROTECT, verbose_name="dossier", related_name="orientations", null=True, blank=True
    )
    sent_on = models.DateField("date")
    recipient = models.CharField("destinataire", max_length=30, choices=Recipient)
    acknowledged_on = models.DateField("accusé de réception", null=True, blank=True)
    taken_up_on = models.DateField("conseiller désigné le", null=True, blank=True)
    feedback_on = models.DateField("dernier retour le", null=True, blank=True)

    class Meta(Identified.Meta):
        verbose_name = "orientation"
        constraints = [
            *Identified.Meta.constraints,
            known("recipient", Recipient.values, "orientation_recipient_known"),
        ]
        # The list of cases looks for the last one of each.
        indexes = [models.Index(fields=["case", "sent_on"], name="orientation_of_case")]

    class Privacy(Identified.Privacy):
        plain = (*Identified.Privacy.plain, "job", "case")
        personal = ("sent_on", "recipient", "acknowledged_on", "taken_up_on", "feedback_on")


class OrientationDetails(models.Model):
    """What was written here about an orientation, which the exchange format does not hold.

    `row` is the orientation's number: a cancelled one leaves the facts, and what it was stays here with its reason.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, verbose_name="dossier", related_name="orientation_details")
    row = models.BigIntegerField("orientation", unique=True)
    recipient = models.CharField("destinataire", max_length=30, choices=Recipient)
    # Whom exactly; where the list says « autre », whose consent counts.
    named = models.CharField("nom du destinataire", max_length=200, blank=True, default="")
    sent_on = models.DateField("envoyée le")
    # Empty for an orientation that a file brought.
    reason = models.CharField("raison", max_length=12, choices=OrientationReason, blank=True, default="")
    expected = SealedText("ce qui est attendu", blank=True)
    told = models.JSONField("ce qui a été transmis", default=list, blank=True)
    result = models.CharField("résultat", max_length=12, choices=OrientationResult, blank=True, default="")
    said = SealedText("ce qu'en dit le destinataire", blank=True)
    cancelled_on = models.DateField("annulée le", null=True, blank=True)
    cancel_reason = SealedText("raison de l'annulation", blank=True)

    class Meta:
        verbose_name = "complément d'orientation"
        constraints = [
            known("recipient", Recipient.values, "orientationdetails_recipient_known"),
            known("reason", ["", *OrientationReason.values], "orientationdetails_reason_known"),
            known("result", ["", *OrientationResult.values], "orientationdetails_result_known"),
            ordered("sent_on", "cancelled_on", "orientationdetails_cancelled_after", "Elle s'annule après son envoi."),
        ]

    class Privacy:
        plain = ("id", "case", "row")
        personal = (
            "recipient", "named", "sent_on", "reason", "expected", "told", "result", "said", "cancelled_on",
            "cancel_reason",
        )  # fmt: skip

    def __str__(self) -> str:
        return f"complément de l'orientation {self.row}"


class OrientationStep(models.Model):
    """One thing noted of an orientation: which, its day, who noted it; nothing where a day was taken back."""

    orientation = models.ForeignKey(
        OrientationDetails, models.CASCADE, verbose_name="orientation", related_name="steps"
    )
    move = models.CharField("acte", max_length=16, choices=OrientationMove)
    on = models.DateField("jour", null=True, blank=True)
    at = models.DateTimeField("noté le", auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="par", related_name="+", null=True, blank=True
    )

    class Meta:
        verbose_name = "histoire d'une orientation"
        ordering = ("pk",)
        constraints = [
            known("move", OrientationMove.values, "orientationstep_move_known"),
            models.CheckConstraint(
                condition=~Q(move__in=[OrientationMove.SENT, OrientationMove.CANCELLED]) | Q(on__isnull=False),
                name="orientationstep_dated",
                violation_error_message="Un envoi et une annulation ont leur jour.",
            ),
        ]

    class Privacy:
        plain = ("id", "orientation", "move", "at", "by")
        personal = ("on",)

    def __str__(self) -> str:
        return f"{self.orientation} · {self.get_move_display()}"
