"""The cell's cases: their list, and the page of one."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from amarre.accounts.models import Service
from amarre.accounts.permissions import Permission
from amarre.accounts.requests import UserRequest
from amarre.audit.journal import record
from amarre.cases.documents import folders, kept_in, letters_among
from amarre.cases.enums import CaseStatus, Level
from amarre.cases.models import AgendaItem, Case, CaseTransition, Referral, SchemeUse, SupportAct
from amarre.cases.profiles import profile_of
from amarre.desk.casework.after_closing import after_closing
from amarre.desk.casework.case_acts import work_of
from amarre.desk.casework.caselist import FILTERS, case_table
from amarre.desk.casework.path_standing import standing_of
from amarre.desk.casework.plans import plan_of
from amarre.desk.casework.scheme_told import with_awaited
from amarre.desk.day.tasks import case_tasks
from amarre.desk.doors import case_for, enter
from amarre.desk.me import me
from amarre.desk.navigation import of_cells
from amarre.desk.people import happenings, situation
from amarre.desk.people.happenings import records_of
from amarre.desk.people.timeline import Happening, draw
from amarre.desk.people.workers import LANES, age, readings_of
from amarre.detection.one_worker import State, state_of
from amarre.directory.models import Job
from amarre.partners.models import Orientation
from amarre.partners.queries import orientations_of
from amarre.surveillance.models import LiaisonMeeting
from amarre.ui import french

#: What the address says when a text narrows the list: the text is a name, and stays in the session (docs/adr).
TEXT = {"texte": "oui"}
LONGEST = 100
#: How many acts stand on the page of a case; the older ones are in the table of its life.
RECENT = 20


@require_http_methods(["GET", "HEAD", "POST"])
def cases(request: UserRequest, code: str) -> HttpResponse:
    """The cases of the service as a table; whose lines were shown is recorded, or nothing is shown."""
    service = enter(request, code, Permission.CASE_READ)
    if request.method == "POST":
        return _asked(request, service)
    text = request.session.get("cases_searched", "") if request.GET.get("texte") == TEXT["texte"] else ""
    mine = me(request, request.user, service)
    table = case_table(service, request.GET.dict(), text, timezone.localdate(), mine)
    if table.lines:
        details = {"workers": [line.case.job.worker_id for line in table.lines]}
        record("cases.read", service, by=request.user, service=service, details=details)
    context = {"service": service, "table": table, "any": bool(table.lines or table.chosen or text), "mine": mine,
        "writes": request.user.can(Permission.CASE_WRITE, service),
        "paths": profile_of(service).paths, "cells": of_cells(request.user, service, ""),
    }  # fmt: skip
    return render(request, "desk/cases.html", context)


def _asked(request: UserRequest, service: Service) -> HttpResponse:
    text = request.POST.get("q", "").strip()[:LONGEST]
    request.session["cases_searched"] = text
    kept = {name: request.POST[name] for name in (*FILTERS, "tri") if request.POST.get(name)}
    query = urlencode(kept | (TEXT if text else {}))
    address = reverse("desk:cases", args=[service.code])
    return redirect(f"{address}?{query}" if query else address)


@require_safe
def case(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """One case; the reading is recorded before anything is shown."""
    found = case_for(request, code, pk, Permission.CASE_READ)
    worker, today = found.job.worker, timezone.localdate()
    health = request.user.can(Permission.HEALTH_READ, request.service)
    trace = request.user.can(Permission.TRACE_READ, request.service)
    readings = readings_of(worker, [found]) if trace else []
    record("case.read", found, by=request.user, service=request.service, details={"worker": worker.pk})
    records = records_of(worker) if health else None
    meetings = list(LiaisonMeeting.objects.filter(job__worker=worker))
    given = {**records.given, "rendez_vous_liaison": meetings} if records else None
    state = state_of(worker, today, given=given) if given else None
    acts = list(SupportAct.objects.filter(case=found).order_by("-held_on", "-pk"))
    orientations, cancelled = orientations_of(found)
    after, plan = after_closing(request.user, found), plan_of(found)
    told = [*happenings.liaison(meetings), *_told(found, orientations)]
    told += happenings.cancelled(cancelled)
    told += [*happenings.signed(plan.versions), *happenings.planned(after.planned)]
    kept = kept_in(found)
    told += happenings.issued(letters_among(kept, request.user, found))
    if records and state:
        told += happenings.health(records, state.leaves, today)
    told += happenings.acts(acts, after.follow_ups)
    context = {
        "service": request.service, "case": found, "worker": worker, "place": found.job.establishment,
        "number": number(found), "age": age(worker.born_on, today), "sentence": _sentence(found, state, today),
        "acts": acts[:RECENT], "acts_count": len(acts), "acts_older": len(acts[RECENT:]),
        "orientations": orientations, "cancelled": cancelled, "after": after, "health": health, "trace": trace,
        "schemes": with_awaited(_schemes(found, records.schemes)) if records else [],
        "drawing": draw(sorted(told, key=lambda one: LANES.index(one.lane)), today),
        "told": sorted(told, key=lambda one: one.on, reverse=True), "today": today, "readings": readings,
        "plan": plan, "level": Level(found.level).label if found.level else "",
        "tasks": case_tasks(found), "ticks": request.user.can(Permission.CASE_WRITE, request.service),
        "asks": request.user.can(Permission.CELL_MEETING_HOLD, request.service)
        and found.closed_on is None and profile_of(request.service).meetings is not None,
        "folders": folders(request.user, found, kept),
        "standing": standing_of(found), "path_offered": profile_of(request.service).paths,
        **work_of(request, found, next_action=bool(plan.next_action) and found.closed_on is None),
    }  # fmt: skip
    return render(request, "desk/case.html", context)


def number(case: Case) -> str:
    """The number that people know the case by: that of their own software; nothing for a case born here."""
    return "" if case.external_id.startswith("amarre-") else case.external_id


def _sentence(case: Case, state: State | None, today: date) -> str:
    """The case's state, then the worker's."""
    jobs = list(Job.objects.filter(worker=case.job.worker_id).select_related("establishment").order_by("-started_on"))
    who = situation.sentence(case.job.worker, jobs, state, today)
    if case.closed_on:
        said = f"Dossier clos le {french.day(case.closed_on)}{french.NO_BREAK}: {case.get_outcome_display()}"
    else:
        lasted = french.count((today - case.opened_on).days, "jour")
        if case.status == CaseStatus.OPEN:
            said = f"Dossier en cours depuis {lasted}" if case.opened_on < today else "Dossier ouvert aujourd’hui"
        else:
            said = f"Dossier {case.status_label}, pris en charge le {french.day(case.opened_on)}"
    return f"{french.written(said)}. {who}"


def _schemes(case: Case, of_the_worker: list[SchemeUse]) -> list[SchemeUse]:
    """Those of the case, the latest beginning first, and before them those that have not begun."""
    mine = [one for one in of_the_worker if one.case_id == case.pk]
    return sorted(mine, key=lambda one: (one.starts_on or date.max, one.pk), reverse=True)


def _told(case: Case, orientations: list[Orientation]) -> list[Happening]:
    """What happened in the case, from the signalements that came to it on."""
    referrals = list(Referral.objects.of_case(case))
    told = list(happenings.support(referrals, [case], orientations))
    told += happenings.moves(case, CaseTransition.objects.filter(case=case))
    told += happenings.meetings(AgendaItem.objects.filter(case=case).select_related("meeting"))
    return told
