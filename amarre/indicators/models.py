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


class StoredResult(models.Model):
    """The figures of a contract over a period, kept as long as the snapshot that gave them (indicators/stored.py)."""

    snapshot = models.ForeignKey(Snapshot, models.CASCADE, verbose_name="instantané", related_name="results")
    contract = models.CharField("contrat", max_length=100)
    start = models.DateField("du")
    end = models.DateField("au")
    catalogue_fingerprint = models.CharField("empreinte du catalogue", max_length=64)
    code_fingerprint = models.CharField("empreinte du code", max_length=64)
    # Text, not JSON: PostgreSQL would sort the keys, and the parts of a breakdown have an order that readers know.
    figures = models.TextField("chiffres")
    computed_at = models.DateTimeField("calculés le", auto_now=True)

    class Meta:
        verbose_name = "chiffres conservés"
        verbose_name_plural = "chiffres conservés"
        constraints = [
            models.UniqueConstraint(fields=["snapshot", "contract", "start", "end"], name="stored_result_unique"),
            models.CheckConstraint(condition=models.Q(end__gte=models.F("start")), name="stored_result_period"),
        ]

    class Privacy:
        plain = (
            "id", "snapshot", "contract", "start", "end", "catalogue_fingerprint", "code_fingerprint", "figures",
            "computed_at",
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.contract} · {self.start} · {self.end}"
