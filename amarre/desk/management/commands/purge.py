"""`amarre purge`: what was kept long enough leaves for good."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from amarre.cases.actions.documents import PUT_BACK_DAYS, purge_documents
from amarre.desk.papers.copy_files import KEPT, forget_expired


class Command(BaseCommand):
    """Once a day: documents withdrawn for long, copies of cases that expired, files that a killed process left."""

    help = (
        f"Erase documents withdrawn {PUT_BACK_DAYS} days ago, copies of cases older than {KEPT.days} days, and files "
        "that nothing names."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        documents, strays = purge_documents(now)
        copies = forget_expired(now)
        self.stdout.write(f"Erased: {documents} documents, {copies} copies, {strays} files that nothing named.")
