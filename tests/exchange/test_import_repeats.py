"""The same set again: recognised as a whole, and examined anew as soon as anything differs."""

from datetime import date
from pathlib import Path

import pytest
from pytest_django import DjangoAssertNumQueries

from amarre.accounts.models import Service
from amarre.exchange.actions import import_set
from amarre.exchange.loading.undo import undo_batch
from amarre.exchange.models import ImportBatch
from amarre.exchange.reports import Report
from tests.exchange.import_sets import AS_OF, RIGHT, contents, written

DAY = AS_OF


def send(service: Service, folder: Path, as_of: date = DAY, full: bool = False) -> Report:
    return import_set(source=folder, service=service, by=None, as_of=as_of, full=full)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return written(tmp_path / "set", RIGHT)


def entries(report: Report) -> list[tuple[str, str, int, int, int, int]]:
    return [(e.file, e.status, e.rows, e.created + e.updated, e.unchanged, e.refused) for e in report.files]


def examined(service: Service, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Report:
    """What a full examination says of the set."""
    monkeypatch.setattr("amarre.exchange.actions.repeated", lambda *args, **options: None)
    return send(service, folder)


def test_a_set_sent_again_is_told_as_a_full_examination_would(
    service: Service, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "arrets.csv").write_bytes((folder / "arrets.csv").read_bytes().replace(b"\n", b"\r\n"))
    send(service, folder)
    before = contents(service)

    again = send(service, folder)
    whole = examined(service, folder, monkeypatch)

    assert contents(service) == before
    assert not again.changed
    assert entries(again) == entries(whole)
    assert again.warnings == whole.warnings
    assert ImportBatch.objects.filter(service=service).count() == 3


def test_a_set_sent_again_is_not_read_again(
    service: Service, folder: Path, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    send(service, folder)

    with django_assert_max_num_queries(14):
        again = send(service, folder)

    assert not again.changed


def test_a_set_is_examined_once_a_fact_moved(service: Service, folder: Path) -> None:
    first = send(service, folder)
    undo_batch(batch=ImportBatch.objects.get(pk=first.batch), by=None)

    assert send(service, folder).changed


@pytest.mark.parametrize("change", ["file", "day", "full"])
def test_a_set_that_differs_in_anything_is_examined(service: Service, folder: Path, change: str) -> None:
    send(service, folder)
    if change == "file":
        text = (folder / "travailleurs.csv").read_text("utf-8")
        (folder / "travailleurs.csv").write_text(text.splitlines()[0] + "\n", "utf-8")

    again = send(service, folder, date(2026, 7, 1) if change == "day" else DAY, full=change == "full")

    rows = {entry.file: entry.rows for entry in again.files}
    assert (rows["travailleurs.csv"] == 0) is (change == "file")
    assert ImportBatch.objects.get(pk=again.batch).as_of == again.as_of


def test_a_set_with_refused_rows_is_examined_each_time(service: Service, folder: Path) -> None:
    path = folder / "travailleurs.csv"
    path.write_text(path.read_text("utf-8") + "T99;;;31/02/1980;X\n", "utf-8")
    send(service, folder)

    again = send(service, folder)

    assert again.refusals
    assert again.refused_rows
