"""« À voir d'abord »: each worker once, by urgency and by what acting changes; and what waits for each physician."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, F, IntegerField, Max, Min, Q, QuerySet, Value, When
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from amarre.accounts.models import Service, User
from amarre.accounts.permissions import Permission
from amarre.accounts.requests import UserRequest
from amarre.audit.journal import record
from amarre.cases.models import Case as WorkCase
from amarre.desk.doors import enter
from amarre.detection.enums import Priority
from amarre.detection.models import Signal, SignalQuerySet
from amarre.detection.rules import BENEFITS, read_rules
from amarre.directory.models import Professional, Worker
from amarre.lib.errors import UnknownName

PER_PAGE = 25
NO_PHYSICIAN = "sans"


@dataclass(frozen=True)
class Load:
    """What waits for one physician: workers to see, of whom pressing."""

    value: str
    name: str
    workers: int
    pressing: int


@dataclass(frozen=True)
class Lead:
    """The cases under way of one lead; without `pk`, those that nobody answers for."""

    pk: int | None
    name: str
    cases: int


@dataclass(frozen=True)
class Ranked:
    """One worker of the list: the signal that comes first, and the others."""

    rank: int
    signal: Signal
    others: list[Signal]


@dataclass(frozen=True)
class Ranking:
    """One page of the list."""

    lines: list[Ranked]
    page: Page[Any]
    pages: list[int | str]
    loads: list[Load]
    chosen: str
    has_workers: bool


@require_safe
def ranking(request: UserRequest, code: str) -> HttpResponse:
    """Whom to see first; whose lines were shown is recorded, or nothing is shown."""
    service = enter(request, code, Permission.SIGNAL_READ)
    found = ranked(service, request.user, request.GET.get("medecin", ""), request.GET.get("page", "1"))
    shown = [line.signal.worker_id for line in found.lines]
    if shown:
        record("signals.read", service, by=request.user, service=service, details={"workers": shown})
    may = {
        "set_aside": request.user.can(Permission.SIGNAL_SET_ASIDE, service),
        "try": request.user.can(Permission.HEALTH_READ, service),
        "refer": request.user.can(Permission.SIGNAL_REFER, service),
    }
    leads = leads_of(service) if request.user.can(Permission.CASE_READ, service) else []
    return render(request, "desk/ranking.html", {"service": service, "ranking": found, "may": may, "leads": leads})


def ranked(service: Service, user: User, physician: str, page: str) -> Ranking:
    """The page asked for. The order depends on the signals alone: it is the same tomorrow if they are.

    A worker ranks by the best of their signals (urgency, then benefit), then by how many there are, then by the
    oldest. UnknownName for a physician who is not the service's.
    """
    every = Signal.objects.readable_by(user, service).open()
    loads = _loads(service, every)
    if physician and physician not in {load.value for load in loads}:
        raise UnknownName("Médecin", physician, [load.value for load in loads])
    mine = every.filter(_of(physician)) if physician else every
    workers = in_order(mine)
    paginator = Paginator(workers, PER_PAGE)
    paginator.count = mine.order_by().values("worker").distinct().count()
    current = paginator.get_page(page)
    pages = [*paginator.get_elided_page_range(current.number, on_each_side=2, on_ends=1)]
    lines = lines_of(mine, [row["worker"] for row in current], current.start_index())
    known = bool(lines) or Worker.objects.filter(service=service).exists()
    return Ranking(lines, current, pages, loads, physician, known)


def in_order(signals: SignalQuerySet) -> QuerySet[Any, Any]:
    """The workers of these signals, each once, whom to see first coming first."""
    return (
        signals.annotate(points=points()).order_by().values("worker")
        .annotate(best=Max("points"), number=Count("pk"), oldest=Min("since"))
        .order_by("-best", "-number", "oldest", "worker")
    )  # fmt: skip


def points() -> Case:
    """What a signal weighs: its urgency first, then what acting changes, as its rule says."""
    rules = read_rules(settings.CATALOGUE / "signals").values()
    benefit = Case(
        *(When(rule=rule.code, then=Value(BENEFITS[rule.benefit])) for rule in rules),
        default=Value(BENEFITS["normal"]),
        output_field=IntegerField(),
    )
    urgency = Case(
        *(When(priority=one.value, then=Value(10 * (len(Priority) - rank))) for rank, one in enumerate(Priority)),
        default=Value(0),
        output_field=IntegerField(),
    )
    return urgency + benefit  # type: ignore[return-value]


def lines_of(signals: SignalQuerySet, workers: list[int], first: int) -> list[Ranked]:
    """The signals of these workers, in the workers' order, each worker's best first: one query."""
    found: QuerySet[Signal] = (
        signals.filter(worker__in=workers)
        .annotate(points=points())
        .select_related("worker", "job__establishment__physician")
        .order_by("-points", "since", "pk")
    )
    by_worker: dict[int, list[Signal]] = {pk: [] for pk in workers}
    for signal in found:
        by_worker[signal.worker_id].append(signal)
    return [
        Ranked(first + rank, own[0], own[1:]) for rank, own in enumerate(by_worker.values()) if own
    ]  # fmt: skip


def _of(physician: str) -> Q:
    own = "establishment__physician"
    return Q(**{f"{own}__isnull": True}) if physician == NO_PHYSICIAN else Q(**{own: int(physician)})


def _loads(service: Service, signals: SignalQuerySet) -> list[Load]:
    """How many workers wait for each physician, the most loaded first: two queries."""
    rows = (
        signals.order_by()
        .values(physician=F("establishment__physician"))
        .annotate(
            workers=Count("worker", distinct=True),
            pressing=Count("worker", distinct=True, filter=Q(priority=Priority.HIGH)),
        )
    )
    names = {one.pk: f"Dr {one.last_name}" for one in Professional.objects.filter(service=service)}
    loads = [
        Load(
            str(row["physician"] or NO_PHYSICIAN),
            names.get(row["physician"], "Sans médecin désigné"),
            row["workers"],
            row["pressing"],
        )
        for row in rows
    ]
    return sorted(loads, key=lambda load: (-load.pressing, -load.workers, load.name))


def leads_of(service: Service) -> list[Lead]:
    """How many cases under way each lead has, the most loaded first: one query."""
    rows = (
        WorkCase.objects.of(service).going_on().order_by()
        .values("lead", "lead__first_name", "lead__last_name").annotate(cases=Count("pk"))
    )  # fmt: skip
    leads = [
        Lead(
            row["lead"],
            f"{row['lead__first_name'] or ''} {row['lead__last_name']}".strip() if row["lead"] else "Sans référent",
            row["cases"],
        )
        for row in rows
    ]
    return sorted(leads, key=lambda lead: (lead.pk is not None, -lead.cases, lead.name))
