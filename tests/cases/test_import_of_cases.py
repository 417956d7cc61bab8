"""A case worked on here, and the file that still holds it."""

from datetime import date
from pathlib import Path

import pytest

from amarre.accounts.models import Service
from amarre.cases import actions
from amarre.cases.models import Case
from amarre.exchange.loading.undo import undo_batch
from amarre.exchange.models import ImportBatch
from amarre.lib.errors import DomainError
from tests.detection.drawn import a_worker
from tests.exchange.import_sets import RIGHT, Sender, counts

pytestmark = pytest.mark.django_db
HEADER = "dossier_id;emploi_id;ouverture;niveau;cloture;issue\n"
OPEN = "D1;J1;2026-02-01;T2;;\n"
CLOSED = "D1;J1;2026-02-01;T2;2026-05-04;maintien_poste\n"


@pytest.fixture
def send(service: Service, tmp_path: Path) -> Sender:
    sender = Sender(service, tmp_path)
    sender(base={**RIGHT, "dossiers": HEADER + OPEN})
    return sender


def test_an_imported_case_is_under_way_until_its_file_closes_it(send: Sender) -> None:
    assert Case.objects.get().status == "en_cours"
    send(base={}, dossiers=HEADER + CLOSED)

    assert Case.objects.get().status == "clos"


def test_work_that_the_format_does_not_hold_survives_and_the_case_still_follows_its_file(send: Sender) -> None:
    case = Case.objects.get()
    actions.suspend_case(case=case, by=None, seen=0, on=date(2026, 3, 1), reason="Hospitalisation")
    actions.edit_case(case=case, by=None, seen=1, boe_status="oui")

    report = send(base={}, dossiers=HEADER + CLOSED)

    case.refresh_from_db()
    assert counts(report, "dossiers.csv") == {"rows": 1, "updated": 1}
    assert (case.status, case.stage, case.boe_status, case.version) == ("clos", "suspendu", "oui", 2)


def test_what_a_person_wrote_in_words_of_the_format_is_kept_and_the_report_says_so(send: Sender) -> None:
    case = Case.objects.get()
    actions.edit_case(case=case, by=None, seen=0, level="T4")

    report = send(base={}, dossiers=HEADER + CLOSED, full=True)

    case.refresh_from_db()
    assert (case.level, case.status) == ("T4", "en_cours")
    assert counts(report, "dossiers.csv") == {"rows": 1, "unchanged": 1}
    assert [warning["code"] for warning in report.warnings] == ["row.kept"]
    with pytest.raises(DomainError, match="ont changé"):
        undo_batch(batch=ImportBatch.objects.order_by("pk").first(), by=None)  # type: ignore[arg-type]


def test_a_case_born_here_does_not_vanish_with_a_full_import(send: Sender, service: Service) -> None:
    born = actions.receive_case(job=a_worker(service), on=date(2026, 3, 2), by=None)

    report = send(base={}, dossiers=HEADER + OPEN, full=True)

    born.refresh_from_db()
    assert counts(report, "dossiers.csv") == {"rows": 1, "unchanged": 1}
    assert (born.vanished_on, report.warnings) == (None, [])
