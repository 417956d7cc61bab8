"""The page of one establishment: its facts, who is absent, whom a signal names, what prevention has done there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet, Value, Window
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from amarre.accounts.permissions import Permission
from amarre.accounts.requests import UserRequest
from amarre.audit.journal import record
from amarre.cases.models import Case
from amarre.desk.doors import establishment_for
from amarre.detection.absences import absent_from
from amarre.detection.models import Signal
from amarre.detection.one_worker import Leave
from amarre.directory import naf
from amarre.directory.models import Establishment, Job, Worker
from amarre.indicators.law import figures_in_force
from amarre.prevention.models import ActionReach, CommitteeMeeting
from amarre.rules.parameters import Figures
from amarre.ui import french

PER_PAGE = 25
#: What a line says of the job that somebody holds there.
OF_A_JOB = ("title", "monitoring", "started_on")
#: And of a signal that names somebody there, of an action, of a meeting, of another place of the employer.
OF_A_SIGNAL = (
    "rule", "label", "reason", "suggestion", "reference", "confirmed", "priority", "since", "worker__last_name",
    "worker__first_name", "job__title",
)  # fmt: skip
OF_AN_ACTION = ("participants", "action__kind", "action__theme", "action__held_on", "action__partners")
OF_A_MEETING = ("kind", "held_on", "state")
OF_A_PLACE = ("name", "headcount", "postal_code")
#: Lines of a list that has no pages; what lies beyond is counted.
LISTED = 20
COMMITTEES = 4


@dataclass(frozen=True)
class May:
    """What the reader's role opens on this page."""

    names: bool
    health: bool
    signals: bool
    cases: bool
    set_aside: bool
    refer: bool


@dataclass(frozen=True)
class Absent:
    """A worker who is absent today."""

    worker: Worker
    leave: Leave
    days: int


@dataclass(frozen=True)
class Counts:
    """How many workers the establishment has, and how many of its affairs are open."""

    workers: int
    absent: int
    signals: int
    open_cases: int
    closed_cases: int
    actions: int


