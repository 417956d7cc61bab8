"""What the exchange does in the background: import, undo, export."""

import json
import zipfile
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from amarre.exchange.actions import import_set
from amarre.exchange.enums import OperationKind
from amarre.exchange.exporting import export_tables
from amarre.exchange.loading.undo import undo_batch
from amarre.exchange.models import ImportBatch, Operation
from amarre.exchange.operations.folders import (
    EXPORTED,
    REFUSED_ROWS,
    REPORT,
    forget_results,
    made,
    results_folder,
    sent_folder,
)
from amarre.exchange.operations.progress import Progress
from amarre.exchange.refused import as_csv
from amarre.exchange.reports import Report
from amarre.exchange.schema import resources
from amarre.exchange.writing import whole_file, write_zip
from amarre.lib.errors import DomainError

#: A spreadsheet reads a text table as UTF-8 only behind this mark; the import passes over it.
MARK = "\ufeff"
STEPS = {"checked": "contrôlé", "written": "enregistré"}


def run_import(operation: Operation, progress: Progress) -> Mapping[str, Any]:
    """Import what was sent; the report and the refused rows stay to be downloaded."""
    progress.plan(2 * len(resources()))

    def step(text: str) -> None:
        file, _, done = text.rpartition(" ")
        progress.step(f"{file}\u00a0: {STEPS.get(done, done)}")

    source = _source(sent_folder(operation.key))
    try:
        report = _imported(operation, source, step)
    except DomainError as refusal:
        # Where the server keeps what was sent is nobody's business.
        sentence = refusal.message.replace(str(source), source.name if source.is_file() else "ce qui a été déposé")
        raise DomainError(sentence, code=refusal.code) from refusal
    _keep(operation, report)
    batch = ImportBatch.objects.get(pk=report.batch) if report.batch else None
    totals = {
        name: sum(getattr(entry, name) for entry in report.files)
        for name in ("rows", "created", "updated", "unchanged", "refused")
    }
    return {"batch": batch, **totals}


def run_undo(operation: Operation, progress: Progress) -> Mapping[str, Any]:
    """Take a batch back."""
    batch = ImportBatch.objects.get(pk=operation.arguments["batch"], service=operation.service)
    undo_batch(batch=batch, by=operation.created_by)
    return {"batch": batch}


def run_export(operation: Operation, progress: Progress) -> Mapping[str, Any]:
    """Write the data set; the exports before it go."""
    progress.plan(len(resources()) + 1)
    tables = export_tables(service=operation.service, by=operation.created_by)
    progress.step("données lues")
    write_zip(tables, made(results_folder(operation)) / EXPORTED, progress=progress.step)
    before = Operation.objects.filter(service=operation.service, kind=OperationKind.EXPORT, pk__lt=operation.pk)
    for earlier in before:
        forget_results(earlier)
    return {"rows": sum(table.height for table in tables.values())}


def _imported(operation: Operation, source: Path, step: Callable[[str], None]) -> Report:
    asked = operation.arguments
    return import_set(
        source=source,
        service=operation.service,
        by=operation.created_by,
        as_of=date.fromisoformat(asked["as_of"]),
        full=asked["full"],
        dry_run=asked["dry_run"],
        progress=step,
    )


def _source(folder: Path) -> Path:
    """The archive or the workbook that was sent alone, else the folder."""
    alone = [path for path in folder.iterdir() if path.suffix in (".zip", ".xlsx")]
    return alone[0] if alone else folder


def _keep(operation: Operation, report: Report) -> None:
    folder = made(results_folder(operation))
    with whole_file(folder / REPORT) as path:
        path.write_text(json.dumps(report.as_json(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    if report.refused_rows:
        with (
            whole_file(folder / REFUSED_ROWS) as path,
            zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        ):
            for file, rows in report.refused_rows.items():
                archive.writestr(file, MARK + as_csv(rows))
