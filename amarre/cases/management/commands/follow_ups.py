"""`amarre follow-ups send`: the daily sending of follow-ups."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from amarre.accounts.models import Service
from amarre.cases.sending import send_due
from amarre.detection.command_line import named_day, named_service


class Command(BaseCommand):
    """Sends what is due, service by service, and prints how many; exit code 2 when some did not leave."""

    help = "Send the follow-ups that are due: a link to each worker who agreed, reminders, and « injoignable »."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("act", choices=["send"], help="what to do with the follow-ups that are due")
        parser.add_argument("--service", metavar="CODE", help="default: every service")
        parser.add_argument("--on", metavar="DATE", help="day of the sending, YYYY-MM-DD (default: today)")

    def handle(self, *args: Any, **options: Any) -> None:
        day = named_day(options["on"])
        code = options["service"]
        failed = 0
        for service in [named_service(code)] if code else Service.objects.order_by("code"):
            done = send_due(service=service, on=day)
            failed += done["failed"]
            self.stdout.write(
                f"{service.code}: {done['sent']} sent, {done['unreachable']} unreachable, {done['to_call']} to call, "
                f"{done['waiting']} waiting, {done['planned']} newly planned, {done['failed']} failed."
            )
            if done["refused"]:
                self.stdout.write(
                    f"{service.code}: {done['refused']} addresses refused by the mail server; the pages say so."
                )
            if done["again"]:
                self.stdout.write(
                    f"{service.code}: {done['again']} of them perhaps for the second time, since an earlier run was "
                    "cut short; both links are good."
                )
        if failed:
            raise CommandError(f"{failed} messages did not leave: run the command again.", returncode=2)
