"""Rows that are refused, each with its line, and never the others."""

import pytest

from .sets import Sending, clean, text

MEMBERS = "adherent_id;siren;raison_sociale;nature;date_adhesion;date_radiation"
PLACES = (
    "etablissement_id;adherent_id;siret;nom;naf;effectif;code_postal;code_insee;cssct;date_duerp;date_fiche_entreprise"
)
STAFF = "professionnel_id;nom;role;rpps;cellule;etp"
WORKERS = "travailleur_id;nom;prenom;date_naissance;sexe;regime"
JOBS = "emploi_id;travailleur_id;etablissement_id;contrat;debut;fin;suivi"
TITLES = "reconnaissance_id;travailleur_id;nature;date_demande;debut;fin"
VISITS = "visite_id;emploi_id;date;nature;modalite;avis;dispense_reclassement"
LEAVES = "arret_id;emploi_id;debut;fin;motif"
INDICES = "indice_id;emploi_id;instrument;valeur;date"
REFERRALS = "signalement_id;emploi_id;date;origine;partenaire;motif"
CASES = "dossier_id;emploi_id;ouverture;plan_ouvert_le;cloture;issue"
SENT = "orientation_id;emploi_id;date;destinataire;accuse_le;prise_en_charge_le;retour_le"
SCHEMES = "dispositif_id;emploi_id;nature;demande_le;accord;debut;fin"
FOLLOW_UPS = "suivi_id;dossier_id;echeance_mois;date;situation"
ACTIONS = "action_id;nature;theme;date;participants"

# A good row of another file, so that something is loaded beside a refused row.
COMPANION = {"licenciements.csv": text("licenciement_id;emploi_id;date", "L1;J1;2026-01-01")}

