"""What is exported is what was imported, in the very form of the format."""

from datetime import date
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from django.conf import settings
from django.core.management import call_command
from frictionless import Package, system

from amarre.accounts.models import Service
from amarre.audit.models import Event
from amarre.exchange.actions import import_set
from amarre.exchange.reports import Report
from amarre.exchange.schema import resources
from amarre.exchange.synthetic import synthesize
from amarre.exchange.writing import csv_bytes, write_set
from amarre.lib.errors import DomainError, UnknownName

AS_OF = date(2026, 12, 31)
HOSTILE = ["=1+1", "+33", "-2", "@x", "a;b", 'dit "Jo"', '"', "une\nligne", "'07", "1E5", "http://x.org", "é–œ\u00a0!"]

# One process makes the set that all of them send and export.
pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("export")]


@pytest.fixture(scope="module")
def tables() -> dict[str, pl.DataFrame]:
    """A synthetic service of 300 workers whose members have cells that spreadsheets would run or break."""
    made = synthesize(workers=300, seed=2, year=2026, catalogue=settings.CATALOGUE)
    members = made["adherents"]
    names = pl.Series((HOSTILE * 9)[: members.height])
    made["adherents"] = members.with_columns(names.alias("raison_sociale"))
    made["indices"] = made["indices"].with_columns(
        pl.when(pl.int_range(pl.len()) == 0).then(0.00001).otherwise("valeur").alias("valeur")
    )
    return made


@pytest.fixture
def loaded(tables: dict[str, pl.DataFrame], service: Service, tmp_path: Path) -> Path:
    """The folder of that set, once it is in the service."""
    folder = tmp_path / "sent"
    write_set(tables, folder)
    report = load(folder, service)
    assert [*report.refusals, *report.warnings] == []
    return folder


def load(source: Path, service: Service) -> Report:
    return import_set(source=source, service=service, by=None, as_of=AS_OF)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_an_export_gives_back_the_bytes_that_were_imported(loaded: Path, tmp_path: Path) -> None:
    call_command("export", str(tmp_path / "back"), service="essai")

    back = contents(tmp_path / "back")
    assert back.pop("datapackage.json")
    assert back == contents(loaded)


@pytest.mark.parametrize("target", ["back", "back.zip", "back.xlsx"])
def test_importing_an_export_changes_nothing(loaded: Path, service: Service, tmp_path: Path, target: str) -> None:
    call_command("export", str(tmp_path / target), service="essai")

    report = load(tmp_path / target, service)

    assert not report.changed
    assert report.clean
    assert sum(entry.unchanged for entry in report.files) == sum(entry.rows for entry in report.files) > 0


@pytest.mark.parametrize("name", ["back.zip", "back.xlsx"])
def test_exporting_twice_gives_the_same_bytes(loaded: Path, tmp_path: Path, name: str) -> None:
    for folder in ("one", "two"):
        call_command("export", str(tmp_path / folder / name), service="essai")

    assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_frictionless_finds_the_export_valid(loaded: Path, tmp_path: Path) -> None:
    call_command("export", str(tmp_path / "back"), service="essai")

    with system.use_context(trusted=True):
        report = Package(str(tmp_path / "back" / "datapackage.json")).validate()

    assert report.flatten(["type", "note"]) == []
    assert report.stats["tasks"] == len(resources())


def test_no_cell_of_the_workbook_is_a_formula_or_a_link(loaded: Path, tmp_path: Path) -> None:
    call_command("export", str(tmp_path / "back.xlsx"), service="essai")

    book = openpyxl.load_workbook(tmp_path / "back.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    names = [row[2] for row in book["adherents"].iter_rows(min_row=2)]

    assert {cell.data_type for cell in cells} <= {"s", "n", "d", "b"}
    assert not any(cell.hyperlink for cell in cells)
    assert {cell.value for cell in names} >= set(HOSTILE)
    assert {cell.data_type for cell in names} == {"s"}


def test_an_export_leaves_a_trace(loaded: Path, service: Service, tmp_path: Path) -> None:
    call_command("export", str(tmp_path / "back"), service="essai")

    assert Event.objects.filter(action="service.exported", service=service.pk).count() == 1


def test_a_service_without_rows_gives_files_with_a_header_only(service: Service, tmp_path: Path) -> None:
    call_command("export", str(tmp_path / "back"), service="essai")

    assert (tmp_path / "back" / "suivis.csv").read_text("utf-8") == "suivi_id;dossier_id;echeance_mois;date;situation\n"


def test_another_service_is_not_in_the_export(loaded: Path, tmp_path: Path) -> None:
    Service.objects.create(code="autre", name="Autre")

    call_command("export", str(tmp_path / "back"), service="autre")

    assert (tmp_path / "back" / "travailleurs.csv").read_text("utf-8").count("\n") == 1


def test_an_unknown_service_is_named_with_the_known_ones(service: Service, tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="« nulle part » : nom inconnu ; connus : essai"):
        call_command("export", str(tmp_path / "back"), service="nulle part")

    assert list(tmp_path.glob("back*")) == []


def test_a_folder_that_holds_something_else_is_left_alone(service: Service, tmp_path: Path) -> None:
    target = tmp_path / "back"
    target.mkdir()
    (target / "budget.xlsx").write_text("à garder", "utf-8")

    with pytest.raises(DomainError, match=r"budget\.xlsx"):
        call_command("export", str(target), service="essai")

    assert contents(target) == {"budget.xlsx": "à garder".encode()}


def test_a_file_is_not_taken_for_a_folder_nor_a_folder_for_a_file(service: Service, tmp_path: Path) -> None:
    (tmp_path / "here").write_text("x", "utf-8")
    (tmp_path / "there.zip").mkdir()

    with pytest.raises(DomainError, match="is a file"):
        call_command("export", str(tmp_path / "here"), service="essai")
    with pytest.raises(DomainError, match="is a folder"):
        call_command("export", str(tmp_path / "there.zip"), service="essai")


@pytest.mark.parametrize(
    ("number", "cell"),
    [(3.0, "3"), (0.5, "0.5"), (1e-05, "0.00001"), (-0.0, "0"), (-12.25, "-12.25"), (0.1 + 0.2, "0.30000000000000004"),
     (1e-7, "0.0000001"), (1000.0, "1000"), (None, "")],
)  # fmt: skip
def test_a_number_has_no_exponent_and_no_needless_zero(number: float | None, cell: str) -> None:
    table = pl.DataFrame(
        {"indice_id": ["I1"], "emploi_id": ["J1"], "instrument": ["IRI"], "version": [""], "valeur": [number],
         "date": [date(2026, 1, 2)]},
        schema_overrides={"valeur": pl.Float64},
    )  # fmt: skip

    assert csv_bytes("indices", table).decode().splitlines()[1] == f"I1;J1;IRI;;{cell};2026-01-02"
