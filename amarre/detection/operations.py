"""Detection in the background."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from amarre.detection.detect import detect
from amarre.exchange.models import Operation
from amarre.exchange.operations.progress import Progress


def run_detection(operation: Operation, progress: Progress) -> Mapping[str, Any]:
    """Look for signals as of today."""
    counts = detect(service=operation.service, on=timezone.localdate(), by=operation.created_by)
    return {
        name: sum(rule[name] for rule in counts.values()) for name in ("raised", "refreshed", "unchanged", "closed")
    }
