"""`amarre check-catalogue`: every file of the catalogue loads, and every worked example holds."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from amarre.config.registry import CATALOGUE_CHECKS


class Command(BaseCommand):
    """Says how many files and examples of each kind hold; the first mistake is named by file and line."""

    help = "Load every file of the catalogue and run every example."

    def handle(self, *args: Any, **options: Any) -> None:
        for kind, check in CATALOGUE_CHECKS.items():
            files, examples = check()
            sys.stdout.write(f"{kind}: {files} files, {examples} examples hold.\n")
