"""`amarre detect` and `amarre signals`."""

import json

import pytest
from django.core.management import CommandError, call_command

from amarre.accounts.models import Service
from amarre.detection.models import Signal
from amarre.lib.errors import DomainError, UnknownName
from tests.detection.drawn import a_worker, leave

pytestmark = pytest.mark.django_db
KEYS = {
    "id", "rule", "label", "worker", "since", "raised_on", "reason", "suggest", "reference", "priority", "confirmed",
}  # fmt: skip


def test_detect_says_how_many_of_each_rule(service: Service, capsys: pytest.CaptureFixture[str]) -> None:
    leave(a_worker(service), "2026-03-01", "2026-04-30")

    call_command("detect", service="essai", on="2026-03-31")

    lines = {line.split()[0]: line.split()[1:] for line in capsys.readouterr().out.splitlines()}
    assert lines["arret_long_sans_pre_reprise"] == ["1", "0", "0", "0", "0", "0"]
    assert lines["total"] == ["1", "0", "0", "0", "0", "0"]


def test_signals_lists_the_most_pressing_then_the_oldest(service: Service, capsys: pytest.CaptureFixture[str]) -> None:
    a_worker(service, born="1981-02-03")
    leave(a_worker(service), "2026-02-20", "2026-04-30")
    leave(a_worker(service), "2026-02-01", "2026-04-30")
    call_command("detect", service="essai", on="2026-03-31")
    capsys.readouterr()

    call_command("signals", service="essai", format="json")

    printed = capsys.readouterr()
    signals = json.loads(printed.out)
    assert [(one["priority"], one["since"]) for one in signals] == [
        ("high", "2026-02-01"), ("high", "2026-02-20"), ("low", "2026-01-01"),
    ]  # fmt: skip
    assert all(set(one) == KEYS for one in signals)
    assert printed.err.strip() == "3 open signals: 2 high, 0 normal, 1 low."


def test_signals_prints_plain_lines_where_there_is_no_terminal(
    service: Service, capsys: pytest.CaptureFixture[str]
) -> None:
    job = a_worker(service)
    leave(job, "2026-02-20", "2026-04-30")
    call_command("detect", service="essai", on="2026-03-31")
    capsys.readouterr()

    call_command("signals", service="essai")

    assert job.worker.external_id in capsys.readouterr().out.split("\t")


def test_a_signal_is_set_aside_and_taken_up_again_from_the_command_line(service: Service) -> None:
    leave(a_worker(service), "2026-02-20", "2026-04-30")
    call_command("detect", service="essai", on="2026-03-31")
    number = Signal.objects.get().pk

    call_command("signals", service="essai", set_aside=number, reason="refus")
    assert Signal.objects.get().status == "set_aside"

    call_command("signals", service="essai", restore=number)
    assert Signal.objects.get().status == "open"


@pytest.mark.parametrize("day", ["31/12/2026", "2026-02-30", "20261231", ""])
def test_a_wrong_date_is_named(service: Service, day: str) -> None:
    with pytest.raises(DomainError, match="YYYY-MM-DD"):
        call_command("detect", service="essai", on=day)


@pytest.mark.parametrize("command", ["detect", "signals"])
def test_an_unknown_service_is_named_with_the_known_ones(service: Service, command: str) -> None:
    with pytest.raises(UnknownName, match="essai"):
        call_command(command, service="ailleurs")


def test_an_unknown_signal_is_named(service: Service) -> None:
    with pytest.raises(CommandError, match="Signal 999 does not exist"):
        call_command("signals", service="essai", set_aside=999, reason="refus")
    with pytest.raises(CommandError, match="--reason"):
        call_command("signals", service="essai", set_aside=999)
