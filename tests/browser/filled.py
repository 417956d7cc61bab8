"""A filled service that is made once and put back before each test that asks for it."""

from pathlib import Path

import pysqlite3
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from amarre.accounts.enums import Role
from amarre.accounts.models import Service
from amarre.contracts.definitions import read_contracts
from amarre.desk.steering.warming import warm
from amarre.detection.detect import detect
from amarre.directory.search.index import index_names
from amarre.exchange.actions import import_set
from amarre.exchange.synthetic import synthesize
from amarre.exchange.synthetic.shift import moved
from amarre.exchange.writing import write_set
from tests.people import PASSWORD, person

#: The database as `fill` left it.
_kept = pysqlite3.connect(":memory:", check_same_thread=False)
_filled: list[Path] = []


def load(service: Service, workers: int, folder: Path, *, seed: int = 7) -> None:
    """A synthetic set of that many workers up to today, imported, with its signals and its index of names."""
    today = timezone.localdate()
    tables = synthesize(workers=workers, seed=seed, year=today.year, catalogue=settings.CATALOGUE)
    write_set(moved(tables, today - today.replace(month=12, day=31)), folder)
    import_set(source=folder, service=service, by=None, as_of=today)
    detect(service=service, on=today)
    index_names(service=service)


def filled(folder: Path, workers: int) -> None:
    """The service `essai` and a person of each role, as they were before any test; the folder becomes its home."""
    settings.HOME = _filled[0] if _filled else folder
    if _filled:
        _kept.backup(connection.connection)
        return
    service = Service.objects.create(code="essai", name="Service d'essai")
    for role in Role:
        person((service, role), email=f"{role}@essai.test", password=PASSWORD)
    load(service, workers, folder / "data")
    service.refresh_from_db()
    for contract in read_contracts(settings.CATALOGUE / "contracts").values():
        warm(service, contract)
    connection.connection.backup(_kept)
    _filled.append(folder)


def work() -> None:
    """The worker, until nothing waits."""
    call_command("db_worker", batch=True, interval=0, startup_delay=False, reload=False, verbosity=0)
