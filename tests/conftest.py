"""What every test shares: an installation of its own in a temporary folder, and a service."""

import os
import tempfile
from pathlib import Path

# Settings are read from the environment when Django starts: the folder must be named before.
os.environ.setdefault("AMARRE_HOME", tempfile.mkdtemp(prefix="amarre-tests-"))
os.environ.setdefault("AMARRE_SECRET_KEY", "only-for-tests-" * 4)

import pytest
from django.conf import settings

from amarre.accounts.models import Service


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: object) -> None:
    """The test database is emptied between tests, which the journal's triggers would refuse."""
    from django.db import connection

    from amarre.audit import triggers

    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        triggers.remove(connection)


@pytest.fixture
def service(db: None) -> Service:
    """A service without anything."""
    return Service.objects.create(code="essai", name="Service d'essai")


@pytest.fixture
def catalogue() -> Path:
    """The folder of the catalogue."""
    return settings.CATALOGUE


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, settings: object) -> None:
    """Whatever a test writes under the installation's folder stays with the test."""
    settings.HOME = tmp_path / "home"  # type: ignore[attr-defined]
    settings.HOME.mkdir()  # type: ignore[attr-defined]
