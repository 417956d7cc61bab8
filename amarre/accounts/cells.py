"""Writes to cells: their names, the services that they serve, who coordinates them."""

from collections.abc import Collection

from django.db import transaction

from amarre.accounts.models import Cell, CellCoordinator, Service, User
from amarre.accounts.permissions import Permission
from amarre.audit.journal import record
from amarre.lib.errors import DomainError


@transaction.atomic
def add_cell(*, service: Service, name: str, by: User) -> Cell:
    """A cell that serves this service."""
    cell = Cell.objects.create(name=name)
    cell.services.add(service)
    record("cell.created", cell, by=by, service=service)
    return cell


@transaction.atomic
def rename_cell(*, cell: Cell, service: Service, name: str, by: User) -> None:
    """The cell's name, for every service that it serves."""
    _administered(cell, by)
    Cell.objects.filter(pk=cell.pk).update(name=name)
    record("cell.renamed", cell, by=by, service=service, details={"before": cell.name, "name": name})


@transaction.atomic
def share_cell(*, cell: Cell, services: Collection[Service], authorisation: str, by: User) -> None:
    """The cell serves these services and no others; its coordination follows at once.

    DomainError for a service that the person does not administer, before or after, and for a cell that would serve
    several services without an authorisation or none at all.
    """
    cell = Cell.objects.select_for_update().get(pk=cell.pk)
    _administered(cell, by, *services)
    if not services:
        raise DomainError("Une cellule sert un service au moins.", code="cell.no_service")
    authorisation = authorisation.strip()
    if len(services) > 1 and not authorisation:
        raise DomainError(
            "Partager une cellule entre services suppose une autorisation\u00a0: donnez-en la référence.",
            code="cell.unauthorised",
        )
    before = set(cell.services.values_list("pk", flat=True))
    cell.services.set(services)
    cell.authorisation = authorisation
    cell.save(update_fields=["authorisation"])
    after = {service.pk for service in services}
    for service in Service.objects.filter(pk__in=before | after):
        details = {"before": sorted(before), "services": sorted(after)}
        record("cell.shared", cell, by=by, service=service, details=details)


@transaction.atomic
def add_coordinator(*, cell: Cell, service: Service, email: str, full_name: str, by: User) -> User:
    """A person coordinates the cell: it reads the cases of the services that the cell serves, and of no other.

    An account is made where the address has none; it opens once its owner has chosen a password.
    """
    _administered(cell, by)
    user = User.objects.filter(email=email.lower()).first()
    if user is None:
        user = User.objects.create_user(email, full_name=full_name)
        record("user.created", user, by=by, service=service)
    _, made = CellCoordinator.objects.get_or_create(cell=cell, user=user)
    if made:
        record("cell.coordinator_added", user, by=by, service=service, details={"cell": cell.pk})
    return user


@transaction.atomic
def remove_coordinator(*, coordinator: CellCoordinator, service: Service, by: User) -> None:
    """The person no longer coordinates the cell, from its next page on."""
    _administered(coordinator.cell, by)
    details = {"cell": coordinator.cell_id}
    record("cell.coordinator_removed", coordinator.user, by=by, service=service, details=details)
    coordinator.delete()


def _administered(cell: Cell, by: User, *others: Service) -> None:
    """What touches a shared cell needs the right in each of its services, whose cases it opens."""
    if not all(by.can(Permission.SERVICE_MANAGE, each) for each in (*cell.services.all(), *others)):
        raise DomainError(
            "Cette cellule sert aussi un service que vous n’administrez pas\u00a0: voyez avec son administration.",
            code="cell.elsewhere",
        )
