"""Facts typed by hand from a worker's page: entered, corrected, withdrawn, and the acts that can be taken back."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from amarre.accounts.permissions import Permission
from amarre.accounts.requests import UserRequest
from amarre.audit.journal import record
from amarre.desk.doors import worker_for
from amarre.desk.people.fact_forms import WithdrawForm
from amarre.desk.people.fact_pages import KINDS_BY_PERMISSION, READ_BY, Desk, desk_for, fact_in_words, offered, typed
from amarre.desk.watch.signals import posted
from amarre.detection.detect import detect_worker
from amarre.directory.models import Worker
from amarre.exchange.models import HandEntry
from amarre.surveillance import actions
from amarre.surveillance.kinds import BY_DATASET, EntryKind
from amarre.surveillance.rows import revision
from amarre.ui import french

ACTS_SHOWN = 30


@dataclass(frozen=True)
class Line:
    """One fact of the list: its day, its words, where it comes from, its numbers for the links."""

    kind: EntryKind
    row: Model
    on: date
    words: str
    by_hand: bool


@require_safe
def facts(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """The facts that the person may correct, and what was done to them; the reading is recorded."""
    worker = worker_for(request, code, pk, Permission.WORKER_READ)
    kinds = offered(request)
    if not kinds:
        raise PermissionDenied
    record("worker.read", worker, by=request.user, service=request.service)
    read = [kind for kind in kinds if request.user.can(READ_BY[kind.dataset], request.service)]
    lines = sorted(_lines(worker, read), key=lambda line: line.on, reverse=True)
    acts = HandEntry.objects.filter(worker=worker.pk, dataset__in=[kind.dataset for kind in read])
    shown = list(acts.select_related("by", "undone_by")[:ACTS_SHOWN])
    context = {
        "service": request.service, "worker": worker, "kinds": kinds, "lines": lines,
        "acts": [(act, BY_DATASET[act.dataset], act.pk in _last_standing(shown)) for act in shown],
    }  # fmt: skip
    return render(request, "desk/facts.html", context)


def _lines(worker: Worker, kinds: list[EntryKind]) -> Iterator[Line]:
    for kind in kinds:
        rows: Any = kind.model._default_manager.filter(**{f"{kind.job_path}__worker": worker})
        for row in rows.select_related("visit" if kind.job_path != "job" else "job"):
            by_hand = getattr(row, "batch_id", None) is None
            yield Line(kind, row, kind.day_of(row), fact_in_words(row), by_hand)


def _last_standing(acts: list[HandEntry]) -> set[int]:
    """The acts that can still be taken back: the last one of each fact, unless it already was."""
    last: dict[tuple[str, int], int] = {}
    for act in acts:
        if act.undone_at is None:
            last.setdefault((act.dataset, act.row), act.pk)
    return set(last.values())


@require_http_methods(["GET", "HEAD", "POST"])
def fact_enter(request: UserRequest, code: str, pk: int, kind: str) -> HttpResponse:
    """Type a new fact."""
    desk = desk_for(request, code, pk, kind)
    if not desk.jobs:
        return render(request, "desk/fact_impossible.html", {"service": request.service, "desk": desk})
    return _answered(request, desk)


@require_http_methods(["GET", "HEAD", "POST"])
def fact_correct(request: UserRequest, code: str, pk: int, kind: str, row: int) -> HttpResponse:
    """Change a fact, as long as nobody else did meanwhile."""
    return _answered(request, desk_for(request, code, pk, kind, row))


def _answered(request: UserRequest, desk: Desk) -> HttpResponse:
    answer = typed(request, desk, posted(request))
    if answer.saved is not None:
        messages.success(request, _said(desk, answer.saved, answer.raised, answer.closed))
        return redirect("desk:worker", request.service.code, desk.worker.pk)
    record("worker.read", desk.worker, by=request.user, service=request.service)
    return render(request, "desk/fact_form.html", {"service": request.service, "desk": desk, "answer": answer},
                  status=answer.status)  # fmt: skip


def _said(desk: Desk, row: Model, raised: int, closed: int) -> str:
    """What was saved, and what follows from it."""
    done = f"C’est enregistré\u00a0: {desk.kind.label}, {french.day(desk.kind.day_of(row))}."
    if raised:
        done += f" {french.count(raised, 'signal', 'signaux')} de plus."
    if closed:
        done += f" {french.count(closed, 'signal', 'signaux')} de moins."
    return done


@require_http_methods(["GET", "HEAD", "POST"])
def fact_withdraw(request: UserRequest, code: str, pk: int, kind: str, row: int) -> HttpResponse:
    """Ask why, then take the fact away."""
    desk = desk_for(request, code, pk, kind, row)
    assert desk.row is not None
    form = WithdrawForm(posted(request))
    if form.is_valid():
        with transaction.atomic():
            actions.withdraw_fact(
                kind=desk.kind, row=desk.row, seen=request.POST.get("vu", ""), by=request.user, **form.cleaned_data
            )
            detect_worker(worker=desk.worker, on=timezone.localdate())
        messages.success(request, "C’est retiré. L’acte s’annule sur cette page.")
        return redirect("desk:facts", code, desk.worker.pk)
    record("worker.read", desk.worker, by=request.user, service=request.service)
    context = {
        "service": request.service, "desk": desk, "form": form, "words": fact_in_words(desk.row),
        "on": desk.kind.day_of(desk.row), "seen": revision(desk.kind, desk.row),
    }  # fmt: skip
    return render(request, "desk/fact_withdraw.html", context, status=422 if form.is_bound else 200)


@require_POST
def fact_undo(request: UserRequest, code: str, pk: int, act: int) -> HttpResponse:
    """Take back the last act on a fact."""
    worker = worker_for(request, code, pk, Permission.WORKER_READ)
    entry = HandEntry.objects.filter(pk=act, worker=worker.pk, service=request.service).first()
    if entry is None:
        raise Http404
    needed = (KINDS_BY_PERMISSION[entry.dataset], READ_BY[entry.dataset])
    if not all(request.user.can(permission, request.service) for permission in needed):
        raise PermissionDenied
    with transaction.atomic():
        actions.undo_entry(entry=entry, by=request.user)
        detect_worker(worker=worker, on=timezone.localdate())
    messages.success(request, "C’est annulé\u00a0: le fait est de nouveau ce qu’il était.")
    return redirect("desk:facts", code, pk)
