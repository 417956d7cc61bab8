"""The page of a case: what it is, what is to do, what happened."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TypeVar

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from amarre.accounts.permissions import Permission
from amarre.accounts.requests import UserRequest
from amarre.audit.journal import record
from amarre.cases.documents import folders, kept_in, letters_among
from amarre.cases.enums import CaseStatus, Outcome, Profession
from amarre.cases.models import Case, CaseTransition, Referral, SchemeUse, SupportAct
from amarre.cases.profiles import profile_of
from amarre.desk.casework.after_closing import after_closing
from amarre.desk.casework.case_acts import work_of
from amarre.desk.casework.path_standing import standing_of
from amarre.desk.casework.plans import plan_of
from amarre.desk.casework.scheme_told import with_awaited
from amarre.desk.day.tasks import case_tasks
from amarre.desk.doors import case_for
from amarre.desk.people import happenings, situation
from amarre.desk.people.happenings import records_of
from amarre.desk.people.readings import readings_of
from amarre.desk.people.timeline import Happening, draw
from amarre.desk.people.workers import LANES, age
from amarre.detection.one_worker import Presence, presence_of
from amarre.detection.statements.reading import law_of
from amarre.directory.models import Job, Worker
from amarre.indicators.law import readings_now
from amarre.partners.queries import orientations_of
from amarre.surveillance.models import LiaisonMeeting
from amarre.ui import french

#: How many acts and facts the page shows, the latest of each, and what its address says to show them all.
ACTS, FACTS, WHOLE = 20, 30, "tout"
#: Nobody is sent to another page for so few more.
FEW = 5

Row = TypeVar("Row")


@require_safe
def case(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """One case; the reading is recorded before anything is shown."""
    found = case_for(
        request, code, pk, Permission.CASE_READ, related=("job__worker", "lead", "physician", "follow_up_contact")
    )
    service, worker, today = request.service, found.job.worker, timezone.localdate()
    health, trace = (request.user.can(one, service) for one in (Permission.HEALTH_READ, Permission.TRACE_READ))
    readings = readings_of(worker, [found]) if trace else []
    record("case.read", found, by=request.user, service=service, details={"worker": worker.pk})
    figures, rules = law_of(today, readings_now())
    jobs, referrals = _jobs(worker), list(Referral.objects.of_case(found))
    # Read already: so many tables joined to the case take PostgreSQL longer to plan than all the page's other queries.
    found.job = next(job for job in jobs if job.pk == found.job_id)
    found.referral = next((one for one in referrals if one.pk == found.referral_id), None)
    records = records_of(jobs) if health else None
    presence = presence_of(worker, today, figures, rules, {**records.given, "emplois": jobs}) if records else None
    moves = list(CaseTransition.objects.filter(case=found).select_related("closing"))
    after, plan, kept = after_closing(request.user, found, moves, figures), plan_of(found), kept_in(found)
    acts = _acts(found)
    orientations, cancelled = orientations_of(found)
    told = [
        *happenings.liaison(LiaisonMeeting.objects.filter(job__in=jobs)),
        *happenings.support(referrals, [found], orientations),
        *happenings.moves(found, moves),
        *happenings.meetings(found),
        *happenings.cancelled(cancelled), *happenings.signed(plan.versions), *happenings.planned(after.planned),
        *happenings.issued(letters_among(kept, request.user, found)),
        *(happenings.health(records, presence.leaves, today) if records and presence else ()),
        *happenings.acts(acts, after.follow_ups),
    ]  # fmt: skip
    context = {
        "service": service, "case": found, "worker": worker, "place": found.job.establishment,
        "number": number(found), "age": age(worker.born_on, today),
        "sentence": _sentence(found, jobs, presence, today),
        "orientations": orientations, "cancelled": cancelled, "after": after, "health": health, "trace": trace,
        "schemes": with_awaited(_schemes(found, records.schemes)) if records else [],
        "today": today, "readings": readings,
        "plan": plan,
        "tasks": case_tasks(found), "ticks": request.user.can(Permission.CASE_WRITE, service),
        "asks": request.user.can(Permission.CELL_MEETING_HOLD, service)
        and found.closed_on is None and profile_of(service).meetings is not None,
        "folders": folders(request.user, found, kept),
        "standing": standing_of(found), "path_offered": profile_of(service).paths,
        **_life(told, acts, today, whole=WHOLE in request.GET),
        **work_of(request, found, next_action=bool(plan.next_action) and found.closed_on is None),
    }  # fmt: skip
    return render(request, "desk/case.html", context)


def number(case: Case) -> str:
    """The number that people know the case by: that of their own software; nothing for a case born here."""
    return "" if case.external_id.startswith("amarre-") else case.external_id


def _jobs(worker: Worker) -> list[Job]:
    jobs = worker.jobs.select_related("establishment__member", "establishment__physician")
    return list(jobs.order_by("-started_on"))


def _sentence(case: Case, jobs: list[Job], presence: Presence | None, today: date) -> str:
    """The case's state, then the worker's; after a death there is nothing to add."""
    if case.outcome == Outcome.DECEASED and case.closed_on:
        return f"Dossier clos le {french.day(case.closed_on)}{french.NO_BREAK}: {case.get_outcome_display()}."
    who = situation.sentence(case.job.worker, jobs, presence, today)
    if case.closed_on:
        said = f"Dossier clos le {french.day(case.closed_on)}{french.NO_BREAK}: {case.get_outcome_display()}"
    else:
        lasted = french.count((today - case.opened_on).days, "jour")
        if case.status == CaseStatus.OPEN:
            said = f"Dossier en cours depuis {lasted}" if case.opened_on < today else "Dossier ouvert aujourd’hui"
        else:
            said = f"Dossier {case.status_label}, pris en charge le {french.day(case.opened_on)}"
    return f"{french.written(said)}. {who}"


def _acts(case: Case) -> list[tuple[date, str]]:
    """Every act of support, the latest first: its day, who did it."""
    return list(SupportAct.objects.filter(case=case).order_by("-held_on", "-pk").values_list("held_on", "profession"))


def _life(
    told: Iterable[Happening], acts: Sequence[tuple[date, str]], today: date, *, whole: bool
) -> dict[str, object]:
    """The acts and the facts of the case, the latest first, as far as the page shows them, and the drawing of all."""
    by_lane = sorted(told, key=lambda one: LANES.index(one.lane))
    facts = sorted(by_lane, key=lambda one: one.on, reverse=True)
    acts_shown, facts_shown = _latest(acts, ACTS, whole=whole), _latest(facts, FACTS, whole=whole)
    return {
        "acts": [(on, Profession(who).label) for on, who in acts_shown], "acts_count": len(acts),
        "acts_folded": len(acts) - len(acts_shown), "told": facts_shown, "told_folded": len(facts) - len(facts_shown),
        "whole": whole and len(acts) + len(facts) > ACTS + FACTS, "drawing": draw(by_lane, today),
    }  # fmt: skip


def _latest(rows: Sequence[Row], most: int, *, whole: bool) -> Sequence[Row]:
    return rows if whole or len(rows) <= most + FEW else rows[:most]


def _schemes(case: Case, of_the_worker: list[SchemeUse]) -> list[SchemeUse]:
    """Those of the case, the latest beginning first, and before them those that have not begun."""
    mine = [one for one in of_the_worker if one.case_id == case.pk]
    return sorted(mine, key=lambda one: (one.starts_on or date.max, one.pk), reverse=True)
