"""Whom a judge would have flagged at the end of each past month, with the facts dated up to that day and no others."""

from calendar import monthrange
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta

import polars as pl

from amarre.detection.facts import Frames

#: How far back the bench looks.
MONTHS = 36
#: The rows of each resource that are known on a day: those whose first of these dates has come.
DATED: Mapping[str, tuple[str, ...]] = {
    "visites": ("date",),
    "arrets": ("debut",),
    "indices": ("date",),
    "rendez_vous_liaison": ("date",),
    "signalements": ("date",),
    "dossiers": ("ouverture",),
    "accompagnements": ("date",),
    "orientations": ("date",),
    "dispositifs": ("debut",),
    "licenciements": ("date",),
    "emplois": ("debut",),
    "reconnaissances": ("date_demande", "debut"),
}
#: What is written in such a row later: an end is unknown until it has come. That of a leave or a scheme is prescribed.
LATER: Mapping[str, tuple[str, ...]] = {
    "adherents": ("date_radiation",),
    "emplois": ("fin",),
    "dossiers": ("cloture",),
}


def month_ends(on: date, months: int = MONTHS) -> list[date]:
    """The last days of the `months` whole months that end on or before that day, the oldest first."""
    tomorrow = on + timedelta(days=1)
    number = tomorrow.year * 12 + tomorrow.month - 1
    found = []
    for back in range(months, 0, -1):
        year, month = divmod(number - back, 12)
        found.append(date(year, month + 1, monthrange(year, month + 1)[1]))
    return found


def known_on(frames: Frames, day: date) -> dict[str, pl.DataFrame]:
    """The facts as they stood on that day, so that no later one decides: rows of DATED, without what LATER hides.

    A title granted later is only asked for: its `debut` and `fin` are empty until `debut` has come.
    """
    known = dict(frames)
    for name, columns in DATED.items():
        come = pl.any_horizontal(*((pl.col(column) <= day).fill_null(False) for column in columns))
        known[name] = frames[name].filter(come)
    for name, columns in LATER.items():
        known[name] = known[name].with_columns(pl.when(pl.col(column) <= day).then(column) for column in columns)
    granted = (pl.col("debut") <= day).fill_null(False)
    known["reconnaissances"] = known["reconnaissances"].with_columns(
        pl.when(granted).then("debut"), pl.when(granted).then("fin")
    )
    return known


#: Whom each version flags on a day, from the facts known then: frames with `worker_id` and `job_id`.
Judge = Callable[[Frames, date], Sequence[pl.DataFrame]]


def replayed(
    judge: Judge, frames: Frames, days: Sequence[date], step: Callable[[date], None] = lambda day: None
) -> list[pl.DataFrame]:
    """For each version, whom it flags on each day: `worker_id`, `job_id`, `day`, one row each."""
    found = []
    for day in days:
        flags = [
            one.unique("worker_id", keep="first", maintain_order=True) for one in judge(known_on(frames, day), day)
        ]
        found.append([one.select("worker_id", "job_id", day=pl.lit(day)) for one in flags])
        step(day)
    return [pl.concat(parts) for parts in zip(*found, strict=True)]
