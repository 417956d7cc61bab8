"""The rows that concern a worker, each table read once: as plain rows, or as the frames of a whole service."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

import polars as pl
from django.db.models import Model

from amarre.detection.datasets import READ
from amarre.detection.facts import Frames
from amarre.directory.models import Worker
from amarre.exchange.schema import Resource, resources
from amarre.exchange.tables import column_type

Columns = Mapping[str, tuple[str, ...]]
#: From a job to the rows that it belongs to: read with it, at one query.
AROUND: Mapping[str, str] = {
    "emplois": "",
    "travailleurs": "worker__",
    "etablissements": "establishment__",
    "adherents": "establishment__member__",
}
#: What is a worker's own, and not one of their jobs'.
OWN = frozenset({"reconnaissances"})
#: Read beside the columns of the format: the job's own identifier, its employer, who held a visit.
BESIDE: Mapping[str, Mapping[str, str]] = {
    "emplois": {"emploi_id": "external_id", "employeur": "establishment__name"},
    "visites": {"role": "professional__role"},
}


def both(one: Columns, other: Columns) -> Columns:
    """The columns of either, by resource."""
    return {name: tuple(dict.fromkeys((*one.get(name, ()), *other.get(name, ())))) for name in {**one, **other}}


def rows_of(
    worker: Worker, columns: Columns, given: Mapping[str, Iterable[Model]] | None = None
) -> dict[str, list[dict[str, Any]]]:
    """The worker's rows by resource, with `pk`, in its order: a query for the jobs and what they belong to, one each.

    `given` holds the rows that the caller has already read as models, by resource: they are not read again; jobs come
    with their establishment and its member.
    """
    rows = _jobs_and_around(worker, columns, (given or {}).get("emplois"))
    jobs = [row["pk"] for row in rows["emplois"]]
    for name in columns:
        if name not in AROUND:
            fields = _fields(name, columns[name])
            models = None if given is None else given.get(name)
            about = {"worker": worker} if name in OWN else {"job__in": jobs}
            rows[name] = _read(name, about, fields) if models is None else _taken(models, fields)
    return rows


def frames_of(worker: Worker) -> Frames:
    """The columns that detection reads, of the rows that concern the worker."""
    return as_frames(rows_of(worker, READ))


def as_frames(rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> Frames:
    """The columns that detection reads, of rows that hold them."""
    frames = {}
    for name, columns in READ.items():
        cells = [[row["pk"], *(row[column] for column in columns)] for row in rows[name]]
        frames[name] = pl.DataFrame(cells, schema=_schema(resources()[name], columns), orient="row")
    return frames


def _fields(name: str, columns: Iterable[str]) -> Mapping[str, str]:
    own = resources()[name].spec.fields
    return {"pk": "pk", **{column: own[column] for column in columns}, **BESIDE.get(name, {})}


def _read(name: str, about: Mapping[str, Any], fields: Mapping[str, str]) -> list[dict[str, Any]]:
    found = resources()[name].spec.model._default_manager.filter(**about).order_by("pk")
    return [dict(zip(fields, row, strict=True)) for row in found.values_list(*fields.values())]


def _taken(models: Iterable[Model], fields: Mapping[str, str]) -> list[dict[str, Any]]:
    ordered = sorted(models, key=lambda one: int(one.pk))
    return [{column: _value(one, path) for column, path in fields.items()} for one in ordered]


def _value(one: Model, path: str) -> Any:
    """What `values` gives for that path: of a reference, its number."""
    found: Any = one
    *through, last = path.split("__")
    for name in through:
        found = getattr(found, name)
        if found is None:
            return None
    return found.pk if last == "pk" else getattr(found, found._meta.get_field(last).attname)


def _jobs_and_around(worker: Worker, columns: Columns, jobs: Iterable[Model] | None) -> dict[str, list[dict[str, Any]]]:
    paths = {
        (name, column): f"{prefix}{path}"
        for name, prefix in AROUND.items()
        for column, path in _fields(name, columns[name]).items()
    }
    found: dict[str, dict[int, dict[str, Any]]] = {name: {} for name in AROUND}
    lines: Iterable[Iterable[Any]] = (
        worker.jobs.order_by("pk").values_list(*paths.values())
        if jobs is None
        else ([_value(job, path) for path in paths.values()] for job in jobs)
    )
    for cells in lines:
        together = zip(paths, cells, strict=True)
        for name, own in groupby(together, key=lambda cell: cell[0][0]):
            row = {column: value for (_, column), value in own}
            found[name][row["pk"]] = row
    return {name: [rows[pk] for pk in sorted(rows)] for name, rows in found.items()}


def _schema(resource: Resource, columns: tuple[str, ...]) -> Mapping[str, type[pl.DataType]]:
    return {"pk": pl.Int64, **{name: column_type(resource.columns[name]) for name in columns}}
