"""What is accepted all the same, and what is said of it."""

import json
from pathlib import Path

import pytest

import amarre.exchange

from .sets import CLEAN, Sending, clean, text

# A row of each resource with its required cells and no other.
BARE: dict[str, dict[str, str]] = {
    "adherents": {"adherent_id": "M", "raison_sociale": "A", "nature": "entreprise"},
    "etablissements": {"etablissement_id": "E", "adherent_id": "M", "nom": "A", "naf": "43.99C", "effectif": "1"},
    "professionnels": {"professionnel_id": "P", "nom": "A", "role": "idest"},
    "travailleurs": {
        "travailleur_id": "W",
        "nom": "A",
        "prenom": "B",
        "date_naissance": "1981-04-03",
        "sexe": "M",
    },
    "emplois": {
        "emploi_id": "J",
        "travailleur_id": "W",
        "etablissement_id": "E",
        "contrat": "cdi",
        "debut": "2015-01-01",
        "suivi": "simple",
    },
    "reconnaissances": {"reconnaissance_id": "R", "travailleur_id": "W", "nature": "rqth"},
    "visites": {
        "visite_id": "V",
        "emploi_id": "J",
        "date": "2026-01-01",
        "nature": "demande",
        "modalite": "distance",
        "avis": "aucun",
    },
    "arrets": {"arret_id": "L", "emploi_id": "J", "debut": "2026-01-01", "motif": "maladie"},
    "indices": {"indice_id": "X", "emploi_id": "J", "instrument": "IRI", "valeur": "2", "date": "2026-01-01"},
    "rendez_vous_liaison": {
        "rdv_id": "Z",
        "emploi_id": "J",
        "date": "2026-01-01",
        "initiative": "employeur",
        "participation": "visio",
    },
    "signalements": {
        "signalement_id": "S",
        "emploi_id": "J",
        "date": "2026-01-01",
        "origine": "partenaire",
        "motif": "sante",
    },
    "dossiers": {"dossier_id": "D", "emploi_id": "J", "ouverture": "2026-01-01"},
    "accompagnements": {
        "accompagnement_id": "C",
        "emploi_id": "J",
        "date": "2026-01-01",
        "intervenant": "idest",
    },
    "orientations": {"orientation_id": "O", "emploi_id": "J", "date": "2026-01-01", "destinataire": "mdph"},
    "dispositifs": {"dispositif_id": "I", "emploi_id": "J", "nature": "crpe", "accord": "attente"},
    "suivis": {
        "suivi_id": "F",
        "dossier_id": "D",
        "echeance_mois": "3",
        "date": "2026-04-01",
        "situation": "arret",
    },
    "actions": {"action_id": "A", "nature": "forum", "theme": "pdp", "date": "2026-01-01"},
    "actions_etablissements": {"action_id": "A", "etablissement_id": "E"},
    "licenciements": {"licenciement_id": "K", "emploi_id": "J", "date": "2026-01-01"},
}
WORKERS = "travailleur_id;nom;prenom;date_naissance;sexe"


def test_a_clean_set_loads_without_a_word(send: Sending) -> None:
    outcome = send({})

    assert (outcome.code, outcome.report["refusals"], outcome.report["warnings"]) == (0, [], [])
    assert outcome.counts("travailleurs.csv") == {"rows": 2, "created": 2}
    assert outcome.counts("emplois.csv") == {"rows": 2, "created": 2}


@pytest.mark.parametrize(
    ("code", "content"),
    [
        ("file.bom", b"\xef\xbb\xbf" + clean("travailleurs.csv").encode()),
        ("file.crlf", clean("travailleurs.csv").replace("\n", "\r\n").encode()),
        ("file.separator", clean("travailleurs.csv").replace(";", ",").encode()),
        ("file.separator", clean("travailleurs.csv").replace(";", "\t").encode()),
        ("file.encoding", clean("travailleurs.csv").replace("Petit", "Lefèvre").encode("cp1252")),
        ("file.columns_unknown", clean("travailleurs.csv").replace("telephone", "pointure").encode()),
        ("row.blank", clean("travailleurs.csv").replace("\nW2", "\n\nW2").encode()),
        ("row.blank", clean("travailleurs.csv").replace("\nW2", "\n;;;;;\nW2").encode()),
        ("cell.spaces", clean("travailleurs.csv").replace("Petit", " Petit ").encode()),
        ("cell.date_french", clean("travailleurs.csv").replace("1981-04-03", "03/04/1981").encode()),
    ],
)
def test_a_usual_departure_is_one_warning_of_the_file(send: Sending, code: str, content: bytes) -> None:
    outcome = send({"travailleurs.csv": content})

    assert outcome.code == 0
    assert outcome.warned_lines() == [("travailleurs.csv", code, None)]
    assert outcome.counts("travailleurs.csv") == {"rows": 2, "created": 2}


