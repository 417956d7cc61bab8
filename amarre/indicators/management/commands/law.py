"""`amarre law`: every figure of the law in force on a day, confirmed or not."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from amarre.indicators.law import InForce, in_force_on
from amarre.lib.days import read_day
from amarre.ui import french


class Command(BaseCommand):
    """Prints the figures with the readings that Administration entered."""

    help = "Print every legal and local figure in force on a day, confirmed or not."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which day, and how."""
        parser.add_argument("--on", metavar="YYYY-MM-DD", help="the day, today by default")
        parser.add_argument("--format", choices=("text", "json"), default="text", help="text by default")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one figure a line, or a JSON list."""
        day = timezone.localdate() if options["on"] is None else read_day(options["on"])
        figures = in_force_on(day)
        if options["format"] == "json":
            self.stdout.write(json.dumps([as_json(one) for one in figures], ensure_ascii=False, indent=1))
        else:
            for one in figures:
                self.stdout.write(as_line(one))
        self.stderr.write(summary(figures, day))


def as_json(one: InForce) -> dict[str, Any]:
    """One figure as plain values."""
    return {
        "code": one.code,
        "label": one.figure.label,
        "value": one.value,
        "unit": one.figure.unit,
        "since": one.since.isoformat(),
        "until": one.until and one.until.isoformat(),
        "applies_to": one.applies_to,
        "article": one.figure.reference,
        "version": one.version,
        "source": one.figure.source,
        "rules": list(one.figure.rules),
        "kind": one.figure.kind,
        "certainty": one.figure.certainty,
        "confirmed": one.caution is None,
        "caution": one.caution,
        "reading": one.reading,
    }


def as_line(one: InForce) -> str:
    """One figure as a line of cells parted by tabs."""
    if isinstance(one.value, int | float):
        value = french.quantity(one.value, one.figure.unit).replace(french.NO_BREAK, " ").replace(french.NARROW, " ")
    else:
        words = (", ".join(one.value) or "aucun") if isinstance(one.value, tuple) else one.value
        value = f"{words} {one.figure.unit}"
    sure = one.caution or ("confirmé" if one.figure.kind == "legal" else one.figure.nature)
    return "\t".join((one.code, value, one.figure.reference, f"{one.since:%d/%m/%Y}", sure))


def summary(figures: Sequence[InForce], day: date) -> str:
    """How many figures, and how many wait for a reading."""
    waiting = sum(one.caution is not None for one in figures)
    return f"{len(figures)} figures in force on {day}, {waiting} of them to confirm."
