"""`amarre demo`: what `make demo` runs."""

from datetime import date
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from amarre.config.demo import DEMOS, demo_accounts, demo_is_there
from amarre.lib.console import progress


class Command(BaseCommand):
    """Makes a service to try, prints one login per role, and starts the site."""

    help = "Load a synthetic service, detect, compute, and start the site with one login per role."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--profile", default="", choices=[name for name in DEMOS if name], metavar="NAME",
            help=f"a service organised otherwise: {', '.join(name for name in DEMOS if name)}",
        )  # fmt: skip
        parser.add_argument("--workers", type=int, metavar="N", help="workers of each service (5000; 1200 by profile)")
        parser.add_argument("--no-serve", action="store_true", help="do not start the site")
        parser.add_argument("--bind", default="127.0.0.1:8000", metavar="ADDRESS:PORT", help="where the site listens")

    def handle(self, *args: Any, profile: str, workers: int | None, no_serve: bool, bind: str, **options: Any) -> None:
        demo = DEMOS[profile]
        workers = demo.workers if workers is None else workers
        if not 50 <= workers <= 500_000:
            raise CommandError(f"--workers {workers}: give a number from 50 to 500000.")
        if demo_is_there(demo):
            self.say("The demonstration service is there already; its data are kept.")
        else:
            # The engines take a second to load, and a second start needs none of them.
            from amarre.config.demo_data import STEPS, compute_demo, load_demo

            with progress("Demonstration", total=STEPS * len(demo.services)) as advance:
                load_demo(demo, workers, date.today(), advance)
                compute_demo(demo, advance)
        accounts, password = demo_accounts(demo)
        self.say(f"Sign in at http://{bind}/ with one of these addresses and the password {password}")
        width = max(30, *(len(address) for address, _ in accounts))
        for address, role in accounts:
            self.say(f"  {address:<{width}} {role}")
        if not no_serve:
            call_command("serve", bind=bind)

    def say(self, line: str) -> None:
        """One line, at once: the reader waits."""
        self.stdout.write(line)
        self.stdout.flush()
