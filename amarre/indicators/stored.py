"""Figures kept beside the snapshot that gave them, with the fingerprints of the catalogue and of the code."""

import json
from collections.abc import Callable
from typing import Any

from amarre.accounts.models import Service
from amarre.indicators.models import Snapshot, StoredResult
from amarre.indicators.periods import Period
from amarre.indicators.snapshots import catalogue_fingerprint, code_fingerprint

Compute = Callable[[], dict[str, Any]]


def stored(snapshot: Snapshot, contract: str, period: Period, compute: Compute) -> dict[str, Any]:
    """The figures of a contract over the period: as kept, or computed and kept.

    They are computed again when the catalogue or the code moved since; facts that moved have another snapshot.
    """
    which: dict[str, Any] = {"snapshot": snapshot, "contract": contract, "start": period.start, "end": period.end}
    source = {"catalogue_fingerprint": catalogue_fingerprint(), "code_fingerprint": code_fingerprint()}
    kept = StoredResult.objects.filter(**which, **source).first()
    if kept is not None:
        held: dict[str, Any] = json.loads(kept.figures)
        return held
    figures = compute()
    StoredResult.objects.update_or_create(**which, defaults={**source, "figures": json.dumps(figures)})
    return figures


def results_of(service: Service) -> tuple[int, ...]:
    """Which results are kept for the service, those of its facts as they were included, the newest first."""
    kept = StoredResult.objects.filter(snapshot__service=service).order_by("-computed_at", "-pk")
    return tuple(kept.values_list("pk", flat=True))


def last_stored(results: tuple[int, ...]) -> list[StoredResult]:
    """Of these, the newest of each contract and period, where the catalogue and the code are still theirs.

    Nothing is computed: a page that may not wait shows them with their day.
    """
    source = {"catalogue_fingerprint": catalogue_fingerprint(), "code_fingerprint": code_fingerprint()}
    newest: dict[Any, StoredResult] = {}
    for one in (
        StoredResult.objects.filter(pk__in=results, **source).select_related("snapshot").order_by("-computed_at", "-pk")
    ):
        newest.setdefault((one.contract, one.start, one.end), one)
    return list(newest.values())
