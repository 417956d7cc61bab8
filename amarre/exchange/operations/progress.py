"""How far an operation is: a small file, since an import alone holds the database until it ends.

The file is written whole or not at all. A thread touches it while the worker lives: an operation whose file is older
than LEASE_S has lost its worker.
"""

import json
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from amarre.exchange.models import Operation
from amarre.exchange.operations.folders import made, results_folder

BEAT_S, LEASE_S = 5.0, 60.0
FILE = "avancement.json"


@dataclass(frozen=True)
class Shown:
    """What a page says of it: how many hundredths are done, and the last step."""

    percent: int
    text: str


class Progress:
    """Told of each step; `plan` says how many there will be."""

    def __init__(self, path: Path) -> None:
        self._path, self._steps, self._done = path, 1, 0
        self._write("")

    def plan(self, steps: int) -> None:
        """Say how many steps there are."""
        self._steps = steps

    def step(self, text: str) -> None:
        """One more step is done, or so begins the text of what is being done."""
        self._done += 1
        self._write(text)

    def _write(self, text: str) -> None:
        percent = min(99, 100 * self._done // self._steps)
        whole = self._path.with_suffix(".new")
        whole.write_text(json.dumps({"percent": percent, "text": text}, ensure_ascii=False), encoding="utf-8")
        whole.replace(self._path)


@contextmanager
def beating(operation: Operation) -> Iterator[Progress]:
    """Follow an operation: its progress, alive as long as this process."""
    path = made(results_folder(operation)) / FILE
    progress, over = Progress(path), threading.Event()

    def beat() -> None:
        while not over.wait(BEAT_S):
            os.utime(path)

    heart = threading.Thread(target=beat, name="heartbeat", daemon=True)
    heart.start()
    try:
        yield progress
    finally:
        over.set()
        heart.join()
        path.unlink(missing_ok=True)


def alive(operation: Operation) -> bool:
    """Whether a worker touched the operation's progress lately."""
    try:
        return time.time() - (results_folder(operation) / FILE).stat().st_mtime < LEASE_S
    except FileNotFoundError:
        return False


def progress_of(operation: Operation) -> Shown:
    """How far it is, by its last word."""
    try:
        return Shown(**json.loads((results_folder(operation) / FILE).read_text(encoding="utf-8")))
    except FileNotFoundError:
        return Shown(0, "")
