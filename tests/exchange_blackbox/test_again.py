"""What a second import does to rows that are there already, and what the report says of it all."""

import pytest

from .sets import CLEAN, Sending, clean, text


def test_the_same_set_again_changes_nothing_and_says_so(send: Sending) -> None:
    send({})

    outcome = send({})

    assert outcome.code == 0
    for name in CLEAN:
        rows = outcome.file(name)["rows"]
        assert outcome.counts(name) == {"rows": rows, "unchanged": rows}


def test_the_export_imported_again_changes_nothing(send: Sending) -> None:
    send(
        {
            "adherents.csv": text("adherent_id;raison_sociale;nature", 'M1;"=Café ""Le ; Port""\nbis";entreprise'),
            "professionnels.csv": text("professionnel_id;nom;role;cellule;etp", "P1;M;idest;x;0,1"),
        }
    )
    send.stored("adherents")

    outcome = send.folder(send.root / f"export{send.number}", "--service", "essai", "--as-of", "2026-06-30")

    assert (outcome.code, outcome.report["refusals"], outcome.report["warnings"]) == (0, [], [])
    for name in CLEAN:
        rows = outcome.file(name)["rows"]
        assert outcome.counts(name) == {"rows": rows, "unchanged": rows}


def test_a_changed_row_updates_and_a_row_no_longer_sent_stays(send: Sending) -> None:
    send({})

    outcome = send.alone(
        {
            "travailleurs.csv": clean("travailleurs.csv")
            .replace("Durand", "Dupont")
            .replace("W2;Petit;Sacha;1990-06-15;F;0102030405\n", "W3;Neuf;Lou;2000-01-01;F;\n")
        }
    )

    assert outcome.counts("travailleurs.csv") == {"rows": 2, "created": 1, "updated": 1}
    assert [row["nom"] for row in send.stored("travailleurs")] == ["Dupont", "Petit", "Neuf"]


def test_an_empty_cell_erases_and_an_absent_column_leaves(send: Sending) -> None:
    send({})

    without = send.alone(
        {"travailleurs.csv": text("travailleur_id;nom;prenom;date_naissance;sexe", "W2;Petit;Sacha;1990-06-15;F")}
    )
    left = send.cell("travailleurs", "telephone", 1)
    emptied = send.alone(
        {
            "travailleurs.csv": text(
                "travailleur_id;nom;prenom;date_naissance;sexe;telephone", "W2;Petit;Sacha;1990-06-15;F;"
            )
        }
    )

    assert without.counts("travailleurs.csv") == {"rows": 1, "unchanged": 1}
    assert left == "0102030405"
    assert emptied.counts("travailleurs.csv") == {"rows": 1, "updated": 1}
    assert send.cell("travailleurs", "telephone", 1) == ""


def test_an_empty_required_cell_is_refused_and_does_not_erase(send: Sending) -> None:
    send({})

    outcome = send.alone({"travailleurs.csv": clean("travailleurs.csv").replace("Durand", "")})

    assert outcome.refused() == {("travailleurs.csv", 2, "nom")}
    assert send.cell("travailleurs", "nom") == "Durand"


def test_rules_between_columns_judge_the_row_as_it_will_be(send: Sending) -> None:
    send(
        {
            "adherents.csv": text("adherent_id;raison_sociale;nature;date_adhesion", "M1;Toits;entreprise;2020-01-01"),
            "dossiers.csv": text(
                "dossier_id;emploi_id;ouverture;cloture;issue",
                "D1;J1;2025-01-15;2025-06-30;retraite",
                "D2;J1;2025-01-15;;",
            ),
        }
    )

    radiated = send.alone(
        {"adherents.csv": text("adherent_id;raison_sociale;nature;date_radiation", "M1;Toits;entreprise;2019-12-31")}
    )
    late = send.alone({"dossiers.csv": text("dossier_id;emploi_id;ouverture", "D1;J1;2025-07-01", "D2;J1;2025-07-01")})
    halved = send.alone(
        {
            "dossiers.csv": text(
                "dossier_id;emploi_id;ouverture;cloture", "D1;J1;2025-01-15;", "D2;J1;2025-07-01;2025-08-01"
            )
        }
    )
    reworded = send.alone({"dossiers.csv": text("dossier_id;emploi_id;ouverture;issue", "D1;J1;2025-01-15;abandon")})

    assert radiated.refused_lines() == {("adherents.csv", 2)}
    assert late.refused_lines() == {("dossiers.csv", 2)}
    assert halved.refused_lines() == {("dossiers.csv", 2), ("dossiers.csv", 3)}
    assert (reworded.code, reworded.counts("dossiers.csv")) == (0, {"rows": 1, "updated": 1})


