"""`amarre serve`, as a person at a terminal sees it."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

AMARRE = Path(sys.executable).parent / "amarre"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(home: Path) -> dict[str, str]:
    # DJANGO_: a browser test that ran before in this process may have allowed itself what no installation does.
    ours = ("AMARRE_", "DATABASE_", "DJANGO_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {**kept, "AMARRE_HOME": str(home)}


def children(pid: int) -> dict[int, str]:
    """The living processes below that one: {pid: command line}."""
    found = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                status = (folder / "stat").read_text().rpartition(")")[2].split()
                command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue
            if int(status[1]) == pid and status[0] != "Z":
                found[int(folder.name)] = command
    return found


def until(seconds: float, holds: object) -> bool:
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        if holds():  # type: ignore[operator]
            return True
        time.sleep(0.1)
    return False


@pytest.fixture
def site(installation: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    port = free_port()
    process = subprocess.Popen(
        [AMARRE, "serve", "--bind", f"127.0.0.1:{port}"],
        env=environment(installation), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    lines = []
    while "Amarre is on" not in (line := process.stdout.readline()):
        assert line, "".join(lines)
        lines.append(line)
    yield process, port
    if process.poll() is None:
        process.terminate()
        process.wait(30)
    process.stdout.close()


def get(port: int, path: str) -> tuple[http.client.HTTPResponse, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer, text


@pytest.mark.slow
def test_it_serves_the_site_and_its_files_keeps_a_worker_and_stops_with_everything(
    site: tuple[subprocess.Popen[str], int],
) -> None:
    process, port = site

    def workers() -> set[int]:
        return {pid for pid, command in children(process.pid).items() if "db_worker" in command}

    page, text = get(port, "/connexion/?next=/services/Dupont/")
    style, _ = get(port, re.search(r'href="(/static/ui/amarre\.[^"]+)"', text).group(1))
    assert until(10, workers)
    (worker,) = workers()
    os.kill(worker, signal.SIGKILL)
    again = until(10, lambda: workers() - {worker})
    family = children(process.pid)
    process.send_signal(signal.SIGTERM)
    output = process.communicate(timeout=30)[0]

    assert page.status == 200
    assert page.headers["Content-Security-Policy"]
    assert style.status == 200
    assert "max-age=315360000" in style.headers["Cache-Control"]
    assert again
    assert process.returncode == 0
    assert until(5, lambda: not any(Path(f"/proc/{pid}").exists() for pid in family))
    assert "GET /connexion/ 200" in output
    assert "Dupont" not in output


def test_an_address_in_use_is_said_in_one_sentence(installation: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        ended = subprocess.run(
            [AMARRE, "serve", "--bind", f"127.0.0.1:{port}"],
            env=environment(installation), capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip

    assert ended.returncode == 1
    assert f"127.0.0.1:{port} is already in use" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("bind", ["8000", "localhost:", "localhost:http", "127.0.0.1:99999"])
def test_an_address_that_is_none_is_named(bind: str) -> None:
    from django.core.management.base import CommandError

    from amarre.config.management.commands.serve import parsed

    with pytest.raises(CommandError, match="ADDRESS:PORT"):
        parsed(bind)


def test_the_settings_of_a_site_over_https_pass_the_deployment_check(installation: Path) -> None:
    checked = subprocess.run(
        [AMARRE, "check", "--deploy", "--fail-level", "WARNING"],
        env={**environment(installation), "AMARRE_HTTPS": "1"},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip

    assert checked.returncode == 0, checked.stderr
