"""The import of a data set: one transaction, one batch, one report."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction

from amarre.accounts.models import Service, User
from amarre.audit.journal import record
from amarre.exchange.assembly import Sorted, file_reports, refused_rows, said, sorted_files
from amarre.exchange.checking.comparisons import compare
from amarre.exchange.checking.examine import Examined, KnownRows, Setting, examine
from amarre.exchange.following import tell_followers
from amarre.exchange.loading.plan import Allocation
from amarre.exchange.loading.write import loading_much, write_plan
from amarre.exchange.models import ImportBatch
from amarre.exchange.moves import facts_moved
from amarre.exchange.reading.sources import open_source
from amarre.exchange.reading.text import FileRefused
from amarre.exchange.repeats import STATE, repeated
from amarre.exchange.reports import FileReport, Report
from amarre.exchange.schema import resources
from amarre.lib.errors import DomainError

#: How many refusals and warnings a batch keeps; the report itself has them all.
KEPT_ENTRIES = 2_000


def import_set(
    *,
    source: Path,
    service: Service,
    by: User | None,
    as_of: date,
    full: bool = False,
    dry_run: bool = False,
    progress: Callable[[str], None] = lambda text: None,
) -> Report:
    """Check a data set against exchange/README.md and load its good rows into the service, all of them or none.

    `source` is a folder or a zip of CSV files, or an .xlsx workbook; a service that is not saved yet is created.
    With `full`, rows of the service that a loaded file no longer holds are marked as vanished on `as_of`, and what the
    resource calls its end (the job's `fin`...) is set to that day where it was empty or later; they count as updated,
    besides the file's own rows. Rows that are refused count as sent; a row that comes back loses the mark. On a dry run
    nothing is written. A set without one good row writes nothing either: no batch, no service.

    Raises DomainError when the source cannot be read or holds no file.
    """
    files = sorted_files(open_source(source))
    with transaction.atomic():
        # Two imports into one service come one after the other, into a new one as well.
        service = Service.objects.select_for_update().filter(code=service.code).first() or service
        if known := repeated(service, files, as_of=as_of, full=full):
            report = replace(known, dry_run=dry_run)
            return report if dry_run else _kept(report, _new_batch(report, service, files, full, by), by)
        setting = Setting(service, as_of, full, KnownRows(service), Allocation(reserve=not dry_run))
        examined = _examine_all(files, setting, progress)
        report = _report(service, files, examined, as_of, dry_run)
        if dry_run or not (report.clean or report.took_rows):
            return report
        return _load(report, files, examined, setting, by, progress)


def _examine_all(files: Sorted, setting: Setting, progress: Callable[[str], None]) -> Mapping[str, Examined]:
    examined = {}
    for name, resource in resources().items():
        if sent := files.sent.get(name):
            try:
                examined[name] = examine(sent.read(), resource, setting)
            except FileRefused as refusal:
                files.refused[name] = str(refusal)
            progress(f"{resource.file} checked")
    compare(
        {name: one.plan.good for name, one in examined.items()}, {name: one.findings for name, one in examined.items()}
    )
    return examined


def _report(service: Service, files: Sorted, examined: Mapping[str, Examined], as_of: date, dry_run: bool) -> Report:
    refusals, warnings = said(examined)
    return Report(
        service=service.code,
        batch=None,
        dry_run=dry_run,
        as_of=as_of,
        files=file_reports(files, examined),
        refusals=refusals,
        warnings=warnings,
        refused_rows=refused_rows(examined, refusals),
    )


def _load(
    report: Report,
    files: Sorted,
    examined: Mapping[str, Examined],
    setting: Setting,
    by: User | None,
    progress: Callable[[str], None],
) -> Report:
    service = setting.service
    if service.pk is None:
        _create(service)
    batch = _new_batch(report, service, files, setting.full, by)
    with loading_much():
        for name, one in examined.items():
            if one.plan.writes:
                write_plan(one.plan, batch)
            progress(f"{resources()[name].file} written")
    if report.changed:
        tell_followers(service, {name for name, one in examined.items() if one.plan.writes})
        facts_moved(service.pk, batch=batch)
    return _kept(report, batch, by)


def _create(service: Service) -> None:
    try:
        with transaction.atomic():
            service.save()
    except IntegrityError as error:
        raise DomainError(
            f"Le service « {service.code} » vient d'être créé par un autre import : relancez celui-ci.",
            code="import.service_made_meanwhile",
        ) from error


def _new_batch(report: Report, service: Service, files: Sorted, full: bool, by: User | None) -> ImportBatch:
    return ImportBatch.objects.create(
        service=service,
        created_by=by,
        as_of=report.as_of,
        full=full,
        file_hashes={sent.name: sent.sha256 for sent in files.sent.values()},
        counts={entry.file: _counts(entry) for entry in report.files if entry.status == "loaded"},
    )


def _kept(report: Report, batch: ImportBatch, by: User | None) -> Report:
    """The report with its batch, kept in it, and the event in the journal."""
    report = replace(report, batch=batch.pk)
    batch.report = _shortened(report)
    if report.clean and len(report.warnings) <= KEPT_ENTRIES:
        batch.report[STATE] = Service.objects.values_list("facts_version", flat=True).get(pk=batch.service_id)
    batch.save(update_fields=["report"])
    record("import.loaded", batch, by=by, service=batch.service, details={"counts": batch.counts})
    return report


def _counts(entry: FileReport) -> dict[str, int]:
    return {name: getattr(entry, name) for name in ("rows", "created", "updated", "unchanged", "refused")}


def _shortened(report: Report) -> dict[str, Any]:
    """The report as the batch keeps it: a hundred thousand refusals teach nothing that the first ones do not."""
    whole = report.as_json()
    return {**whole, "refusals": whole["refusals"][:KEPT_ENTRIES], "warnings": whole["warnings"][:KEPT_ENTRIES]}
