# ruff: noqa: N999 (Django takes a command's name from its module)
"""amarre import SOURCE --service CODE: check and load an exchange data set."""

import json
import sys
import tempfile
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from amarre.accounts.models import Service
from amarre.exchange.actions import import_set
from amarre.exchange.checking.examine import MOTIVE
from amarre.exchange.refused import as_csv
from amarre.exchange.reports import FileReport, Report
from amarre.exchange.schema import resources
from amarre.lib.console import progress
from amarre.lib.errors import UnknownName

SOME_REFUSED = 3
SHOWN_REFUSALS = 10


class Command(BaseCommand):
    """Checks and loads an exchange data set; exit code 0, 1 when nothing was done, 3 when some of it was refused."""

    help = "Check an exchange data set (a folder or .zip of CSV files, or an .xlsx) and load its good rows."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", type=Path, help="folder, .zip or .xlsx")
        parser.add_argument("--service", required=True, metavar="CODE", help="the service that the data is of")
        parser.add_argument("--create-service", metavar="NAME", help="create the service under this name if unknown")
        parser.add_argument("--as-of", metavar="DATE", help="the day of the import, YYYY-MM-DD (default: today)")
        parser.add_argument("--dry-run", action="store_true", help="check everything, write nothing")
        parser.add_argument("--full", action="store_true", help="mark as ended the rows that a sent file lacks")
        parser.add_argument("--report", type=Path, metavar="FILE.json", help="write the report there")
        parser.add_argument(
            "--refused-rows", type=Path, metavar="OUTDIR", help="write the refused rows there, with the reason"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        _make_room(options["report"], options["refused_rows"])
        _keep_from_harm(options["source"], options["refused_rows"])
        with progress("Import", total=2 * len(resources())) as advance:
            report = import_set(
                source=options["source"],
                service=_service(options["service"], options["create_service"]),
                by=None,
                as_of=_day(options["as_of"]),
                full=options["full"],
                dry_run=options["dry_run"],
                progress=advance,
            )
        self.stdout.write("\n".join(_summary(report)))
        try:
            if options["report"]:
                _write(options["report"], json.dumps(report.as_json(), ensure_ascii=False, indent=1) + "\n")
            if options["refused_rows"]:
                _write_refused(options["refused_rows"], report)
        except CommandError as error:
            # What is loaded is loaded: exit code 1 would say that nothing was.
            self.stderr.write(f"{error} The import itself ended as said above.")
        if not report.clean:
            sys.exit(SOME_REFUSED if report.took_rows else 1)


def _service(code: str, name: str | None) -> Service:
    if service := Service.objects.filter(code=code).first():
        return service
    if name is None:
        raise UnknownName("Service", code, list(Service.objects.values_list("code", flat=True)))
    service = Service(code=code, name=name)
    try:
        service.full_clean()
    except ValidationError as error:
        raise CommandError(f"The service cannot be created: {' '.join(error.messages)}") from error
    return service


def _day(text: str | None) -> date:
    if text is None:
        return timezone.localdate()
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"--as-of {text}: not a date; write it YYYY-MM-DD.") from error


def _make_room(report: Path | None, folder: Path | None) -> None:
    """Refuse, before anything is loaded, places where nothing could be written after it."""
    if report is not None and report.is_dir():
        raise CommandError(f"{report} is a folder: name a file for the report.")
    for place in (report and report.parent, folder):
        if place is None:
            continue
        try:
            if place is folder:
                folder.mkdir(parents=True, exist_ok=True)
            tempfile.TemporaryFile(dir=place).close()
        except OSError as error:
            raise CommandError(
                f"Nothing can be written in {place} ({error.strerror}): nothing was imported."
            ) from error


def _keep_from_harm(source: Path, folder: Path | None) -> None:
    """Refuse to write refused rows over anything but those of an earlier run, which somebody may be correcting."""
    if folder is None:
        return
    if folder.resolve() == source.resolve():
        raise CommandError(f"{folder} is what is imported: name another folder for the refused rows.")
    for path in _exchange_files(folder):
        if not _is_ours(path):
            raise CommandError(f"{path} does not hold refused rows: name another folder. Nothing was imported.")


def _exchange_files(folder: Path) -> list[Path]:
    return [path for one in resources().values() if (path := folder / one.file).exists()]


def _is_ours(path: Path) -> bool:
    try:
        with path.open("rb") as stream:
            return stream.read(len(MOTIVE)) == MOTIVE.encode()
    except OSError:
        return False


def _write(path: Path, text: str) -> None:
    """Write a whole file or none: under another name first."""
    try:
        with tempfile.TemporaryDirectory(dir=path.parent) as folder:
            whole = Path(folder) / path.name
            whole.write_text(text, encoding="utf-8", newline="")
            whole.replace(path)
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error.strerror}.") from error


def _write_refused(folder: Path, report: Report) -> None:
    for path in _exchange_files(folder):
        if path.name not in report.refused_rows:
            path.unlink()
    for file, refused in report.refused_rows.items():
        _write(folder / file, as_csv(refused))


def _summary(report: Report) -> list[str]:
    lines = [_file_line(entry) for entry in report.files if entry.status != "absent"]
    lines += [
        f"  {entry['file']}, line {entry['line']}{', ' + entry['column'] if entry['column'] else ''}: {entry['reason']}"
        for entry in report.refusals[:SHOWN_REFUSALS]
    ]
    if len(report.refusals) > SHOWN_REFUSALS:
        lines.append(f"  ... and {len(report.refusals) - SHOWN_REFUSALS} more: see --report and --refused-rows.")
    lines.append(_conclusion(report))
    return lines


def _file_line(entry: FileReport) -> str:
    if entry.status == "refused":
        return f"{entry.file}: refused. {entry.message}"
    return (
        f"{entry.file}: {entry.rows} rows, {entry.created} created, {entry.updated} updated, "
        f"{entry.unchanged} unchanged, {entry.refused} refused"
    )


def _conclusion(report: Report) -> str:
    if not (report.clean or report.took_rows):
        return "Nothing was done: everything was refused."
    if report.dry_run:
        return "Dry run: nothing was written."
    return f"Batch {report.batch} loaded." if report.changed else f"Batch {report.batch}: nothing changed."
