"""One worker looked at again, at once, after a fact was typed."""

from datetime import date

import pytest

from amarre.detection.detect import detect, detect_worker
from amarre.detection.models import DetectionRun, Signal
from amarre.surveillance.models import SickLeave, Visit
from tests.desk.conftest import job  # noqa: F401

pytestmark = pytest.mark.django_db
DAY = date(2026, 5, 31)


def open_rules() -> set[str]:
    return set(Signal.objects.open().values_list("rule", flat=True))


def test_a_worker_alone_gets_what_a_run_of_the_service_gives(job) -> None:  # type: ignore[no-untyped-def]  # noqa: F811
    SickLeave.objects.create(service=job.service, job=job, starts_on=date(2026, 3, 1), cause="maladie")
    detect_worker(worker=job.worker, on=DAY)
    alone = set(Signal.objects.values_list("rule", "since", "reason", "status", "raised_on"))
    Signal.objects.all().delete()
    detect(service=job.service, on=DAY)

    assert alone == set(Signal.objects.values_list("rule", "since", "reason", "status", "raised_on"))
    assert "arret_long_sans_pre_reprise" in open_rules()


def test_a_signal_closes_when_its_reason_has_gone_and_nobody_else_is_touched(job) -> None:  # type: ignore[no-untyped-def]  # noqa: F811
    SickLeave.objects.create(service=job.service, job=job, starts_on=date(2026, 3, 1), cause="maladie")
    detect_worker(worker=job.worker, on=DAY)
    Visit.objects.create(
        service=job.service, job=job, held_on=date(2026, 5, 30), kind="pre_reprise", modality="presentiel",
        opinion="aucun",
    )  # fmt: skip
    detect_worker(worker=job.worker, on=DAY)

    assert "arret_long_sans_pre_reprise" not in open_rules()
    assert not DetectionRun.objects.exists()