# name of the file, header, refused row, column named by the refusal
REFUSED = [
    # a required cell missing
    ("adherents", MEMBERS, "M9;;;entreprise;;", "raison_sociale"),
    ("travailleurs", WORKERS, ";D;A;1981-04-03;M;", "travailleur_id"),
    ("travailleurs", WORKERS, "W9;D;A;;M;", "date_naissance"),
    ("travailleurs", WORKERS, "W9; ;A;1981-04-03;M;", "nom"),
    # a value outside type, pattern, list or bounds
    ("adherents", MEMBERS, "M9;12345678;A;entreprise;;", "siren"),
    ("adherents", MEMBERS, "M9;;A;association;;", "nature"),
    ("etablissements", PLACES, "E9;M1;7328293200007;A;43.99C;1;;;;;", "siret"),
    ("etablissements", PLACES, "E9;M1;;A;4399C;1;;;;;", "naf"),
    ("etablissements", PLACES, "E9;M1;;A;43.99c;1;;;;;", "naf"),
    ("etablissements", PLACES, "E9;M1;;A;43.99C;-1;;;;;", "effectif"),
    ("etablissements", PLACES, "E9;M1;;A;43.99C;10000001;;;;;", "effectif"),
    ("etablissements", PLACES, "E9;M1;;A;43.99C;12.5;;;;;", "effectif"),
    ("etablissements", PLACES, "E9;M1;;A;43.99C;1e3;;;;;", "effectif"),
    ("etablissements", PLACES, "E9;M1;;A;43.99C;99999999999999999999;;;;;", "effectif"),
    ("etablissements", PLACES, "E9;M1;;A;43.99C;1;9410;;;;", "code_postal"),
    ("etablissements", PLACES, "E9;M1;;A;43.99C;1;;2C004;;;", "code_insee"),
    ("etablissements", PLACES, "E9;M1;;A;43.99C;1;;;peut-être;;", "cssct"),
    ("professionnels", STAFF, "P9;A;chirurgien;;;", "role"),
    ("professionnels", STAFF, "P9;A;idest;1234;;", "rpps"),
    ("professionnels", STAFF, "P9;A;idest;;;1.01", "etp"),
    ("professionnels", STAFF, "P9;A;idest;;;-0.1", "etp"),
    ("professionnels", STAFF, "P9;A;idest;;;NaN", "etp"),
    ("professionnels", STAFF, "P9;A;idest;;;0.1.2", "etp"),
    ("indices", INDICES, "X9;J1;IRI;1e1;2026-01-01", "valeur"),
    ("indices", INDICES, "X9;J1;IRI;inf;2026-01-01", "valeur"),
    ("indices", INDICES, "X9;J1;IRI;1000.5;2026-01-01", "valeur"),
    ("indices", INDICES, "X9;J1;iri;3;2026-01-01", "instrument"),
    ("travailleurs", WORKERS, "W9;D;A;1981-04-03;H;", "sexe"),
    ("travailleurs", WORKERS, f"{'W' * 65};D;A;1981-04-03;M;", "travailleur_id"),
    # a date that does not exist, with two digits of year, before 1900 or after the day of the import
    ("travailleurs", WORKERS, "W9;D;A;1981-02-29;M;", "date_naissance"),
    ("travailleurs", WORKERS, "W9;D;A;31/04/1981;M;", "date_naissance"),
    ("travailleurs", WORKERS, "W9;D;A;03/04/81;M;", "date_naissance"),
    ("travailleurs", WORKERS, "W9;D;A;81-04-03;M;", "date_naissance"),
    ("travailleurs", WORKERS, "W9;D;A;1981-4-3;M;", "date_naissance"),
    ("travailleurs", WORKERS, "W9;D;A;1981-04-03 00:00:00;M;", "date_naissance"),
    ("travailleurs", WORKERS, "W9;D;A;04/13/1981;M;", "date_naissance"),
    ("travailleurs", WORKERS, "W9;D;A;29676;M;", "date_naissance"),
    ("travailleurs", WORKERS, "W9;D;A;1899-12-31;M;", "date_naissance"),
    ("travailleurs", WORKERS, "W9;D;A;0000-00-00;M;", "date_naissance"),
    ("travailleurs", WORKERS, "W9;D;A;2026-07-01;M;", "date_naissance"),
    ("adherents", MEMBERS, "M9;;A;entreprise;2026-07-01;", "date_adhesion"),
    ("etablissements", PLACES, "E9;M1;;A;43.99C;1;;;;2026-07-01;", "date_duerp"),
    ("etablissements", PLACES, "E9;M1;;A;43.99C;1;;;;;2026-07-01", "date_fiche_entreprise"),
    ("reconnaissances", TITLES, "R9;W1;rqth;2026-07-01;;", "date_demande"),
    ("visites", VISITS, "V9;J1;2026-07-01;periodique;presentiel;aucun;", "date"),
    ("visites", VISITS, "V9;J1;01/07/2026;periodique;presentiel;aucun;", "date"),
    ("arrets", LEAVES, "A9;J1;2026-07-01;;maladie", "debut"),
    ("dossiers", CASES, "D9;J1;2026-07-01;;;", "ouverture"),
    ("dossiers", CASES, "D9;J1;2026-01-01;2026-07-01;;", "plan_ouvert_le"),
    ("dossiers", CASES, "D9;J1;2026-01-01;;2026-07-01;retraite", "cloture"),
    ("orientations", SENT, "O9;J1;2026-01-01;mdph;2026-07-01;;", "accuse_le"),
    ("orientations", SENT, "O9;J1;2026-01-01;mdph;;2026-07-01;", "prise_en_charge_le"),
    ("orientations", SENT, "O9;J1;2026-01-01;mdph;;;2026-07-01", "retour_le"),
    ("dispositifs", SCHEMES, "D9;J1;crpe;2026-07-01;oui;;", "demande_le"),
    ("actions", ACTIONS, "A9;forum;pdp;2026-07-01;", "date"),
    # a reference that points to nothing
    ("etablissements", PLACES, "E9;M404;;A;43.99C;1;;;;;", "adherent_id"),
    ("visites", VISITS, "V9;J404;2026-01-01;periodique;presentiel;aucun;", "emploi_id"),
    ("visites", VISITS, "V9;j1;2026-01-01;periodique;presentiel;aucun;", "emploi_id"),
    ("suivis", FOLLOW_UPS, "S9;D404;6;2026-01-01;arret", "dossier_id"),
    # a control character other than tab and line break, a cell over 10,000 characters
    ("travailleurs", WORKERS, "W9;Du\x07rand;A;1981-04-03;M;", "nom"),
    ("travailleurs", WORKERS, "W9;Du\x7frand;A;1981-04-03;M;", "nom"),
    ("travailleurs", WORKERS, f"W9;{'D' * 10_001};A;1981-04-03;M;", "nom"),
]


