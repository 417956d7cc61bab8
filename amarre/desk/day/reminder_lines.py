"""What a section of reminders is on the first page: a few lines, and how many there are in all."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.db.models import Count, QuerySet, Window

from amarre.cases.models import AccessRequest, Case, PlannedFollowUp, SchemeUse
from amarre.directory.models import Job
from amarre.partners.models import Orientation
from amarre.ui import french

Row = TypeVar("Row", AccessRequest, Case, Orientation, PlannedFollowUp, SchemeUse)
SHOWN = 5
#: What a line says of a worker: the sections read these columns and their own, of tables that are wide.
NAME = ("job__worker__first_name", "job__worker__last_name")


@dataclass(frozen=True)
class Reminder:
    """One line: about whom, what, its day, how it stands in words, and the page that opens it.

    `worker` is nobody for a message that no professional has recognised yet; without `address` the line opens the
    case, or the worker where there is no case.
    """

    worker: int | None
    name: str
    case: int | None
    what: str
    on: date
    late: bool
    standing: str
    address: str = ""


@dataclass(frozen=True)
class Reminders:
    """A section: its heading, how many there are in all, the first ones, where all of them are, what to know of it."""

    code: str
    heading: str
    count: int
    lines: list[Reminder]
    all: str = ""
    note: str = ""


def section(code: str, heading: str, rows: QuerySet[Row], line: Callable[[Row], Reminder], all: str = "") -> Reminders:
    """The first rows with the number of all of them, in one query."""
    first = list(rows.annotate(in_all=Window(Count("pk")))[:SHOWN])
    return Reminders(code, heading, first[0].in_all if first else 0, [line(row) for row in first], all)


def line_of(
    job: Job, case: int | None, what: str, on: date, today: date, standing: str = "", *, late: bool | None = None,
    address: str = "",
) -> Reminder:  # fmt: skip
    """A line about the worker of a job; late and in words by its day unless told otherwise."""
    worker = job.worker
    name = f"{worker.first_name} {worker.last_name}"
    late = on < today if late is None else late
    return Reminder(worker.pk, name, case, what, on, late, standing or _when(on, today), address)


def _when(on: date, today: date) -> str:
    days = (on - today).days
    if days < 0:
        return f"depuis le {on:%d/%m}"
    return ("aujourd’hui", "demain")[days] if days < 2 else f"dans {french.count(days, 'jour')}"
