"""What leaves the CPOM page: a workbook, a text table, two pages as a PDF."""

import io
import re

import openpyxl
import pytest
from django.test import Client

from amarre.accounts.enums import Role
from amarre.accounts.models import Service
from amarre.audit.models import Event
from amarre.surveillance.models import Visit
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db
CPOM = "/services/essai/cpom/"


@pytest.fixture
def client(service: Service) -> Client:
    """The browser of the direction, which sees figures and no names."""
    return signed_in(person((service, Role.MANAGEMENT)))


def test_the_workbook_holds_every_figure_with_its_parts_and_its_source(client: Client, visit: Visit) -> None:
    answer = client.get(f"{CPOM}chiffres.xlsx?annee=2025")

    book = openpyxl.load_workbook(io.BytesIO(answer.content), read_only=True)
    rows = [list(row) for row in book["Indicateurs"].iter_rows(values_only=True)]
    read = [list(row) for row in book["Chiffres"].iter_rows(values_only=True)]
    origin = dict(book["Provenance"].iter_rows(values_only=True))
    assert answer["Content-Disposition"] == 'attachment; filename="cpom-prevy-2025-2025.xlsx"'
    assert ["I17", "cible", 1] in [[row[0], row[3], row[6]] for row in rows if not row[4]]
    # The first sheet is the one to read: a line per figure, under the sections of the document.
    assert book.sheetnames == ["Chiffres", "Indicateurs", "Provenance"]
    assert read[0][:5] == ["Indicateur", "Code", "Unité", "Cible", "Tous les adhérents"]
    assert [row for row in read if row[1] == "I17"] == [
        ["Visites de pré-reprise réalisées", "I17", "visites", 1, 1, None, None]
    ]
    assert ["demandeur", "travailleur", 1] in [row[4:7] for row in rows if row[0] == "I17"]
    assert origin["Période"] == "du 01/01/2025 au 31/12/2025"


def test_the_text_table_opens_in_excel_with_its_accents(client: Client, visit: Visit) -> None:
    answer = client.get(f"{CPOM}chiffres.csv?annee=2025")

    text = answer.content.decode()
    assert text.startswith("\ufeffcode;libellé;")
    assert re.search(r"^I17;.*;cible;;;1;", text, re.MULTILINE)


@pytest.mark.parametrize("contract", ["prevy-2025", "pst38-2025"])
def test_the_synthesis_is_a_tagged_file_of_two_pages_at_most(client: Client, visit: Visit, contract: str) -> None:
    answer = client.get(f"{CPOM}synthese.pdf?contrat={contract}&annee=2025")

    content = answer.content
    assert answer["Content-Type"] == "application/pdf"
    assert content.startswith(b"%PDF-1.7")
    assert int(re.search(rb"<xmpTPg:NPages>(\d+)<", content)[1]) <= 2  # type: ignore[index]
    for mark in (b"<pdfaid:part>2<", b"<pdfaid:conformance>A<", b"<pdfuaid:part>1<", b"/StructTreeRoot", b"/Lang(fr"):
        assert mark in content
    # Tables and pictures are tagged, each picture with its text.
    assert content.count(b"/S/Table") >= 5
    assert content.count(b"/S/Figure") == content.count(b"/Alt")
    assert b"SourceSans3" in content


def test_the_synthesis_says_the_same_as_the_page_and_names_nobody(visit: Visit) -> None:
    from datetime import date

    from amarre.contracts.definitions import contract_of
    from amarre.desk.steering.synthesis import synthesis
    from amarre.desk.steering.years import overview

    shown = overview(visit.service, contract_of("prevy-2025"), [2025, 2024], over=True)
    told = synthesis(visit.service, shown, date(2026, 3, 1), over=True)

    rows = [row for section in told["sections"] for row in section["rows"] if row["code"] == "I17"]
    assert rows[0]["cells"][-1] == {"value": "1", "all": "1"}
    assert told["years"] == ["2025"]
    assert "Orsatelli" not in str(told)


@pytest.mark.parametrize("name", ["chiffres.xlsx", "chiffres.csv", "synthese.pdf"])
def test_an_export_of_nothing_is_refused(client: Client, service: Service, name: str) -> None:
    refused = client.get(f"{CPOM}{name}")

    assert refused.status_code == 409
    assert "importez d’abord" in refused.content.decode()
    assert not Event.objects.filter(action="figure.exported").exists()


def test_who_took_the_figures_out_is_recorded(client: Client, visit: Visit) -> None:
    client.get(f"{CPOM}chiffres.csv?annee=2025")

    details = {"contract": "prevy-2025", "year": 2025, "form": "csv"}
    assert Event.objects.get(action="figure.exported").details == details
