"""A signal turned into a referral to the cell."""

import pytest
from django.core.management import call_command

from amarre.accounts.models import Service
from amarre.audit.models import Event
from amarre.cases.actions import refer_signal
from amarre.cases.models import Referral
from amarre.detection.detect import detect
from amarre.detection.models import Signal
from amarre.lib.errors import DomainError
from tests.detection.drawn import a_job, a_worker, day, leave

pytestmark = pytest.mark.django_db


def test_a_referral_is_about_the_oldest_active_job_and_bears_the_signal(service: Service) -> None:
    job = a_worker(service)
    second = a_job(job.worker, "2020-01-01")
    leave(second, "2026-03-01", "2026-04-30")
    detect(service=service, on=day("2026-04-01"))

    referral = refer_signal(signal=Signal.objects.get(), by=None, on=day("2026-04-02"))

    assert (referral.job, referral.origin, referral.reason) == (job, "professionnel_sante", "sante")
    assert referral.received_on == day("2026-04-02")
    assert referral.from_signal.signal.status == "referred"
    assert list(Event.objects.order_by("number").values_list("action", flat=True)) == [
        "signals.detected", "signal.refer", "referral.received",
    ]  # fmt: skip


def test_a_referred_signal_does_not_come_back_for_the_same_spell(service: Service) -> None:
    leave(a_worker(service), "2026-03-01", "2026-04-30")
    detect(service=service, on=day("2026-04-01"))
    refer_signal(signal=Signal.objects.get(), by=None, on=day("2026-04-02"))

    counts = detect(service=service, on=day("2026-04-03"))

    assert counts["arret_long_sans_pre_reprise"]["referred"] == 1
    assert Signal.objects.open().count() == 0


def test_a_signal_is_referred_once(service: Service) -> None:
    leave(a_worker(service), "2026-03-01", "2026-04-30")
    detect(service=service, on=day("2026-04-01"))
    refer_signal(signal=Signal.objects.get(), by=None)

    with pytest.raises(DomainError, match="il est signalé"):
        refer_signal(signal=Signal.objects.get(), by=None)
    assert Referral.objects.count() == 1


def test_the_command_line_refers_a_signal(service: Service, capsys: pytest.CaptureFixture[str]) -> None:
    leave(a_worker(service), "2026-03-01", "2026-04-30")
    detect(service=service, on=day("2026-04-01"))

    call_command("refer_signal", Signal.objects.get().pk, service="essai", on="2026-04-02")

    assert Referral.objects.get().external_id in capsys.readouterr().out
