"""What is known of one worker on a day, by the same computations as the detection of a whole service."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any

import polars as pl
from django.conf import settings

from amarre.detection.datasets import READ, SITUATIONS
from amarre.detection.facts import Frames
from amarre.detection.grid import Point, points_of, read_grid
from amarre.detection.situations import situations
from amarre.detection.spells import LASTING, prescriptions, spells
from amarre.directory.models import Worker
from amarre.exchange.schema import Resource, resources
from amarre.exchange.tables import column_type
from amarre.indicators.law import figures_in_force

#: From a job to the rows that it belongs to: read with it, at one query.
AROUND: Mapping[str, str] = {
    "emplois": "",
    "travailleurs": "worker__",
    "etablissements": "establishment__",
    "adherents": "establishment__member__",
}
#: From the rows of the other resources to the worker, where it is not through their job.
PATHS: Mapping[str, str] = {"emplois": "worker", "reconnaissances": "worker"}


@dataclass(frozen=True)
class Leave:
    """A period of absence of any cause; `ends_on` is empty while no end is known."""

    starts_on: date
    ends_on: date | None

    def days_on(self, day: date) -> int:
        """How long it has lasted on that day, lasted in all, or is to last."""
        last = day if self.covers(day) else self.ends_on or self.starts_on
        return (last - self.starts_on).days + 1

    def covers(self, day: date) -> bool:
        """Whether the worker is absent on that day."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


@dataclass(frozen=True)
class State:
    """The worker's row of `situations` (empty without an active job), the absences in order, the grid."""

    facts: Mapping[str, Any]
    leaves: list[Leave]
    points: list[Point]


def state_of(worker: Worker, day: date, *, with_grid: bool = False) -> State:
    """The worker as of that day: one query for the jobs, one for each other resource, one for the figures."""
    frames = frames_of(worker)
    figures = figures_in_force()
    gap = int(figures["arrets.ecart_tolere"].at(day).value)  # type: ignore[arg-type]
    absences = spells(prescriptions(frames["arrets"], frames["emplois"], frames["visites"]), gap)
    # The facts of RISKS cost as much as all the others: derived only for the grid, which reads them.
    built = (SITUATIONS.build if with_grid else situations)(frames, day, figures)
    return State(
        points=points_of(built, read_grid(settings.CATALOGUE), figures, day) if with_grid else [],
        facts=next(iter(built.to_dicts()), {}),
        leaves=[Leave(row["debut"], None if row["fin"] == LASTING else row["fin"]) for row in absences.to_dicts()],
    )


def frames_of(worker: Worker) -> Frames:
    """The columns that detection reads, of the rows that concern the worker."""
    others = {name: frame([worker.pk], resources()[name], READ[name]) for name in READ if name not in AROUND}
    return {**_jobs_and_around(worker), **others}


def _jobs_and_around(worker: Worker) -> Frames:
    known = resources()
    fields = {
        name: [f"{prefix}pk", *(f"{prefix}{known[name].spec.fields[column]}" for column in READ[name])]
        for name, prefix in AROUND.items()
    }
    rows = list(worker.jobs.order_by("pk").values_list(*chain.from_iterable(fields.values())))
    frames, start = {}, 0
    for name, mine in fields.items():
        cells = {row[start]: row[start : start + len(mine)] for row in rows}
        schema = _schema(known[name], READ[name])
        frames[name] = pl.DataFrame([cells[pk] for pk in sorted(cells)], schema=schema, orient="row")
        start += len(mine)
    return frames


def frame(workers: list[int], resource: Resource, columns: tuple[str, ...]) -> pl.DataFrame:
    """These columns of the rows that concern these workers, of a resource about a worker or a job of theirs."""
    rows = (
        resource.spec.model._default_manager.filter(**{f"{PATHS.get(resource.name, 'job__worker')}__in": workers})
        .order_by("pk")
        .values_list("pk", *(resource.spec.fields[name] for name in columns))
    )
    return pl.DataFrame(list(rows), schema=_schema(resource, columns), orient="row")


def _schema(resource: Resource, columns: tuple[str, ...]) -> Mapping[str, type[pl.DataType]]:
    return {"pk": pl.Int64, **{name: column_type(resource.columns[name]) for name in columns}}