def test_a_file_of_windows_keeps_its_letters(send: Sending) -> None:
    send(
        {"adherents.csv": text("adherent_id;raison_sociale;nature", "M1;Cœur d’Été à 10 €;entreprise").encode("cp1252")}
    )

    assert send.cell("adherents", "raison_sociale") == "Cœur d’Été à 10 €"


def test_bom_crlf_and_comma_together_are_three_warnings(send: Sending) -> None:
    content = clean("travailleurs.csv").replace(";", ",").replace("\n", "\r\n").encode("utf-8-sig")

    outcome = send({"travailleurs.csv": content})

    codes = ["file.bom", "file.crlf", "file.separator"]
    assert outcome.warned() == [("travailleurs.csv", code) for code in codes]
    assert outcome.counts("travailleurs.csv") == {"rows": 2, "created": 2}


def test_columns_go_by_name_in_any_order(send: Sending) -> None:
    outcome = send(
        {
            "travailleurs.csv": text(
                "sexe;nom;date_naissance;prenom;travailleur_id", "M;D;1981-04-03;A;W1", "F;P;1990-06-15;S;W2"
            )
        }
    )

    assert outcome.warned_lines() == [("travailleurs.csv", "file.columns_order", None)]
    assert send.cell("travailleurs", "date_naissance") == "1981-04-03"


def test_column_names_are_trimmed_and_compared_without_case(send: Sending) -> None:
    content = clean("travailleurs.csv").replace("travailleur_id;nom", " TRAVAILLEUR_ID ; Nom ")

    outcome = send({"travailleurs.csv": content})

    assert (outcome.code, outcome.counts("travailleurs.csv")) == (0, {"rows": 2, "created": 2})


def test_empty_names_at_the_end_of_the_header_are_ignored(send: Sending) -> None:
    outcome = send({"travailleurs.csv": clean("travailleurs.csv").replace("\n", ";;\n")})

    assert (outcome.code, outcome.counts("travailleurs.csv")) == (0, {"rows": 2, "created": 2})


def test_unknown_columns_are_listed(send: Sending) -> None:
    outcome = send(
        {"travailleurs.csv": text(f"{WORKERS};pointure;chapeau", "W1;D;A;1981-04-03;M;42;oui", "W2;P;S;1990-06-15;F;;")}
    )

    (warning,) = outcome.report["warnings"]
    assert "pointure" in warning["reason"]
    assert "chapeau" in warning["reason"]


def test_the_name_of_a_file_goes_without_case_and_other_files_are_not_read(send: Sending) -> None:
    others = {name: content for name, content in CLEAN.items() if name != "visites.csv"}

    outcome = send.alone(others | {"VISITES.CSV": CLEAN["visites.csv"], "notes.txt": "rien", "logo.png": b"\x00\x81"})

    assert (outcome.code, outcome.report["warnings"]) == (0, [])
    assert [row["visite_id"] for row in send.stored("visites")] == ["V1"]


def test_spaces_of_every_kind_are_removed_with_one_warning(send: Sending) -> None:
    outcome = send(
        {
            "emplois.csv": text(
                "emploi_id;travailleur_id;etablissement_id;poste;contrat;debut;fin;suivi",
                " J1;W1\u00a0;\u202fE1; Maçon  coffreur\u00a0;cdi ; 2015-01-01; ;renforce",
            )
        }
    )

    assert outcome.code == 0
    assert outcome.warned_lines() == [("emplois.csv", "cell.spaces", None)]
    assert send.cell("emplois", "poste") == "Maçon  coffreur"
    assert send.cell("visites", "emploi_id") == "J1"


def test_french_numbers_are_read(send: Sending) -> None:
    outcome = send(
        {
            "etablissements.csv": text(
                "etablissement_id;adherent_id;siret;nom;naf;effectif", "E1;M1;732 829 320 00074;Siège;43.99C;1\u00a0234"
            ),
            "adherents.csv": text(
                "adherent_id;siren;raison_sociale;nature", "M1;732\u202f829\u202f320;Toits;entreprise"
            ),
            "professionnels.csv": text("professionnel_id;nom;role;cellule;etp", "P1;Martin;idest;1;0,25"),
        }
    )

    assert outcome.code == 0
    assert outcome.warned() == [
        (f"{name}.csv", "cell.number_french") for name in ("adherents", "etablissements", "professionnels")
    ]
    assert (send.cell("etablissements", "effectif"), send.cell("etablissements", "siret")) == ("1234", "73282932000074")
    assert send.cell("adherents", "siren") == "732829320"
    assert float(send.cell("professionnels", "etp")) == 0.25


