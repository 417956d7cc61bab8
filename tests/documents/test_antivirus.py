"""ClamAV asked over its socket: a small daemon of its kind answers here."""

import socketserver
import struct
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from amarre.documents.antivirus import Infected, Unscanned, scan

#: What the daemon of these tests takes for a virus, and how many bytes it reads at most.
VIRUS, MOST = b"faux-virus-de-test", 200_000


class Clamd(socketserver.StreamRequestHandler):
    """Speaks INSTREAM: the lengths, then the chunks, until a length of zero."""

    def handle(self) -> None:
        assert self.rfile.read(10) == b"zINSTREAM\0"
        content = b""
        while length := struct.unpack("!I", self.rfile.read(4))[0]:
            content += self.rfile.read(length)
        if len(content) > MOST:
            self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
        else:
            self.wfile.write(b"stream: Test.Virus FOUND\0" if VIRUS in content else b"stream: OK\0")


class Silent(socketserver.StreamRequestHandler):
    """Hangs up without a word."""

    def handle(self) -> None:
        self.rfile.read(10)


def serve(server: socketserver.BaseServer) -> Iterator[socketserver.BaseServer]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def clamd() -> Iterator[Callable[[type[socketserver.BaseRequestHandler]], str]]:
    """Starts a daemon of that kind: where it listens."""
    running: list[Any] = []

    def start(kind: type[socketserver.BaseRequestHandler]) -> str:
        server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), kind)
        running.append(serve(server))
        next(running[-1])
        return f"127.0.0.1:{server.server_address[1]}"

    yield start
    for one in running:
        next(one, None)


def test_a_clean_file_passes_and_an_infected_one_is_named_as_such(clamd: Callable[..., str]) -> None:
    with override_settings(CLAMAV=clamd(Clamd)):
        scan(b"")
        scan(bytes(150_000))
        with pytest.raises(Infected, match="programme malveillant"):
            scan(bytes(70_000) + VIRUS)


def test_a_daemon_that_does_not_answer_or_gives_up_lets_nothing_pass(clamd: Callable[..., str]) -> None:
    large = bytes(MOST + 1)
    with override_settings(CLAMAV=clamd(Clamd)), pytest.raises(Unscanned):
        scan(large)
    with override_settings(CLAMAV=clamd(Silent)), pytest.raises(Unscanned, match="ne répond pas"):
        scan(b"x")
    with override_settings(CLAMAV="127.0.0.1:1"), pytest.raises(Unscanned):
        scan(b"x")


def test_a_local_socket_will_do_and_none_at_all_asks_nobody(tmp_path: Path) -> None:
    where = str(tmp_path / "clamd")
    for server in serve(socketserver.ThreadingUnixStreamServer(where, Clamd)):
        assert server is not None
        with override_settings(CLAMAV=where):
            scan(b"propre")
            with pytest.raises(Infected):
                scan(VIRUS)
    with override_settings(CLAMAV=where), pytest.raises(Unscanned):
        scan(b"propre")
    with override_settings(CLAMAV=""):
        scan(VIRUS)