def by_file(cases: list[tuple[str, ...]]) -> list[tuple[str, list[tuple[str, ...]]]]:
    """The cases of each file, which go in one set: the header, the row, and the column where there is one."""
    names = dict.fromkeys(case[0] for case in cases)
    return [(name, [case[1:] for case in cases if case[0] == name]) for name in names]


def together(cases: list[tuple[str, ...]]) -> str:
    """One file of all the rows, the 9 of each identifier giving way to a number of its own."""
    rows = [
        case[1].replace("9;", f"{n + 100};", 1) if case[1][1:3] == "9;" else case[1] for n, case in enumerate(cases)
    ]
    return text(cases[0][0], *rows)


@pytest.mark.parametrize(("name", "cases"), by_file(REFUSED))
def test_rows_are_refused_on_their_line_and_for_their_column(
    send: Sending, name: str, cases: list[tuple[str, ...]]
) -> None:
    send({})

    outcome = send.alone({f"{name}.csv": together(cases)} | COMPANION)

    assert outcome.refused() == {(f"{name}.csv", line, column) for line, (_, _, column) in enumerate(cases, start=2)}
    assert outcome.file(f"{name}.csv")["refused"] == len(cases)
    assert outcome.code == 3


# name of the file, header, a row whose columns contradict each other
CONTRADICTIONS = [
    ("emplois", JOBS, "J9;W1;E1;cdi;2020-01-02;2020-01-01;simple"),
    ("arrets", LEAVES, "A9;J1;2026-01-02;2026-01-01;maladie"),
    ("reconnaissances", TITLES, "R9;W1;rqth;;2026-01-02;2026-01-01"),
    ("dispositifs", SCHEMES, "D9;J1;crpe;;oui;2026-01-02;2026-01-01"),
    ("dossiers", CASES, "D9;J1;2026-01-02;;2026-01-01;retraite"),
    ("adherents", MEMBERS, "M9;;A;entreprise;2020-01-02;2020-01-01"),
    ("dossiers", CASES, "D9;J1;2026-01-02;;;retraite"),
    ("dossiers", CASES, "D9;J1;2026-01-02;;2026-01-03;"),
    ("signalements", REFERRALS, "S9;J1;2026-01-01;employeur;mdph;sante"),
    ("visites", VISITS, "V9;J1;2026-01-01;periodique;presentiel;aptitude;oui"),
    # fewer or more cells than the header
    ("travailleurs", WORKERS, "W9;D;A;1981-04-03;M"),
    ("travailleurs", WORKERS, "W9;D;A;1981-04-03;M;general;plus"),
    ("travailleurs", WORKERS, "W9"),
]


@pytest.mark.parametrize(("name", "cases"), by_file(CONTRADICTIONS))
def test_rows_that_contradict_themselves_or_their_header_are_refused(
    send: Sending, name: str, cases: list[tuple[str, ...]]
) -> None:
    send({})

    outcome = send.alone({f"{name}.csv": together(cases)} | COMPANION)

    assert outcome.refused_lines() == {(f"{name}.csv", line) for line, _ in enumerate(cases, start=2)}
    assert outcome.code == 3


