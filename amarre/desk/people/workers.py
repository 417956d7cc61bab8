"""The page of one worker: who, the present situation, what waits, what happened, and who read it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Model
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from amarre.accounts.models import Service
from amarre.accounts.permissions import Permission
from amarre.accounts.requests import UserRequest
from amarre.audit.journal import record
from amarre.cases.enums import Outcome
from amarre.cases.models import Case, FollowUp, Referral, SchemeUse, SupportAct
from amarre.desk.casework.scheme_told import address_of
from amarre.desk.doors import worker_for
from amarre.desk.people import happenings, situation
from amarre.desk.people.fact_pages import offered
from amarre.desk.people.happenings import Records, records_of
from amarre.desk.people.readings import readings_of
from amarre.desk.people.statements import by_kind
from amarre.desk.people.timeline import Happening, draw
from amarre.detection.enums import SignalStatus
from amarre.detection.grid import read_grid
from amarre.detection.models import Signal
from amarre.detection.one_worker import State, state_of
from amarre.directory.models import Job, Recognition, Worker
from amarre.partners.models import Orientation
from amarre.surveillance.models import LiaisonMeeting
from amarre.ui import french


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
    """What the cell holds about the worker."""

    referrals: list[Referral]
    cases: list[Case]
    orientations: list[Orientation]
    acts: list[SupportAct]

    @property
    def given(self) -> Mapping[str, Iterable[Model]]:
        """The same rows by their name in the exchange format."""
        return {
            "signalements": self.referrals, "dossiers": self.cases, "orientations": self.orientations,
            "accompagnements": self.acts,
        }  # fmt: skip

    def told(self, follow_ups: Iterable[FollowUp]) -> Iterator[Happening]:
        """What the cell did, and what became of the worker afterwards."""
        yield from happenings.support(self.referrals, self.cases, self.orientations)
        yield from happenings.acts([(act.held_on, act.profession) for act in self.acts], follow_ups)


@require_safe
def worker(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """One worker; the reading is recorded before anything is shown."""
    found = worker_for(request, code, pk, Permission.WORKER_READ)
    may = _rights(request)
    support = _support(found) if may.case else None
    readings = readings_of(found, support.cases if support else []) if may.trace else []
    record("worker.read", found, by=request.user, service=request.service)
    today = timezone.localdate()
    jobs = _jobs(found)
    meetings = list(LiaisonMeeting.objects.filter(job__worker=found))
    titles = list(Recognition.objects.filter(worker=found).order_by("-starts_on")) if may.health else []
    records = records_of(jobs) if may.health else None
    state, told = None, list(happenings.liaison(meetings))
    if records:
        given = {
            **records.given,
            **(support.given if support else {}),
            "rendez_vous_liaison": meetings,
            "reconnaissances": titles,
            "emplois": jobs,
        }
        state = state_of(found, today, with_grid=may.grid, given=given)
        told += happenings.health(records, state.leaves, today)
    if support:
        told += support.told(FollowUp.objects.filter(case__job__worker=found))
    signals = _signals(request, found, jobs)
    context = {
        "service": request.service, "worker": found, "may": may, "jobs": jobs, "main": main_job(jobs, today),
        "age": age(found.born_on, today), "sentence": _sentence(found, jobs, state, support, today),
        "kinds": offered(request),
        "statements": by_kind(state.said, professional=may.professional) if state else [],
        "titles": titles,
        "open": [one for one in signals if one.status == SignalStatus.OPEN],
        "handled": [one for one in signals if one.status != SignalStatus.OPEN],
        "drawing": draw(sorted(told, key=lambda one: LANES.index(one.lane)), today),
        "told": sorted(told, key=lambda one: one.on, reverse=True), "support": support, "readings": readings,
        "today": today, "grid": read_grid(settings.CATALOGUE), "points": state.points if state else [],
        "schemes": _schemes(request.service, records, jobs) if records and may.case else [],
    }  # fmt: skip
    return render(request, "desk/worker.html", context)


def _signals(request: UserRequest, worker: Worker, jobs: list[Job]) -> list[Signal]:
    """Those that the reader may see, with the worker and the jobs that are known already."""
    found = Signal.objects.readable_by(request.user, request.service).filter(worker=worker).by_urgency()
    known = {job.pk: job for job in jobs}
    for signal in found:
        signal.worker = worker
        if signal.job_id in known:
            signal.job = known[signal.job_id]
    return list(found)


#: The lanes of the drawing, from top to bottom.
LANES = ("Arrêts", "Visites", "Indices", "Dossier", "Réunions", "Orientations", "Liaison", "Dispositifs", "Suivi")


def _schemes(service: Service, records: Records, jobs: list[Job]) -> list[tuple[SchemeUse, str]]:
    """The dispositifs, each with the address of its page."""
    known = {job.pk: job for job in jobs}
    for use in records.schemes:
        use.job = known[use.job_id]
    return [(use, address_of(service, use)) for use in records.schemes]


def _rights(request: UserRequest) -> May:
    asked = (
        Permission.SIGNAL_SET_ASIDE, Permission.SIGNAL_REFER, Permission.HEALTH_READ, Permission.CASE_READ,
        Permission.TRACE_READ, Permission.GRID_READ, Permission.NOTE_MEDICAL,
    )  # fmt: skip
    return May(*(request.user.can(permission, request.service) for permission in asked))


def _jobs(worker: Worker) -> list[Job]:
    jobs = worker.jobs.select_related("establishment__physician", "establishment__member")
    return list(jobs.order_by("-started_on", "-pk"))


def main_job(jobs: list[Job], today: date) -> Job | None:
    """The job that the page names first: the oldest still held, as detection takes it; else the last one."""
    held = [job for job in jobs if job.started_on <= today and (job.ended_on is None or job.ended_on >= today)]
    return held[-1] if held else jobs[0] if jobs else None


def _sentence(worker: Worker, jobs: list[Job], state: State | None, support: Support | None, today: date) -> str:
    """The present situation; of somebody who died, that alone, to those who read cases."""
    for case in support.cases if support else ():
        if case.outcome == Outcome.DECEASED and case.closed_on:
            return f"Décès connu du service\u00a0: dossier clos le {french.day(case.closed_on)}."
    return situation.sentence(worker, jobs, state, today)


def _support(worker: Worker) -> Support:
    return Support(
        list(Referral.objects.filter(job__worker=worker).order_by("-received_on", "-pk")),
        list(Case.objects.filter(job__worker=worker).select_related("lead").order_by("-opened_on", "-pk")),
        list(Orientation.objects.filter(job__worker=worker).order_by("-sent_on", "-pk")),
        list(SupportAct.objects.filter(job__worker=worker)),
    )


def age(born_on: date, today: date) -> int:
    """Full years on that day."""
    return today.year - born_on.year - ((today.month, today.day) < (born_on.month, born_on.day))
