"""What every test shares: an installation of its own in a temporary folder, and a service."""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

# Settings are read from the environment when Django starts: the folder must be named before.
os.environ.setdefault("AMARRE_HOME", tempfile.mkdtemp(prefix="amarre-tests-"))
os.environ.setdefault("AMARRE_SECRET_KEY", "only-for-tests-" * 4)

import pytest
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher

from amarre.accounts.models import Service
from amarre.lib.keeping import forget


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", action="store_true", help="only the tests that touch the database")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On a second database, the tests that touch none would say again what they said on the first."""
    if config.getoption("--database"):
        fixtures = {"db", "transactional_db", "live_server"}
        kept = [one for one in items if one.get_closest_marker("django_db") or fixtures & {*one.fixturenames}]
        config.hook.pytest_deselected(items=[one for one in items if one not in set(kept)])
        items[:] = kept
    # The longest first: none is left to one process when the other has no more to do.
    items.sort(key=lambda one: one.get_closest_marker("slow") is None)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: object) -> None:
    """The test database is emptied between tests, which the journal's triggers would refuse."""
    from django.db import connection

    from amarre.audit import triggers

    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        triggers.remove(connection)


@pytest.fixture(scope="session")
def like_new(django_db_setup: None, django_db_blocker: object) -> Callable[[Path], Path]:
    """Puts a new embedded database into a folder: to make one takes longer than most tests of whole commands."""
    from django.db import connection
    from pysqlite3 import dbapi2 as sqlite

    def put(home: Path) -> Path:
        if connection.vendor != "sqlite":
            pytest.skip("commands on the embedded database")
        home.mkdir(parents=True, exist_ok=True)
        with django_db_blocker.unblock(), closing(sqlite.connect(home / "amarre.sqlite3")) as copy:  # type: ignore[attr-defined]
            connection.ensure_connection()
            connection.connection.backup(copy)
        return home

    return put


@pytest.fixture
def installation(tmp_path: Path, like_new: Callable[[Path], Path]) -> Path:
    """The folder of a new installation."""
    return like_new(tmp_path / "installation")


@pytest.fixture(scope="session", autouse=True)
def password_cost() -> Iterator[dict[str, int]]:
    """What the site spends on a password, on purpose; here the hundreds of them that are tried cost next to nothing."""
    cost = {name: getattr(Argon2PasswordHasher, name) for name in ("time_cost", "memory_cost", "parallelism")}
    with pytest.MonkeyPatch.context() as here:
        for name, little in (("time_cost", 1), ("memory_cost", 64), ("parallelism", 1)):
            here.setattr(Argon2PasswordHasher, name, little)
        yield cost


@pytest.fixture
def service(db: None) -> Service:
    """A service without anything."""
    return Service.objects.create(code="essai", name="Service d'essai")


@pytest.fixture
def catalogue() -> Path:
    """The folder of the catalogue."""
    return settings.CATALOGUE


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    """Tests use the same numbers and versions again for other facts."""
    yield
    forget()


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, settings: object) -> None:
    """Whatever a test writes under the installation's folder stays with the test."""
    settings.HOME = tmp_path / "home"  # type: ignore[attr-defined]
    settings.HOME.mkdir()  # type: ignore[attr-defined]
