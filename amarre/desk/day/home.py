"""The first page of a service: what needs the person today, as far as their roles open it."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from amarre.accounts.models import Service, User
from amarre.accounts.permissions import Permission
from amarre.accounts.policies import service_for
from amarre.accounts.requests import UserRequest
from amarre.audit.journal import record
from amarre.cases.models import Case
from amarre.contracts.definitions import read_contracts
from amarre.desk.day.direction import objectives
from amarre.desk.day.direction import waiting as waits
from amarre.desk.day.mine import my_cases
from amarre.desk.day.morning import Morning, morning_signals, raised_of, set_aside_by, state_of
from amarre.desk.day.reminder_lines import Reminders
from amarre.desk.day.reminders import reminders
from amarre.desk.day.tasks import my_tasks
from amarre.desk.me import me
from amarre.detection.models import DetectionRun
from amarre.detection.queries import last_run
from amarre.directory.models import Establishment, Worker
from amarre.exchange.models import ImportBatch
from amarre.indicators.law import figures_in_force, unsure_versions


@dataclass(frozen=True)
class May:
    """What the person's roles open on this page."""

    signals: bool
    set_aside: bool
    refer: bool
    cases: bool
    health: bool
    figures: bool
    data: bool
    manage: bool


@dataclass(frozen=True)
class Freshness:
    """When data came last and when signals were last looked for; `late` when data came since."""

    batch: ImportBatch | None
    run: DetectionRun | None

    @property
    def late(self) -> bool:
        """Whether the signals do not know the last data."""
        return bool(self.batch and self.run and self.batch.created_at > self.run.ran_at)

    @property
    def refused(self) -> int:
        """Rows that the last import refused."""
        return sum(counts.get("refused", 0) for counts in self.batch.counts.values()) if self.batch else 0


@dataclass(frozen=True)
class Size:
    """What a service counts, without a name."""

    workers: int
    establishments: int
    open_cases: int
    closed_cases: int


@require_safe
def home(request: UserRequest, code: str) -> HttpResponse:
    """The person's day; whose names were shown is recorded, or nothing is shown."""
    service = request.service = service_for(request.user, code)
    may, today = rights(request.user, service), timezone.localdate()
    has_workers = Worker.objects.filter(service=service).exists()
    fresh, state = freshness(service), state_of(service)
    raised, steers = raised_of(service, fresh.run), may.figures and not may.signals and has_workers
    signals = morning_signals(service, health=may.health, raised=raised) if may.signals else None
    waiting = reminders(service, today, health=may.health, state=state) if may.cases else []
    tasks = my_tasks(request.user, service, today) if may.cases else []
    who = me(request, request.user, service)
    mine = my_cases(who, service, today) if who else None
    shown = [*named(signals, waiting), *(task.case.job.worker_id for task in tasks)]
    if shown := shown + [one.case.job.worker_id for one in mine.lines] if mine else shown:
        record(
            "signals.read", service, by=request.user, service=service, details={"workers": list(dict.fromkeys(shown))}
        )
    context = {
        "service": service, "may": may, "today": today, "has_workers": has_workers, "list": signals,
        "set_aside": set_aside_by(request.user, service) if signals else [],
        "reminders": waiting, "tasks": tasks, "ticks": may.cases,
        "late_tasks": sum(one.late(today) for one in tasks), "mine": mine,
        "freshness": fresh,
        "contracts": read_contracts(settings.CATALOGUE / "contracts").values() if may.figures and has_workers else (),
        "size": size(service, today) if steers else None,
        "objectives": objectives(service, today) if steers else "",
        "waiting": waits(service, today, raised=raised, state=state) if steers else [],
        "unsure": unsure() if may.manage else 0,
    }  # fmt: skip
    return render(request, "desk/home.html", context)


def rights(user: User, service: Service) -> May:
    """PermissionDenied for a membership that opens nothing."""
    if not user.permissions_by_service[service.pk]:
        raise PermissionDenied
    asked = (
        Permission.SIGNAL_READ, Permission.SIGNAL_SET_ASIDE, Permission.SIGNAL_REFER, Permission.CASE_READ,
        Permission.HEALTH_READ, Permission.FIGURE_READ, Permission.DATA_MANAGE, Permission.SERVICE_MANAGE,
    )  # fmt: skip
    return May(*(user.can(permission, service) for permission in asked))


def named(signals: Morning | None, waiting: list[Reminders]) -> list[int]:
    """The workers whose names stand on the page."""
    lines = [line.signal.worker_id for group in signals.groups for line in group.lines] if signals else []
    return list(dict.fromkeys([*lines, *(line.worker for section in waiting for line in section.lines if line.worker)]))


def freshness(service: Service) -> Freshness:
    """The last import that stands, and the last run of detection."""
    batches = ImportBatch.objects.filter(service=service, undone_at=None).only("created_at", "as_of", "counts")
    return Freshness(batches.order_by("-pk").first(), last_run(service))


def size(service: Service, today: date) -> Size:
    """Four counts of the whole service."""
    cases = Case.objects.filter(service=service)
    return Size(
        Worker.objects.filter(service=service, vanished_on=None).count(),
        Establishment.objects.filter(service=service, vanished_on=None).count(),
        cases.filter(closed_on=None).count(),
        cases.filter(closed_on__year=today.year).count(),
    )


def unsure() -> int:
    """How many versions of legal figures wait for somebody to read them."""
    return sum(len(unsure_versions(figure)) for figure in figures_in_force().values())
