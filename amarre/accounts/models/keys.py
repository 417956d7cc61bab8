"""The keys of other software."""

from datetime import date

from django.db import models

from amarre.accounts.models.organisations import Service
from amarre.accounts.models.people import User
from amarre.accounts.permissions import Permission


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    """Which keys."""

    def open_on(self, day: date) -> "ApiKeyQuerySet":
        """Those that open something that day."""
        return self.filter(revoked_at=None, expires_on__gte=day)


class ApiKey(models.Model):
    """What other software of one service shows at each call of the API. Of the key itself only a digest is kept."""

    service = models.ForeignKey(Service, models.CASCADE, verbose_name="service", related_name="api_keys")
    label = models.CharField("logiciel", max_length=100)
    digest = models.CharField("empreinte", max_length=64, unique=True)
    rights = models.JSONField("droits")
    made_by = models.ForeignKey(User, models.PROTECT, verbose_name="créée par", related_name="+")
    made_at = models.DateTimeField("créée le", auto_now_add=True)
    expires_on = models.DateField("dernier jour")
    last_used_at = models.DateTimeField("dernier appel", null=True, blank=True)
    revoked_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="retirée par", related_name="+", null=True, blank=True
    )
    revoked_at = models.DateTimeField("retirée le", null=True, blank=True)

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        verbose_name = "clé d’API"
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(condition=~models.Q(label=""), name="api_key_label_given"),
            models.CheckConstraint(
                condition=models.Q(revoked_at=None, revoked_by=None)
                | models.Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="api_key_revoked_by_somebody",
            ),
        ]

    class Privacy:
        plain = (
            "id", "service", "label", "rights", "made_by", "made_at", "expires_on", "last_used_at", "revoked_by",
            "revoked_at",
        )  # fmt: skip
        secret = ("digest",)

    def __str__(self) -> str:
        return self.label

    def can(self, permission: Permission) -> bool:
        """Whether the key was given that right."""
        return permission in self.rights
