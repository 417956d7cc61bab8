"""Who reads each compartment of notes, and the one way to read one."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from django.core.exceptions import PermissionDenied
from django.db import transaction

from amarre.accounts.enums import Role
from amarre.accounts.grants import GRANTS
from amarre.accounts.models import Service, User
from amarre.accounts.permissions import Permission
from amarre.audit.journal import record
from amarre.cases.enums import Compartment
from amarre.cases.models import NOTES, Case, Note
from amarre.cases.profiles import Profile, profile_of
from amarre.ui.french import written

PERMISSIONS: Mapping[Compartment, Permission] = {
    Compartment.SHARED: Permission.NOTE_SHARED,
    Compartment.SOCIAL: Permission.NOTE_SOCIAL,
    Compartment.PSYCHOLOGICAL: Permission.NOTE_PSYCHOLOGICAL,
    Compartment.MEDICAL: Permission.NOTE_MEDICAL,
}


@dataclass(frozen=True)
class Drawer:
    """A compartment as everybody of the cell sees it: that it exists, and who may open it; never how full it is.

    `here` says whether a role of the service's organisation opens it; `words` is its name there.
    """

    compartment: Compartment
    readers: str
    opens: bool
    here: bool
    words: str


def writable(user: User, service: Service) -> set[Compartment]:
    """The compartments that are the person's own, to read as to write."""
    return {one for one, permission in PERMISSIONS.items() if user.can(permission, service)}


def drawers(user: User, service: Service) -> list[Drawer]:
    """The four compartments, with the professions that open each."""
    mine, profile = writable(user, service), profile_of(service)
    return [
        Drawer(one, readers, one in mine, here, named(str(one.label), profile))
        for one, (readers, here) in _readers(profile.roles).items()
    ]


@cache
def _readers(there: tuple[Role, ...]) -> Mapping[Compartment, tuple[str, bool]]:
    """The professions that open each compartment where these are, and whether any of them does."""
    found = {}
    for one in Compartment:
        roles = [role for role in Role if PERMISSIONS[one] in GRANTS[role]]
        here = [role for role in roles if role in there]
        found[one] = ", ".join(str(role.label).lower() for role in here or roles), bool(here)
    return found


def named(label: str, profile: Profile) -> str:
    """The name of a compartment where « la cellule » is called otherwise."""
    return written(label.replace("la cellule", profile.team.all))


@transaction.atomic
def notes_for(user: User, case: Case, compartment: Compartment) -> list[Note]:
    """The only door to notes: PermissionDenied when the compartment is not the person's; the reading is recorded.

    Raises Unreadable rather than show a note that does not open.
    """
    if not user.can(PERMISSIONS[compartment], case.service):
        raise PermissionDenied
    record("notes.read", case, by=user, service=case.service, details={"compartment": compartment})
    return list(NOTES[compartment].objects.filter(case=case).select_related("written_by", "act"))