@require_safe
def establishment(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """One establishment; whose names were shown is recorded, or nothing is shown."""
    place = establishment_for(request, code, pk, Permission.ESTABLISHMENT_READ)
    today, may, figures = timezone.localdate(), _rights(request), figures_in_force()
    leaves = absent_from(place, today, figures)
    jobs = _jobs(place, today)
    held = jobs.aggregate(people=Count("worker", distinct=True), jobs=Count("pk"))
    signals = Signal.objects.readable_by(request.user, request.service).filter(establishment=place).open()
    pressing = signals.by_urgency().select_related("worker", "job").only(*OF_A_SIGNAL)
    named = list(pressing[:LISTED]) if may.signals else []
    actions, reached = _actions(place)
    counts = Counts(held["people"], len(leaves), signals.count(), *_cases(place), reached)
    workers = _page(request, jobs, held["jobs"])
    absent = _absent(leaves, today) if may.health else []
    shown = sorted({*(one.worker_id for one in named), *(one.worker.pk for one in absent)})
    if may.names:
        shown = sorted({*shown, *(job.worker_id for job in workers)})
    if shown:
        record("establishment.read", place, by=request.user, service=request.service, details={"workers": shown})
    context = {
        "service": request.service, "place": place, "may": may, "today": today, "naf": naf.label(place.naf),
        "siret": spaced(place.siret), "counts": counts, "said": said(counts, may, figures), "absent": absent,
        "signals": named, "workers": workers if may.names else None,
        "pages": [*workers.paginator.get_elided_page_range(workers.number, on_each_side=2, on_ends=1)],
        "siblings": _siblings(place), "actions": actions, "committees": _committees(place),
        "tells": request.user.can(Permission.COMMITTEE_WRITE, request.service),
    }  # fmt: skip
    return render(request, "desk/establishment.html", context)


def _rights(request: UserRequest) -> May:
    asked = (
        Permission.WORKER_READ, Permission.HEALTH_READ, Permission.SIGNAL_READ, Permission.CASE_READ,
        Permission.SIGNAL_SET_ASIDE, Permission.SIGNAL_REFER,
    )  # fmt: skip
    return May(*(request.user.can(permission, request.service) for permission in asked))


def _jobs(place: Establishment, today: date) -> QuerySet[Job]:
    held = Q(ended_on__isnull=True) | Q(ended_on__gte=today)
    return Job.objects.filter(held, establishment=place, started_on__lte=today)


def _page(request: UserRequest, jobs: QuerySet[Job], count: int) -> Page[Job]:
    # Not by the index of names, of which PostgreSQL expects too much: it holds everybody, and few of them work here.
    by_name = (Coalesce(f"worker__{part}", Value("")) for part in ("last_name", "first_name"))
    listed = jobs.select_related("worker").only("worker__last_name", "worker__first_name", *OF_A_JOB)
    paginator: Paginator[Job] = Paginator(listed.order_by(*by_name, "pk"), PER_PAGE)
    paginator.count = count
    return paginator.get_page(request.GET.get("page", "1"))


def _absent(leaves: Mapping[int, Leave], today: date) -> list[Absent]:
    """The longest absences first, as `leaves` has them."""
    kept = list(leaves.items())[:LISTED]
    people = Worker.objects.only("last_name", "first_name").in_bulk([pk for pk, _ in kept])
    return [Absent(people[pk], leave, leave.days_on(today)) for pk, leave in kept]


def _cases(place: Establishment) -> tuple[int, int]:
    """How many are open, and how many closed."""
    known = Case.objects.filter(job__establishment=place).aggregate(all=Count("pk"), closed=Count("closed_on"))
    return known["all"] - known["closed"], known["closed"]


def _siblings(place: Establishment) -> list[Establishment]:
    others = Establishment.objects.filter(member=place.member_id).exclude(pk=place.pk)
    return list(others.order_by("name").only(*OF_A_PLACE)[:LISTED])


def _committees(place: Establishment) -> list[CommitteeMeeting]:
    """The meetings of its works council, the latest first."""
    return list(place.committee_meetings.order_by("-held_on", "id").only(*OF_A_MEETING)[:COMMITTEES])


def _actions(place: Establishment) -> tuple[list[ActionReach], int]:
    """The latest ones, and how many there are in all."""
    reached = ActionReach.objects.filter(establishment=place).select_related("action").only(*OF_AN_ACTION)
    listed = list(reached.order_by("-action__held_on", "-pk").annotate(among=Window(Count("*")))[:LISTED])
    return [*listed], listed[0].among if listed else 0


def without_names(place: Establishment, today: date) -> tuple[int, Mapping[str, str]]:
    """How many workers, and the counts as those who read no name see them."""
    figures = figures_in_force()
    workers = _jobs(place, today).aggregate(n=Count("worker", distinct=True))["n"]
    signals = Signal.objects.filter(establishment=place).open().count()
    counts = Counts(workers, len(absent_from(place, today, figures)), signals, *_cases(place), actions=0)
    return workers, said(counts, May(*[False] * 6), figures)


def said(counts: Counts, may: May, figures: Figures) -> Mapping[str, str]:
    """The counts in words: as they are for who reads the names, protected for the others."""
    least = int(figures["confidentialite.petits_effectifs"].at(timezone.localdate()).value)  # type: ignore[arg-type]
    closed, opened = counts.closed_cases, counts.open_cases
    return {
        "absent": french.number(counts.absent) if may.health else protected(counts.absent, counts.workers, least),
        "signals": french.number(counts.signals) if may.signals else protected(counts.signals, counts.workers, least),
        "open": french.number(opened) if may.cases else protected(opened, counts.workers, least),
        "closed": french.number(closed) if may.cases else protected(closed, None, least),
    }


def protected(count: int, among: int | None, least: int) -> str:
    """A count that tells of nobody: neither of the few who are in it nor of the few who are not."""
    if count < least:
        return f"moins de {least}"
    if among is not None and among - count < least:
        return f"tous, à moins de {least} près"
    return french.number(count)


def spaced(siret: str | None) -> str:
    """« 123 456 789 00012 »."""
    if not siret or len(siret) != 14:
        return siret or ""
    return french.NO_BREAK.join((siret[:3], siret[3:6], siret[6:9], siret[9:]))
