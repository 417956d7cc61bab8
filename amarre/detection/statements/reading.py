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
from amarre.detection.jobs.alone_leaves import Rows
from amarre.detection.jobs.facts import READ, TYPED
from amarre.detection.statements.deciding import Judged, Statement, judged, stated_of
from amarre.detection.statements.rules import Kind, StatementRule, read_statements
from amarre.detection.worker_rows import Columns, both, rows_of
from amarre.directory.models import Worker
from amarre.exchange.tables import read_tables
from amarre.indicators.law import Readings, figures_with
from amarre.rules.parameters import Figures
from amarre.surveillance.models import InsuranceDoctorRequest, VisitDetails

#: The most pressing first.
KINDS: Mapping[Kind, str] = {
    "late": "En retard",
    "due": "À faire",
    "open": "Possible",
    "recommended": "Recommandé",
    "forbidden": "Interdit",
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


def said_of(
    rows: Rows, jobs: Sequence[Mapping[str, Any]], day: date, figures: Figures, rules: Sequence[Judged]
) -> list[Said]:
    """What the law says that day of the jobs (rows of `job_facts_of`), the most pressing first."""
    labels = read_statements(settings.CATALOGUE / "statements")
    known = {row["pk"]: row for row in rows["emplois"]}
    found = stated_of(rules, jobs, day, figures)
    said = [_said(one, known[one.emploi_id], labels[one.rule]) for one in found]
    order = list(KINDS)
    return sorted(said, key=lambda one: (order.index(one.kind), one.due_on or date.max, one.code, one.job))


def _said(one: Statement, job: Mapping[str, Any], rule: StatementRule) -> Said:
    return Said(
        one.code, one.kind, job["emploi_id"], job["employeur"], rule.label, one.since, one.due_on, one.until,
        one.article, one.confirmed, one.text, rule.medical,
    )  # fmt: skip


def readable(said: Iterable[Said], *, professional: bool) -> list[Said]:
    """Those that the reader may know: what reveals a cause, an opinion or measures is for health professionals."""
    return [one for one in said if professional or not one.medical]


def as_json(one: Said) -> dict[str, Any]:
    """One statement as plain values, for other software."""
    return {
        "code": one.code,
        "kind": one.kind,
        "job": one.job,
        "since": one.since and one.since.isoformat(),
        "due_on": one.due_on and one.due_on.isoformat(),
        "until": one.until and one.until.isoformat(),
        "article": one.article,
        "confirmed": one.confirmed,
        "text": one.text,
    }


def law_rows_of(
    worker: Worker, *, also: Columns | None = None, given: Mapping[str, Iterable[Model]] | None = None
) -> Rows:
    """The worker's rows by resource, with the columns of READ and TYPED, and of `also`; see `rows_of` for `given`."""
    tables = {name: columns for name, columns in READ.items() if name != "professionnels"}
    rows = rows_of(worker, both(tables, also or {}), given)
    seen = {row["professionnel_id"]: row["role"] for row in rows["visites"] if row["professionnel_id"] is not None}
    jobs, visits = ([row["pk"] for row in rows[name]] for name in ("emplois", "visites"))
    asked = InsuranceDoctorRequest.objects.filter(job__in=jobs).order_by("pk").values_list(*REQUEST)
    details = VisitDetails.objects.filter(visit__in=visits).order_by("pk").values_list(*DETAILS)
    requests = (given or {}).get("demandes_medecin_conseil")
    return {
        **rows,
        "professionnels": [{"pk": pk, "role": role} for pk, role in seen.items()],
        "demandes_medecin_conseil": _named(
            "demandes_medecin_conseil",
            asked if requests is None else ([getattr(one, name) for name in REQUEST] for one in requests),
        ),
        "complements_visites": _named("complements_visites", details),
    }


def _named(name: str, rows: Iterable[Iterable[Any]]) -> list[dict[str, Any]]:
    return [dict(zip(TYPED[name], row, strict=True)) for row in rows]


def read_law_frames(service: Service) -> dict[str, pl.DataFrame]:
    """The same columns for every row of the service."""
    requests = InsuranceDoctorRequest.objects.filter(job__service=service).values_list(*REQUEST)
    details = VisitDetails.objects.filter(visit__service=service).values_list(*DETAILS)
    return {
        **read_tables(service, READ),
        "demandes_medecin_conseil": _typed("demandes_medecin_conseil", requests),
        "complements_visites": _typed("complements_visites", details),
    }


def _typed(name: str, rows: Iterable[tuple[Any, ...]]) -> pl.DataFrame:
    schema = {column: POLARS_TYPES[kind] for column, kind in TYPED[name].items()}
    return pl.DataFrame(list(rows), schema=schema, orient="row")
