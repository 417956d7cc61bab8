"""The header of every page: which sections the person has in this service, and where they are."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.text import capfirst

from amarre.accounts.enums import Role
from amarre.accounts.models import Service, User
from amarre.accounts.permissions import Permission
from amarre.cases.profiles import Team, profile_of
from amarre.desk.me import is_somebody
from amarre.ui.addresses import address


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

#: Entries that a header can hold (the look), and those that give way, the first one first, each to a section whose
#: page leads to it.
MOST = 7
#: Letters that they hold beside the search and the name of the person, on a screen of 1366 pixels.
LETTERS = 63
FOLDED: Mapping[str, str] = {
    "desk:groups": "desk:worklist",
    "desk:law": "desk:members",
    "desk:data": "desk:signals",
}


#: The pages of a shared cell.
CELL_SECTIONS = (("Dossiers de la cellule", "desk:cell"), ("Rapport de la cellule", "desk:cell_report"))


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
            # Worked out where a page shows them: a part of a page has no header.
            "links": SimpleLazyObject(lambda: links_of(request, user, service)),
            "data": data_page(user, service) if service else "",
            "find": find_page(user, service) if service else "",
            "names": bool(service and user.can(Permission.WORKER_READ, service)),
            "team": profile_of(service).team if service else Team(),
            "meeting": word_for_meeting(service) if service else "",
            "coordinated": bool(service and Role.COORDINATION in profile_of(service).roles),
            "managers": who_manages(service) if service else "",
            "several": len(user.permissions_by_service) > 1,
        }
    }


def links_of(request: HttpRequest, user: User, service: Service | None) -> list[Link]:
    """The entries of the header: the sections of the service, or the cells that the person coordinates."""
    return sections(request, user, service) if service else of_cells(user, None, view_name(request))


def sections(request: HttpRequest, user: User, service: Service) -> list[Link]:
    """The sections that the person may open in that service, and the shared cell that it coordinates."""
    here, meetings = view_name(request), profile_of(service).meetings
    held = user.permissions_by_service.get(service.pk, frozenset())
    links = of_cells(user, service, here)
    words = f"{capfirst(meetings.word)}s" if meetings else ""
    labels, folded = sections_for(held, words, room=MOST - len(links))
    if links and len(labels) + len(links) > MOST and "desk:cases" in labels:
        # The page of cases leads to those of the whole cell.
        links = []
        labels, folded = sections_for(held, words)
    here_in = next((into for name, into in folded.items() if here.startswith(name.removesuffix("s"))), here)
    for name, label in labels.items():
        leads_to = address(name, service.code)
        if name == "desk:cases" and is_somebody(request, user, service):
            label, leads_to = "Mes dossiers", f"{leads_to}?pour=moi&etat=non_clos"
        current = "page" if here == name else "true" if here_in.startswith(name.removesuffix("s")) else ""
        links.append(Link(label, leads_to, current))
    return links


def sections_for(
    held: frozenset[Permission], meetings: str = "Réunions", room: int = MOST
) -> tuple[dict[str, str], dict[str, str]]:
    """What the header of a person with those rights shows, by URL name, and where the folded sections went.

    `meetings` is what the service calls its own, empty where nobody meets; `room` how many entries there is place for.
    """
    labels = {name: label for label, name, permission in SECTIONS if (permission in held if permission else held)}
    if "desk:meetings" in labels:
        labels["desk:meetings"] = meetings
    labels = {name: label for name, label in labels.items() if label}
    folded: dict[str, str] = {}
    for name, into in FOLDED.items():
        wide = sum(len(label) for label in labels.values()) > LETTERS
        if (len(labels) > room or wide) and name in labels and into in labels:
            del labels[name]
            folded[name] = into
    return labels, folded


def view_name(request: HttpRequest) -> str:
    """The name of the page's URL."""
    return request.resolver_match.view_name if request.resolver_match else ""


def of_cells(user: User, service: Service | None, here: str) -> list[Link]:
    """The pages of the shared cell that the person coordinates: of those that serve the service, or of any."""
    if service is not None:
        return [Link("Toute la cellule", address("desk:cell", pk), "") for pk in user.coordinated_cells(service)]
    return [
        Link(label, address(name, pk), "page" if here == name else "")
        for pk in user.coordinated_cells()
        for label, name in CELL_SECTIONS
    ]


def opens(user: User, permission: Permission | None, service: Service) -> bool:
    """Whether the person may open a section of that service."""
    held = user.permissions_by_service.get(service.pk, frozenset())
    return bool(held) if permission is None else permission in held


def word_for_meeting(service: Service) -> str:
    """« réunion », or what the service's organisation calls it."""
    meetings = profile_of(service).meetings
    return meetings.word if meetings else "réunion"


def who_manages(service: Service) -> str:
    """Who sends files and looks for signals there, as a sentence needs it."""
    cell = "la coordination de la cellule ou " if Role.COORDINATION in profile_of(service).roles else ""
    return f"{cell}l’administration du service"


def data_page(user: User, service: Service) -> str:
    """Where files are sent, for those who may; nothing otherwise."""
    return address("desk:data", service.code) if user.can(Permission.DATA_MANAGE, service) else ""


def find_page(user: User, service: Service) -> str:
    """Where people and companies are looked for, for those who may; nothing otherwise."""
    return address("desk:search", service.code) if user.can(Permission.ESTABLISHMENT_READ, service) else ""


def roles_in(user: User, service: Service) -> list[str]:
    """The person's roles there, in words."""
    roles = [str(Role(role).label) for role in user.roles_by_service.get(service.pk, [])]
    return [*roles, "Coordination de la cellule partagée"] if user.coordinated_cells(service) else roles


def first_page(user: User, service: Service) -> str:
    """The address of the first section that the person may open; the list of services when there is none."""
    for _, name, permission in SECTIONS:
        if opens(user, permission, service):
            return address(name, service.code)
    return address("desk:services")
