"""The report of an import as a page shows it: refusals by file and reason."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator

from amarre.exchange.models import Operation
from amarre.exchange.operations.folders import REPORT, result_file
from amarre.exchange.reports import FileReport
from amarre.ui import french

#: How many lines and values a reason quotes; the file to correct has them all.
LINES, VALUES = 12, 4
#: How many reasons stand on a page.
REASONS = 50
COUNTS = ("rows", "created", "updated", "unchanged", "refused")
#: Bar of what became of the rows: class of each part, width of the whole.
PARTS, WIDTH = (("created", "f1"), ("updated", "soft"), ("unchanged", "rest"), ("refused", "f3")), 1200


@dataclass(frozen=True)
class Reason:
    """Refusals or warnings of one file that say the same thing of the same column."""

    column: str
    reason: str
    count: int
    lines: str
    values: list[str]


@dataclass(frozen=True)
class FileRefusals:
    """What is to be corrected in one file."""

    file: str
    reasons: list[Reason]


@dataclass(frozen=True)
class Totals:
    """What became of the rows of every file together."""

    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0

    @property
    def taken(self) -> int:
        """Rows that were good."""
        return self.rows - self.refused

    @property
    def bar(self) -> list[tuple[str, float, float]]:
        """The parts of the bar: class, where it begins, how wide it is."""
        parts, start, whole = [], 0.0, sum(getattr(self, name) for name, _ in PARTS)
        for name, fill in PARTS:
            if number := getattr(self, name):
                width = WIDTH * number / whole
                parts.append((fill, round(start, 1), round(max(width - 2, 1), 1)))
                start += width
        return parts


@dataclass(frozen=True)
class ReportPage:
    """A report, ready to be shown."""

    totals: Totals
    files: list[FileReport]
    refused_files: list[FileReport]
    refusals: list[FileRefusals]
    page: Page[Any]
    pages: list[int | str]
    warnings: list[FileRefusals]
    shortened: bool

    @property
    def refused(self) -> int:
        """How many rows are to be corrected."""
        return self.totals.refused


def totals(counts: Mapping[str, Mapping[str, int]]) -> Totals:
    """The counts of a batch by file, together."""
    return Totals(**{name: sum(of_file.get(name, 0) for of_file in counts.values()) for name in COUNTS})


def report_page(report: Mapping[str, Any], asked: str | None = None) -> ReportPage:
    """That page of a report as `Report.as_json` gives it, whole or shortened by its batch."""
    files = [FileReport(**entry) for entry in report.get("files", ()) if entry["status"] != "absent"]
    loaded = {entry.file: {name: getattr(entry, name) for name in COUNTS} for entry in files}
    refusals = report.get("refusals", ())
    lines_told = len({(entry["file"], entry["line"]) for entry in refusals})
    whole = totals(loaded)
    reasons, warned = _by_reason(refusals), _by_reason(report.get("warnings", ()))
    page = Paginator(reasons, REASONS).get_page(asked)
    return ReportPage(
        totals=whole,
        files=[entry for entry in files if entry.status == "loaded"],
        refused_files=[entry for entry in files if entry.status == "refused"],
        refusals=_by_file(page.object_list),
        page=page,
        pages=[*page.paginator.get_elided_page_range(page.number)],
        warnings=_by_file(warned[:REASONS]),
        shortened=lines_told < whole.refused or len(warned) > REASONS,
    )


def read_report(operation: Operation, asked: str | None = None) -> ReportPage | None:
    """That page of the report that an operation left, while it is kept."""
    path = result_file(operation, REPORT)
    return report_page(json.loads(path.read_text(encoding="utf-8")), asked) if path else None


def _by_reason(entries: Iterable[Mapping[str, Any]]) -> list[tuple[str, list[Mapping[str, Any]]]]:
    """The entries that say the same of the same column, file by file; each with the name of its file."""
    files: dict[str, dict[tuple[str, str, str], list[Mapping[str, Any]]]] = {}
    for entry in entries:
        same = (entry["code"], entry["column"] or "", entry["reason"])
        files.setdefault(entry["file"], {}).setdefault(same, []).append(entry)
    return [(file, alike) for file, reasons in files.items() for alike in reasons.values()]


def _by_file(reasons: Iterable[tuple[str, list[Mapping[str, Any]]]]) -> list[FileRefusals]:
    files: dict[str, list[Reason]] = {}
    for file, alike in reasons:
        files.setdefault(file, []).append(_reason(alike))
    return [FileRefusals(file, said) for file, said in files.items()]


def _reason(alike: list[Mapping[str, Any]]) -> Reason:
    told = [entry["line"] for entry in alike if entry["line"] is not None]
    quoted = list(dict.fromkeys(entry["value"] for entry in alike if entry.get("value")))
    lines = ", ".join([french.number(line) for line in told[:LINES]] + (["…"] if len(told) > LINES else []))
    return Reason(alike[0]["column"] or "", alike[0]["reason"], len(alike), lines, quoted[:VALUES])
