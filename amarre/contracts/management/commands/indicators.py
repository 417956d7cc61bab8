"""`amarre indicators`: the figures of a contract, the rows behind one of them, or the catalogue."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from amarre.accounts.models import Service
from amarre.contracts.definitions import Contract, contract_of
from amarre.contracts.exports import as_csv, as_json, as_workbook, rows_as_csv, write_whole
from amarre.contracts.figures import contract_figures, rows_of
from amarre.indicators.definitions import SCOPES, Scope, read_indicators
from amarre.indicators.figures import joined
from amarre.indicators.periods import Period
from amarre.indicators.snapshots import snapshot_of
from amarre.lib.console import progress
from amarre.lib.errors import UnknownName


class Command(BaseCommand):
    """Computes figures from a snapshot, taken anew if facts moved."""

    help = "Compute the figures of a contract, list the rows behind one, or list the catalogue."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What may be asked."""
        parser.add_argument("--list", action="store_true", help="the catalogue, one line each, and nothing else")
        parser.add_argument("--service", metavar="CODE", help="the service whose data are counted")
        parser.add_argument("--contract", metavar="CODE", help="the contract: its target and the order of its document")
        parser.add_argument("--from", dest="start", metavar="YYYY-MM-DD", help="first day of the period")
        parser.add_argument("--to", dest="end", metavar="YYYY-MM-DD", help="last day of the period")
        parser.add_argument("--format", choices=("json", "csv", "xlsx"), help="json by default")
        parser.add_argument("--out", metavar="FILE", type=Path, help="write to this file instead of standard output")
        parser.add_argument("--rows", metavar="INDICATOR", help="the rows that this indicator counts, as CSV")
        parser.add_argument("--scope", choices=SCOPES, help="with --rows: all (by default) or the contract's target")

    def handle(self, *args: Any, **options: Any) -> None:
        """Say what is missing in one sentence, or do it."""
        if options["list"]:
            for code, indicator in read_indicators(settings.CATALOGUE / "indicators").items():
                self.stdout.write(f"{code}  {indicator.label}  [{', '.join(indicator.sources)}]")
            return
        _check(options)
        service = _service(options["service"])
        contract = contract_of(options["contract"])
        period = _period(options["start"], options["end"])
        with progress("Figures", total=2) as advance:
            snapshot_of(service)
            advance("snapshot ready")
            content = self._content(service, contract, period, options)
            advance("figures computed")
        if options["out"] is None:
            self.stdout.write(content.decode(), ending="")
        else:
            write_whole(options["out"], content)

    def _content(self, service: Service, contract: Contract, period: Period, options: dict[str, Any]) -> bytes:
        if options["rows"]:
            scope: Scope = options["scope"] or "all"
            rows = rows_of(service, contract, options["rows"], scope, period.start, period.end)
            return rows_as_csv(joined(rows)).encode()
        figures = contract_figures(service, contract, period.start, period.end)
        if options["format"] == "xlsx":
            return as_workbook(figures, service.name)
        return (as_csv if options["format"] == "csv" else as_json)(figures).encode()


def _check(options: dict[str, Any]) -> None:
    names = {"service": "--service", "contract": "--contract", "start": "--from", "end": "--to"}
    missing = [option for name, option in names.items() if not options[name]]
    if missing:
        raise CommandError(f"Say {', '.join(missing)} too, or --list for the catalogue.")
    if options["rows"] and options["format"] not in (None, "csv"):
        raise CommandError("--rows gives CSV: leave --format out.")
    if options["scope"] and not options["rows"]:
        raise CommandError("--scope goes with --rows: the figures are always given for both scopes.")
    if options["format"] == "xlsx" and not options["out"]:
        raise CommandError("An Excel workbook needs a file: add --out FILE.xlsx.")


def _service(code: str) -> Service:
    service = Service.objects.filter(code=code).first()
    if service is None:
        raise UnknownName("Service", code, list(Service.objects.values_list("code", flat=True)))
    return service


def _period(start: str, end: str) -> Period:
    first, last = _day("--from", start), _day("--to", end)
    if last < first:
        raise CommandError(f"The period ends ({last}) before it starts ({first}): swap --from and --to.")
    return Period(first, last)


def _day(option: str, text: str) -> date:
    try:
        if len(text) != len("YYYY-MM-DD"):
            raise ValueError(text)
        return date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"{option}: « {text} » is not a date that exists; write YYYY-MM-DD.") from None
