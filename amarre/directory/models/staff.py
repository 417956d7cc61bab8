"""Which account is which member of the staff."""

from django.conf import settings
from django.db import models

from amarre.accounts.models import Service
from amarre.directory.models.employers import Professional


class StaffAccount(models.Model):
    """The person who signs in and the professional whom the business software names: one of each per service."""

    service = models.ForeignKey(Service, models.CASCADE, verbose_name="service", related_name="staff_accounts")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name="compte", related_name="staff_accounts"
    )
    professional = models.OneToOneField(
        Professional, models.CASCADE, verbose_name="professionnel", related_name="staff_account"
    )

    class Meta:
        verbose_name = "compte d'un professionnel"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "service"],
                name="staffaccount_once_per_service",
                violation_error_message="Ce compte est déjà celui d'un autre professionnel du service.",
            )
        ]

    class Privacy:
        plain = ("id", "service", "user", "professional")

    def __str__(self) -> str:
        return f"compte {self.user_id} · professionnel {self.professional_id}"
