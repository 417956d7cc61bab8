"""Reads of signals that join the worker and the establishment."""

from dataclasses import dataclass
from datetime import date

from amarre.accounts.models import Service
from amarre.detection.enums import Priority
from amarre.detection.models import DetectionRun, Signal


@dataclass(frozen=True)
class SignalLine:
    """One open signal as a list shows it."""

    pk: int
    worker_pk: int
    worker: str
    worker_name: str
    establishment: str
    rule: str
    label: str
    reason: str
    suggest: str
    reference: str
    priority: str
    priority_label: str
    since: date
    raised_on: date
    confirmed: bool


def open_signals(service: Service, limit: int | None = None) -> list[SignalLine]:
    """The open signals, the most pressing first, then the oldest: one query, whatever their number."""
    signals = Signal.objects.open().filter(service=service).by_urgency()
    return [
        SignalLine(
            pk=row["pk"],
            worker_pk=row["worker_id"],
            worker=row["worker__external_id"],
            worker_name=f"{row['worker__last_name']} {row['worker__first_name']}",
            establishment=row["job__establishment__name"],
            rule=row["rule"],
            label=row["label"],
            reason=row["reason"],
            suggest=row["suggestion"],
            reference=row["reference"],
            priority=Priority(row["priority"]).word,
            priority_label=str(Priority(row["priority"]).label),
            since=row["since"],
            raised_on=row["raised_on"],
            confirmed=row["confirmed"],
        )
        for row in signals.values(*COLUMNS)[:limit]
    ]


COLUMNS = (
    "pk", "worker_id", "worker__external_id", "worker__last_name", "worker__first_name", "job__establishment__name",
    "rule", "label", "reason", "suggestion", "reference", "priority", "since", "raised_on", "confirmed",
)  # fmt: skip


def open_signal_count(service: Service) -> int:
    """How many signals wait for somebody."""
    return Signal.objects.open().filter(service=service).count()


def last_run(service: Service) -> DetectionRun | None:
    """The run that gave the signals their present words."""
    return DetectionRun.objects.filter(service=service).order_by("-ran_at", "-pk").first()
