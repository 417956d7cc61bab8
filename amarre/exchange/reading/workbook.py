"""An Excel workbook as lines: one sheet per resource, one line per row."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import IO

import openpyxl
import polars as pl

from amarre.exchange.reading.text import FileRefused, Lines


def read_sheets(source: IO[bytes] | Path) -> Iterator[tuple[str, Lines]]:
    """Each sheet that holds something: its name, and its rows written as CSV so that row numbers are line numbers.

    Formulas give the value that Excel last stored. Raises FileRefused when the workbook cannot be opened.
    """
    try:
        book = openpyxl.load_workbook(source, read_only=True, data_only=True)
        for sheet in book.worksheets:
            sheet.reset_dimensions()  # what the file declares may be wrong
            if rows := _rows(sheet.iter_rows(values_only=True)):
                yield sheet.title, _lines(rows)
        book.close()
    except Exception as error:  # openpyxl lets through whatever its zip, XML and style readers raise, at each sheet
        raise FileRefused(
            "Ce classeur Excel ne s'ouvre pas : il est abîmé ou protégé. Enregistrez-le à nouveau en .xlsx."
        ) from error


def _rows(cells: Iterable[Iterable[object]]) -> list[list[str]]:
    rows = [[cell_text(value) for value in row] for row in cells]
    while rows and not any(rows[-1]):
        rows.pop()
    return rows


def cell_text(value: object) -> str:
    """A cell as the exchange format writes it: ISO dates, whole numbers without a point, true and false."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float() if value.is_integer():
            return str(int(value))
        case float():
            return format(Decimal(repr(value)), "f")  # 0.00001, not 1e-05
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case date() | time():
            return value.isoformat()
        case _:
            return str(value).replace("\r\n", "\n")


def _lines(rows: list[list[str]]) -> Lines:
    header = next(row for row in rows if any(row))
    width = max((index + 1 for index, name in enumerate(header) if name.strip()), default=0)
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    lines = []
    for row in rows:
        cells = [*row, *[""] * (width - len(row))]
        while len(cells) > width and not cells[-1]:
            cells.pop()
        writer.writerow(cells)
        lines.append(text.getvalue()[:-1])
        text.seek(0)
        text.truncate()
    return Lines(pl.Series("text", lines, dtype=pl.String))
