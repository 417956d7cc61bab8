"""The page of one worker: who, the present situation, what waits, what happened, and who read it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from amarre.accounts.models import User
from amarre.accounts.permissions import Permission
from amarre.accounts.requests import UserRequest
from amarre.audit.journal import last_readings, record
from amarre.cases.models import Case, FollowUp, Referral, SupportAct
from amarre.desk import happenings, situation
from amarre.desk.doors import worker_for
from amarre.desk.fact_pages import offered
from amarre.desk.statements import by_kind
from amarre.desk.timeline import Happening, draw
from amarre.detection.enums import SignalStatus
from amarre.detection.grid import read_grid
from amarre.detection.models import Signal
from amarre.detection.one_worker import State, state_of
from amarre.detection.statements.reading import said_of
from amarre.directory.models import Job, Recognition, Worker
from amarre.partners.models import Orientation

READINGS = 8


@dataclass(frozen=True)
class May:
    """What the reader's role opens on this page."""

    set_aside: bool
    refer: bool
    health: bool
    case: bool
    trace: bool
    grid: bool
    professional: bool


@dataclass(frozen=True)
class Support:
    """What the cell holds about the worker; empty for those who may not read it."""

    referrals: list[Referral]
    cases: list[Case]
    orientations: list[Orientation]


@require_safe
@transaction.atomic
def worker(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """One worker; the reading is recorded before anything is shown."""
    found = worker_for(request, code, pk, Permission.WORKER_READ)
    may = _rights(request)
    support = _support(found) if may.case else Support([], [], [])
    readings = readings_of(found, support.cases) if may.trace else []
    record("worker.read", found, by=request.user, service=request.service)
    today = timezone.localdate()
    jobs = _jobs(found)
    state = state_of(found, today, with_grid=may.grid) if may.health else None
    told = _told(found, state, support, may, today)
    signals = list(Signal.objects.filter(worker=found).by_urgency().select_related("worker", "job__establishment"))
    context = {
        "service": request.service, "worker": found, "may": may, "jobs": jobs, "main": main_job(jobs, today),
        "age": age(found.born_on, today), "sentence": situation.sentence(found, jobs, state, today),
        "kinds": offered(request),
        "statements": by_kind(said_of(found, today), professional=may.professional) if may.health else [],
        "titles": list(Recognition.objects.filter(worker=found).order_by("-starts_on")) if may.health else [],
        "open": [one for one in signals if one.status == SignalStatus.OPEN],
        "handled": [one for one in signals if one.status != SignalStatus.OPEN],
        "drawing": draw(sorted(told, key=lambda one: LANES.index(one.lane)), today),
        "told": sorted(told, key=lambda one: one.on, reverse=True), "support": support, "readings": readings,
        "today": today, "grid": read_grid(settings.CATALOGUE), "points": state.points if state else [],
    }  # fmt: skip
    return render(request, "desk/worker.html", context)


#: The lanes of the drawing, from top to bottom.
LANES = ("Arrêts", "Visites", "Indices", "Dossier", "Orientations", "Liaison", "Dispositifs", "Suivi")


def _rights(request: UserRequest) -> May:
    asked = (
        Permission.SIGNAL_SET_ASIDE, Permission.SIGNAL_REFER, Permission.HEALTH_READ, Permission.CASE_READ,
        Permission.TRACE_READ, Permission.GRID_READ, Permission.NOTE_MEDICAL,
    )  # fmt: skip
    return May(*(request.user.can(permission, request.service) for permission in asked))


def _jobs(worker: Worker) -> list[Job]:
    jobs = Job.objects.filter(worker=worker).select_related("establishment__physician", "establishment__member")
    return list(jobs.order_by("-started_on", "-pk"))


def main_job(jobs: list[Job], today: date) -> Job | None:
    """The job that the page names first: the oldest still held, as detection takes it; else the last one."""
    held = [job for job in jobs if job.started_on <= today and (job.ended_on is None or job.ended_on >= today)]
    return held[-1] if held else jobs[0] if jobs else None


def _support(worker: Worker) -> Support:
    return Support(
        list(Referral.objects.filter(job__worker=worker).order_by("-received_on", "-pk")),
        list(Case.objects.filter(job__worker=worker).select_related("lead").order_by("-opened_on", "-pk")),
        list(Orientation.objects.filter(job__worker=worker).order_by("-sent_on", "-pk")),
    )


def _told(worker: Worker, state: State | None, support: Support, may: May, today: date) -> list[Happening]:
    told = list(happenings.liaison(worker))
    if state is not None:
        told += happenings.health(worker, state.leaves, today)
    if may.case:
        told += happenings.support(support.referrals, support.cases, support.orientations)
        told += happenings.acts(
            SupportAct.objects.filter(job__worker=worker), FollowUp.objects.filter(case__job__worker=worker)
        )
    return told


def readings_of(worker: Worker, cases: Iterable[Case]) -> list[tuple[datetime, User | None]]:
    """Who read the worker's page or one of these cases lately, the newest first; no account for the command line."""
    subjects = {"directory.worker": [worker.pk], "cases.case": [case.pk for case in cases]}
    found = [(at, actor) for at, actor, _ in last_readings(subjects, READINGS)]
    people = User.objects.in_bulk([actor for _, actor in found if actor])
    return [(at, people.get(actor) if actor else None) for at, actor in found]


def age(born_on: date, today: date) -> int:
    """Full years on that day."""
    return today.year - born_on.year - ((today.month, today.day) < (born_on.month, born_on.day))
