"""A cell that several services share sits for them in one go: one meeting in each, planned together."""

from collections.abc import Iterable
from datetime import date, time

from django.db import transaction

from amarre.accounts.models import Cell, Service, User
from amarre.accounts.permissions import Permission
from amarre.cases.actions.meetings import plan_meeting
from amarre.cases.models import CellMeeting
from amarre.lib.errors import DomainError


@transaction.atomic
def plan_sitting(
    *,
    cell: Cell,
    services: Iterable[Service],
    held_on: date,
    by: User,
    participants: Iterable[User],
    starts_at: time | None = None,
    place: str = "",
) -> list[CellMeeting]:
    """One meeting in each service, same day, hour and place, with those of the people who may read its cases; or none.

    DomainError for fewer than two services, for one that the cell already meets then, for one that nobody named may
    read, and for whatever refuses a meeting.
    """
    # Two people who plan the same sitting: the second is refused, not doubled.
    cell = Cell.objects.select_for_update().get(pk=cell.pk)
    chosen, people = list(services), list(participants)
    if len(chosen) < 2:
        raise DomainError("Une séance commune réunit au moins deux services.", code="sitting.alone")
    taken = CellMeeting.objects.filter(cell=cell, service__in=chosen, held_on=held_on, starts_at=starts_at)
    if names := sorted({f"«\u00a0{one.service}\u00a0»" for one in taken.select_related("service")}):
        raise DomainError(
            f"La cellule a déjà une réunion ce jour-là, à cette heure, pour {', '.join(names)}.", code="sitting.planned"
        )
    made = []
    for service in chosen:
        readers = [one for one in people if one.can(Permission.CASE_READ, service)]
        if not readers:
            raise DomainError(
                f"Aucun participant ne lit les dossiers de «\u00a0{service}\u00a0»\u00a0: ajoutez quelqu’un.",
                code="sitting.nobody",
            )
        meeting = plan_meeting(
            service=service, cell=cell, held_on=held_on, starts_at=starts_at, place=place, by=by, participants=readers
        )
        made.append(meeting)
    return made
