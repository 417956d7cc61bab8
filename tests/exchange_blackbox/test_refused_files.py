"""Files that are refused whole, and what becomes of the others."""

import pytest

from .sets import Sending, clean, text

VISITS = clean("visites.csv")
HEAD, ROW = VISITS.splitlines()


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(VISITS.replace("V1", "V\x811").encode("latin-1"), id="neither UTF-8 nor Windows-1252"),
        pytest.param(VISITS.replace("V1", "V\0").encode(), id="a NUL byte"),
        pytest.param(b"", id="nothing at all"),
        pytest.param(b"\xef\xbb\xbf", id="a BOM alone"),
        pytest.param(text(HEAD.replace(";avis", ""), ROW.replace(";aucun", "")), id="a required column missing"),
        pytest.param(text(f"{HEAD};demandeur;demandeur", f"{ROW};;"), id="two columns of the same name"),
        pytest.param(text(f"{HEAD};demandeur; DEMANDEUR ", f"{ROW};;"), id="two columns of the same name but for case"),
        pytest.param(text(f"{HEAD};demandeur", f'{ROW};"travailleur'), id="a quote never closed"),
    ],
)
def test_a_file_is_refused_and_the_others_load(send: Sending, content: str | bytes) -> None:
    outcome = send({"visites.csv": content})

    assert outcome.code == 3
    assert outcome.file("visites.csv")["status"] == "refused"
    assert outcome.file("visites.csv")["message"]
    assert outcome.counts("emplois.csv") == {"rows": 2, "created": 2}
    assert send.stored("visites") == []


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(VISITS.replace("\n", "\r"), "finissent par CR seul", id="the line ends of old Macintoshes"),
        pytest.param(f"Visites de 2026;;;\n{VISITS}", "« Visites de 2026 »", id="a title above the header"),
        pytest.param(VISITS.replace(";", "|"), "ne nomme aucune colonne du format", id="a separator of its own"),
    ],
)
def test_a_first_line_that_is_no_header_is_told_as_what_it_is(send: Sending, content: str, said: str) -> None:
    outcome = send({"visites.csv": content.encode()})

    assert outcome.file("visites.csv")["status"] == "refused"
    assert said in outcome.file("visites.csv")["message"]


@pytest.mark.parametrize("name", ["budget.csv", "visite.csv", "Budget.CSV"])
def test_a_csv_file_that_is_not_one_of_the_nineteen_is_refused(send: Sending, name: str) -> None:
    outcome = send({name: "a;b\n1;2\n"})

    assert outcome.code == 3
    assert outcome.file(name)["status"] == "refused"
    assert len(send.stored("travailleurs")) == 2


def test_rows_that_point_to_a_refused_file_are_judged_like_any_others(send: Sending) -> None:
    outcome = send({"travailleurs.csv": "travailleur_id;nom\nW1;Durand\n"})

    assert outcome.file("travailleurs.csv")["status"] == "refused"
    assert outcome.refused() == {
        ("emplois.csv", 2, "travailleur_id"),
        ("emplois.csv", 3, "travailleur_id"),
        ("visites.csv", 2, "emploi_id"),
    }
    assert outcome.counts("adherents.csv") == {"rows": 1, "created": 1}


def test_rows_that_point_to_a_refused_file_find_the_database(send: Sending) -> None:
    send({})

    outcome = send({"travailleurs.csv": "travailleur_id;nom\nW1;Durand\n"})

    assert (outcome.code, outcome.report["refusals"]) == (3, [])
    assert outcome.counts("emplois.csv") == {"rows": 2, "unchanged": 2}


def test_nothing_is_loaded_when_every_file_is_refused(send: Sending) -> None:
    outcome = send.alone({"visites.csv": "", "budget.csv": "a\n1\n"})

    assert outcome.code == 1


@pytest.mark.parametrize("options", [("--service", "inconnu"), ("--service", "essai", "--as-of", "31/02/2026")])
def test_an_unknown_service_or_an_impossible_day_does_nothing(send: Sending, options: tuple[str, ...]) -> None:
    send({}, "--dry-run")

    outcome = send.folder(send.root / "set1", *options)

    assert outcome.code == 1
    assert outcome.said
    assert send.stored("travailleurs") == []


def test_an_unknown_service_is_named_with_the_known_ones(send: Sending) -> None:
    send({}, "--dry-run")

    outcome = send.folder(send.root / "set1", "--service", "inconnu")

    assert "inconnu" in outcome.said
    assert "essai" in outcome.said


def test_a_folder_that_does_not_exist_does_nothing(send: Sending) -> None:
    outcome = send.folder(send.root / "nulle-part", "--service", "essai")

    assert outcome.code == 1
    assert outcome.said


def test_a_service_is_created_when_asked(send: Sending) -> None:
    send({}, "--dry-run")

    outcome = send.folder(
        send.root / "set1", "--service", "neuf", "--create-service", "Service neuf", "--as-of", "2026-06-30"
    )

    assert outcome.code == 0
    assert outcome.report["service"] == "neuf"
    assert outcome.counts("travailleurs.csv") == {"rows": 2, "created": 2}
    assert send.stored("travailleurs") == []