def test_references_reach_rows_already_in_the_database(send: Sending) -> None:
    send({})

    outcome = send.alone({"visites.csv": clean("visites.csv").replace("V1;J1", "V2;J2")})

    assert (outcome.code, outcome.counts("visites.csv")) == (0, {"rows": 1, "created": 1})


def test_a_row_refused_by_the_set_but_known_to_the_database_can_be_pointed_to(send: Sending) -> None:
    send({})

    outcome = send(
        {
            "travailleurs.csv": clean("travailleurs.csv").replace("1981-04-03", "1981-13-03"),
            "emplois.csv": clean("emplois.csv") + "J3;W1;E1;;cdd;2026-01-01;;simple\n",
        }
    )

    assert outcome.refused() == {("travailleurs.csv", 2, "date_naissance")}
    assert outcome.counts("emplois.csv") == {"rows": 3, "created": 1, "unchanged": 2}


def test_two_services_do_not_see_each_other(send: Sending) -> None:
    send({})
    send.folder(send.root / "set1", "--service", "voisin", "--create-service", "Voisin", "--dry-run")

    folder = send.root / "seul"
    folder.mkdir()
    (folder / "emplois.csv").write_text(clean("emplois.csv"), encoding="utf-8")
    outcome = send.folder(folder, "--service", "voisin", "--create-service", "Voisin", "--as-of", "2026-06-30")

    assert {line for _, line in outcome.refused_lines()} == {2, 3}


def test_a_dry_run_says_the_same_and_writes_nothing(send: Sending) -> None:
    content = {"travailleurs.csv": clean("travailleurs.csv") + "W3;;Y;1970-01-01;M;\n"}

    dry = send(content, "--dry-run")
    stored = send.stored("travailleurs")
    real = send(content)

    assert stored == []
    assert (dry.report["dry_run"], real.report["dry_run"]) == (True, False)
    assert dry.report["files"] == real.report["files"]
    assert dry.report["refusals"] == real.report["refusals"]
    assert real.counts("travailleurs.csv") == {"rows": 3, "created": 2, "refused": 1}


def test_the_report_has_the_keys_of_the_document(send: Sending) -> None:
    outcome = send({"travailleurs.csv": clean("travailleurs.csv").replace("\nW2", "\r\nW3;;Y;1970-01-01;M;\r\nW2")})

    report = outcome.report
    assert set(report) == {"service", "batch", "dry_run", "as_of", "files", "refusals", "warnings"}
    assert (report["service"], report["dry_run"], report["as_of"]) == ("essai", False, "2026-06-30")
    assert isinstance(report["batch"], int)
    for entry in report["files"]:
        assert set(entry) == {"file", "status", "rows", "created", "updated", "unchanged", "refused", "message"}
        assert entry["status"] == ("loaded" if entry["file"] in CLEAN else "absent")
    assert {entry["file"] for entry in report["files"]} >= set(CLEAN)
    for entry in report["refusals"]:
        assert set(entry) == {"file", "line", "column", "value", "code", "reason"}
    for entry in report["warnings"]:
        assert set(entry) == {"file", "line", "column", "code", "reason"}


def test_absent_files_are_said_to_be_absent(send: Sending) -> None:
    outcome = send({})

    assert outcome.file("suivis.csv")["status"] == "absent"
    assert len(outcome.report["files"]) == 19


def test_each_batch_has_a_number_of_its_own(send: Sending) -> None:
    first, second = send({}), send({"adherents.csv": clean("adherents.csv").replace("Toits", "Toitures")})

    assert first.report["batch"] != second.report["batch"]


def test_rows_refused_do_not_stop_the_others(send: Sending) -> None:
    rows = [f"X{n};J{1 + n % 2};IRI;{n if n % 10 else 'beaucoup'};2026-01-01" for n in range(100)]

    outcome = send({"indices.csv": text("indice_id;emploi_id;instrument;valeur;date", *rows)})

    assert outcome.code == 3
    assert outcome.counts("indices.csv") == {"rows": 100, "created": 90, "refused": 10}
    assert outcome.refused() == {("indices.csv", n + 2, "valeur") for n in range(0, 100, 10)}


@pytest.mark.parametrize("day", ["2026-05-11", "2026-05-12"])
def test_the_day_of_the_import_is_what_as_of_says(send: Sending, day: str) -> None:
    outcome = send({}, as_of=day)

    assert outcome.code == (0 if day == "2026-05-12" else 3)
    assert outcome.report["as_of"] == day