ALLOWED = [
    ("adherents", MEMBERS, "M9;;A;entreprise;2020-01-01;2027-12-31"),
    ("adherents", MEMBERS, "M9;;A;entreprise;2026-06-30;2026-06-30"),
    ("emplois", JOBS, "J9;W1;E1;cdi;2026-09-01;2027-01-01;simple"),
    ("reconnaissances", TITLES, "R9;W1;rqth;2026-06-30;2026-07-01;2031-07-01"),
    ("arrets", LEAVES, "A9;J1;2026-06-30;2026-12-31;maladie"),
    ("arrets", LEAVES, "A9;J1;2026-06-30;2026-06-30;maladie"),
    ("dispositifs", SCHEMES, "D9;J1;crpe;2026-06-30;oui;2026-07-01;2027-07-01"),
    ("visites", VISITS, "V9;J1;2026-06-30;periodique;presentiel;aucun;"),
    ("visites", VISITS, "V9;J1;2026-06-30;periodique;presentiel;inaptitude;oui"),
    ("visites", VISITS, "V9;J1;2026-06-30;periodique;presentiel;aptitude;non"),
    ("travailleurs", WORKERS, "W9;D;A;1900-01-01;M;"),
    ("travailleurs", WORKERS, f"W9;{'é' * 100};A;1981-04-03;M;"),
    ("travailleurs", WORKERS, f"{'é' * 64};D;A;1981-04-03;M;"),
    ("indices", INDICES, "X9;J1;IRI;-1000;2026-01-01"),
    ("signalements", REFERRALS, "S9;J1;2026-01-01;partenaire;;sante"),
    ("etablissements", PLACES, "E9;M1;;A;43.99C;0;94100;2A004;;;"),
    ("etablissements", PLACES, "E9;M1;;A;43.99C;10000000;;;;;"),
    ("professionnels", STAFF, "P9;A;idest;;;1"),
]


@pytest.mark.parametrize(("name", "cases"), by_file(ALLOWED))
def test_rows_at_the_bounds_are_loaded(send: Sending, name: str, cases: list[tuple[str, ...]]) -> None:
    send({})

    outcome = send.alone({f"{name}.csv": together(cases)})

    assert (outcome.code, outcome.report["refusals"], outcome.report["warnings"]) == (0, [], [])
    assert outcome.counts(f"{name}.csv") == {"rows": len(cases), "created": len(cases)}


def test_the_impossible_date_of_the_document_has_its_code(send: Sending) -> None:
    outcome = send({"visites.csv": clean("visites.csv") + "V2;J1;31/02/2026;periodique;presentiel;aucun\n"})

    (refusal,) = outcome.report["refusals"]
    assert set(refusal) == {"file", "line", "column", "value", "code", "reason"}
    assert (refusal["line"], refusal["column"], refusal["value"]) == (3, "date", "31/02/2026")
    assert refusal["code"] == "date.impossible"
    assert refusal["reason"]


def test_the_same_identifier_twice_with_different_cells_refuses_both(send: Sending) -> None:
    outcome = send({"travailleurs.csv": clean("travailleurs.csv") + "W3;X;Y;1970-01-01;M;\nW3;Z;Y;1970-01-01;M;\n"})

    assert outcome.refused_lines() == {("travailleurs.csv", 4), ("travailleurs.csv", 5)}
    assert outcome.counts("travailleurs.csv") == {"rows": 4, "created": 2, "refused": 2}
    assert outcome.code == 3


