"""A night's detection does not nail an import down; what a person did about it does."""

from datetime import date
from pathlib import Path

import pytest

from amarre.accounts.models import Service, User
from amarre.detection.actions import restore_signal, set_aside_signal
from amarre.detection.detect import detect
from amarre.detection.enums import SetAsideReason
from amarre.detection.models import Signal
from amarre.exchange.loading.undo import undo_batch
from amarre.exchange.models import ImportBatch
from amarre.lib.errors import DomainError
from tests.exchange.import_sets import Sender, contents


@pytest.fixture
def batch(service: Service, tmp_path: Path) -> ImportBatch:
    """An import whose worker is on leave since 1 May, then a night's detection."""
    report = Sender(service, tmp_path)()
    detect(service=service, on=date(2026, 6, 30))
    assert Signal.objects.open().exists()
    return ImportBatch.objects.get(pk=report.batch)


def test_signals_that_nobody_touched_go_with_the_rows(service: Service, batch: ImportBatch) -> None:
    undo_batch(batch=batch, by=None)

    assert not any(contents(service).values())
    assert not Signal.objects.exists()


def test_signals_that_detection_closed_by_itself_go_too(service: Service, batch: ImportBatch) -> None:
    detect(service=service, on=date(2028, 1, 31))

    undo_batch(batch=batch, by=None)

    assert not Signal.objects.exists()


def test_a_signal_that_somebody_set_aside_keeps_its_worker(service: Service, batch: ImportBatch) -> None:
    somebody = User.objects.create_user("infirmier@example.org")
    signal = set_aside_signal(signal=Signal.objects.first(), reason=SetAsideReason.VISIT_PLANNED, by=somebody)
    restore_signal(signal=signal, by=somebody)

    with pytest.raises(DomainError, match="ne peut plus être annulé"):
        undo_batch(batch=batch, by=None)

    assert contents(service)["travailleurs"]
    assert Signal.objects.filter(pk=signal.pk).exists()
