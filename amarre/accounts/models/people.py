"""The people who work in services and cells, and what each is there."""

from functools import cached_property
from typing import Any, ClassVar, NamedTuple

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import connection, models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac

from amarre.accounts.enums import Role
from amarre.accounts.grants import SHARED_COORDINATION, granted
from amarre.accounts.models.organisations import Cell, Service
from amarre.accounts.permissions import Permission

#: In SQL, for every page asks it: Django takes longer to write three tables in one than the database to read them.
HELD = """
SELECT id, service_id, role, NULL FROM accounts_membership WHERE user_id = %(user)s
UNION ALL
SELECT served.id, served.service_id, %(coordination)s, served.cell_id
FROM accounts_cell_services served JOIN accounts_cellcoordinator has ON has.cell_id = served.cell_id
WHERE has.user_id = %(user)s
UNION ALL
SELECT NULL, service_id, role, NULL FROM accounts_secondfactorrule
"""


class Held(NamedTuple):
    """What an account holds: its roles by service, with the shared cell that one comes from; and the roles of which a
    service requires a second factor, in any service.
    """

    roles: list[tuple[int, str, int | None]]
    second_factors: list[tuple[int, str]]


class UserManager(BaseUserManager["User"]):
    """Creates accounts whose name is an e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A saved account; without a password nobody can sign in with it."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        """The account of that address, whatever its case."""
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser):
    """A person who signs in with an e-mail address; what it may see comes from its memberships."""

    email = models.EmailField(
        "adresse e-mail", unique=True, error_messages={"unique": "Un compte a déjà cette adresse."}
    )
    full_name = models.CharField("nom affiché", max_length=200, blank=True)
    is_active = models.BooleanField("compte actif", default=True)
    # A session carries the number it was opened under: one more, and all of them have ended.
    sessions_ended = models.PositiveIntegerField("sessions terminées", default=0)
    daily_digest = models.BooleanField("récapitulatif du jour par e-mail", default=False)
    services = models.ManyToManyField(Service, through="Membership", verbose_name="services", related_name="users")

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        verbose_name = "compte"
        ordering = ("email",)
        constraints = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="user_email_lower_case"),
        ]

    class Privacy:
        plain = ("id", "is_active", "sessions_ended", "daily_digest", "last_login", "services")
        personal = ("email", "full_name")
        secret = ("password",)

    def __str__(self) -> str:
        return self.full_name or self.email

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        text = f"{self.password}{self.sessions_ended or ''}"
        return salted_hmac("amarre.accounts.session", text, secret=secret, algorithm="sha256").hexdigest()

    @cached_property
    def _held(self) -> "Held":
        """Roles, shared cells and second factors asked for, in one query per request; nothing once closed."""
        if not self.is_active:
            return Held([], [])
        with connection.cursor() as cursor:
            cursor.execute(HELD, {"user": self.pk, "coordination": SHARED_COORDINATION})
            found = cursor.fetchall()
        held = sorted((row for row in found if row[0] is not None), key=lambda row: row[0])
        return Held([row[1:] for row in held], [row[1:3] for row in found if row[0] is None])

    @cached_property
    def must_prove_twice(self) -> bool:
        """Whether one of its services requires a second factor of one of the roles that the account has there.

        Whoever coordinates a shared cell follows what its services ask of their own coordination.
        """
        own = {(service, Role.COORDINATION if cell is not None else role) for service, role, cell in self._held.roles}
        return any((service, role) in own for service, role in self._held.second_factors)

    @cached_property
    def roles_by_service(self) -> dict[int, list[str]]:
        """What the account is in each of its services."""
        roles: dict[int, list[str]] = {}
        for service, role, cell in self._held.roles:
            if cell is None:
                roles.setdefault(service, []).append(role)
        return roles

    @cached_property
    def permissions_by_service(self) -> dict[int, frozenset[Permission]]:
        """What the account may do in each of its services, and in those of the cells that it coordinates."""
        rights: dict[int, frozenset[Permission]] = {}
        for service, role, _ in self._held.roles:
            rights[service] = rights.get(service, frozenset()) | granted(role)
        return rights

    def coordinated_cells(self, service: Service | None = None) -> set[int]:
        """The numbers of the cells that the account coordinates; with a service, of those that serve it."""
        return {cell for pk, _, cell in self._held.roles if cell and (service is None or pk == service.pk)}

    def can(self, permission: Permission, service: Service) -> bool:
        """Whether one of its roles in that service holds the permission."""
        return permission in self.permissions_by_service.get(service.pk, frozenset())


class Membership(models.Model):
    """One role of one person in one service."""

    user = models.ForeignKey(User, models.CASCADE, verbose_name="compte", related_name="memberships")
    service = models.ForeignKey(Service, models.CASCADE, verbose_name="service", related_name="memberships")
    role = models.CharField("rôle", max_length=20, choices=Role)

    class Meta:
        verbose_name = "appartenance"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "service", "role"],
                name="membership_unique",
                violation_error_message="Cette personne a déjà ce rôle dans ce service.",
            ),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="membership_role_known"),
        ]

    class Privacy:
        plain = ("id", "user", "service", "role")

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()} · {self.service}"


class CellCoordinator(models.Model):
    """A person who coordinates a cell: its rights in each service that the cell serves end when the cell leaves it."""

    cell = models.ForeignKey(Cell, models.CASCADE, verbose_name="cellule", related_name="coordinators")
    user = models.ForeignKey(User, models.CASCADE, verbose_name="compte", related_name="coordinated")

    class Meta:
        verbose_name = "coordination d'une cellule partagée"
        constraints = [
            models.UniqueConstraint(
                fields=["cell", "user"],
                name="cell_coordinator_unique",
                violation_error_message="Cette personne coordonne déjà cette cellule.",
            )
        ]

    class Privacy:
        plain = ("id", "cell", "user")

    def __str__(self) -> str:
        return f"{self.user} · {self.cell}"


class SecondFactorRule(models.Model):
    """A role whose people must sign in with a second factor in that service."""

    service = models.ForeignKey(Service, models.CASCADE, verbose_name="service", related_name="second_factor_rules")
    role = models.CharField("rôle", max_length=20, choices=Role)

    class Meta:
        verbose_name = "exigence d'un second facteur"
        constraints = [
            models.UniqueConstraint(fields=["service", "role"], name="second_factor_rule_unique"),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="second_factor_rule_role_known"),
        ]

    class Privacy:
        plain = ("id", "service", "role")

    def __str__(self) -> str:
        return f"{self.service} · {self.get_role_display()}"
