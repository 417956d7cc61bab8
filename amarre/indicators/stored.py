"""Figures kept beside the snapshot that gave them, with the fingerprints of the catalogue and of the code."""

import json
from collections.abc import Callable
from typing import Any

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
