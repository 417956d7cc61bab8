"""Commands measured as a user runs them: wall time and peak memory of a whole process."""

import csv
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from pysqlite3 import dbapi2 as sqlite

from amarre.lib.errors import DomainError

#: The facts of one worker in so many move before the next run of detection.
ONE_IN = 50


class Run(NamedTuple):
    """One finished process: wall seconds, peak resident memory in bytes, standard output."""

    seconds: float
    peak: int
    output: str


def run(arguments: Sequence[str], home: Path, database: str = "") -> Run:
    """Run `amarre` with those arguments in that home, on its embedded database or another; DomainError on failure."""
    environment = {**os.environ, "AMARRE_HOME": str(home), "DATABASE_URL": database}
    command = [sys.executable, "-c", "from amarre.config.cli import main; main()", *arguments]
    with (home / "output").open("w+b") as output:
        start = time.perf_counter()
        process = subprocess.Popen(command, env=environment, stdout=output, stderr=subprocess.PIPE)
        errors = process.stderr.read() if process.stderr else b""
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            last = (errors.decode(errors="replace").strip().splitlines() or ["without a word"])[-1]
            raise DomainError(f"`amarre {' '.join(arguments)}` failed: {last}")
        output.seek(0)
        return Run(seconds, usage.ru_maxrss * 1024, output.read().decode())


def bare_load(folder: Path, database: Path) -> float:
    """Seconds to load the same files into bare tables with Python's csv and sqlite modules: the import's yardstick."""
    start = time.perf_counter()
    connection = sqlite.connect(database)
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.reader(file, delimiter=";")
            header = next(rows)
            connection.execute(f'CREATE TABLE "{path.stem}" ({", ".join(header)})')
            marks = ", ".join("?" * len(header))
            connection.executemany(f'INSERT INTO "{path.stem}" VALUES ({marks})', rows)
    connection.commit()
    connection.close()
    return time.perf_counter() - start


def count_rows(folder: Path) -> int:
    """Data rows of a synthetic set, whose cells hold no line break."""
    return sum(path.read_bytes().count(b"\n") - 1 for path in folder.glob("*.csv"))


def change_workers(data: Path) -> None:
    """Change the facts of one worker in ONE_IN of a synthetic set: their first name, the end of all their leaves."""
    workers = _changed(data / "travailleurs.csv", "travailleur_id", None, "prenom", lambda name: "Dominique")
    jobs = _changed(data / "emplois.csv", "travailleur_id", workers, "poste", lambda post: f"{post} (changé)")
    _changed(data / "arrets.csv", "emploi_id", jobs, "fin", _day_later)


def _changed(path: Path, key: str, wanted: set[str] | None, column: str, change: Callable[[str], str]) -> set[str]:
    """Change a column of the rows whose key is wanted, or of one row in ONE_IN; gives the identifiers of these rows."""
    header, *rows = path.read_text("utf-8").splitlines()
    names = header.split(";")
    at, own = names.index(column), names.index(key)
    found = set()
    for number, row in enumerate(rows):
        cells = row.split(";")
        if cells[own] in wanted if wanted is not None else number % ONE_IN == 0:
            cells[at] = change(cells[at])
            rows[number] = ";".join(cells)
            found.add(cells[0])
    path.write_text("\n".join([header, *rows, ""]), "utf-8")
    return found


def _day_later(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat() if day else day


def inside(home: Path, service: str, year: int, *, nightly: bool = False) -> Mapping[str, float]:
    """What is measured within one process: detection, the law, snapshot and engine; or the next night's detection."""
    more = ["--nightly"] if nightly else []
    output = run(["bench", "--inside", service, "--year", str(year), *more], home).output
    measured: Mapping[str, float] = json.loads(output.strip().splitlines()[-1])
    return measured
