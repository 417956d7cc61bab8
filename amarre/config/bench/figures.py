"""What is measured inside one process, on a service that is already loaded."""

import time
from collections.abc import Callable, Mapping
from datetime import date, timedelta

from amarre.accounts.models import Service
from amarre.contracts.definitions import contract_of
from amarre.contracts.figures import ordered_indicators, question_of
from amarre.detection.detect import detect
from amarre.detection.jobs.alone import job_facts_of
from amarre.detection.jobs.columns import job_facts
from amarre.detection.jobs.known import what_is_known
from amarre.detection.statements.deciding import stated
from amarre.detection.statements.reading import law_of, law_rows_of, read_law_frames, said_of
from amarre.directory.models import Worker
from amarre.indicators.bench import by_hand
from amarre.indicators.figures import figures_of
from amarre.indicators.law import readings_now
from amarre.indicators.periods import Period
from amarre.indicators.snapshots import frames_of, snapshot_of

CONTRACT = "prevy-2025"
RUNS = 3
#: Workers looked at one by one.
WORKERS = 100


def measure_figures(code: str, year: int) -> Mapping[str, float]:
    """Seconds for detection and snapshot, then medians of three runs of the engine and of the same by hand."""
    service = Service.objects.get(code=code)
    contract, period = contract_of(CONTRACT), Period.year(year)
    detected = _timed(lambda: detect(service=service, on=period.end - timedelta(days=1)))
    start = time.perf_counter()
    snapshot = snapshot_of(service)
    taken = time.perf_counter() - start
    frames = frames_of(snapshot)
    question, target = question_of(contract, period), contract.target.condition if contract.target else None
    indicators = ordered_indicators(contract)
    return {
        "detection": detected,
        "snapshot": taken,
        **_situations(service, period.end),
        "engine": _median(lambda: figures_of(indicators, frames, question, target)),
        "by_hand": _median(lambda: by_hand(frames, period)),
    }


def measure_nightly(code: str, year: int) -> Mapping[str, float]:
    """Seconds for detection on the last day, that of the day before and some facts moved since; and once more."""
    service, day = Service.objects.get(code=code), Period.year(year).end
    return {name: _timed(lambda: detect(service=service, on=day, full=False)) for name in ("changed", "same")}


def _timed(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def _situations(service: Service, day: date) -> Mapping[str, float]:
    """Seconds for what the law says of every worker, read and judged as columns, and of one whose rows were read."""
    figures, rules = law_of(day, readings_now())
    start = time.perf_counter()
    stated(rules, job_facts(what_is_known(read_law_frames(service), day, figures)), day, figures)
    everybody = time.perf_counter() - start
    alone = []
    for worker in Worker.objects.filter(service=service).order_by("pk")[:WORKERS]:
        rows = law_rows_of(worker)
        start = time.perf_counter()
        said_of(rows, job_facts_of(rows, day, figures), day, figures, rules)
        alone.append(time.perf_counter() - start)
    return {"statements": everybody, "situation": sorted(alone)[int(len(alone) * 0.95)]}


def _median(act: Callable[[], object]) -> float:
    return sorted(_timed(act) for _ in range(RUNS))[RUNS // 2]
