"""`amarre bench`: speed and size, measured on this machine in one run."""

import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from rich.console import Console
from rich.table import Table

from amarre.config.bench.figures import measure_figures, measure_nightly
from amarre.config.bench.measures import STEPS, Measure, as_json, measure
from amarre.config.bench.pages import measure_pages
from amarre.config.bench.site import STEPS as SITE_STEPS
from amarre.config.bench.site import as_measures, measure_site
from amarre.lib.console import progress


class Command(BaseCommand):
    """Prints each measure beside its bar; nothing of the installation is read or written, but with --inside."""

    help = "Measure import, detection and figures, or the pages, on a synthetic service, in a folder of its own."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--workers", type=int, default=200_000, help="workers of the synthetic service (200000)")
        parser.add_argument("--year", type=int, default=2025, help="last year of its data (2025)")
        parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
        parser.add_argument(
            "--pages",
            action="store_true",
            help="measure the pages; with DATABASE_URL, in a database of their own on that server",
        )
        parser.add_argument("--inside", metavar="SERVICE", help="measure on a service of this installation")
        parser.add_argument("--nightly", action="store_true", help="with --inside: a run of detection on the last day")
        parser.add_argument("--timed", action="store_true", help="with --pages --inside: time them, not only count")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["inside"]:
            self.inside(**options)
            return
        pages = options["pages"]
        steps = SITE_STEPS if pages else STEPS
        with tempfile.TemporaryDirectory(prefix="amarre-bench-") as folder, progress("Bench", total=steps) as advance:
            home = Path(folder)
            measures: Sequence[Measure]
            if pages:
                measures = measure_site(options["workers"], home, settings.ENVIRONMENT.DATABASE_URL, advance)
            else:
                measures = measure(options["workers"], options["year"], home, advance)
        self.show(measures, as_text=options["json"])

    def inside(
        self, *, pages: bool, inside: str, timed: bool, nightly: bool, year: int, json: bool, **options: Any
    ) -> None:
        """Measure within this process, on a service that is there."""
        if nightly:
            sys.stdout.write(_line(measure_nightly(inside, year)))
        elif not pages:
            sys.stdout.write(_line(measure_figures(inside, year)))
        elif json:
            sys.stdout.write(_line(measure_pages(inside, timed=timed)))
        else:
            self.show(as_measures(measure_pages(inside, timed=timed)), as_text=False)

    def show(self, measures: Sequence[Measure], *, as_text: bool) -> None:
        """Print the measures as JSON or as a table."""
        if as_text:
            sys.stdout.write(json.dumps(as_json(measures), indent=1) + "\n")
        else:
            Console().print(_table(measures))


def _line(found: Any) -> str:
    return json.dumps(found) + "\n"


def _table(measures: Sequence[Measure]) -> Table:
    table = Table("measure", "value", "unit", "bar", "holds")
    for one in measures:
        table.add_row(one.name, _number(one), one.unit, "" if one.bar is None else f"<= {one.bar:g}", _word(one))
    return table


def _number(one: Measure) -> str:
    return f"{one.value:,.0f}" if one.unit in {"rows", "MB", "queries"} else f"{one.value:.2f}"


def _word(one: Measure) -> str:
    return {None: "", True: "yes", False: "NO"}[one.holds]
