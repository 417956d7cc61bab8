"""`amarre export`: the exchange data set of a service, written back."""

import argparse
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand

from amarre.accounts.models import Service
from amarre.exchange.exporting import export_tables
from amarre.exchange.schema import resources
from amarre.exchange.workbook import write_workbook
from amarre.exchange.writing import refuse_foreign_files, write_set, write_zip
from amarre.lib.console import progress
from amarre.lib.errors import UnknownName

FORMATS = ("csv", "xlsx", "zip")


class Command(BaseCommand):
    """Writes what the service holds; importing it again changes nothing."""

    help = "Write the exchange data set of a service: a folder of CSV files, a zip of them, or an Excel workbook."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("target", type=Path, metavar="DIR", help="folder, or a name that ends in .zip or .xlsx")
        parser.add_argument("--service", required=True, metavar="CODE", help="the service's code")
        parser.add_argument("--format", choices=FORMATS, help="by default what the name says, else csv")

    def handle(self, *args: Any, target: Path, service: str, **options: Any) -> None:
        """Read the service, then write everything or nothing."""
        found = Service.objects.filter(code=service).first()
        if found is None:
            raise UnknownName("Service", service, list(Service.objects.values_list("code", flat=True)))
        ending = target.suffix.lower().removeprefix(".")
        chosen = options["format"] or (ending if ending in FORMATS[1:] else "csv")
        if chosen == "csv":
            refuse_foreign_files(target)
        with progress("Export", total=len(resources()) + 1) as advance:
            tables = export_tables(service=found, by=None)
            advance("read")
            if chosen == "csv":
                write_set(tables, target, described=True, progress=advance)
            elif chosen == "zip":
                write_zip(tables, target, progress=advance)
            else:
                write_workbook(tables, target, progress=advance)
        rows = sum(table.height for table in tables.values())
        self.stdout.write(f"{rows} rows in {len(tables)} resources written to {target}.")
