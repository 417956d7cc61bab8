"""How gunicorn runs the site: a process takes a request when it has none, and the others wait in one line.

The line is the system's own, first come, first served. Where a process took in connections while it worked, as it does
by default, some waited for a busy process beside one that had nothing to do (docs/adr/0025-eight-readers-at-once.md).
"""

import socket
import time
from importlib import import_module
from threading import Timer
from typing import Any

# One request at a time, and no connection held for a next one: it would keep a process from everybody else.
worker_class = "gthread"
threads = worker_connections = 1
keepalive = 0
preload_app = True
proc_name = "amarre"
control_socket_disable = True
loglevel = "warning"
accesslog = "-"
# What a request leaves in the log: instant, method, path without its query, status, milliseconds. No address, no name.
access_log_format = "%(t)s %(m)s %(U)s %(s)s %(M)s ms"
timeout = 60

#: What commands load only where they need it, and what no reader should wait for.
LOADED = ("amarre.documents.marks", "scipy.stats")
#: Seconds for which the first process has the machine to itself, and after which it loads what the others share.
ALONE, LATER = 3.0, 10.0
#: Seconds for which the system keeps a connection that says nothing: browsers open some that they may not use.
SILENT = 60


def when_ready(server: Any) -> None:
    """Let the system hand over a connection once it has something to say."""
    option = getattr(socket, "TCP_DEFER_ACCEPT", None)
    if option is not None:
        for listener in server.LISTENERS:
            listener.sock.setsockopt(socket.IPPROTO_TCP, option, SILENT)


def pre_fork(server: Any, worker: Any) -> None:
    """The first process answers at once; those after it share what is loaded here."""
    if worker.age == 2:
        time.sleep(ALONE)  # whoever started the site asks for its first page now
        load()


def post_worker_init(worker: Any) -> None:
    """The first process, which shares nothing of it, loads it while it has nothing else to do."""
    if worker.age == 1:
        Timer(LATER, load).start()


def load() -> None:
    """Import what readers would wait for."""
    for name in LOADED:
        import_module(name)
