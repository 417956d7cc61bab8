"""Workers oriented to somebody, and what came back."""

from django.db import models

from amarre.cases.models import Case
from amarre.directory.models import Job
from amarre.exchange.models import Identified, known
from amarre.partners.enums import Recipient


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
