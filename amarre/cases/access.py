"""The right of a person to the copy of their case: its parts and who reads each, its deadlines, what was prepared."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from amarre.accounts.enums import Role
from amarre.accounts.grants import GRANTS
from amarre.accounts.models import Service, User
from amarre.accounts.permissions import Permission
from amarre.cases.compartments import PERMISSIONS
from amarre.cases.documents import LABELS
from amarre.cases.enums import AccessScope, Compartment
from amarre.cases.models import AccessRequest
from amarre.exchange.enums import OperationKind, OperationState
from amarre.exchange.models import Operation
from amarre.indicators.law import figures_in_force
from amarre.lib.calendars import add_months
from amarre.rules.parameters import Figure
from amarre.ui import french

HEALTH, MESSAGES, READINGS = "sante", "messages", "lectures"
#: What a copy holds besides what the whole cell reads: the words of each part, and the right that opens it.
PARTS: Mapping[str, tuple[str, Permission]] = {
    **{one.value: (f"Notes {one.label} et {LABELS[one].lower()}", PERMISSIONS[one]) for one in Compartment},
    HEALTH: (
        "Arrêts, visites, indices, dispositifs, titres de travailleur handicapé, situation de travail",
        Permission.HEALTH_READ,
    ),
    MESSAGES: ("Messages reçus par les formulaires publics", Permission.CASE_QUALIFY),
    READINGS: ("Lectures du dossier", Permission.TRACE_READ),
}
#: The figure of `catalogue/parameters/acces.yaml` that gives the deadline of each scope.
DELAYS: Mapping[str, str] = {
    AccessScope.CASE: "reponse", AccessScope.HEALTH: "sante", AccessScope.OLD_HEALTH: "sante_ancienne"
}  # fmt: skip


@dataclass(frozen=True)
class Prepared:
    """A part of the answer: its words, who reads it, and who prepared it last since the request, if anybody did."""

    part: str
    what: str
    readers: str
    by: User | None
    at: datetime | None


def opened_by(user: User, service: Service) -> list[str]:
    """The parts of a copy that the person reads, in their order."""
    return [part for part, (_, permission) in PARTS.items() if user.can(permission, service)]


def readers_of(part: str) -> str:
    """The professions that read that part."""
    return ", ".join(str(role.label).lower() for role in Role if PARTS[part][1] in GRANTS[role])


def figure(name: str) -> Figure:
    """A figure of `catalogue/parameters/acces.yaml`."""
    return figures_in_force()[f"acces.{name}"]


def later(day: date, name: str, *, on: date) -> date:
    """That day plus the time that a figure in force on `on` says, in its own unit."""
    found = figure(name)
    count = int(found.at(on).value)  # type: ignore[arg-type]
    if found.unit == "mois":
        return add_months(day, count)
    return day + (timedelta(hours=count) if found.unit == "heures" else timedelta(days=count))


def due_on(scope: str, received_on: date) -> date:
    """The last day of the answer, by the text in force when the request came."""
    return later(received_on, DELAYS[scope], on=received_on)


def extended_due_on(received_on: date) -> date:
    """The last day of an answer whose delay was extended: both delays from the day of the request."""
    months = [int(figure(name).at(received_on).value) for name in ("reponse", "prolongation")]  # type: ignore[arg-type]
    return add_months(received_on, sum(months))


def not_before(request: AccessRequest) -> date | None:
    """The first day on which health information may be handed over; None where none is asked for."""
    if request.scope == AccessScope.CASE:
        return None
    return later(request.received_on, "reflexion", on=request.received_on)


def law_of(request: AccessRequest) -> tuple[Figure, str | None]:
    """The figure that the deadline comes from, and what to say where nobody has confirmed it."""
    found = figure(DELAYS[request.scope])
    return found, found.caution(request.received_on)


def prepared(request: AccessRequest) -> list[Prepared]:
    """Every part of the answer, with who made a copy that holds it since the request came; one query."""
    made = Operation.objects.filter(
        service=request.service_id, kind=OperationKind.COPY, state=OperationState.DONE,
        arguments__case=request.case_id, created_at__date__gte=request.received_on,
    ).select_related("created_by")  # fmt: skip
    last: dict[str, Operation] = {}
    for one in made.order_by("pk"):
        last.update(dict.fromkeys(one.outcome.get("parts", ()), one))
    asked = [part for part in PARTS if part != HEALTH or request.scope != AccessScope.CASE]
    return [
        Prepared(
            part, french.written(PARTS[part][0]), readers_of(part),
            last[part].created_by if part in last else None, last[part].created_at if part in last else None,
        )
        for part in asked
    ]  # fmt: skip
