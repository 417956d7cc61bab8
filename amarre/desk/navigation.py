"""The header of every page: which sections the person has in this service, and where they are."""

from typing import Any, NamedTuple

from django.http import HttpRequest
from django.urls import reverse

from amarre.accounts.models import Service, User
from amarre.accounts.permissions import Permission


class Link(NamedTuple):
    """An entry of the main navigation; `current` is the value of aria-current, or nothing."""

    label: str
    address: str
    current: str


#: The sections in order: label, URL name of the first page, permission that opens it; any right opens the first one.
SECTIONS: tuple[tuple[str, str, Permission | None], ...] = (
    ("Ma journée", "desk:signals", None),
    ("Signaux", "desk:worklist", Permission.SIGNAL_READ),
    ("Signalements", "desk:referrals", Permission.CASE_READ),
    ("Dossiers", "desk:cases", Permission.CASE_READ),
    ("Réunions", "desk:meetings", Permission.CASE_READ),
    ("Collectifs", "desk:groups", Permission.FIGURE_READ),
    ("CPOM", "desk:figures", Permission.FIGURE_READ),
    ("Comptes", "desk:members", Permission.SERVICE_MANAGE),
    ("Chiffres légaux", "desk:law", Permission.SERVICE_MANAGE),
    ("Données", "desk:data", Permission.DATA_MANAGE),
)


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Context processor: nothing for a visitor; without a service in the address, the person and the way out only."""
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return {"navigation": None}
    service: Service | None = getattr(request, "service", None)
    return {
        "navigation": {
            "user": str(user),
            "service": service,
            "roles": ", ".join(roles_in(user, service)) if service else "",
            "links": sections(request, user, service) if service else [],
            "data": data_page(user, service) if service else "",
            "find": find_page(user, service) if service else "",
            "names": bool(service and user.can(Permission.WORKER_READ, service)),
            "several": len(user.permissions_by_service) > 1,
        }
    }


def sections(request: HttpRequest, user: User, service: Service) -> list[Link]:
    """The sections that the person may open in that service."""
    match = request.resolver_match
    here = match.view_name if match else ""
    links = []
    for label, name, permission in SECTIONS:
        if opens(user, permission, service):
            current = "page" if here == name else "true" if here.startswith(name.removesuffix("s")) else ""
            links.append(Link(label, reverse(name, args=[service.code]), current))
    return links


def opens(user: User, permission: Permission | None, service: Service) -> bool:
    """Whether the person may open a section of that service."""
    held = user.permissions_by_service.get(service.pk, frozenset())
    return bool(held) if permission is None else permission in held


def data_page(user: User, service: Service) -> str:
    """Where files are sent, for those who may; nothing otherwise."""
    return reverse("desk:data", args=[service.code]) if user.can(Permission.DATA_MANAGE, service) else ""


def find_page(user: User, service: Service) -> str:
    """Where people and companies are looked for, for those who may; nothing otherwise."""
    return reverse("desk:search", args=[service.code]) if user.can(Permission.ESTABLISHMENT_READ, service) else ""


def roles_in(user: User, service: Service) -> list[str]:
    """The person's roles there, in words."""
    return [membership.get_role_display() for membership in user.memberships.filter(service=service)]


def first_page(user: User, service: Service) -> str:
    """The address of the first section that the person may open; the list of services when there is none."""
    for _, name, permission in SECTIONS:
        if opens(user, permission, service):
            return reverse(name, args=[service.code])
    return reverse("desk:services")
