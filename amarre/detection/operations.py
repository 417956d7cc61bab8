"""Detection in the background."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import timezone

from amarre.detection.bench import try_out
from amarre.detection.detect import detect
from amarre.detection.replay import MONTHS
from amarre.exchange.models import Operation
from amarre.exchange.operations.folders import BENCH, made, results_folder
from amarre.exchange.operations.progress import Progress
from amarre.exchange.writing import whole_file


def run_detection(operation: Operation, progress: Progress) -> Mapping[str, Any]:
    """Look for signals as of today."""
    counts = detect(service=operation.service, on=timezone.localdate(), by=operation.created_by, full=False)
    return {
        name: sum(rule[name] for rule in counts.values()) for name in ("raised", "refreshed", "unchanged", "closed")
    }


def run_bench(operation: Operation, progress: Progress) -> Mapping[str, Any]:
    """Try a rule or the grid on the past months; the result is a file, kept for its page as long as other results."""
    asked = operation.arguments
    progress.plan(MONTHS)
    found = try_out(
        service=operation.service,
        subject=asked["rule"],
        values=asked["values"],
        on=date.fromisoformat(asked["on"]),
        step=lambda day: progress.step(f"fin {day:%m/%Y}"),
    )
    with whole_file(made(results_folder(operation)) / BENCH) as path:
        path.write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")
    return {}
