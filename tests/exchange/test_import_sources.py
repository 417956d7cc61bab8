"""Folders, archives and workbooks hold the same set."""

import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from amarre.accounts.models import Service
from amarre.exchange.reading import sources
from amarre.lib.errors import DomainError

from .import_sets import RIGHT, Sender, column, contents, counts, written


@pytest.fixture
def send(service: Service, tmp_path: Path) -> Sender:
    return Sender(service, tmp_path)


def workbook(path: Path, files: dict[str, str]) -> Path:
    book = Workbook()
    for name, text in files.items():
        sheet = book.create_sheet(name.upper())
        for row in text.splitlines():
            sheet.append([typed(cell) for cell in row.split(";")])
    book.create_sheet("Feuil9")
    book.save(path)
    return path


def typed(cell: str) -> object:
    try:
        return datetime.fromisoformat(cell)
    except ValueError:
        return float(cell) if cell.isdigit() else cell or None


def zipped(path: Path, folder: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for file in folder.iterdir():
            archive.write(file, f"export/{file.name}")
        archive.writestr("__MACOSX/export/._visites.csv", "rien")
        archive.writestr("../notes.txt", "rien")
    return path


def test_a_workbook_and_an_archive_hold_what_the_folder_holds(send: Sender, tmp_path: Path) -> None:
    send()
    before = contents(send.service)
    book = workbook(tmp_path / "jeu.xlsx", RIGHT)
    with zipfile.ZipFile(tmp_path / "classeur.zip", "w") as archive:
        archive.write(book, "jeu.xlsx")
    archive_of_files = zipped(tmp_path / "jeu.ZIP", written(tmp_path / "files", RIGHT))
    for source in (book, tmp_path / "classeur.zip", archive_of_files):
        report = send.source(source)
        assert report.clean, source
        assert not report.changed, source
        assert [entry.status for entry in report.files].count("loaded") == len(RIGHT)
    assert contents(send.service) == before


def test_lines_of_a_sheet_are_its_rows_even_after_a_cell_with_line_breaks(send: Sender, tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    sheet.title = "travailleurs"
    for row in (
        ("travailleur_id", "nom", "prenom", "date_naissance", "sexe"),
        ("W1", "Deux\nlignes", "=1+1", date(1980, 1, 2), "F"),
        (None, None, None, None, None),
        (1234, "Nom", "Prénom", "31/02/1980", "F"),
    ):
        sheet.append(row)
    sheet["C2"].data_type = "s"
    book.save(tmp_path / "t.xlsx")
    report = send.source(tmp_path / "t.xlsx")
    assert [(entry["line"], entry["code"]) for entry in report.refusals] == [(4, "date.impossible")]
    assert {entry["code"] for entry in report.warnings} == {"row.blank"}
    assert column(send.service, "travailleurs", "nom") == ["Deux\nlignes"]
    assert column(send.service, "travailleurs", "prenom") == ["=1+1"]
    assert report.refused_rows["travailleurs.csv"].rows[0][1][0] == "1234"


def test_an_unknown_sheet_is_refused_and_an_empty_one_is_not_there(send: Sender, tmp_path: Path) -> None:
    report = send.source(workbook(tmp_path / "jeu.xlsx", {**RIGHT, "notes": "rien\n"}))
    (refused,) = (entry for entry in report.files if entry.status == "refused")
    assert refused.file == "NOTES"
    assert refused.message.startswith("Cette feuille n'est pas du format d'échange. Feuilles attendues : adherents, ")


def test_a_number_that_lost_its_zeros_is_refused_with_the_way_to_keep_them(send: Sender, tmp_path: Path) -> None:
    places = "etablissement_id;adherent_id;nom;naf;effectif;code_postal\nE1;A1;Siège;43.99C;12;01000\n"
    report = send.source(workbook(tmp_path / "jeu.xlsx", {**RIGHT, "etablissements": places}))
    refusal = next(entry for entry in report.refusals if entry["column"] == "code_postal")
    assert (refusal["value"], refusal["line"]) == ("1000", 2)
    assert "format Texte" in refusal["reason"]


@pytest.mark.parametrize("name", ["faux.xlsx", "faux.zip"])
def test_what_does_not_open_is_said_in_one_sentence(send: Sender, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"PK\x03\x04 ceci n'est pas une archive")
    with pytest.raises(DomainError, match=name):
        send.source(tmp_path / name)


def test_a_truncated_archive_does_not_load_at_all(send: Sender, tmp_path: Path) -> None:
    whole = zipped(tmp_path / "jeu.zip", written(tmp_path / "files", RIGHT)).read_bytes()
    (tmp_path / "jeu.zip").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(DomainError):
        send.source(tmp_path / "jeu.zip")
    assert not any(contents(send.service).values())


def test_an_archive_that_unpacks_out_of_proportion_is_not_read(
    send: Sender, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "RATIO_FROM", 1_000_000)
    with zipfile.ZipFile(tmp_path / "bombe.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("visites.csv", "0" * 2_000_000)
    with pytest.raises(DomainError, match="démesurée"):
        send.source(tmp_path / "bombe.zip")


def test_two_files_of_one_name_are_told_apart(send: Sender, tmp_path: Path) -> None:
    folder = written(tmp_path / "files", RIGHT)
    (folder / "ADHERENTS.CSV").write_text("adherent_id\n", encoding="utf-8")
    report = send.source(folder)
    assert [entry.status for entry in report.files].count("refused") == 1
    assert counts(report, "emplois.csv")["rows"] == 2


def test_a_sheet_name_may_have_spaces_around_it(send: Sender, tmp_path: Path) -> None:
    report = send.source(workbook(tmp_path / "jeu.xlsx", {f" {name} ": text for name, text in RIGHT.items()}))
    assert report.clean
    assert counts(report, "emplois.csv")["created"] == 2


def test_a_damaged_entry_of_an_archive_and_of_a_workbook_is_said_in_one_sentence(send: Sender, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "jeu.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("visites.csv", "visite_id;emploi_id;date\n" * 50)
    content = bytearray((tmp_path / "jeu.zip").read_bytes())
    content[41:45] = b"\xff\xff\xff\xff"
    (tmp_path / "jeu.zip").write_bytes(content)
    with pytest.raises(DomainError, match="abîmée"):
        send.source(tmp_path / "jeu.zip")
    whole = workbook(tmp_path / "jeu.xlsx", RIGHT)
    with zipfile.ZipFile(whole) as parts, zipfile.ZipFile(tmp_path / "coupe.xlsx", "w") as cut:
        for name in parts.namelist():
            text = parts.read(name)
            cut.writestr(name, text[: len(text) // 2] if name == "xl/worksheets/sheet3.xml" else text)
    with pytest.raises(DomainError, match="ne s'ouvre pas"):
        send.source(tmp_path / "coupe.xlsx")
    assert not any(contents(send.service).values())
