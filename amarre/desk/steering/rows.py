"""The rows that a figure counts, one page of one list, with the names of the people and places."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator

from amarre.accounts.models import Service
from amarre.contracts.definitions import Contract
from amarre.contracts.figures import rows_of
from amarre.desk import words
from amarre.directory.models import Establishment, Worker
from amarre.indicators.definitions import Scope
from amarre.lib.errors import UnknownName

PER_PAGE = 25
WORKER, ESTABLISHMENT = "travailleur_id", "etablissement_id"
LISTS = {
    "value": "comptées",
    "numerator": "du numérateur",
    "denominator": "du dénominateur",
    "participants": "des participants",
    "carsat": "suivies par la Carsat",
    "etp": "des équivalents temps plein",
    "median_days": "du délai médian",
}


@dataclass(frozen=True)
class Tab:
    """One of the lists of a figure."""

    name: str
    label: str
    count: int
    current: bool


@dataclass(frozen=True)
class Rows:
    """A page of a list: headings, and its lines; the first cell names the row."""

    tabs: list[Tab]
    headings: list[str]
    lines: list["Line"]
    page: Page[int]
    pages: list[int | str]
    workers: list[int]


@dataclass(frozen=True)
class Line:
    """One row: (heading, cell) in their order, and whose page the first one opens: a worker's or an establishment's."""

    cells: list[tuple[str, str]]
    worker: int | None
    place: int | None


@dataclass(frozen=True)
class Asked:
    """Which rows: figure, scope, year, list and page as the address says them."""

    figure: str
    scope: Scope
    year: int
    list: str
    page: str


def counted(service: Service, contract: Contract, asked: Asked, *, names: bool) -> Rows | None:
    """The rows asked for; None when there is no list, or when its rows are people's and `names` is refused.

    Raises UnknownName for a list that the figure does not have.
    """
    lists = rows_of(service, contract, asked.figure, asked.scope, date(asked.year, 1, 1), date(asked.year, 12, 31))
    if not names:
        lists = {name: rows for name, rows in lists.items() if WORKER not in rows.columns}
    if not lists:
        return None
    chosen = asked.list or next(iter(lists))
    if chosen not in lists:
        raise UnknownName("Liste", chosen, list(lists))
    rows = lists[chosen]
    paginator = Paginator(range(rows.height), PER_PAGE)
    page = paginator.get_page(asked.page)
    shown = rows.slice(page.start_index() - 1 if rows.height else 0, PER_PAGE).to_dicts()
    headings, lines, workers = _named(service, rows.columns, shown)
    tabs = [Tab(name, LISTS.get(name, name), listed.height, name == chosen) for name, listed in lists.items()]
    pages = [*paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)]
    return Rows(tabs, headings, lines, page, pages, workers)


def _named(
    service: Service, columns: list[str], shown: list[dict[str, Any]]
) -> tuple[list[str], list[Line], list[int]]:
    workers = _found(Worker, service, shown, WORKER) if WORKER in columns else {}
    places = _found(Establishment, service, shown, ESTABLISHMENT) if ESTABLISHMENT in columns else {}
    rest = [column for column in columns if column in words.COLUMNS]
    headings = [
        *(["Travailleur"] if WORKER in columns else []),
        *(["Établissement"] if ESTABLISHMENT in columns else []),
        *(words.COLUMNS[column] for column in rest),
    ]
    lines = []
    for row in shown:
        line: list[str] = []
        worker = workers.get(row.get(WORKER, ""))
        if WORKER in columns:
            line.append(f"{worker.last_name}, {worker.first_name}" if worker else words.NOT_GIVEN)
        place = places.get(row.get(ESTABLISHMENT, ""))
        if ESTABLISHMENT in columns:
            line.append(place.name if place else words.NOT_GIVEN)
        cells = [*line, *(words.cell(column, row[column]) for column in rest)]
        of_place = place.pk if place and WORKER not in columns else None
        lines.append(Line(list(zip(headings, cells, strict=True)), worker.pk if worker else None, of_place))
    return headings, lines, [worker.pk for worker in workers.values()]


def _found(
    model: type[Worker] | type[Establishment], service: Service, shown: list[dict[str, Any]], column: str
) -> Mapping[str, Any]:
    wanted = {row[column] for row in shown if row[column] is not None}
    return {one.external_id: one for one in model.objects.filter(service=service, external_id__in=wanted)}
