"""`amarre synthesize`: a synthetic exchange data set."""

import argparse
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from amarre.exchange.schema import resources
from amarre.exchange.synthetic import STEPS, synthesize
from amarre.exchange.writing import refuse_foreign_files, write_set
from amarre.lib.console import progress

MOST_WORKERS = 2_000_000


class Command(BaseCommand):
    """Writes the files of a service that does not exist."""

    help = "Write a synthetic exchange data set over three years: same seed, same bytes; nobody real."
    requires_system_checks = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("outdir", type=Path, metavar="OUTDIR", help="folder to make or to fill")
        parser.add_argument("--workers", type=int, required=True, metavar="N", help="workers followed")
        parser.add_argument("--seed", type=int, default=1, metavar="S", help="the same seed gives the same bytes")
        parser.add_argument("--year", type=int, required=True, metavar="Y", help="the last of the three years")

    def handle(self, *args: Any, outdir: Path, workers: int, seed: int, year: int, **options: Any) -> None:
        """Refuse wrong values in one sentence, then write."""
        if not 1 <= workers <= MOST_WORKERS:
            raise CommandError(f"--workers {workers}: give a number from 1 to {MOST_WORKERS}.")
        if not 0 <= seed < 2**63:
            raise CommandError(f"--seed {seed}: give a whole number, 0 or more.")
        if not 1990 <= year <= 2100:
            raise CommandError(f"--year {year}: give a year from 1990 to 2100.")
        refuse_foreign_files(outdir)
        started = time.perf_counter()
        with progress("Synthetic service", total=STEPS + len(resources())) as advance:
            tables = synthesize(workers=workers, seed=seed, year=year, catalogue=settings.CATALOGUE, progress=advance)
            write_set(tables, outdir, progress=advance)
        rows = sum(table.height for table in tables.values())
        self.stdout.write(
            f"{rows} rows in {len(tables)} files, {year - 2} to {year}, written to {outdir} "
            f"in {time.perf_counter() - started:.1f} s."
        )
