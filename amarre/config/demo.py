"""A service to try Amarre with, and one account per role."""

from django.conf import settings
from django.db.models import Count, Q

from amarre.accounts.actions import create_demo_accounts
from amarre.accounts.enums import Role
from amarre.accounts.models import Service, User
from amarre.config.keys import kept_key
from amarre.directory.enums import StaffRole
from amarre.directory.models import StaffAccount
from amarre.directory.staff import free_for, link_account

SERVICE = "demo"
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


def demo_is_there() -> bool:
    """Whether the demonstration service has its data."""
    return Service.objects.filter(code=SERVICE, facts_version__gt=0).exists()


def demo_accounts() -> tuple[list[tuple[str, str]], str]:
    """The accounts, one per role, and their password: the environment's, or one drawn once for this installation."""
    password = settings.ENVIRONMENT.AMARRE_DEMO_PASSWORD or kept_key(settings.HOME / "keys", "demo-password")[:16]
    service = Service.objects.get(code=SERVICE)
    accounts = create_demo_accounts(service=service, password=password)
    if not StaffAccount.objects.filter(service=service).exists():
        say_who_is_who(service)
    return accounts, password


def say_who_is_who(service: Service) -> None:
    """Each account of a profession is the professional of it who leads the most cases under way."""
    for role, profession in PROFESSIONS.items():
        user = User.objects.get(email=f"{role.value}@demo.test")
        busy = Count("led_cases", filter=Q(led_cases__closed_on__isnull=True))
        professional = free_for(user, service).filter(role=profession).order_by(busy.desc(), "pk").first()
        link_account(user=user, service=service, professional=professional, by=None)
