"""Which databases a start brings up to date, and which it refuses."""

from importlib import import_module

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from amarre.config.upgrade import bring_up_to_date
from amarre.lib.errors import DomainError

pytestmark = pytest.mark.django_db


@pytest.fixture
def recorder() -> MigrationRecorder:
    return MigrationRecorder(connection)


@pytest.fixture
def old_steps(recorder: MigrationRecorder) -> list[str]:
    """The database says that it was made in the steps that one migration replaced."""
    squashed = import_module("amarre.cases.migrations.0001_squashed").Migration
    recorder.record_unapplied("cases", "0001_squashed")
    for _, name in squashed.replaces:
        recorder.record_applied("cases", name)
    return [name for _, name in squashed.replaces]


def test_a_database_made_in_the_steps_that_were_squashed_is_up_to_date(old_steps: list[str]) -> None:
    assert len(old_steps) > 5

    bring_up_to_date()


def test_a_database_that_stopped_between_these_steps_is_refused(
    recorder: MigrationRecorder, old_steps: list[str]
) -> None:
    recorder.record_unapplied("cases", old_steps[-1])

    with pytest.raises(DomainError, match="too old"):
        bring_up_to_date()


def test_a_database_of_a_newer_version_is_refused(recorder: MigrationRecorder) -> None:
    recorder.record_applied("cases", "0999_of_next_year")

    with pytest.raises(DomainError, match=r"newer version of Amarre \(cases.0999_of_next_year\)"):
        bring_up_to_date()
