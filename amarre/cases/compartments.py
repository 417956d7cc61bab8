"""Who reads each compartment of notes, and the one way to read one."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction

from amarre.accounts.enums import Role
from amarre.accounts.grants import GRANTS
from amarre.accounts.models import Service, User
from amarre.accounts.permissions import Permission
from amarre.audit.journal import record
from amarre.cases.enums import Compartment
from amarre.cases.models import NOTES, Case, Note

PERMISSIONS: Mapping[Compartment, Permission] = {
    Compartment.SHARED: Permission.NOTE_SHARED,
    Compartment.SOCIAL: Permission.NOTE_SOCIAL,
    Compartment.PSYCHOLOGICAL: Permission.NOTE_PSYCHOLOGICAL,
    Compartment.MEDICAL: Permission.NOTE_MEDICAL,
}


@dataclass(frozen=True)
class Drawer:
    """A compartment as everybody of the cell sees it: that it exists, and who may open it; never how full it is."""

    compartment: Compartment
    readers: str
    opens: bool


def writable(user: User, service: Service) -> set[Compartment]:
    """The compartments that are the person's own, to read as to write."""
    return {one for one, permission in PERMISSIONS.items() if user.can(permission, service)}


def drawers(user: User, service: Service) -> list[Drawer]:
    """The four compartments, with the professions that open each."""
    mine = writable(user, service)
    return [Drawer(one, _readers(one), one in mine) for one in Compartment]


def _readers(compartment: Compartment) -> str:
    roles = [role for role in Role if PERMISSIONS[compartment] in GRANTS[role]]
    return ", ".join(str(role.label).lower() for role in roles)


@transaction.atomic
def notes_for(user: User, case: Case, compartment: Compartment) -> list[Note]:
    """The only door to notes: PermissionDenied when the compartment is not the person's; the reading is recorded.

    Raises Unreadable rather than show a note that does not open.
    """
    if not user.can(PERMISSIONS[compartment], case.service):
        raise PermissionDenied
    record("notes.read", case, by=user, service=case.service, details={"compartment": compartment})
    return list(NOTES[compartment].objects.filter(case=case).select_related("written_by", "act"))
