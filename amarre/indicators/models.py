"""The snapshots on which figures are computed."""

from django.db import models

from amarre.accounts.models import Service


class Snapshot(models.Model):
    """The datasets of a service as they were: one folder of Parquet files (amarre/indicators/snapshots.py)."""

    service = models.ForeignKey(Service, models.CASCADE, verbose_name="service", related_name="snapshots")
    facts_version = models.PositiveBigIntegerField("version des faits")
    fingerprint = models.CharField("empreinte des fichiers", max_length=64)
    code_fingerprint = models.CharField("empreinte du code", max_length=64)
    taken_at = models.DateTimeField("pris le", auto_now=True)

    class Meta:
        verbose_name = "instantané"
        ordering = ("-taken_at", "-pk")
        constraints = [
            models.UniqueConstraint(fields=["service", "fingerprint"], name="snapshot_unique"),
        ]

    class Privacy:
        plain = ("id", "service", "facts_version", "fingerprint", "code_fingerprint", "taken_at")

    def __str__(self) -> str:
        return f"{self.service} · {self.fingerprint[:12]}"
