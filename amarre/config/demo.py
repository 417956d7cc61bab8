"""Services to try Amarre with, one set per organisation, and one account per role in each."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from django.conf import settings
from django.db.models import Count, Q

from amarre.accounts.actions import create_demo_accounts, create_demo_coordinator
from amarre.accounts.enums import Role
from amarre.accounts.models import Cell, Service, User
from amarre.cases.profiles import read_profiles
from amarre.config.keys import kept_key
from amarre.directory.enums import StaffRole
from amarre.directory.models import StaffAccount
from amarre.directory.staff import free_for, link_account


class Demo(NamedTuple):
    """What `amarre demo` makes: the services by code, how many workers each has.

    `cell` names the cell that serves them, if any, and `coordinator` the address of who coordinates it for all of them.
    """

    profile: str
    services: Mapping[str, str]
    workers: int
    cell: str = ""
    coordinator: str = ""


#: The plain demonstration.
SERVICE = "demo"
#: By the name that `--profile` gives; the plain demonstration has none.
DEMOS: Mapping[str, Demo] = {
    "": Demo("cellule", {SERVICE: "Service de démonstration"}, 5000, "Cellule PDP de démonstration"),
    "petit-service": Demo("petit-service", {"petit-service": "Petit service de démonstration"}, 1200),
    "commission": Demo(
        "commission", {"commission": "Service de démonstration, avec commission"}, 2000, "Commission de démonstration"
    ),
    "cellule-partagee": Demo(
        "cellule-partagee",
        {"partage-nord": "Service du nord, de démonstration", "partage-sud": "Service du sud, de démonstration"},
        1000,
        "Cellule partagée de démonstration",
        "coordination@partage.test",
    ),
}
#: Whom of the service's data each account of the demonstration is.
PROFESSIONS = {
    Role.PHYSICIAN: StaffRole.PHYSICIAN,
    Role.NURSE: StaffRole.NURSE,
    Role.RETENTION_OFFICER: StaffRole.RETENTION_OFFICER,
    Role.COORDINATION: StaffRole.RETENTION_OFFICER,
    Role.SOCIAL_WORKER: StaffRole.SOCIAL_WORKER,
    Role.PSYCHOLOGIST: StaffRole.PSYCHOLOGIST,
    Role.ERGONOMIST: StaffRole.ERGONOMIST,
}


def demo_is_there(demo: Demo) -> bool:
    """Whether the demonstration's services have their data."""
    return Service.objects.filter(code__in=demo.services, facts_version__gt=0).count() == len(demo.services)


def demo_accounts(demo: Demo) -> tuple[list[tuple[str, str]], str]:
    """The accounts, one per role of the organisation in each service and the shared cell's, and their password.

    It is the environment's, or one drawn once for this installation.
    """
    password = settings.ENVIRONMENT.AMARRE_DEMO_PASSWORD or kept_key(settings.HOME / "keys", "demo-password")[:16]
    roles = read_profiles()[demo.profile].roles
    made = []
    for service in Service.objects.filter(code__in=demo.services):
        made += create_demo_accounts(service=service, roles=roles, password=password)
        if not StaffAccount.objects.filter(service=service).exists():
            say_who_is_who(service, roles)
    if demo.coordinator:
        cell = Cell.objects.get(name=demo.cell)
        made.append(create_demo_coordinator(cell=cell, email=demo.coordinator, password=password))
    return made, password


def say_who_is_who(service: Service, roles: Collection[Role]) -> None:
    """Each account of a profession is the professional of it who leads the most cases under way."""
    for role, profession in PROFESSIONS.items():
        if role in roles:
            user = User.objects.get(email=f"{role.value}@{service.code}.test")
            busy = Count("led_cases", filter=Q(led_cases__closed_on__isnull=True))
            free = free_for(user, service).filter(role=profession).annotate(busy=busy)
            professional = free.order_by("-busy", "pk").first()
            link_account(user=user, service=service, professional=professional, by=None)
