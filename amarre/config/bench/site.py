"""The pages measured on a service of their own: a small one and a large one, on the kind of database in use."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from amarre.config.bench.cases import REASSIGNED
from amarre.config.bench.measures import Measure
from amarre.config.bench.processes import run
from amarre.config.demo import SERVICE

#: How many times fewer workers the small service has, and how many steps `measure_site` tells of.
FEWER, STEPS = 100, 4
#: Milliseconds at the 95th percentile: alone, then with eight readers at once.
ALONE, TOGETHER = 100.0, 250.0
#: The same for an act that writes hundreds of rows.
WRITING: Mapping[str, float] = {REASSIGNED: 1000.0}
Found = Mapping[str, Mapping[str, float]]


def measure_site(workers: int, home: Path, database: str, progress: Callable[[str], None]) -> list[Measure]:
    """Every page on a service of that size, and its queries on one a hundred times smaller."""
    found = []
    for number in (max(50, workers // FEWER), workers):
        with database_of_its_own(database) as own:
            place = home / str(number)
            place.mkdir()
            if own:
                run(["migrate"], place, own)
            run(["demo", "--workers", str(number), "--no-serve"], place, own)
            progress(f"a service of {number} workers")
            timed = [] if number < workers else ["--timed"]
            output = run(["bench", "--pages", "--inside", SERVICE, "--json", *timed], place, own).output
            found.append(json.loads(output.strip().splitlines()[-1]))
            progress("its pages")
    small, large = found
    return as_measures(large, small)


def as_measures(large: Found, small: Found | None = None) -> list[Measure]:
    """The rows of the table: times beside their bars, queries beside those of the small service."""
    rows = []
    for name, page in large.items():
        if "queries" in page:
            bar = small[name]["queries"] if small and name in small else None
            rows.append(Measure(f"{name}: queries", page["queries"], "queries", bar))
        if "p50" in page:
            rows.append(Measure(f"{name}: p50", page["p50"], "ms"))
            rows.append(Measure(f"{name}: p95", page["p95"], "ms", WRITING.get(name, ALONE)))
        if "p95_together" in page:
            rows.append(Measure(f"{name}: p95, eight at once", page["p95_together"], "ms", TOGETHER))
    return rows


@contextmanager
def database_of_its_own(address: str) -> Iterator[str]:
    """A new database on that PostgreSQL server, dropped at the end; nothing without an address (embedded)."""
    if not address:
        yield ""
        return
    parts = urlsplit(address)
    name = "amarre_bench"
    with psycopg.connect(address, autocommit=True) as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield parts._replace(path=f"/{name}").geturl()
        finally:
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
