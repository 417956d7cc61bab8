"""`amarre signal_guide`: the page of the user guide that explains each signal."""

from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from amarre.detection.guide import guide_text

#: The day whose figures the guide gives: the last change of a text that the catalogue knows.
DAY = date(2026, 9, 1)


class Command(BaseCommand):
    """Writes the page, or with --check says whether it is up to date."""

    help = "Write the page of the user guide that explains each signal, from the files of the catalogue."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("page", nargs="?", default="docs/guide/regles.md", metavar="FILE", help="the page to write")
        parser.add_argument("--check", action="store_true", help="write nothing; fail when the page is out of date")

    def handle(self, *args: Any, **options: Any) -> None:
        page, text = Path(options["page"]), guide_text(settings.CATALOGUE, DAY)
        if options["check"]:
            if not page.is_file() or page.read_text("utf-8") != text:
                raise CommandError(f"{page} is out of date: run `amarre signal_guide`.")
            self.stdout.write(f"{page} is up to date.")
            return
        page.write_text(text, "utf-8")
        self.stdout.write(f"{page} written.")
