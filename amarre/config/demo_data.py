"""The data of a service to try Amarre with: synthetic, up to today, with its signals and figures."""

import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

from django.conf import settings

from amarre.accounts.models import Cell, Service
from amarre.cases.actions.organising import organise_service
from amarre.cases.profiles import read_profiles
from amarre.config.demo import Demo, demo_accounts
from amarre.config.demo_work import WORK
from amarre.contracts.definitions import read_contracts
from amarre.desk.steering.warming import warm
from amarre.detection.detect import detect
from amarre.exchange.actions import import_set
from amarre.exchange.synthetic import synthesize
from amarre.exchange.synthetic.shift import moved
from amarre.exchange.synthetic.staffing import led_by_one
from amarre.exchange.writing import write_set
from amarre.lib.errors import DomainError

SEED = 2021
#: How many steps are told of for each service.
STEPS = 4


def load_demo(demo: Demo, workers: int, today: date, progress: Callable[[str], None]) -> None:
    """Make the services of a demonstration, each organised as it says, and the work that its pages show."""
    for rank, (code, name) in enumerate(demo.services.items()):
        service = Service.objects.filter(code=code).first() or Service(code=code, name=name)
        _fill(service, demo.profile, SEED + rank, workers, today, progress)
    services = list(Service.objects.filter(code__in=demo.services))
    if demo.cell:
        cell, _ = Cell.objects.get_or_create(name=demo.cell)
        cell.services.add(*services)
        if len(services) > 1:
            Cell.objects.filter(pk=cell.pk).update(authorisation="Autorisation de démonstration")
    if demo.profile in WORK:
        demo_accounts(demo)
        WORK[demo.profile](services, today)


def _fill(
    service: Service, profile: str, seed: int, workers: int, today: date, progress: Callable[[str], None]
) -> None:
    """Draw a service, import it, detect."""
    tables = synthesize(workers=workers, seed=seed, year=today.year, catalogue=settings.CATALOGUE)
    tables = moved(tables, today - date(today.year, 12, 31))
    lead = read_profiles()[profile].lead
    if lead:
        tables = led_by_one(tables, lead)
    progress(f"a synthetic service of {workers} workers over three years drawn")
    with tempfile.TemporaryDirectory(prefix="demo-", dir=settings.HOME) as folder:
        write_set(tables, Path(folder) / "data")
        report = import_set(source=Path(folder) / "data", service=service, by=None, as_of=today)
    if report.refusals:
        raise DomainError(f"The synthetic data set was refused: {report.refusals[0]['reason']}")
    service = Service.objects.get(code=service.code)
    organise_service(service=service, profile=profile, by=None)
    progress(f"{sum(entry.rows for entry in report.files)} rows imported")
    counts = detect(service=service, on=today)
    progress(f"{sum(rule['raised'] for rule in counts.values())} signals raised")


def compute_demo(demo: Demo, progress: Callable[[str], None]) -> None:
    """The figures of every contract, so that the first reader does not wait for them."""
    for service in Service.objects.filter(code__in=demo.services):
        for contract in read_contracts(settings.CATALOGUE / "contracts").values():
            warm(service, contract)
        progress("figures computed")
