"""`amarre indicators`: figures as JSON, CSV and Excel, the rows behind one, clear refusals."""

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from openpyxl import load_workbook

from amarre.accounts.models import Service
from amarre.contracts.definitions import contract_of
from amarre.contracts.figures import contract_figures
from amarre.directory.models import Establishment, Job, Member, Worker
from amarre.indicators.definitions import read_indicators
from amarre.lib.errors import DomainError
from amarre.surveillance.models import Visit

YEAR = ("--from", "2026-01-01", "--to", "2026-12-31")
PREVY = ("--service", "essai", "--contract", "prevy-2025", *YEAR)


@pytest.fixture
def pre_return(service: Service) -> Visit:
    """A mason's pré-reprise visit, whose identifier a spreadsheet would run."""
    member = Member.objects.create(service=service, name="Adhérent", kind="entreprise")
    place = Establishment.objects.create(service=service, member=member, name="Siège", naf="43.99C", headcount=8)
    worker = Worker.objects.create(
        service=service, external_id="T1", last_name="Nom", first_name="Prénom", born_on=date(1981, 4, 3), sex="F"
    )
    job = Job.objects.create(
        service=service, worker=worker, establishment=place, contract_kind="cdi", started_on=date(2015, 1, 1),
        monitoring="simple",
    )  # fmt: skip
    return Visit.objects.create(
        service=service, job=job, external_id="=1+1", held_on=date(2026, 5, 12), kind="pre_reprise",
        modality="presentiel", opinion="aucun",
    )  # fmt: skip


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command("indicators", *arguments, stdout=out)
    return out.getvalue()


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def test_json_holds_every_figure_in_the_contracts_order(pre_return: Visit) -> None:
    found = json.loads(run(*PREVY))

    assert list(found)[:3] == ["A12", "A13", "I01"]
    assert found["I17"]["target"]["value"] == 1
    assert found["I17"]["all"]["by"]["demandeur"]["unknown"] == 1
    assert found["I17"]["all"]["by"]["age"]["40-49"] == 1
    assert found["A03"] == {"all": {"value": 0, "by": {}}, "target": None}


def test_csv_has_a_line_for_each_number_with_its_objective(pre_return: Visit) -> None:
    lines = table(run(*PREVY, "--format", "csv"))

    (asked,) = [line for line in lines if line["objectif"] == "80"]
    assert (asked["code"], asked["périmètre"], asked["valeur"]) == ("A01", "cible", "0")
    (unknown,) = [line for line in lines if line["part"] == "inconnu" and line["périmètre"] == "cible"]
    assert (unknown["code"], unknown["ventilation"], unknown["valeur"]) == ("I17", "demandeur", "1")
    (covered,) = [line for line in lines if line["code"] == "E04" and line["objectif"]]
    assert (covered["valeur"], covered["numérateur"], covered["dénominateur"]) == ("0.0", "0", "1")


def test_excel_has_frozen_headers_numbers_and_no_formula(pre_return: Visit, tmp_path: Path) -> None:
    file = tmp_path / "chiffres.xlsx"

    run(*PREVY, "--format", "xlsx", "--out", str(file))

    book = load_workbook(file)
    sheet = book["Indicateurs"]
    assert sheet.freeze_panes == "C2"
    assert [cell.value for cell in sheet[1]][:2] == ["code", "libellé"]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    assert book["Provenance"]["B1"].value == contract_of("prevy-2025").title
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".chiffres")] == []


def test_rows_behind_a_figure_are_text_to_a_spreadsheet(pre_return: Visit) -> None:
    (row,) = table(run(*PREVY, "--rows", "I17", "--scope", "target"))

    assert (row["visite_id"], row["travailleur_id"], row["date"]) == ("'=1+1", "T1", "2026-05-12")


def test_the_list_is_the_catalogue_one_line_each(db: None, catalogue: Path) -> None:
    lines = run("--list").splitlines()

    assert [line[:3] for line in lines] == list(read_indicators(catalogue / "indicators"))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "Say --service, --contract, --from, --to too"),
        (("--service", "essai", "--contract", "prevy-2025", "--from", "2026-01-01"), "Say --to too"),
        (("--service", "essaie", "--contract", "prevy-2025", *YEAR), "« essaie » : nom inconnu ; connus : essai"),
        (
            ("--service", "essai", "--contract", "cpom", *YEAR),
            "« cpom » : nom inconnu ; connus : prevy-2025, pst38-2025",
        ),
        ((*PREVY[:4], "--from", "2026-02-30", "--to", "2026-12-31"), "--from: « 2026-02-30 » is not a date"),
        ((*PREVY[:4], "--from", "20260101", "--to", "2026-12-31"), "--from: « 20260101 » is not a date"),
        ((*PREVY[:4], "--from", "2026-12-31", "--to", "2026-01-01"), "ends .* before it starts"),
        ((*PREVY, "--format", "xlsx"), "needs a file"),
        ((*PREVY, "--rows", "Z99"), "« Z99 » : nom inconnu"),
        ((*PREVY, "--rows", "I17", "--format", "xlsx"), "--rows gives CSV"),
        ((*PREVY, "--scope", "target"), "--scope goes with --rows"),
        ((*PREVY, "--out", "/nulle/part/f.json"), "cannot be written: No such file"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(service: Service, arguments: tuple[str, ...], said: str) -> None:
    with pytest.raises((CommandError, DomainError), match=said) as refusal:
        run(*arguments)

    assert "\n" not in str(refusal.value)


def test_pages_get_sections_objectives_and_where_the_figures_come_from(service: Service, pre_return: Visit) -> None:
    figures = contract_figures(service, contract_of("prevy-2025"), date(2026, 1, 1), date(2026, 12, 31))

    assert [section.number for section in figures.sections][:2] == ["5.1", "5.2 (action 4.1)"]
    met = {one.code: one.objective_met for section in figures.sections for one in section.figures}
    assert (met["A01"], met["A07"], met["I17"]) == (False, None, None)
    assert {one.code for one in figures.others} >= {"I31", "O05"}
    assert len({figures.fingerprints.snapshot, figures.fingerprints.catalogue, figures.fingerprints.code}) == 3
