"""The data of a service to try Amarre with: synthetic, up to today, with its signals and figures."""

import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

from django.conf import settings

from amarre.accounts.models import Cell, Service
from amarre.config.demo import SERVICE
from amarre.contracts.definitions import read_contracts
from amarre.desk.warming import warm
from amarre.detection.detect import detect
from amarre.exchange.actions import import_set
from amarre.exchange.synthetic import synthesize
from amarre.exchange.synthetic.shift import moved
from amarre.exchange.writing import write_set
from amarre.lib.errors import DomainError

SEED = 2021
#: How many steps `load_demo` tells of.
STEPS = 4


def load_demo(workers: int, today: date, progress: Callable[[str], None]) -> None:
    """Make the demonstration service: draw it, import it, detect, compute."""
    tables = synthesize(workers=workers, seed=SEED, year=today.year, catalogue=settings.CATALOGUE)
    tables = moved(tables, today - date(today.year, 12, 31))
    progress(f"a synthetic service of {workers} workers over three years drawn")
    service = Service.objects.filter(code=SERVICE).first() or Service(code=SERVICE, name="Service de démonstration")
    with tempfile.TemporaryDirectory(prefix="demo-", dir=settings.HOME) as folder:
        write_set(tables, Path(folder) / "data")
        report = import_set(source=Path(folder) / "data", service=service, by=None, as_of=today)
    if report.refusals:
        raise DomainError(f"The synthetic data set was refused: {report.refusals[0]['reason']}")
    service = Service.objects.get(code=SERVICE)
    progress(f"{sum(entry.rows for entry in report.files)} rows imported")
    counts = detect(service=service, on=today)
    progress(f"{sum(rule['raised'] for rule in counts.values())} signals raised")
    for contract in read_contracts(settings.CATALOGUE / "contracts").values():
        warm(service, contract)
    progress("figures computed")
    cell, _ = Cell.objects.get_or_create(name="Cellule PDP de démonstration")
    cell.services.add(service)
