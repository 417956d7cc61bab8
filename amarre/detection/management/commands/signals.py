"""`amarre signals`: the open signals of a service, and setting one aside."""

import json
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.table import Table

from amarre.accounts.models import Service
from amarre.detection.actions import restore_signal, set_aside_signal
from amarre.detection.command_line import named_account, named_service, numbered_signal
from amarre.detection.enums import Priority, SetAsideReason
from amarre.detection.queries import SignalLine, open_signals


class Command(BaseCommand):
    """Lists the open signals, the most pressing first, then the oldest."""

    help = "List the open signals of a service, or set one aside."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--service", required=True, metavar="CODE", help="the service's code")
        parser.add_argument("--format", choices=("text", "json"), default="text", help="text by default")
        parser.add_argument("--set-aside", type=int, metavar="ID", help="set a signal aside for its episode")
        parser.add_argument("--reason", metavar="REASON", help=f"why: {', '.join(SetAsideReason.values)}")
        parser.add_argument("--comment", default="", metavar="TEXT", help="with --set-aside: more than the reason says")
        parser.add_argument("--restore", type=int, metavar="ID", help="undo a setting aside of the same author")
        parser.add_argument("--by", metavar="EMAIL", help="account on whose behalf to act")

    def handle(self, *args: Any, **options: Any) -> None:
        service = named_service(options["service"])
        if options["set_aside"] is not None and options["restore"] is not None:
            raise CommandError("Give either --set-aside or --restore.")
        if options["set_aside"] is not None:
            self._set_aside(service, options)
        elif options["restore"] is not None:
            signal = numbered_signal(service, options["restore"])
            restore_signal(signal=signal, by=named_account(options["by"]))
            self.stdout.write(f"Signal {signal.pk} is open again.")
        else:
            self._list(open_signals(service), options["format"])

    def _set_aside(self, service: Service, options: dict[str, Any]) -> None:
        if options["reason"] is None:
            raise CommandError(f"Say why with --reason, one of {', '.join(SetAsideReason.values)}.")
        signal = numbered_signal(service, options["set_aside"])
        by = named_account(options["by"])
        set_aside_signal(signal=signal, reason=options["reason"], by=by, comment=options["comment"])
        self.stdout.write(f"Signal {signal.pk} is set aside: it will not come back for the same episode.")

    def _list(self, lines: list[SignalLine], form: str) -> None:
        if form == "json":
            self.stdout.write(json.dumps([as_json(line) for line in lines], ensure_ascii=False, indent=1))
        elif self.stdout.isatty():
            Console().print(table(lines))
        else:
            for line in lines:
                self.stdout.write("\t".join(str(value) for value in as_json(line).values()))
        by_priority = Counter(line.priority for line in lines)
        parts = ", ".join(f"{by_priority[level.word]} {level.word}" for level in Priority)
        self.stderr.write(f"{len(lines)} open signals: {parts}.", self.style.NOTICE if lines else None)


def as_json(line: SignalLine) -> dict[str, Any]:
    """One signal as the JSON output and the plain lines give it."""
    return {
        "id": line.pk,
        "rule": line.rule,
        "label": line.label,
        "worker": line.worker,
        "since": line.since.isoformat(),
        "raised_on": line.raised_on.isoformat(),
        "reason": line.reason,
        "suggest": line.suggest,
        "reference": line.reference,
        "priority": line.priority,
        "confirmed": line.confirmed,
    }


def table(lines: list[SignalLine]) -> Table:
    """The signals on a terminal."""
    shown = Table("ID", "Priorité", "Travailleur", "Depuis", "Pourquoi", "À faire", "Texte")
    for line in lines:
        since = f"{line.since:%d/%m/%Y}"
        cells = (line.priority_label, line.worker, since, line.reason, line.suggest, line.reference)
        shown.add_row(str(line.pk), *cells)
    return shown
