"""How gunicorn runs the site: a process takes a request when it has none, and the others wait in one line.

The line is the system's own, first come, first served. Where a process took in connections while it worked, as it does
by default, some waited for a busy process beside one that had nothing to do (docs/adr/0025-eight-readers-at-once.md).
"""

import socket
from importlib import import_module
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
#: Seconds for which the system keeps a connection that says nothing: browsers open some that they may not use.
SILENT = 60


def when_ready(server: Any) -> None:
    """Load what every process shares; let the system hand over a connection once it has something to say."""
    for name in LOADED:
        import_module(name)
    option = getattr(socket, "TCP_DEFER_ACCEPT", None)
    if option is not None:
        for listener in server.LISTENERS:
            listener.sock.setsockopt(socket.IPPROTO_TCP, option, SILENT)
