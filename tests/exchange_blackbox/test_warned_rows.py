"""Rows that are kept with a warning of their own."""

import pytest

from .sets import Sending, clean, text

SIREN = "adherent_id;siren;raison_sociale;nature"
SIRET = "etablissement_id;adherent_id;siret;nom;naf;effectif"
CASES = "dossier_id;emploi_id;ouverture;plan_ouvert_le;cloture;issue"
FOLLOW_UPS = "suivi_id;dossier_id;echeance_mois;date;situation"
CLOSED = text(CASES, "D1;J1;2025-01-15;;2025-06-30;maintien_poste")


def test_a_wrong_key_is_kept_with_a_warning_of_its_row(send: Sending) -> None:
    outcome = send(
        {
            "adherents.csv": text(SIREN, "M1;732829320;A;entreprise", "M2;732829321;B;entreprise"),
            "etablissements.csv": text(SIRET, "E1;M1;73282932000074;A;43.99C;1", "E2;M1;73282932000075;B;43.99C;1"),
        }
    )

    assert outcome.code == 0
    assert outcome.warned_lines() == [("adherents.csv", "siret.key", 3), ("etablissements.csv", "siret.key", 3)]
    assert send.cell("etablissements", "siret", 1) == "73282932000075"


def test_the_rule_of_la_poste_counts_as_right(send: Sending) -> None:
    outcome = send(
        {
            "adherents.csv": text(SIREN, "M1;356000000;La Poste;entreprise"),
            "etablissements.csv": text(SIRET, "E1;M1;35600000000001;A;53.10Z;1", "E2;M1;35600000000002;B;53.10Z;1"),
        }
    )

    assert outcome.warned_lines() == [("etablissements.csv", "siret.key", 3)]


def test_a_siret_of_another_siren_than_its_member(send: Sending) -> None:
    outcome = send(
        {
            "adherents.csv": text(SIREN, "M1;356000000;La Poste;entreprise", "M2;;Sans;entreprise"),
            "etablissements.csv": text(SIRET, "E1;M1;73282932000074;A;43.99C;1", "E2;M2;73282932000074;B;43.99C;1"),
        }
    )

    assert outcome.warned_lines() == [("etablissements.csv", "siret.member", 2)]


def test_identifiers_that_differ_by_case_are_two_rows(send: Sending) -> None:
    outcome = send({"professionnels.csv": text("professionnel_id;nom;role", "Px;A;idest", "pX;B;idest", "PY;C;idest")})

    assert outcome.warned_lines() == [("professionnels.csv", "id.case", 3)]
    assert outcome.counts("professionnels.csv") == {"rows": 3, "created": 3}


def test_a_second_identical_row_is_kept_once(send: Sending) -> None:
    outcome = send({"travailleurs.csv": clean("travailleurs.csv") + "W1; Durand ;Alix;03/04/1981;M;\n"})

    assert outcome.code == 0
    assert ("travailleurs.csv", "row.duplicate", 4) in outcome.warned_lines()
    assert (outcome.file("travailleurs.csv")["created"], outcome.file("travailleurs.csv")["refused"]) == (2, 0)
    assert len(send.stored("travailleurs")) == 2


def test_an_employer_who_asks_for_a_pre_return_visit(send: Sending) -> None:
    head = "visite_id;emploi_id;date;nature;demandeur;modalite;avis"
    outcome = send(
        {
            "visites.csv": text(
                head,
                "V1;J1;2026-05-12;pre_reprise;employeur;presentiel;aucun",
                "V2;J1;2026-05-12;demande;employeur;presentiel;aucun",
            )
        }
    )

    assert outcome.warned_lines() == [("visites.csv", "visit.requester", 2)]


def test_participants_of_establishments_above_those_of_the_action(send: Sending) -> None:
    outcome = send(
        {
            "actions.csv": text(
                "action_id;nature;theme;date;participants",
                "A1;forum;pdp;2026-01-01;30",
                "A2;forum;pdp;2026-01-01;10",
                "A3;forum;pdp;2026-01-01;",
            ),
            "actions_etablissements.csv": text(
                "action_id;etablissement_id;participants", "A1;E1;30", "A2;E1;6", "A2;E2;5", "A3;E1;99"
            ),
            "etablissements.csv": clean("etablissements.csv") + "E2;M1;;Annexe;43.99C;3\n",
        }
    )

    assert outcome.warned_lines() == [("actions.csv", "action.participants", 3)]


def test_a_second_follow_up_for_a_case_and_due_date(send: Sending) -> None:
    files = {
        "dossiers.csv": CLOSED,
        "suivis.csv": text(
            FOLLOW_UPS, "S1;D1;3;2025-09-30;arret", "S2;D1;6;2025-12-30;arret", "S3;D1;6;2026-01-30;meme_poste"
        ),
    }

    outcome = send(files)

    assert outcome.warned_lines() == [("suivis.csv", "followup.second", 4)]
    assert outcome.counts("suivis.csv") == {"rows": 3, "created": 3}


def test_warnings_that_compare_rows_look_at_the_set_only(send: Sending) -> None:
    send({"dossiers.csv": CLOSED, "suivis.csv": text(FOLLOW_UPS, "S1;D1;6;2025-12-30;arret")})

    outcome = send.alone({"suivis.csv": text(FOLLOW_UPS, "s2;D1;6;2026-01-30;arret")})

    assert (outcome.code, outcome.report["warnings"]) == (0, [])


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (
            "visites.csv",
            text(
                "visite_id;emploi_id;date;nature;modalite;avis",
                "V1;J1;1981-04-02;periodique;presentiel;aucun",
                "V2;J1;1981-04-03;periodique;presentiel;aucun",
            ),
        ),
        (
            "orientations.csv",
            text(
                "orientation_id;emploi_id;date;destinataire;accuse_le",
                "O1;J1;2026-01-02;mdph;2026-01-01",
                "O2;J1;2026-01-02;mdph;2026-01-02",
            ),
        ),
        ("dossiers.csv", text(CASES, "D1;J1;2025-01-15;2025-01-14;;", "D2;J1;2025-01-15;2025-01-15;;")),
        ("suivis.csv", text(FOLLOW_UPS, "S1;DC;6;2025-06-29;arret", "S2;DD;6;2025-06-30;arret")),
    ],
)
def test_an_order_that_is_unusual(send: Sending, name: str, content: str) -> None:
    closed = text(CASES, *(f"{key};J1;2025-01-15;;2025-06-30;maintien_poste" for key in ("DC", "DD")))
    outcome = send({"dossiers.csv": closed} | {name: content})

    assert outcome.code == 0
    assert outcome.warned_lines() == [(name, "order.unusual", 2)]
