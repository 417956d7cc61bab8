"""What is measured inside one process, on a service that is already loaded."""

import time
from collections.abc import Callable, Mapping

from amarre.accounts.models import Service
from amarre.contracts.definitions import contract_of
from amarre.contracts.figures import ordered_indicators, question_of
from amarre.detection.detect import detect
from amarre.indicators.bench import by_hand
from amarre.indicators.figures import figures_of
from amarre.indicators.periods import Period
from amarre.indicators.snapshots import frames_of, snapshot_of

CONTRACT = "prevy-2025"
RUNS = 3


def measure_figures(code: str, year: int) -> Mapping[str, float]:
    """Seconds for detection and snapshot, then medians of three runs of the engine and of the same by hand."""
    service = Service.objects.get(code=code)
    contract, period = contract_of(CONTRACT), Period.year(year)
    start = time.perf_counter()
    detect(service=service, on=period.end)
    detected = time.perf_counter() - start
    start = time.perf_counter()
    snapshot = snapshot_of(service)
    taken = time.perf_counter() - start
    frames = frames_of(snapshot)
    question, target = question_of(contract, period), contract.target.condition if contract.target else None
    indicators = ordered_indicators(contract)
    return {
        "detection": detected,
        "snapshot": taken,
        "engine": _median(lambda: figures_of(indicators, frames, question, target)),
        "by_hand": _median(lambda: by_hand(frames, period)),
    }


def _median(act: Callable[[], object]) -> float:
    seconds = []
    for _ in range(RUNS):
        start = time.perf_counter()
        act()
        seconds.append(time.perf_counter() - start)
    return sorted(seconds)[RUNS // 2]