def test_the_identifier_of_actions_etablissements_is_the_pair(send: Sending) -> None:
    outcome = send(
        {
            "etablissements.csv": clean("etablissements.csv") + "E2;M1;;Annexe;43.99C;3\n",
            "actions.csv": text("action_id;nature;theme;date", "A1;forum;pdp;2026-01-01", "A2;forum;pdp;2026-01-01"),
            "actions_etablissements.csv": text(
                "action_id;etablissement_id;participants", "A1;E1;1", "A1;E2;2", "A2;E1;3", "A2;E2;4", "A2;E2;5"
            ),
        }
    )

    assert outcome.refused_lines() == {("actions_etablissements.csv", 5), ("actions_etablissements.csv", 6)}
    assert outcome.file("actions_etablissements.csv")["created"] == 3


def test_a_refused_row_takes_with_it_those_that_point_to_it_each_on_its_line(send: Sending) -> None:
    outcome = send(
        {
            "travailleurs.csv": clean("travailleurs.csv").replace("1981-04-03", "1981-13-03"),
            "arrets.csv": text(
                "arret_id;emploi_id;debut;motif", "A1;J2;2026-01-01;maladie", "A2;J1;2026-01-01;maladie"
            ),
            "dossiers.csv": text(
                "dossier_id;emploi_id;ouverture;cloture;issue", "D1;J1;2025-01-01;2025-06-30;retraite"
            ),
            "suivis.csv": text("suivi_id;dossier_id;echeance_mois;date;situation", "S1;D1;6;2025-12-30;retraite"),
        }
    )

    assert outcome.code == 3
    assert outcome.refused() == {
        ("travailleurs.csv", 2, "date_naissance"),
        ("emplois.csv", 2, "travailleur_id"),
        ("visites.csv", 2, "emploi_id"),
        ("arrets.csv", 3, "emploi_id"),
        ("dossiers.csv", 2, "emploi_id"),
        ("suivis.csv", 2, "dossier_id"),
    }
    assert outcome.counts("emplois.csv") == {"rows": 2, "created": 1, "refused": 1}
    assert [row["arret_id"] for row in send.stored("arrets")] == ["A1"]


def test_a_row_with_several_faults_is_one_refused_row(send: Sending) -> None:
    outcome = send({"travailleurs.csv": clean("travailleurs.csv") + "W3;;Y;1970-02-30;X;\n"})

    assert outcome.refused_lines() == {("travailleurs.csv", 4)}
    assert outcome.counts("travailleurs.csv") == {"rows": 3, "created": 2, "refused": 1}


def test_lines_are_numbered_as_an_editor_does(send: Sending) -> None:
    rows = [
        'J1;W1;E1;"sur\ntrois\nlignes";cdi;2015-01-01;;simple',
        "",
        ";;;;;;;",
        "J2;W2;E1;;cdd;2016-01-01;;triple",
        'J3;W404;E1;"deux\nlignes";cdd;2016-01-01;;simple',
    ]
    content = text(clean("emplois.csv").splitlines()[0], *rows)

    plain = send({"emplois.csv": content}, "--dry-run")
    windows = send({"emplois.csv": content.replace("\n", "\r\n").encode("utf-8-sig")})

    for outcome in (plain, windows):
        assert outcome.refused() == {("emplois.csv", 7, "suivi"), ("emplois.csv", 8, "travailleur_id")}
        assert outcome.file("emplois.csv")["rows"] == 3


def test_the_value_of_a_refusal_is_shortened(send: Sending) -> None:
    outcome = send({"travailleurs.csv": clean("travailleurs.csv").replace("Petit", "P" * 10_001)})

    (refusal,) = [entry for entry in outcome.report["refusals"] if entry["file"] == "travailleurs.csv"]
    assert len(refusal["value"]) <= 80
    assert refusal["value"].startswith("PPP")


def test_ten_thousand_characters_are_not_too_many_for_the_format(send: Sending) -> None:
    outcome = send(
        {"actions.csv": text("action_id;nature;theme;date;partenaires", f"A1;forum;pdp;2026-01-01;{'C' * 10_000}")}
    )

    assert (outcome.code, outcome.report["refusals"]) == (0, [])
