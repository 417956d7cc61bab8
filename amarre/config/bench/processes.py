"""Commands measured as a user runs them: wall time and peak memory of a whole process."""

import csv
import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from pysqlite3 import dbapi2 as sqlite

from amarre.lib.errors import DomainError


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


def change_a_row(path: Path) -> None:
    """Give the last worker of a synthetic set another first name: the set is no longer the one that was sent."""
    header, *rows = path.read_text("utf-8").splitlines()
    cells = rows[-1].split(";")
    cells[header.split(";").index("prenom")] = "Dominique"
    path.write_text("\n".join([header, *rows[:-1], ";".join(cells), ""]), "utf-8")


def inside(home: Path, service: str, year: int) -> Mapping[str, float]:
    """What is measured within one process: detection, snapshot, the engine and the same aggregates by hand."""
    output = run(["bench", "--inside", service, "--year", str(year)], home).output
    measured: Mapping[str, float] = json.loads(output.strip().splitlines()[-1])
    return measured
