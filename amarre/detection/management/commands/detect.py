"""`amarre detect`: the signals of a service as of a day."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from amarre.detection.command_line import named_day, named_service
from amarre.detection.detect import COUNTS, STEPS, detect
from amarre.detection.models import DetectionRun
from amarre.detection.queries import last_run
from amarre.lib.console import progress


class Command(BaseCommand):
    """Raises, refreshes and closes signals, and prints how many of each rule."""

    help = "Raise, refresh and close the signals of a service as of a day."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--service", required=True, metavar="CODE", help="the service's code")
        parser.add_argument(
            "--full", action="store_true", help="read every row again, whatever moved since the last run"
        )
        parser.add_argument("--on", metavar="DATE", help="day of analysis, YYYY-MM-DD (default: today)")

    def handle(self, *args: Any, **options: Any) -> None:
        service, day = named_service(options["service"]), named_day(options["on"])
        before = last_run(service)
        with progress("Detection", total=STEPS) as advance:
            counts = detect(service=service, on=day, progress=advance, full=options["full"])
        if before is not None and before.on > day:
            self.stderr.write(f"The last run was for {before.on}: the signals are now those of {day}.")
        self.stdout.write(_read(last_run(service)))
        width = max(map(len, (*counts, "total")))
        totals = {name: sum(of_rule[name] for of_rule in counts.values()) for name in COUNTS}
        self.stdout.write("  ".join([f"{'rule':{width}}", *(name.replace("_", " ") for name in COUNTS)]))
        for code, of_rule in {**counts, "total": totals}.items():
            self.stdout.write("  ".join([f"{code:{width}}", *(f"{of_rule[name]:{len(name)}d}" for name in COUNTS)]))


def _read(run: DetectionRun | None) -> str:
    if run is None or run.rows_read is None:
        return "Every row was read."
    return f"{run.rows_read:,} rows that moved since the last run were read again, the others were kept from it."
