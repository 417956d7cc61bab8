"""A full import ends what it no longer holds."""

from datetime import date
from pathlib import Path

import pytest

from amarre.accounts.models import Service
from amarre.directory.models import Job
from amarre.exchange.loading.undo import undo_batch
from amarre.exchange.models import ImportBatch

from .import_sets import AS_OF, RIGHT, Sender, column, contents, counts

HEADER = RIGHT["emplois"].split("\n")[0] + "\n"
J1 = RIGHT["emplois"].split("\n")[1] + "\n"


@pytest.fixture
def send(service: Service, tmp_path: Path) -> Sender:
    sender = Sender(service, tmp_path)
    sender()
    return sender


def test_a_row_that_is_missing_ends_on_the_day_but_not_before_it_began(send: Sender) -> None:
    report = send(emplois=HEADER, full=True, base={})
    assert counts(report, "emplois.csv") == {"updated": 2}
    assert column(send.service, "emplois", "fin") == [AS_OF, date(2026, 9, 1)]
    assert set(Job.objects.values_list("vanished_on", flat=True)) == {AS_OF}


def test_an_absent_file_ends_nothing_and_without_full_nothing_ends(send: Sender) -> None:
    send(base={}, emplois=HEADER)
    send(base={}, adherents=RIGHT["adherents"], full=True)
    assert column(send.service, "emplois", "fin") == [None, None]


def test_a_refused_row_counts_as_sent(send: Sender) -> None:
    misshapen, bad = J1.replace(";simple", ""), "J2;W1;E1;;cdd;32/13/2026;;simple\n"
    report = send(base={}, emplois=HEADER + misshapen + bad, full=True)
    assert counts(report, "emplois.csv") == {"rows": 2, "refused": 2}  # nothing good was sent: nothing is done
    report = send(base={}, emplois=HEADER + "J9;W1;E1;;cdi;2020-01-01;;simple\n" + misshapen + bad, full=True)
    assert counts(report, "emplois.csv") == {"rows": 3, "created": 1, "refused": 2}


def test_a_row_that_comes_back_loses_the_mark_and_takes_what_is_sent(send: Sender) -> None:
    send(emplois=HEADER + J1, full=True)
    assert Job.objects.get(external_id="J2").vanished_on == AS_OF
    assert counts(send(full=True), "emplois.csv") == {"rows": 2, "updated": 1, "unchanged": 1}
    assert Job.objects.filter(vanished_on=None).count() == 2


def test_a_row_that_vanished_is_marked_once(send: Sender) -> None:
    send(emplois=HEADER + J1, full=True)
    assert counts(send(emplois=HEADER + J1, full=True), "emplois.csv") == {"rows": 1, "unchanged": 1}


def test_a_pair_vanishes_like_any_row(send: Sender) -> None:
    report = send(actions_etablissements="action_id;etablissement_id\n", full=True)
    assert counts(report, "actions_etablissements.csv") == {"updated": 1}


def test_the_undoing_takes_the_marks_away(send: Sender) -> None:
    before = contents(send.service)
    report = send(emplois=HEADER, full=True)
    undo_batch(batch=ImportBatch.objects.get(pk=report.batch), by=None)
    assert contents(send.service) == before
    assert not Job.objects.exclude(vanished_on=None).exists()
