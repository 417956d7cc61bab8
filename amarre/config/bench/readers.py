"""Eight people reading at once, through the real server, without a pause between two pages."""

import http.client
import random
import socket
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from urllib.parse import urlencode

from django.conf import settings

from amarre.config.bench.addresses import Page
from amarre.lib.errors import DomainError

READERS, EACH = 8, 60
START_S = 60.0


def readers(pages: Sequence[Page], session: str, token: str) -> dict[str, list[float]]:
    """Milliseconds of every request by page, as each of the eight readers waited for it."""
    cookies = {settings.SESSION_COOKIE_NAME: session, settings.CSRF_COOKIE_NAME: token}
    with served() as port, ThreadPoolExecutor(READERS) as pool:
        # Not counted: each process of the site reads each page once.
        list(pool.map(lambda seed: _read(pages, cookies, port, -seed - 1), range(READERS)))
        seen: dict[str, list[float]] = defaultdict(list)
        for times in pool.map(lambda seed: _read(pages, cookies, port, seed), range(READERS)):
            for name, milliseconds in times:
                seen[name].append(milliseconds)
    return seen


@contextmanager
def served() -> Iterator[int]:
    """The site of this installation on a free port, as `amarre serve` runs it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-c", "from amarre.config.cli import main; main()"]
    server = subprocess.Popen([*command, "serve", "--bind", f"127.0.0.1:{port}"], stdout=subprocess.DEVNULL)
    try:
        _wait_for(port, server)
        yield port
    finally:
        server.terminate()
        server.wait()


def _wait_for(port: int, server: "subprocess.Popen[bytes]") -> None:
    limit = time.monotonic() + START_S
    while time.monotonic() < limit and server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise DomainError("The site did not start: run `amarre serve` to see why.")


def _read(pages: Sequence[Page], cookies: Mapping[str, str], port: int, seed: int) -> list[tuple[str, float]]:
    """One reader: the pages in an order of their own, each as often as the others."""
    draw = random.Random(seed)
    asked = [pages[turn % len(pages)] for turn in range(max(EACH, 2 * len(pages)))]
    draw.shuffle(asked)
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {
        "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
        "Host": "localhost",
        "X-Forwarded-Proto": "https",
    }
    form = {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-CSRFToken": cookies[settings.CSRF_COOKIE_NAME],
        "Referer": "https://localhost/",
        "HX-Request": "true",
    }
    times = []
    for page in asked:
        address, text = draw.choice(page.asked)
        start = time.perf_counter()
        if text:
            link.request("POST", address, urlencode({"q": text}), {**headers, **form})
        else:
            link.request("GET", address, headers=headers)
        answer = link.getresponse()
        answer.read()
        if answer.status != 200:
            raise DomainError(f"The page {address} answers {answer.status}.")
        times.append((page.name, (time.perf_counter() - start) * 1000))
    return times
