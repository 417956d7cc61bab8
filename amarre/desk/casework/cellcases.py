"""The cases of every service that a shared cell serves, one page of them; and a report on each service."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet

from amarre.accounts.models import Cell, Service
from amarre.cases.enums import CaseStatus, Level
from amarre.cases.models import Case, CellMeeting, Intake, Referral
from amarre.cases.outcomes import IN_EMPLOYMENT
from amarre.desk.casework.caselist import (
    GOING_ON,
    NONE,
    ORDERS,
    PER_PAGE,
    SILENCES,
    Heading,
    Line,
    Orders,
    headings_of,
    lines_of,
    narrowed,
    ordered_by,
)
from amarre.desk.referring.qualifying import qualification_days
from amarre.desk.watch.worklist import Filter, chosen_in
from amarre.ui.french import sentence

CELL_ORDERS: Orders = {
    "travailleur": ORDERS["travailleur"],
    "service": ("Service", ("service__name",), False),
    **ORDERS,
}


@dataclass(frozen=True)
class CellTable:
    """A page of the cases of a cell; `open` counts those of the choice that are not closed."""

    filters: list[Filter]
    headings: list[Heading]
    lines: list[Line]
    page: Page[int]
    pages: list[int | str]
    chosen: dict[str, str]
    open: int


@dataclass(frozen=True)
class Report:
    """What the cell did for one service in a year, and what waits there today. `kept` is None before any closing."""

    service: Service
    received: int
    waiting: int
    late: int
    opened: int
    closed: int
    kept: float | None
    going_on: int
    leaderless: int
    meetings: int


def cell_table(services: Sequence[Service], asked: Mapping[str, str], today: date) -> CellTable:
    """The cases of those services that the address asks for; UnknownName for a choice or an order not in its list."""
    filters = [chosen_in(one, asked.get(one.name, "")) for one in _filters(services)]
    chosen = {one.name: one.chosen for one in filters if one.chosen}
    by_code = {service.code: service.pk for service in services}
    wanted = [by_code[chosen["service"]]] if "service" in chosen else list(by_code.values())
    others = {name: value for name, value in chosen.items() if name != "service"}
    found = narrowed(Case.objects.filter(service__in=wanted), others, today)
    counts = found.aggregate(n=Count("pk"), open=Count("pk", filter=Q(closed_on__isnull=True)))
    order = asked.get("tri", "-ouverture")
    paginator = Paginator(ordered_by(found, order, CELL_ORDERS).values_list("pk", flat=True), PER_PAGE)
    paginator.count = counts["n"]
    page = paginator.get_page(asked.get("page", "1"))
    pages = [*paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)]
    lines = lines_of(list(page.object_list), today)
    return CellTable(filters, headings_of(order, CELL_ORDERS), lines, page, pages, chosen, counts["open"])


def reports(cell: Cell, services: Sequence[Service], year: int, today: date) -> list[Report]:
    """One line per service, at a number of queries that does not depend on how many services or cases there are."""
    pks = [service.pk for service in services]
    received = _by_service(Referral.objects.filter(received_on__year=year), pks)
    cases = Case.objects.filter(service__in=pks).values("service").order_by()
    counted: Mapping[int, Mapping[str, Any]] = {
        row["service"]: row
        for row in cases.annotate(
            opened=Count("pk", filter=Q(opened_on__year=year)),
            closed=Count("pk", filter=Q(closed_on__year=year)),
            kept=Count("pk", filter=Q(closed_on__year=year, outcome__in=IN_EMPLOYMENT)),
            going_on=Count("pk", filter=~Q(status=CaseStatus.CLOSED)),
            leaderless=Count("pk", filter=~Q(status=CaseStatus.CLOSED) & Q(lead__isnull=True)),
        )
    }
    waiting = _by_service(Referral.objects.waiting(today), pks)
    unread = _by_service(Intake.objects.filter(referral__isnull=True, set_aside_on__isnull=True), pks)
    overdue = Q()
    for service in services:
        days = qualification_days(service, today)
        overdue |= Q(service=service, received_on__lt=today - timedelta(days=days))
    late = _by_service(Referral.objects.waiting(today).filter(overdue), pks)
    met = _by_service(CellMeeting.objects.filter(cell=cell, ended_at__isnull=False, held_on__year=year), pks)
    lines = []
    for service in services:
        row = counted.get(service.pk, {})
        lines.append(
            Report(
                service, received.get(service.pk, 0), waiting.get(service.pk, 0) + unread.get(service.pk, 0),
                late.get(service.pk, 0), row.get("opened", 0), row.get("closed", 0),
                row["kept"] / row["closed"] if row.get("closed") else None,
                row.get("going_on", 0), row.get("leaderless", 0), met.get(service.pk, 0),
            )
        )  # fmt: skip
    return lines


def _by_service(rows: QuerySet[Any], pks: Sequence[int]) -> dict[int, int]:
    counted = rows.filter(service__in=pks).order_by().values_list("service").annotate(n=Count("pk"))
    return dict(counted)


def _filters(services: Sequence[Service]) -> list[Filter]:
    return [
        Filter("service", "Service", "Tous", [(service.code, service.name) for service in services]),
        Filter("etat", "État", "Tous", [
            (GOING_ON, "Non clos"), *((one.value, sentence(str(one.label))) for one in CaseStatus)
        ]),
        Filter("niveau", "Niveau", "Tous", [*((one.value, str(one.label)) for one in Level), (NONE, "Non renseigné")]),
        Filter("referent", "Référent", "Tous", [(NONE, "Sans référent")]),
        Filter("sans_acte", "Sans acte depuis", "Indifférent", list(SILENCES.items())),
    ]  # fmt: skip
