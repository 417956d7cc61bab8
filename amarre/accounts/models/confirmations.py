"""What people confirmed of the legal figures."""

from django.db import models

from amarre.accounts.models.people import User


class LegalConfirmation(models.Model):
    """What a person read of a figure that the catalogue marks unconfirmed: once per figure and version."""

    figure = models.CharField("chiffre", max_length=100)
    version_from = models.DateField("version en vigueur depuis le")
    value = models.JSONField("valeur lue")
    reference = models.CharField("texte lu", max_length=300)
    confirmed_by = models.ForeignKey(User, models.PROTECT, verbose_name="confirmé par", related_name="+")
    confirmed_at = models.DateTimeField("confirmé le", auto_now_add=True)

    class Meta:
        verbose_name = "confirmation d'un chiffre légal"
        ordering = ("figure", "version_from")
        constraints = [
            models.UniqueConstraint(fields=["figure", "version_from"], name="legal_confirmation_unique"),
            models.CheckConstraint(condition=~models.Q(reference=""), name="legal_confirmation_reference_given"),
        ]

    class Privacy:
        plain = ("id", "figure", "version_from", "value", "reference", "confirmed_by", "confirmed_at")

    def __str__(self) -> str:
        return f"{self.figure} · {self.version_from}"
