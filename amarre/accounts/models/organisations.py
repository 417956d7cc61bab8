"""Services, and the cells that serve them."""

from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.core.validators import RegexValidator
from django.db import models

if TYPE_CHECKING:
    from amarre.accounts.models.people import User


class ServiceQuerySet(models.QuerySet["Service"]):
    """Which services."""

    def visible_to(self, user: "User | AnonymousUser") -> "ServiceQuerySet":
        """Those in which the user has a role."""
        if isinstance(user, AnonymousUser):
            return self.none()
        return self.filter(pk__in=user.permissions_by_service)


class Service(models.Model):
    """A prevention and occupational-health service (SPST, CDG or CIG): the owner of members, staff and contracts."""

    code = models.CharField(
        "code",
        max_length=50,
        unique=True,
        validators=[RegexValidator(r"^[a-z0-9][a-z0-9-]*$", "Lettres minuscules, chiffres et tirets seulement.")],
    )
    name = models.CharField("nom", max_length=200)
    # A file of catalogue/profiles/ (amarre/cases/profiles.py); one that is no more reads as the usual organisation.
    profile = models.CharField("organisation", max_length=50, default="cellule", db_default="cellule")
    # Counts the writes to the service's facts: a snapshot that remembers another number is stale.
    facts_version = models.PositiveBigIntegerField("version des faits", default=0)

    objects = ServiceQuerySet.as_manager()

    class Meta:
        verbose_name = "service"
        ordering = ("code",)

    class Privacy:
        plain = ("id", "code", "name", "profile", "facts_version")

    def __str__(self) -> str:
        return self.name


class Cell(models.Model):
    """A cellule PDP; it may serve several services of a region (L4622-8-1)."""

    name = models.CharField("nom", max_length=200)
    services = models.ManyToManyField(Service, verbose_name="services", related_name="cells")
    # Sharing a cell between services supposes an authorisation: this says which.
    authorisation = models.CharField("autorisation du partage", max_length=300, blank=True, default="", db_default="")

    class Meta:
        verbose_name = "cellule PDP"
        ordering = ("name",)

    class Privacy:
        plain = ("id", "name", "services", "authorisation")

    def __str__(self) -> str:
        return self.name
