"""What is kept of a closing beside the exchange format, and how the worker agrees to be asked again."""

import uuid

from django.conf import settings
from django.db import models

from amarre.cases.enums import Channel, Decisive, Satisfaction
from amarre.cases.models.cases import Case
from amarre.cases.models.history import CaseTransition
from amarre.exchange.models import known
from amarre.vault.fields import SealedText


class Closing(models.Model):
    """One closing: what was decisive, and how the worker judged the support. A case closed twice has two."""

    transition = models.OneToOneField(
        CaseTransition, models.CASCADE, verbose_name="clôture", related_name="closing", primary_key=True
    )
    decisive = models.CharField("ce qui a été décisif", max_length=20, choices=Decisive)
    satisfaction = models.CharField("satisfaction du travailleur", max_length=20, choices=Satisfaction)

    class Meta:
        verbose_name = "clôture d'un dossier"
        constraints = [
            known("decisive", Decisive.values, "closing_decisive_known"),
            known("satisfaction", Satisfaction.values, "closing_satisfaction_known"),
        ]

    class Privacy:
        plain = ("transition",)
        personal = ("decisive", "satisfaction")

    def __str__(self) -> str:
        return f"clôture {self.pk}"


class FollowUpContact(models.Model):
    """How the worker of a case agrees to be asked what became of them; the address is sealed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.OneToOneField(Case, models.CASCADE, verbose_name="dossier", related_name="follow_up_contact")
    channel = models.CharField("moyen accepté", max_length=10, choices=Channel)
    # Empty for who would rather not be asked.
    address = SealedText("adresse ou numéro", blank=True)
    agreed_on = models.DateField("accord recueilli le")
    # Since when the mail server wants nothing for that address; empty once a message leaves, or it changes.
    refused_on = models.DateField("adresse refusée le", null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="recueilli par", related_name="+", null=True, blank=True
    )

    class Meta:
        verbose_name = "contact pour les suivis"
        constraints = [known("channel", Channel.values, "followupcontact_channel_known")]

    class Privacy:
        plain = ("id", "case", "recorded_by")
        personal = ("channel", "address", "agreed_on", "refused_on")

    def __str__(self) -> str:
        return f"contact {self.pk}"
