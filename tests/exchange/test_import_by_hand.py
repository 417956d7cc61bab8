"""Facts typed here, and the files that come after."""

from datetime import date
from pathlib import Path

import pytest

from amarre.accounts.enums import Role
from amarre.accounts.models import Service, User
from amarre.directory.models import Job
from amarre.exchange.exporting import export_tables
from amarre.exchange.loading.undo import undo_batch
from amarre.exchange.models import HandEntry, ImportBatch
from amarre.surveillance import actions, kinds
from amarre.surveillance.models import SickLeave, Visit
from amarre.surveillance.rows import revision
from tests.people import person

from .import_sets import Sender, counts

pytestmark = pytest.mark.django_db
VISITS = "visite_id;emploi_id;date;nature;modalite;avis;amenagement\n"
THEIRS = "V7;J1;2026-04-02;periodique;presentiel;attestation;\n"
TYPED = {"date": date(2026, 4, 2), "nature": "periodique", "modalite": "presentiel", "avis": "attestation"}


@pytest.fixture
def send(service: Service, tmp_path: Path) -> Sender:
    sender = Sender(service, tmp_path)
    sender()
    return sender


@pytest.fixture
def physician(service: Service) -> User:
    return person((service, Role.PHYSICIAN))


@pytest.fixture
def typed(send: Sender, physician: User) -> Visit:
    """A periodic visit typed by hand, of the job that files call J1."""
    job = Job.objects.get(external_id="J1")
    visit = actions.enter_fact(kind=kinds.VISITS, job=job, values=TYPED, author="medecin_travail", by=physician)
    assert isinstance(visit, Visit)
    return visit


def test_a_full_set_of_the_service_neither_ends_nor_doubles_what_was_typed(send: Sender, typed: Visit) -> None:
    send(full=True, base={}, visites=VISITS + "V1;J1;2025-01-02;embauche;presentiel;aucun;\n")

    typed.refresh_from_db()
    assert typed.vanished_on is None
    assert typed.external_id.startswith("amarre-")
    assert Visit.objects.count() == 2


def test_the_export_holds_it_and_reads_back_as_it_is(send: Sender, typed: Visit, service: Service) -> None:
    exported = export_tables(service=service, by=None)["visites"]

    report = send(base={}, visites=exported.write_csv(separator=";"))

    assert exported["visite_id"].to_list() == [typed.external_id]
    assert counts(report, "visites.csv") == {"rows": 1, "unchanged": 1}


def test_the_same_visit_from_the_software_gives_it_its_identifier(send: Sender, typed: Visit) -> None:
    report = send(base={}, visites=VISITS + THEIRS)
    again = send(base={}, visites=VISITS + THEIRS.replace("attestation", "aucun"))

    typed.refresh_from_db()
    assert counts(report, "visites.csv") == counts(again, "visites.csv") == {"rows": 1, "updated": 1}
    assert (typed.external_id, typed.opinion, Visit.objects.count()) == ("V7", "aucun", 1)


def test_undoing_that_import_gives_back_what_was_typed(send: Sender, typed: Visit) -> None:
    before = typed.external_id
    send(base={}, visites=VISITS + THEIRS)
    undo_batch(batch=ImportBatch.objects.first(), by=None)  # type: ignore[arg-type]

    typed.refresh_from_db()
    assert (typed.external_id, typed.batch_id) == (before, None)


@pytest.mark.parametrize("theirs", [THEIRS.replace("attestation", "aptitude"), THEIRS.replace(";\n", ";true\n")])
def test_a_file_that_says_otherwise_neither_replaces_nor_doubles_it(send: Sender, typed: Visit, theirs: str) -> None:
    actions.correct_fact(
        kind=kinds.VISITS, row=typed, seen=revision(kinds.VISITS, typed), values={"amenagement": False},
        author="medecin_travail", by=typed_by(typed),
    )  # fmt: skip

    report = send(base={}, visites=VISITS + theirs)

    typed.refresh_from_db()
    assert (typed.opinion, Visit.objects.count()) == ("attestation", 1)
    assert [warning["code"] for warning in report.warnings] == ["row.kept"]
    assert counts(report, "visites.csv") == {"rows": 1, "unchanged": 1}


def typed_by(visit: Visit) -> User:
    entry = HandEntry.objects.filter(row=visit.pk).first()
    assert entry is not None
    return entry.by


def test_a_leave_that_was_withdrawn_does_not_come_back_until_the_act_is_undone(send: Sender, physician: User) -> None:
    leave = SickLeave.objects.get(external_id="S1")
    number, batch = leave.pk, leave.batch_id
    actions.withdraw_fact(
        kind=kinds.SICK_LEAVES, row=leave, seen=revision(kinds.SICK_LEAVES, leave), reason="Autre personne",
        by=physician,
    )  # fmt: skip

    report = send(full=True)
    assert counts(report, "arrets.csv") == {"rows": 1, "unchanged": 1}
    assert [warning["code"] for warning in report.warnings if warning["file"] == "arrets.csv"] == ["row.kept"]
    assert not SickLeave.objects.exists()

    actions.undo_entry(entry=HandEntry.objects.get(), by=physician)
    back = SickLeave.objects.get()
    assert (back.pk, back.external_id, back.batch_id, back.starts_on) == (
        number,
        "S1",
        batch,
        date(2026, 5, 1),
    )
    assert counts(send(), "arrets.csv") == {"rows": 1, "unchanged": 1}
