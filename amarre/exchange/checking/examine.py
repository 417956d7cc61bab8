"""One file of the set from its lines to what it changes."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from amarre.accounts.models import Service
from amarre.exchange.checking.keys import has_right_key
from amarre.exchange.checking.references import resolve_references
from amarre.exchange.checking.rows import drop_repeated, refuse_conflicts, refuse_contradictions
from amarre.exchange.checking.typed import typed_rows
from amarre.exchange.findings import Findings
from amarre.exchange.loading.by_hand import meet
from amarre.exchange.loading.plan import (
    Plan,
    doubtful_columns,
    make_plan,
    vanished_marks,
    with_database,
    with_vanished,
    written_here,
)
from amarre.exchange.reading.cells import Cells, read_cells
from amarre.exchange.reading.header import SEPARATORS
from amarre.exchange.reading.text import Lines
from amarre.exchange.schema import Resource, resources
from amarre.exchange.tables import read_table

#: The column that the file of refused rows brings, and that the import ignores when it comes back.
MOTIVE = "motif_du_refus"


class KnownRows(dict[str, pl.DataFrame]):
    """`id` and `pk` of the rows that a reference may name, by resource; by default those of the database."""

    def __init__(self, service: Service) -> None:
        super().__init__()
        self.service = service

    def __missing__(self, name: str) -> pl.DataFrame:
        resource = resources()[name]
        assert resource.identifier, "no reference points to a row without identifier"
        ids = read_table(self.service, resource, [resource.identifier])
        self[name] = ids.select(id=resource.identifier, pk="pk")
        return self[name]


@dataclass(frozen=True)
class Setting:
    """What holds for every file of one import."""

    service: Service
    as_of: date
    full: bool
    known: KnownRows
    allocate: Callable[[Resource, int], pl.Series]


@dataclass(frozen=True)
class Examined:
    """What one file holds: its rows, what is said of them, what they change, and the refused ones as they came."""

    rows: int
    refused: int
    findings: Findings
    plan: Plan
    header: list[str] = field(default_factory=list)
    refused_cells: list[tuple[int, list[str]]] = field(default_factory=list)


def examine(lines: Lines, resource: Resource, setting: Setting) -> Examined:
    """Check every row against the format, the rows before it and the database, and plan what the good ones change.

    Raises FileRefused when the file cannot be read as a whole.
    """
    findings = Findings()
    cells = read_cells(lines, resource)
    _tell_of_form(lines, cells, resource, findings)
    rows = typed_rows(
        cells.rows, resource, as_of=setting.as_of, may_hold_controls=lines.may_hold_controls, findings=findings
    )
    refuse_conflicts(rows, cells.rows, resource, findings)
    sent = _sent_keys(rows, cells, resource, setting)
    existing = read_table(setting.service, resource)
    rows = resolve_references(rows, cells.rows, resource, setting.known, findings)
    whole = with_database(rows, existing, resource)
    refuse_contradictions(whole, cells.rows, resource, findings)
    refused = findings.refused_lines()
    good = whole.filter(~pl.col("line").is_in(refused.implode())) if len(refused) else whole
    good = drop_repeated(good, resource, findings)
    marks = vanished_marks(setting.service, resource)
    ours = written_here(setting.service, resource)
    met = meet(good, existing, ours, setting.service, resource, rows.columns)
    good = met.rows
    plan = make_plan(good, existing, marks, resource, setting.allocate, met.ours)
    findings.warn_rows(
        pl.concat([plan.kept, met.kept]), column=None, code="row.kept",
        reason="Cette ligne a été modifiée, créée ou retirée dans Amarre : ce qu'on y a écrit est gardé, ce que dit "
        "le fichier ne l'a pas remplacé.",
    )  # fmt: skip
    _tell_of_doubts(plan, good, rows.columns, findings)
    if setting.full:
        plan = with_vanished(plan, existing, marks, sent, setting.as_of, ours)
    setting.known[resource.name] = plan.ids
    return Examined(
        rows=cells.count,
        refused=len(refused),
        findings=findings,
        plan=plan,
        header=list(cells.header.names),
        refused_cells=[(line, cells.as_sent(line)) for line in refused.sort()],
    )


def _tell_of_form(lines: Lines, cells: Cells, resource: Resource, findings: Findings) -> None:
    header = cells.header
    for code, sentence in lines.tolerated.items():
        findings.warn_once(code, sentence)
    if header.separator != ";":
        findings.warn_once(
            "file.separator",
            f"Les colonnes sont séparées par : {SEPARATORS[header.separator]}, au lieu du point-virgule.",
        )
    if not header.in_order:
        findings.warn_once("file.columns_order", f"L'ordre des colonnes n'est pas : {', '.join(resource.columns)}.")
    if header.unknown:
        findings.warn_once("file.columns_unknown", f"Colonnes inconnues, ignorées : {', '.join(header.unknown)}.")
    if cells.first_blank is not None:
        findings.warn_once("row.blank", f"Lignes vides sautées, la première ligne {cells.first_blank}.")
    if cells.misshapen.height:
        misshapen = cells.misshapen
        texts = [header.separator.join(cells.as_sent(line)) for line in misshapen["line"]]
        findings.refuse(
            misshapen["line"], column=None, values=pl.Series(texts), code="row.cells",
            reason=misshapen.select(
                pl.format(
                    "La ligne a {} cellules alors que l'en-tête en a {} : mettez entre guillemets les cellules qui "
                    "contiennent le séparateur, et complétez les cellules qui manquent.", "width", pl.lit(header.width),
                )
            ).to_series(),
        )  # fmt: skip


def _tell_of_doubts(plan: Plan, good: pl.DataFrame, sent: list[str], findings: Findings) -> None:
    for name in doubtful_columns(plan.resource):
        if name in sent:
            doubtful = (~has_right_key(good[name])).fill_null(False)
            findings.warn_rows(
                good["line"].filter(doubtful), column=name, code="siret.key",
                reason=f"La clé de ce {name.upper()} est fausse : il est gardé, et marqué douteux. Vérifiez-le.",
            )  # fmt: skip


def _sent_keys(rows: pl.DataFrame, cells: Cells, resource: Resource, setting: Setting) -> pl.DataFrame:
    """The key of every row of the file, refused ones and misshapen ones included, as `read_table` gives keys."""
    if not setting.full:
        return pl.DataFrame()
    places = [cells.header.positions[name] for name in resource.key]
    misshapen = [cells.as_sent(line) for line in cells.misshapen["line"]]
    guessed = [[row[place].strip() for place in places] for row in misshapen if len(row) > max(places)]
    schema = dict.fromkeys(resource.key, pl.String)
    keys = pl.concat([rows.select(resource.key), pl.DataFrame(guessed, schema=schema, orient="row")])
    for name in resource.key:
        if target := resource.columns[name].references:
            keys = keys.join(setting.known[target], left_on=name, right_on="id", how="left", maintain_order="left")
            keys = keys.drop(name).rename({"pk": name})
    return keys.select(resource.key)
