"""`amarre refer-signal`: a signal becomes a referral to the cell."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from amarre.cases.actions import refer_signal
from amarre.detection.command_line import named_account, named_day, named_service, numbered_signal


class Command(BaseCommand):
    """Refers the worker of an open signal to the cell."""

    help = "Turn an open signal into a referral to the cell."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("signal", type=int, metavar="ID", help="number of the signal (`amarre signals`)")
        parser.add_argument("--service", required=True, metavar="CODE", help="the service's code")
        parser.add_argument("--on", metavar="DATE", help="day of the referral, YYYY-MM-DD (default: today)")
        parser.add_argument("--by", metavar="EMAIL", help="account on whose behalf to act")

    def handle(self, *args: Any, **options: Any) -> None:
        signal = numbered_signal(named_service(options["service"]), options["signal"])
        referral = refer_signal(signal=signal, by=named_account(options["by"]), on=named_day(options["on"]))
        self.stdout.write(f"Signal {signal.pk} is referred to the cell: {referral.external_id}.")
