"""The figures of a contract as JSON, as CSV and as an Excel workbook; files appear whole or not at all."""

import csv
import io
import json
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import xlsxwriter

from amarre.contracts.figures import ContractFigure, ContractFigures
from amarre.indicators.definitions import SCOPES, RatioOf, Scope
from amarre.indicators.figures import RowTable
from amarre.lib.errors import DomainError

SCOPE_LABELS: dict[Scope, str] = {"all": "ensemble", "target": "cible"}
BREAKDOWN_LABELS = {"age": "âge", "sex": "sexe", "size": "effectif", "naf": "division NAF"}
COMPANION_LABELS = {
    "participants": "participants",
    "carsat": "dont suivis par la Carsat",
    "etp": "équivalents temps plein",
    "median_days": "délai médian en jours",
}
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class Line(NamedTuple):
    """One number of the table: a total, a companion of it, or a part of a breakdown."""

    code: str
    label: str
    unit: str
    scope: str
    breakdown: str
    part: str
    value: int | float | None
    numerator: int | None
    denominator: int | None
    objective: float | None


SUMMARY = ("indicateur", "code", "unité", "cible", "tous les adhérents", "objectif", "état")
SUMMARY_WIDTHS = (70, 7, 30, 12, 18, 10, 12)
REACHED = {True: "atteint", False: "pas atteint", None: None}
HEADER = ("code", "libellé", "unité", "périmètre", "ventilation", "part", "valeur", "numérateur", "dénominateur",
          "objectif")  # fmt: skip
WIDTHS = (7, 62, 30, 11, 24, 26, 12, 12, 14, 10)


def as_json(figures: ContractFigures) -> str:
    """The results exactly as shared by programs (indicators.md, "Output")."""
    return json.dumps(figures.results, ensure_ascii=False, indent=2) + "\n"


def lines_of(figures: ContractFigures) -> Iterator[Line]:
    """Every number, in the contract's order, then the indicators that it does not name."""
    shown: set[str] = set()
    for figure in [*(figure for section in figures.sections for figure in section.figures), *figures.others]:
        if figure.code not in shown:
            shown.add(figure.code)
            for scope in SCOPES:
                yield from _lines(figure, scope)


def _lines(figure: ContractFigure, scope: Scope) -> Iterator[Line]:
    result = figure.all if scope == "all" else figure.target
    if result is None:
        return
    asked = figure.objective.at_least if figure.objective and figure.objective.scope == scope else None

    def line(breakdown: str, part: str, cell: Any, objective: float | None = None) -> Line:
        ratio = cell if isinstance(cell, dict) else {"value": cell}
        return Line(
            figure.code, figure.indicator.label, figure.indicator.unit, SCOPE_LABELS[scope], breakdown, part,
            ratio["value"], ratio.get("numerator"), ratio.get("denominator"), objective,
        )  # fmt: skip

    if "value" in result:
        yield line("", "", result if isinstance(figure.indicator.measure, RatioOf) else result["value"], asked)
    for name in figure.indicator.companions:
        if name in result:
            yield line(COMPANION_LABELS.get(name, name), "", result[name])
    for breakdown, cells in result["by"].items():
        for part, cell in cells.items():
            yield line(BREAKDOWN_LABELS.get(breakdown, breakdown), "inconnu" if part == "unknown" else part, cell)


def as_csv(figures: ContractFigures) -> str:
    """One line per number, `;` between cells."""
    return _csv(HEADER, lines_of(figures))


def rows_as_csv(rows: RowTable) -> str:
    """The rows that a figure counts; a text that a spreadsheet would run as a formula is marked as text."""
    return _csv(rows.columns, rows.iter_rows())


def _csv(header: Iterable[str], rows: Iterable[Iterable[Any]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    writer.writerow(header)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return out.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return {True: "oui", False: "non"}[value] if isinstance(value, bool) else value


def as_workbook(figures: ContractFigures, service: str) -> bytes:
    """An Excel workbook: the figures to read, every number under a frozen header, and what they come from."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        formats = {name: book.add_format({"num_format": shape}) for name, shape in NUMBER_FORMATS.items()}
        _summary(book.add_worksheet("Chiffres"), figures, bold, formats)
        sheet = book.add_worksheet("Indicateurs")
        sheet.write_row(0, 0, HEADER, bold)
        for column, width in enumerate(WIDTHS):
            sheet.set_column(column, column, width)
        sheet.freeze_panes(1, 2)
        last = 0
        for last, line in enumerate(lines_of(figures), 1):
            for column, value in enumerate(line):
                kind = _format(line, HEADER[column], value)
                sheet.write(last, column, value, formats[kind] if kind else None)
        sheet.autofilter(0, 0, max(last, 1), len(HEADER) - 1)
        origin = book.add_worksheet("Provenance")
        origin.set_column(0, 0, 28)
        origin.set_column(1, 1, 80)
        for row, (name, text) in enumerate(_origin(figures, service)):
            origin.write_string(row, 0, name, bold)
            origin.write_string(row, 1, text)
    return out.getvalue()


def _summary(sheet: Any, figures: ContractFigures, bold: Any, formats: Mapping[str, Any]) -> None:
    """One line per figure, under the sections of the document, as one reads it; a landscape page when printed."""
    sheet.write_row(0, 0, [name.capitalize() for name in SUMMARY], bold)
    for column, width in enumerate(SUMMARY_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    row = 1
    for title, section in [
        *((one.title, one.figures) for one in figures.sections),
        ("Hors du contrat", figures.others),
    ]:
        sheet.write_string(row, 0, title, bold)
        row += 1
        for figure in section:
            kind = "share" if isinstance(figure.indicator.measure, RatioOf) else "whole"
            values = [(result or {}).get("value") for result in (figure.target, figure.all)]
            asked = figure.objective.at_least if figure.objective else None
            sheet.write_row(row, 0, [figure.indicator.label, figure.code, figure.indicator.unit])
            for column, value in enumerate((*values, asked), 3):
                sheet.write(row, column, value, formats[kind])
            sheet.write(row, 6, REACHED[figure.objective_met])
            row += 1


NUMBER_FORMATS = {"whole": "#,##0", "decimal": "#,##0.00", "share": "0.0%"}


def _format(line: Line, column: str, value: Any) -> str | None:
    if isinstance(value, str) or value is None:
        return None
    is_total_or_part = line.breakdown not in COMPANION_LABELS.values()
    if column in ("valeur", "objectif") and line.unit.startswith("part ") and is_total_or_part:
        return "share"
    return "decimal" if isinstance(value, float) and not value.is_integer() else "whole"


def _origin(figures: ContractFigures, service: str) -> list[tuple[str, str]]:
    period = figures.period
    return [
        ("Contrat", figures.contract.title),
        ("Service", service),
        ("Période", f"du {period.start:%d/%m/%Y} au {period.end:%d/%m/%Y}"),
        ("Empreinte des données", figures.fingerprints.snapshot),
        ("Empreinte du catalogue", figures.fingerprints.catalogue),
        ("Empreinte du code", figures.fingerprints.code),
    ]


def write_whole(path: Path, content: bytes) -> None:
    """Write the file under another name, then give it its own; DomainError when the folder does not allow it."""
    try:
        descriptor, temporary = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).chmod(0o644)
            Path(temporary).replace(path)
        finally:
            Path(temporary).unlink(missing_ok=True)
    except OSError as error:
        raise DomainError(f"{path} cannot be written: {error.strerror}.", code="file.unwritable") from error
