"""The exchange data set as an Excel workbook, one sheet per resource; never a formula."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import xlsxwriter

from amarre.exchange.schema import resources
from amarre.exchange.writing import Tables, in_silence, whole_file
from amarre.lib.errors import DomainError

MOST_ROWS = 1_048_575
# Excel takes 1900 for a leap year: earlier days would move, so they stay text.
EXCEL_DAYS_FROM = date(1900, 3, 1)
OPTIONS = {
    "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "constant_memory": True,
}  # fmt: skip


def write_workbook(tables: Tables, path: Path, *, progress: Callable[[str], None] = in_silence) -> None:
    """Write every resource as a sheet: text cells for text whatever it begins with, real dates, numbers and booleans.

    Raises DomainError when a resource has more rows than a sheet can hold, or when the file cannot be written.
    """
    for name in resources():
        if tables[name].height > MOST_ROWS:
            raise DomainError(
                f"{name} has {tables[name].height} rows, more than an Excel sheet can hold: export csv or zip.",
                code="too_many_rows",
            )
    with whole_file(path) as under_way, xlsxwriter.Workbook(under_way, OPTIONS) as book:
        # The same set gives the same bytes, whatever the day.
        book.set_properties({"created": datetime(1980, 1, 1)})
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for name, resource in resources().items():
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            sheet.write_row(0, 0, list(resource.columns))
            for number, row in enumerate(tables[name].select(list(resource.columns)).iter_rows(), start=1):
                for place, value in enumerate(row):
                    _write_cell(sheet, number, place, value, day)
            progress(name)


def _write_cell(
    sheet: xlsxwriter.worksheet.Worksheet,
    number: int,
    place: int,
    value: object,
    day: xlsxwriter.format.Format,
) -> None:
    match value:
        case None | "":
            return
        case bool():
            sheet.write_boolean(number, place, value)
        case date() if value >= EXCEL_DAYS_FROM:
            sheet.write_datetime(number, place, value, day)
        case date():
            sheet.write_string(number, place, value.isoformat())
        case int() | float():
            sheet.write_number(number, place, value)
        case _:
            sheet.write_string(number, place, str(value))
