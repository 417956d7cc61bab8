"""The report of an import as a page shows it: refusals by file and reason."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from amarre.exchange.models import Operation
from amarre.exchange.operations.folders import REPORT, result_file
from amarre.exchange.reports import FileReport
from amarre.ui import french

#: How many lines and values a reason quotes; the file to correct has them all.
LINES, VALUES = 12, 4
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
    warnings: list[FileRefusals]
    shortened: bool

    @property
    def refused(self) -> int:
        """How many rows are to be corrected."""
        return self.totals.refused


def totals(counts: Mapping[str, Mapping[str, int]]) -> Totals:
    """The counts of a batch by file, together."""
    return Totals(**{name: sum(of_file.get(name, 0) for of_file in counts.values()) for name in COUNTS})


def report_page(report: Mapping[str, Any]) -> ReportPage:
    """The page of a report as `Report.as_json` gives it, whole or shortened by its batch."""
    files = [FileReport(**entry) for entry in report.get("files", ()) if entry["status"] != "absent"]
    loaded = {entry.file: {name: getattr(entry, name) for name in COUNTS} for entry in files}
    refusals = report.get("refusals", ())
    lines_told = len({(entry["file"], entry["line"]) for entry in refusals})
    whole = totals(loaded)
    return ReportPage(
        totals=whole,
        files=[entry for entry in files if entry.status == "loaded"],
        refused_files=[entry for entry in files if entry.status == "refused"],
        refusals=_by_file(refusals),
        warnings=_by_file(report.get("warnings", ())),
        shortened=lines_told < whole.refused,
    )


def read_report(operation: Operation) -> ReportPage | None:
    """The report that an operation left, while it is kept."""
    path = result_file(operation, REPORT)
    return report_page(json.loads(path.read_text(encoding="utf-8"))) if path else None


def _by_file(entries: Iterable[Mapping[str, Any]]) -> list[FileRefusals]:
    files: dict[str, dict[tuple[str, str, str], list[Mapping[str, Any]]]] = {}
    for entry in entries:
        same = (entry["code"], entry["column"] or "", entry["reason"])
        files.setdefault(entry["file"], {}).setdefault(same, []).append(entry)
    return [FileRefusals(file, [_reason(*said) for said in reasons.items()]) for file, reasons in files.items()]


def _reason(same: tuple[str, str, str], entries: list[Mapping[str, Any]]) -> Reason:
    lines = [french.number(entry["line"]) for entry in entries if entry["line"] is not None]
    quoted = list(dict.fromkeys(entry["value"] for entry in entries if entry.get("value")))
    rest = ["…"] if len(lines) > LINES else []
    return Reason(same[1], same[2], len(entries), ", ".join(lines[:LINES] + rest), quoted[:VALUES])
