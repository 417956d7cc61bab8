"""amarre undo-import BATCH --service CODE: take one import back."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from amarre.accounts.models import Service
from amarre.exchange.loading.undo import undo_batch
from amarre.exchange.models import ImportBatch
from amarre.lib.errors import UnknownName


class Command(BaseCommand):
    """Undoes a batch as long as nothing newer touched its rows."""

    help = "Undo one import (see `amarre imports`), as long as nothing newer touched its rows."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("batch", type=int, help="the number of the batch")
        parser.add_argument("--service", required=True, metavar="CODE", help="the service's code")

    def handle(self, *args: Any, **options: Any) -> None:
        service = Service.objects.filter(code=options["service"]).first()
        if service is None:
            raise UnknownName("Service", options["service"], list(Service.objects.values_list("code", flat=True)))
        batch = ImportBatch.objects.filter(pk=options["batch"], service=service).first()
        if batch is None:
            known = ImportBatch.objects.filter(service=service).values_list("pk", flat=True)
            raise UnknownName("Lot", str(options["batch"]), [str(number) for number in known])
        undo_batch(batch=batch, by=None)
        self.stdout.write(f"Batch {batch.pk} undone.")
