"""What a worker agrees that others be told."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q

from amarre.accounts.models import Service
from amarre.cases.enums import ConsentWay, Recipient, Scope
from amarre.directory.models import Worker
from amarre.exchange.models import known, ordered


class ConsentQuerySet(models.QuerySet["Consent"]):
    """Reads of consents."""

    def in_force(self, on: date) -> "ConsentQuerySet":
        """Those given by that day and neither withdrawn nor expired: a withdrawal holds from its own day."""
        return self.filter(
            Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=on),
            Q(until__isnull=True) | Q(until__gte=on),
            given_on__lte=on,
        )


class Consent(models.Model):
    """One consent: one worker, one recipient, one scope; withdrawing it leaves it in the history."""

    service = models.ForeignKey(Service, models.PROTECT, verbose_name="service", related_name="consents")
    worker = models.ForeignKey(Worker, models.PROTECT, verbose_name="travailleur", related_name="consents")
    recipient = models.CharField("destinataire", max_length=20, choices=Recipient)
    # Whom exactly, where the list says « autre »; elsewhere it narrows the consent to that person or office.
    named = models.CharField("nom du destinataire", max_length=200, blank=True, default="")
    scope = models.CharField("ce qui peut être transmis", max_length=12, choices=Scope)
    given_on = models.DateField("donné le")
    way = models.CharField("comment", max_length=12, choices=ConsentWay)
    until = models.DateField("valable jusqu'au", null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="recueilli par", related_name="+", null=True, blank=True
    )
    recorded_at = models.DateTimeField("enregistré le", auto_now_add=True)
    withdrawn_on = models.DateField("retiré le", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="retrait enregistré par", related_name="+",
        null=True, blank=True,
    )  # fmt: skip

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = "consentement"
        ordering = ("-given_on", "-pk")
        constraints = [
            known("recipient", Recipient.values, "consent_recipient_known"),
            known("scope", Scope.values, "consent_scope_known"),
            known("way", ConsentWay.values, "consent_way_known"),
            ordered(
                "given_on", "withdrawn_on", "consent_dates_ordered", "Un consentement se retire après avoir été donné."
            ),
            ordered("given_on", "until", "consent_until_ordered", "Un consentement expire après avoir été donné."),
            models.CheckConstraint(
                condition=~Q(recipient=Recipient.OTHER) | ~Q(named=""),
                name="consent_other_named",
                violation_error_message="Nommez ce destinataire.",
            ),
        ]

    class Privacy:
        plain = ("id", "service", "worker", "recorded_by", "recorded_at", "withdrawn_by")
        personal = ("recipient", "named", "scope", "given_on", "way", "until", "withdrawn_on")

    def __str__(self) -> str:
        return f"consentement {self.pk}"