@pytest.mark.parametrize(
    ("words", "warnings"),
    [
        ({"1": True, "0": False, "oui": True, "non": False, "true": True, "false": False, "": False}, []),
        (
            {"vrai": True, "faux": False, "o": True, "n": False, "x": True, "O": True, "N": False, "X": True}
            | {"VRAI": True, "Faux": False},
            [("professionnels.csv", "cell.boolean_french")],
        ),
    ],
)
def test_booleans_in_their_many_words(send: Sending, words: dict[str, bool], warnings: list[tuple[str, str]]) -> None:
    rows = [f"P{n + 1};M;idest;{word}" for n, word in enumerate(words)]

    outcome = send({"professionnels.csv": text("professionnel_id;nom;role;cellule", *rows)})

    assert (outcome.code, outcome.warned()) == (0, warnings)
    stored = {row["professionnel_id"]: row["cellule"] in ("1", "oui", "true") for row in send.stored("professionnels")}
    assert stored == {f"P{n + 1}": meaning for n, meaning in enumerate(words.values())}


def test_quotes_separators_and_line_breaks_inside_quoted_cells_are_data(send: Sending) -> None:
    outcome = send({"emplois.csv": clean("emplois.csv").replace("Maçon", '"Chef ; dit ""le grand""\nde\téquipe"')})

    assert (outcome.code, outcome.report["refusals"]) == (0, [])
    assert send.cell("emplois", "poste") == 'Chef ; dit "le grand"\nde\téquipe'


def test_a_quote_inside_an_unquoted_cell_is_data(send: Sending) -> None:
    outcome = send(
        {
            "adherents.csv": text(
                "adherent_id;raison_sociale;nature", 'M1;Café "Le Port";entreprise', 'M2;Tube 12" acier;entreprise'
            )
        }
    )

    assert (outcome.code, outcome.report["refusals"]) == (0, [])
    assert [row["raison_sociale"] for row in send.stored("adherents")] == ['Café "Le Port"', 'Tube 12" acier']


def test_cells_that_look_like_formulas_are_data(send: Sending) -> None:
    values = ["=1+1", "+33 1 02 03 04 05", "-", "@SUM(A1)", "=cmd|' /C calc'!A0", "-1"]
    rows = [f"W{n + 1};{value};{value};1981-04-03;M;{value}" for n, value in enumerate(values)]

    outcome = send({"travailleurs.csv": text(f"{WORKERS};telephone", *rows)})

    assert (outcome.code, outcome.report["warnings"]) == (0, [])
    assert {(row["nom"], row["prenom"], row["telephone"]) for row in send.stored("travailleurs")} == {
        (value, value, value) for value in values
    }


def test_a_header_alone_is_an_empty_file_and_fine(send: Sending) -> None:
    outcome = send({"visites.csv": clean("visites.csv").splitlines()[0] + "\n"})

    assert (outcome.code, outcome.report["warnings"]) == (0, [])
    assert outcome.file("visites.csv")["status"] == "loaded"
    assert outcome.counts("visites.csv") == {}


def test_a_last_line_without_its_end_is_a_line(send: Sending) -> None:
    outcome = send({"travailleurs.csv": clean("travailleurs.csv").rstrip("\n")})

    assert (outcome.code, outcome.counts("travailleurs.csv")) == (0, {"rows": 2, "created": 2})


def test_an_empty_cell_is_a_missing_value_and_stays_one(send: Sending) -> None:
    """Every resource with nothing but its required cells comes back with nothing in the others."""
    package = json.loads((Path(amarre.exchange.__file__).parent / "datapackage.json").read_text(encoding="utf-8"))
    columns = {
        resource["name"]: {
            field["name"]: field.get("constraints", {}).get("required", False) for field in resource["schema"]["fields"]
        }
        for resource in package["resources"]
    }
    files = {}
    for name, fields in columns.items():
        row = {column: BARE[name].get(column, "") for column in fields}
        assert {column for column, cell in row.items() if cell} == {c for c, required in fields.items() if required}
        files[f"{name}.csv"] = text(";".join(row), ";".join(row.values()))

    outcome = send.alone(files)

    assert (outcome.code, outcome.report["refusals"], outcome.report["warnings"]) == (0, [], [])
    stored = {name: [{c: cell for c, cell in row.items() if cell} for row in send.stored(name)] for name in columns}
    assert stored == {name: [cells] for name, cells in BARE.items()}


def test_an_empty_number_beside_a_zero_stays_empty(send: Sending) -> None:
    outcome = send(
        {
            "professionnels.csv": text("professionnel_id;nom;role;etp", "P1;M;idest;0", "P2;M;idest;", "P3;M;idest;1"),
            "actions.csv": text(
                "action_id;nature;theme;date;participants",
                *(f"A{n};forum;pdp;2026-01-01;{cell}" for n, cell in enumerate(["0", "", "12"])),
            ),
        }
    )

    assert outcome.code == 0
    assert [row["etp"] for row in send.stored("professionnels")] == ["0", "", "1"]
    assert [row["participants"] for row in send.stored("actions")] == ["0", "", "12"]
