"""A service to try Amarre with, and one account per role."""

from django.conf import settings

from amarre.accounts.actions import create_demo_accounts
from amarre.accounts.models import Service
from amarre.config.keys import kept_key

SERVICE = "demo"


def demo_is_there() -> bool:
    """Whether the demonstration service has its data."""
    return Service.objects.filter(code=SERVICE, facts_version__gt=0).exists()


def demo_accounts() -> tuple[list[tuple[str, str]], str]:
    """The accounts, one per role, and their password: the environment's, or one drawn once for this installation."""
    password = settings.ENVIRONMENT.AMARRE_DEMO_PASSWORD or kept_key(settings.HOME / "keys", "demo-password")[:16]
    return create_demo_accounts(service=Service.objects.get(code=SERVICE), password=password), password
