"""The mails of the day that were sent."""

from django.db import models

from amarre.accounts.models.people import User


class SentDigest(models.Model):
    """The digest of one person and one day; without `sent_at`, a run that ended before it knew whether it had left."""

    user = models.ForeignKey(User, models.CASCADE, verbose_name="compte", related_name="sent_digests")
    on = models.DateField("jour")
    sent_at = models.DateTimeField("parti le", null=True, blank=True)

    class Meta:
        verbose_name = "récapitulatif envoyé"
        constraints = [models.UniqueConstraint(fields=["user", "on"], name="sent_digest_once_per_day")]

    class Privacy:
        plain = ("id", "user", "on", "sent_at")

    def __str__(self) -> str:
        return f"récapitulatif du {self.on:%d/%m/%Y}"
