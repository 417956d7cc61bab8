"""The facts that statements follow from, read for a whole service or for one worker, and what is said of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import polars as pl
from django.conf import settings
from django.db.models import Model

from amarre.accounts.models import Service
from amarre.detection.facts import POLARS_TYPES
from amarre.detection.one_worker import AROUND, PATHS
from amarre.detection.statements.alone import Rows, job_facts_of
from amarre.detection.statements.deciding import Judged, Statement, judged, stated_of
from amarre.detection.statements.facts import READ, TYPED
from amarre.detection.statements.rules import Kind, StatementRule, read_statements
from amarre.directory.models import Worker
from amarre.exchange.schema import resources
from amarre.exchange.tables import read_table
from amarre.indicators.law import Readings, figures_with, readings_now
from amarre.rules.parameters import Figures
from amarre.surveillance.models import InsuranceDoctorRequest, Visit, VisitDetails

#: The most pressing first.
KINDS: Mapping[Kind, str] = {
    "late": "En retard",
    "due": "À faire",
    "forbidden": "Interdit",
    "open": "Possible",
    "recommended": "Recommandé",
    "info": "À savoir",
}
REQUEST = ("job_id", "received_on", "answered_on")
DETAILS = ("visit_id", "second_exam_needed", "first_exam_on")


@dataclass(frozen=True)
class Said:
    """One statement as a person reads it: the job by its own identifier, and where it is."""

    code: str
    kind: Kind
    job: str
    employer: str
    label: str
    since: date | None
    due_on: date | None
    until: date | None
    article: str
    confirmed: bool
    text: str
    medical: bool

    @property
    def kind_label(self) -> str:
        """The kind in French."""
        return KINDS[self.kind]


@lru_cache(maxsize=32)
def law_of(day: date, readings: Readings) -> tuple[Figures, list[Judged]]:
    """The figures and the rules of that day with what Administration confirmed, worked out once per process."""
    figures = figures_with(readings)
    return figures, judged(read_statements(settings.CATALOGUE / "statements").values(), figures, day)


def said_of(worker: Worker, day: date) -> list[Said]:
    """What the law says of the worker that day, job by job, the most pressing first: ten queries."""
    figures, rules = law_of(day, readings_now())
    labels = read_statements(settings.CATALOGUE / "statements")
    rows = rows_of(worker)
    found = stated_of(rules, job_facts_of(rows, day, figures), day, figures)
    jobs = {row["pk"]: row for row in rows["emplois"]}
    said = [_said(one, jobs[one.emploi_id], labels[one.rule]) for one in found]
    order = list(KINDS)
    return sorted(said, key=lambda one: (order.index(one.kind), one.due_on or date.max, one.code, one.job))


def _said(one: Statement, job: Mapping[str, Any], rule: StatementRule) -> Said:
    return Said(
        one.code, one.kind, job["emploi_id"], job["employeur"], rule.label, one.since, one.due_on, one.until,
        one.article, one.confirmed, one.text, rule.medical,
    )  # fmt: skip


def rows_of(worker: Worker) -> Rows:
    """The rows that concern the worker, by resource, with the columns of READ and TYPED."""
    of_jobs = [name for name in READ if name not in AROUND and name != "professionnels"]
    rows: dict[str, Sequence[Mapping[str, Any]]] = {name: _rows(worker, name) for name in of_jobs}
    seen = _values(Visit, {"job__worker": worker}, {"pk": "professional_id", "role": "professional__role"})
    requests = dict(zip(TYPED["demandes_medecin_conseil"], REQUEST, strict=True))
    details = dict(zip(TYPED["complements_visites"], DETAILS, strict=True))
    return {
        **rows,
        **_jobs_and_around(worker),
        "professionnels": list({row["pk"]: row for row in seen if row["pk"] is not None}.values()),
        "demandes_medecin_conseil": _values(InsuranceDoctorRequest, {"job__worker": worker}, requests),
        "complements_visites": _values(VisitDetails, {"visit__job__worker": worker}, details),
    }


def _values(model: type[Model], where: Mapping[str, object], columns: Mapping[str, str]) -> list[dict[str, Any]]:
    rows = model._default_manager.filter(**where).order_by("pk").values_list(*columns.values())
    return [dict(zip(columns, row, strict=True)) for row in rows]


def _rows(worker: Worker, name: str) -> list[dict[str, Any]]:
    resource = resources()[name]
    fields = {"pk": "pk", **{column: resource.spec.fields[column] for column in READ[name]}}
    return _values(resource.spec.model, {PATHS.get(name, "job__worker"): worker}, fields)


def _jobs_and_around(worker: Worker) -> dict[str, list[dict[str, Any]]]:
    """The jobs with their own identifier and employer, and what surrounds them, at one query."""
    known = resources()
    columns = {
        (name, column): f"{prefix}{'pk' if column == 'pk' else known[name].spec.fields[column]}"
        for name, prefix in AROUND.items()
        for column in ("pk", *READ[name])
    }
    shown = {("emplois", "emploi_id"): "external_id", ("emplois", "employeur"): "establishment__name"}
    found: dict[str, dict[int, dict[str, Any]]] = {name: {} for name in AROUND}
    fields = {**columns, **shown}
    for cells in worker.jobs.order_by("pk").values_list(*fields.values()):
        row: dict[str, dict[str, Any]] = {name: {} for name in AROUND}
        for (name, column), cell in zip(fields, cells, strict=True):
            row[name][column] = cell
        for name, one in row.items():
            found[name][one["pk"]] = one
    return {name: list(one.values()) for name, one in found.items()}


def read_law_frames(service: Service) -> dict[str, pl.DataFrame]:
    """The same columns for every row of the service."""
    known = resources()
    frames = {name: read_table(service, known[name], columns) for name, columns in READ.items()}
    requests = InsuranceDoctorRequest.objects.filter(job__service=service).values_list(*REQUEST)
    details = VisitDetails.objects.filter(visit__service=service).values_list(*DETAILS)
    return {
        **frames,
        "demandes_medecin_conseil": _typed("demandes_medecin_conseil", requests),
        "complements_visites": _typed("complements_visites", details),
    }


def _typed(name: str, rows: Iterable[tuple[Any, ...]]) -> pl.DataFrame:
    schema = {column: POLARS_TYPES[kind] for column, kind in TYPED[name].items()}
    return pl.DataFrame(list(rows), schema=schema, orient="row")
