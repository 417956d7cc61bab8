"""What Direction reads each morning: objectives with their course, what waits and since when; numbers, no name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db.models import Count, Q
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from amarre.accounts.models import Service
from amarre.cases.enums import TaskState
from amarre.cases.models import PlanAction, Task
from amarre.contracts.definitions import Contract, read_contracts
from amarre.contracts.figures import ContractFigure, ContractFigures, last_figures
from amarre.desk.day.morning import Raised, State
from amarre.desk.day.reminders import reminders
from amarre.desk.referring.qualifying import qualification_days, unread_intakes, waiting_referrals
from amarre.desk.steering.figures import aimed, find, shown, value_of
from amarre.desk.steering.warming import ask_for_figures
from amarre.desk.steering.years import Overview, Row, overview_of
from amarre.detection.models import Signal
from amarre.indicators.models import StoredResult
from amarre.indicators.stored import last_stored, results_of
from amarre.lib.keeping import kept
from amarre.ui import french

#: What became of the people accompanied: cases asked about at six months, people still in employment, unknown.
AFTERWARDS = ("O01", "O02", "O03")
WEEK, MONTH = 7, 30


@dataclass(frozen=True)
class Waiting:
    """One kind of thing that waits: how many there are, of which late, or since when."""

    label: str
    count: int
    said: str = ""
    late: int = 0


@dataclass(frozen=True)
class Course:
    """A figure: its row over the years, then, in the scope that its objective speaks of, this year and the last one."""

    row: Row
    now: str
    before: str
    all: str


@dataclass(frozen=True)
class Objectives:
    """A contract in the year that runs: its objectives beside what is done, year by year."""

    contract: Contract
    overview: Overview
    rows: tuple[Course, ...]
    after: tuple[Course, ...]
    computed_at: datetime


class Written(NamedTuple):
    """The objectives as the page shows them, "" where nothing was computed; `missing` where a contract lacks some."""

    text: SafeString
    missing: bool


@kept(size=32)
def written_objectives(service_pk: int, facts_version: int, results: tuple[int, ...], today: date) -> Written:
    """The objectives of every contract and what follows a closing, as they were computed last.

    Nothing is computed for this page, which says of when the figures are. They are missing where no result is that of
    this year, of this catalogue and of this code, or where the facts moved since the day on which they were computed.
    """
    service = Service.objects.get(pk=service_pk)
    stored, every, missing = last_stored(results), [], False
    for contract in read_contracts(settings.CATALOGUE / "contracts").values():
        mine = [one for one in stored if one.contract == contract.code and one.start.year <= today.year]
        by_year = last_figures(contract, sorted(mine, key=lambda one: one.start)[-3:])
        missing |= _missing(contract, service, mine, today)
        if today.year in by_year:
            overview = overview_of(by_year, over=False)
            goals = _courses(overview, by_year, [goal.code for goal in overview.goals])
            after = _courses(overview, by_year, AFTERWARDS)
            every.append(Objectives(contract, overview, goals, after, max(one.computed_at for one in mine)))
    if not every:
        return Written(SafeString(""), missing)
    # What becomes of people is read over the whole service, where a contract looks at all of it.
    whole = next((one for one in every if one.contract.target is None), every[0])
    context = {"service": service, "objectives": every, "whole": whole, "year": str(today.year), "last": today.year - 1}
    return Written(SafeString(render_to_string("desk/_home_objectives.html", context)), missing)


def _missing(contract: Contract, service: Service, results: Sequence[StoredResult], today: date) -> bool:
    """Whether the figures of the year that runs are to be made; never those of a contract that has ended."""
    if today.year > contract.ends.day.year:
        return False
    latest = [one for one in results if one.start.year == today.year]
    return not any(
        one.snapshot.facts_version == service.facts_version or timezone.localdate(one.computed_at) == today
        for one in latest
    )


def objectives(service: Service, today: date) -> SafeString:
    """What `written_objectives` says, from the results that are kept now; what it lacks is asked for."""
    written = written_objectives(service.pk, service.facts_version, results_of(service), today)
    if written.missing:
        ask_for_figures(service)
    return written.text


def _courses(overview: Overview, by_year: Mapping[int, ContractFigures], codes: Sequence[str]) -> tuple[Course, ...]:
    """The figures of these codes that there are, in that order."""
    everywhere = [row for section in overview.sections for row in section.rows] + list(overview.others)
    rows, latest = {row.code: row for row in everywhere}, max(by_year)
    found = []
    for code in codes:
        now = find(by_year[latest], code)
        if now is not None and code in rows:
            before = find(by_year[latest - 1], code) if latest - 1 in by_year else None
            beside = value_of(now, now.all) if now.all is not aimed(now) else ""
            found.append(Course(rows[code], _aimed(now), _aimed(before) if before else "", beside))
    return tuple(found)


def _aimed(figure: ContractFigure) -> str:
    return shown(figure, aimed(figure).get("value"))


def waiting(service: Service, today: date, *, raised: Raised, state: State) -> list[Waiting]:
    """Signals by age, then what the team promised: how many, and how many are late."""
    return [*_signals(service, today, raised), *_promised(service, today, state)]


@kept(size=16)
def _signals(service: Service, today: date, raised: Raised) -> list[Waiting]:
    """The open signals of any kind, by the time since they were raised: one query."""
    week, month = today - timedelta(days=WEEK), today - timedelta(days=MONTH)
    ages = Signal.objects.filter(service=service).open().order_by().aggregate(
        every=Count("pk"),
        week=Count("pk", filter=Q(raised_on__lt=week)),
        month=Count("pk", filter=Q(raised_on__lt=month)),
    )  # fmt: skip
    said = (
        f"{french.number(ages['week'])} depuis plus d’une semaine, dont {french.number(ages['month'])} "
        "depuis plus d’un mois" if ages["week"] else "aucun depuis plus d’une semaine"
    )  # fmt: skip
    return [Waiting("Signaux à traiter", ages["every"], said if ages["every"] else "")]


@kept(size=16)
def _promised(service: Service, today: date, state: State) -> list[Waiting]:
    """The sections of the team's own first page, with what is late of the signalements, the plans and the tasks."""
    before = today - timedelta(days=qualification_days(service, today))
    late = {
        "signalements": waiting_referrals(service, today).filter(received_on__lt=before).count()
        + unread_intakes(service).filter(received_at__date__lt=before).count(),
    }
    actions = PlanAction.objects.in_force().pending().filter(
        plan__case__service=service, plan__case__closed_on__isnull=True, due_on__lt=today
    ).count()  # fmt: skip
    tasks = Task.objects.filter(service=service, state=TaskState.TO_DO, due_on__lt=today).count()
    found = [
        Waiting(one.heading, one.count, late=late.get(one.code, 0))
        for one in reminders(service, today, health=False, state=state)
    ]
    own = (("Actions de plans", actions), ("Tâches décidées en réunion", tasks))
    return [*found, *(Waiting(label, count, late=count) for label, count in own if count)]
