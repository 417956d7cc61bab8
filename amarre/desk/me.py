"""Who the signed-in person is in the service's data."""

from django.http import HttpRequest

from amarre.accounts.models import Service, User
from amarre.accounts.permissions import Permission
from amarre.directory.models import Professional
from amarre.directory.staff import has_professional, professional_of


def me(request: HttpRequest, user: User, service: Service) -> Professional | None:
    """Whom Administration said the account is, read once per request; nobody for an account that reads no case."""
    if not user.can(Permission.CASE_READ, service):
        return None
    known: dict[int, Professional | None] = request.__dict__.setdefault("professionals", {})
    if service.pk not in known:
        known[service.pk] = professional_of(user, service)
    return known[service.pk]


def is_somebody(request: HttpRequest, user: User, service: Service) -> bool:
    """Whether Administration said whom the account is, without reading who; not for an account that reads no case."""
    known: dict[int, Professional | None] = request.__dict__.get("professionals", {})
    if service.pk in known or not user.can(Permission.CASE_READ, service):
        return known.get(service.pk) is not None
    return has_professional(user, service)
