"""amarre imports --service CODE: the imports of a service, the last one first."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from amarre.accounts.models import Service
from amarre.exchange.models import ImportBatch
from amarre.lib.errors import UnknownName


class Command(BaseCommand):
    """Lists the batches of a service."""

    help = "List the imports of a service, one line each, the last one first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--service", required=True, metavar="CODE", help="the service's code")

    def handle(self, *args: Any, **options: Any) -> None:
        service = Service.objects.filter(code=options["service"]).first()
        if service is None:
            raise UnknownName("Service", options["service"], list(Service.objects.values_list("code", flat=True)))
        for batch in service.batches.select_related("created_by").defer("report"):
            self.stdout.write(_line(batch))


def _line(batch: ImportBatch) -> str:
    totals = {
        name: sum(counts[name] for counts in batch.counts.values())
        for name in ("created", "updated", "unchanged", "refused")
    }
    when = timezone.localtime(batch.created_at).strftime("%Y-%m-%d %H:%M")
    parts = [
        f"{batch.pk}  {when}  as of {batch.as_of}  by {batch.created_by_id or 'command line'}",
        f"{len(batch.counts)} files",
        *(f"{count} {name}" for name, count in totals.items()),
    ]
    if batch.full:
        parts.append("full")
    if batch.undone_at:
        parts.append("undone")
    return ", ".join(parts)
