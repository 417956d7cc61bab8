"""The journal of changes and readings: append-only, each event sealed to the one before."""

from django.db import models


class Event(models.Model):
    """Who did what, when, on which object, by identifiers only.

    Accounts and services are kept as numbers, not as foreign keys: the journal outlives what it speaks of, and
    nothing may change or remove one of its rows (triggers refuse it).
    """

    number = models.PositiveBigIntegerField("numéro", unique=True)
    at = models.DateTimeField("instant")
    actor = models.BigIntegerField("compte", null=True, blank=True)
    service = models.BigIntegerField("service", null=True, blank=True)
    action = models.CharField("acte", max_length=60)
    subject = models.CharField("objet", max_length=60)
    subject_id = models.BigIntegerField("identifiant de l'objet", null=True, blank=True)
    details = models.JSONField("précisions", default=dict)
    seal = models.CharField("sceau", max_length=64)

    class Meta:
        verbose_name = "événement"
        ordering = ("number",)
        indexes = [models.Index(fields=["subject", "subject_id"], name="event_subject")]

    class Privacy:
        plain = ("id", "number", "at", "actor", "service", "action", "subject", "subject_id", "details", "seal")

    def __str__(self) -> str:
        return f"{self.number} · {self.action}"
