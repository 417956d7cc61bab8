"""What is measured, the bar of each measure, and the table that shows both."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from amarre.config.bench.processes import bare_load, change_workers, count_rows, inside, run

SERVICE = "mesure"
#: How many steps `measure` tells of.
STEPS = 7
MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Measure:
    """One figure beside its bar; `unit` is s (seconds), ms, x (a ratio within this run), MB, rows or queries."""

    name: str
    value: float
    unit: str
    bar: float | None = None

    @property
    def holds(self) -> bool | None:
        """Whether the figure is within its bar; None without one."""
        return None if self.bar is None else self.value <= self.bar


def measure(workers: int, year: int, home: Path, progress: Callable[[str], None]) -> Sequence[Measure]:
    """Synthesize, load bare, import twice, detect, snapshot and count, each in turn on this machine."""
    data = home / "data"
    synthesis = run(["synthesize", str(data), "--workers", str(workers), "--seed", "1", "--year", str(year)], home)
    run(["audit", "verify"], home)  # makes the database: an installation has one before it imports
    progress("data drawn")
    before = bare_load(data, home / "before.sqlite3")
    progress("bare load")
    load = ["import", str(data), "--service", SERVICE, "--create-service", "Mesure", "--as-of", f"{year}-12-31"]
    first = run(load, home)
    progress("first import")
    # The yardstick on both sides of what it measures: the speed of a shared machine drifts.
    bare = (before + bare_load(data, home / "after.sqlite3")) / 2
    again = run(load, home)
    progress("same import again")
    within = inside(home, SERVICE, year)
    progress("detection, snapshot and figures")
    change_workers(data)
    changed = run(load, home)
    progress("facts of 2 % of the workers changed")
    night = inside(home, SERVICE, year, nightly=True)
    progress("detection the next day")
    return [
        Measure("rows", count_rows(data), "rows"),
        Measure("synthesize", synthesis.seconds, "s", 60),
        Measure("bare load (csv and sqlite modules)", bare, "s"),
        Measure("first import", first.seconds, "s"),
        Measure("first import / bare load", first.seconds / bare, "x", 6),
        Measure("first import, peak memory", first.peak / MEGABYTE, "MB", 2048),
        Measure("same import again", again.seconds, "s"),
        Measure("same import again / first import", again.seconds / first.seconds, "x", 0.5),
        Measure("again with 2 % of the workers changed / first import", changed.seconds / first.seconds, "x"),
        Measure("detection of the whole service, first run", within["detection"], "s", 5),
        Measure("detection the next day, 2 % of the workers changed", night["changed"], "s", 2),
        Measure("detection again, nothing changed", night["same"], "s"),
        Measure("what the law says of every worker", within["statements"], "s", 8),
        Measure("the same of one worker, 95th percentile", within["situation"] * 1000, "ms", 5),
        Measure("snapshot", within["snapshot"], "s", 6),
        Measure("all indicators, two scopes, all breakdowns, one year", within["engine"], "s", 1),
        Measure("the same by hand in Polars", within["by_hand"], "s"),
        Measure("engine / by hand", within["engine"] / within["by_hand"], "x", 2),
    ]


def as_json(measures: Sequence[Measure]) -> list[Mapping[str, object]]:
    """The measures as plain objects."""
    return [{**asdict(one), "holds": one.holds} for one in measures]
