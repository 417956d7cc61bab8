"""`amarre digest`: the daily mail of those who asked for it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from amarre.desk.day.digest import send_digests
from amarre.detection.command_line import named_day


class Command(BaseCommand):
    """Sends the digest of a day, once per person, and prints how many left."""

    help = "Mail to those who asked for it how many workers wait, by urgency; once per person and day."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--on", metavar="DATE", help="day that the mail bears, YYYY-MM-DD (default: today)")

    def handle(self, *args: Any, **options: Any) -> None:
        done = send_digests(on=named_day(options["on"]))
        self.stdout.write(f"Digests sent: {done.sent}; nothing to say: {done.nothing}; sent before: {done.before}.")
        if done.unknown:
            self.stderr.write(
                f"The mail server broke off during {done.unknown}: they may have left, and wait for tomorrow."
            )
        if done.refused:
            raise CommandError(f"The mail server refused {done.refused}: the next run tries them again.")
