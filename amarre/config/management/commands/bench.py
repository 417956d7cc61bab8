"""`amarre bench`: speed and size, measured on this machine in one run."""

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from rich.console import Console
from rich.table import Table

from amarre.config.bench.figures import measure_figures
from amarre.config.bench.measures import STEPS, Measure, as_json, measure
from amarre.lib.console import progress


class Command(BaseCommand):
    """Prints each measure beside its bar; nothing of the installation is read or written."""

    help = "Measure import, detection and figures on a synthetic service, in a folder of its own."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--workers", type=int, default=200_000, help="workers of the synthetic service (200000)")
        parser.add_argument("--year", type=int, default=2025, help="last year of its data (2025)")
        parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
        parser.add_argument("--inside", metavar="SERVICE", help="measure the figures of a service of this installation")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["inside"]:
            sys.stdout.write(json.dumps(measure_figures(options["inside"], options["year"])) + "\n")
            return
        with tempfile.TemporaryDirectory(prefix="amarre-bench-") as folder, progress("Bench", total=STEPS) as advance:
            measures = measure(options["workers"], options["year"], Path(folder), advance)
        if options["json"]:
            sys.stdout.write(json.dumps(as_json(measures), indent=1) + "\n")
        else:
            Console().print(_table(measures))


def _table(measures: Any) -> Table:
    table = Table("measure", "value", "unit", "bar", "holds")
    for one in measures:
        table.add_row(one.name, _number(one), one.unit, "" if one.bar is None else f"<= {one.bar:g}", _word(one))
    return table


def _number(one: Measure) -> str:
    return f"{one.value:,.0f}" if one.unit in {"rows", "MB"} else f"{one.value:.2f}"


def _word(one: Measure) -> str:
    return {None: "", True: "yes", False: "NO"}[one.holds]
