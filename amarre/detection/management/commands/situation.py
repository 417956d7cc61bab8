"""`amarre situation`: what the law says of one worker on a day, as the worker's page has it."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from amarre.audit.journal import record
from amarre.detection.command_line import named_day, named_service
from amarre.detection.one_worker import state_of
from amarre.detection.statements.reading import as_json
from amarre.directory.models import Worker


class Command(BaseCommand):
    """Prints the statements, the most pressing first; the reading goes to the journal."""

    help = "Print what the law opens, requires and forbids for a worker on a day."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whose situation, which day, and how."""
        parser.add_argument("--service", required=True, metavar="CODE", help="the service's code")
        parser.add_argument("--worker", required=True, metavar="ID", help="travailleur_id of the exchange format")
        parser.add_argument("--on", metavar="YYYY-MM-DD", help="the day, today by default")
        parser.add_argument("--format", choices=("text", "json"), default="text", help="text by default")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one statement a line, or a JSON list."""
        service, day = named_service(options["service"]), named_day(options["on"])
        worker = Worker.objects.filter(service=service, external_id=options["worker"]).first()
        if worker is None:
            raise CommandError(f"Service « {service.code} » has no worker « {options['worker']} ».")
        record("worker.read", worker, by=None, service=service)
        said = state_of(worker, day).said
        if options["format"] == "json":
            self.stdout.write(json.dumps([as_json(one) for one in said], ensure_ascii=False, indent=1))
        else:
            for one in said:
                self.stdout.write("\t".join("" if cell is None else str(cell) for cell in as_json(one).values()))
        self.stderr.write(f"{len(said)} statements on {day}.")
