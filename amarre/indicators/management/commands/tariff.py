"""`amarre tariff`: the yearly price of inspection and advice for a headcount."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from amarre.indicators.law import figures_in_force
from amarre.lib.days import read_day
from amarre.rules.bands import band_of
from amarre.rules.parameters import Figure

BANDS, PRICES = "cig.tranches_effectif", "cig.tarif_inspection"


class Command(BaseCommand):
    """Prints the price, or says that no band holds the headcount."""

    help = "Print the yearly price of inspection and advice for a headcount (CIG petite couronne)."

    def add_arguments(self, parser: CommandParser) -> None:
        """How many agents, and when."""
        parser.add_argument("--headcount", type=int, required=True, metavar="N", help="the agents of the employer")
        parser.add_argument("--on", metavar="YYYY-MM-DD", help="the day, today by default")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the band and its price; DomainError where no band holds the headcount."""
        day = timezone.localdate() if options["on"] is None else read_day(options["on"])
        figures = figures_in_force()
        bands, prices = _words(figures[BANDS], day), _words(figures[PRICES], day)
        number = band_of(bands, options["headcount"])
        self.stdout.write(f"{prices[number]} {figures[PRICES].unit} ({bands[number]} {figures[BANDS].unit})")


def _words(figure: Figure, day: date) -> Sequence[str]:
    value = figure.at(day).value
    assert isinstance(value, tuple)
    return value
