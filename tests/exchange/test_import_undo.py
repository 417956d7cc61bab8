"""A batch can be taken back while nothing newer touched its rows."""

from pathlib import Path

import pytest

from amarre.accounts.models import Service
from amarre.audit.models import Event
from amarre.exchange.loading.undo import undo_batch
from amarre.exchange.models import ImportBatch
from amarre.lib.errors import DomainError

from .import_sets import RIGHT, Sender, column, contents


@pytest.fixture
def send(service: Service, tmp_path: Path) -> Sender:
    return Sender(service, tmp_path)


def batch_of(number: int | None) -> ImportBatch:
    return ImportBatch.objects.get(pk=number)


def test_undoing_the_first_import_leaves_an_empty_service(send: Sender) -> None:
    report = send()
    assert all(contents(send.service)[name] for name in RIGHT)
    undo_batch(batch=batch_of(report.batch), by=None)
    assert not any(contents(send.service).values())
    assert list(Event.objects.order_by("number").values_list("action", flat=True)) == [
        "import.loaded",
        "import.undone",
    ]


def test_undoing_a_second_import_gives_back_every_cell_and_its_batch(send: Sender) -> None:
    first = send()
    before = contents(send.service)
    changed = RIGHT["emplois"].replace("Maçon", "Chef").replace("J2;", "J3;")
    second = send(emplois=changed, adherents=RIGHT["adherents"].replace("732829320", "732829321"))
    assert contents(send.service) != before
    undo_batch(batch=batch_of(second.batch), by=None)
    assert contents(send.service) == before
    undo_batch(batch=batch_of(first.batch), by=None)
    assert not any(contents(send.service).values())


def test_a_batch_whose_rows_changed_since_stays(send: Sender) -> None:
    first = send()
    send(emplois=RIGHT["emplois"].replace("Maçon", "Chef"))
    before = contents(send.service)
    with pytest.raises(DomainError, match="1 lignes de « emplois » ont changé"):
        undo_batch(batch=batch_of(first.batch), by=None)
    assert contents(send.service) == before


def test_a_batch_on_which_later_rows_depend_stays(send: Sender) -> None:
    first = send(base={name: RIGHT[name] for name in ("adherents", "etablissements", "travailleurs")})
    send(base={"emplois": RIGHT["emplois"]})
    with pytest.raises(DomainError, match="dépendent"):
        undo_batch(batch=batch_of(first.batch), by=None)
    assert column(send.service, "travailleurs", "travailleur_id") == ["W1"]


def test_a_batch_is_undone_once(send: Sender) -> None:
    report = send()
    undo_batch(batch=batch_of(report.batch), by=None)
    with pytest.raises(DomainError, match="déjà annulé"):
        undo_batch(batch=batch_of(report.batch), by=None)


def test_facts_move_with_an_import_and_with_its_undoing_only(send: Sender) -> None:
    def version() -> int:
        return Service.objects.get(pk=send.service.pk).facts_version

    report = send()
    assert version() == 1
    send()
    send(dry_run=True, emplois=RIGHT["emplois"].replace("Maçon", "Chef"))
    assert version() == 1
    undo_batch(batch=batch_of(report.batch), by=None)
    assert version() == 2
