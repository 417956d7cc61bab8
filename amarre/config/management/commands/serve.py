"""`amarre serve`: the site and its background worker, started and stopped together."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from amarre.ui.assets import prepare_assets

# Seconds: between two looks at the children, for the site to answer at all, from then to the start of the worker, for a
# child to finish what it does.
LOOK, START, FIRST_PAGE, STOP = 0.5, 30.0, 2.0, 20.0


class Command(BaseCommand):
    """Supervises two children: the web server, whose end is the end, and the worker, which is started again."""

    help = "Run the site, with its background worker, until Ctrl-C or SIGTERM."
    requires_system_checks = ()
    stopping = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The address."""
        parser.add_argument(
            "--bind", default="127.0.0.1:8000", metavar="ADDRESS:PORT", help="where to listen (default: %(default)s)"
        )

    def handle(self, *args: Any, bind: str, **options: Any) -> None:
        """Start both children, say where the site is, and stay until one has to stop."""
        address = parsed(bind)
        refuse_taken(address)
        prepare_assets()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, self.stop)
        web, worker = start(web_command(bind)), None
        try:
            self.wait_for(address, web)
            shown = "127.0.0.1" if address[0] in {"0.0.0.0", "::"} else address[0]
            self.stdout.write(f"Amarre is on http://{shown}:{address[1]} (Ctrl-C stops it)")
            self.stdout.flush()
            # Whoever started the site asks for its first page now; nobody waits for the worker yet.
            due = time.monotonic() + FIRST_PAGE
            while not self.stopping and web.poll() is None:
                if worker is None and time.monotonic() > due:
                    worker = start(worker_command())
                elif worker is not None and worker.poll() is not None:
                    self.stderr.write(f"The background worker ended ({worker.returncode}): started again.")
                    worker = start(worker_command())
                time.sleep(LOOK)
        finally:
            end(web, *filter(None, [worker]))
        if not self.stopping:
            raise CommandError(f"The web server ended by itself ({web.returncode}): its last lines above say why.")

    def stop(self, number: int, frame: FrameType | None) -> None:
        """Remember that somebody asked for the end."""
        self.stopping = True

    def wait_for(self, address: tuple[str, int], web: subprocess.Popen[bytes]) -> None:
        """Return when the site accepts connections, or when it will not."""
        limit = time.monotonic() + START
        while not self.stopping and web.poll() is None and time.monotonic() < limit:
            try:
                socket.create_connection(address, timeout=1).close()
            except OSError:
                time.sleep(0.1)
            else:
                return


def parsed(bind: str) -> tuple[str, int]:
    """ADDRESS:PORT as a pair; CommandError when it is not one."""
    host, _, port = bind.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not host or not port.isdigit() or not 0 < int(port) < 65536:
        raise CommandError(f"--bind {bind}: write ADDRESS:PORT, for example 127.0.0.1:8000.")
    return host, int(port)


def refuse_taken(address: tuple[str, int]) -> None:
    """CommandError when nobody can listen there."""
    family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError as error:
            reason = "is already in use" if error.errno == 98 else f"cannot be used ({error.strerror})"
            raise CommandError(
                f"{address[0]}:{address[1]} {reason}: stop what listens there or give another --bind ADDRESS:PORT."
            ) from None


def web_command(bind: str) -> list[str]:
    """Gunicorn: processes that share what was loaded before them; on the embedded database writers take turns.

    One more than there are processors: it works while another waits for the database or the disk.
    """
    processes = settings.ENVIRONMENT.AMARRE_WEB_PROCESSES or 1 + (os.cpu_count() or 1)
    return [
        sys.executable, "-m", "gunicorn", "--config", "python:amarre.config.web", "amarre.config.wsgi:application",
        "--bind", bind, "--workers", str(processes), "--graceful-timeout", str(int(STOP - 5)),
    ]  # fmt: skip


def worker_command() -> list[str]:
    """The background worker, on every queue."""
    return [sys.executable, "-m", "django", "db_worker", "--queue-name", "*", "--no-reload", "--verbosity", "0"]


def start(command: list[str]) -> subprocess.Popen[bytes]:
    """A child in a group of its own (Ctrl-C reaches us alone), which the system ends should we be killed."""
    return subprocess.Popen(command, env=os.environ, start_new_session=True, preexec_fn=_end_with_parent)


def _end_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def end(*children: subprocess.Popen[bytes]) -> None:
    """Ask each child to finish, and insist with those that do not."""
    for child in children:
        child.terminate()
    limit = time.monotonic() + STOP
    for child in children:
        try:
            child.wait(max(0.1, limit - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
