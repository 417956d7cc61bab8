"""`amarre audit verify` and `amarre audit head`."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from amarre.audit.journal import Head, verify


class Command(BaseCommand):
    """Checks that no event of the journal was edited, removed, inserted or moved."""

    help = "Verify the journal of changes and readings, or print its head to be noted elsewhere."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["verify", "head"], help="verify the whole journal, or print its head")
        parser.add_argument("--noted", metavar="NUMBER:SEAL", help="a head printed earlier, which must still stand")

    def handle(self, *args: Any, what: str, noted: str | None, **options: Any) -> None:
        verdict = verify(noted=_head(noted) if noted else None)
        if verdict.broken_at is not None:
            raise CommandError(
                f"The journal is broken at event {verdict.broken_at}: it was edited, removed or inserted; "
                f"the {verdict.sound} events before it are sound."
            )
        if what == "verify":
            sys.stdout.write(f"The journal is sound: {verdict.sound} events.\n")
        else:
            sys.stdout.write(f"{verdict.head.number}:{verdict.head.seal}\n")


def _head(text: str) -> Head:
    number, _, seal = text.partition(":")
    if not number.isdigit() or len(seal) != 64:
        raise CommandError("--noted: write NUMBER:SEAL as `amarre audit head` printed it.")
    return Head(int(number), seal)
