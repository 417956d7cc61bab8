"""Cases about the cell, its outcomes and its delays; worked out by hand from the document."""

from .micro import Case, row
from .rows import closed, dossier, sent, suivi

CASES_OF_THE_CELL = [
    Case(
        "a case is treated when open on one day of the period",
        [
            closed("D1", "J1", "2026-01-01"),
            closed("D2", "J1", "2025-12-31"),
            dossier("D3", "J2", "2026-12-31"),
            dossier("D4", "J2", "2027-01-01"),
            closed("D5", "J2", "2027-02-01", "maintien_entreprise"),
        ],
        {
            "F00": 3,
            "F00.target": 1,
            "F01.numerator": 1,
            "F01": 1 / 3,
            "F01.target": 1.0,
            "F02.numerator": 1,
            "F03": 0.0,
            "I24": 2,
            "I24.target": 1,
            "F01.by.age.50-59": {"value": None, "numerator": 0, "denominator": 0},
        },
    ),
    Case(
        "a worker with two cases of two origins is in both parts",
        [
            row("signalements", "S1", emploi_id="J1", date="2025-01-10"),
            row("signalements", "S2", emploi_id="J1", date="2025-01-11", origine="travailleur"),
            dossier("D1", "J1", "2025-02-01", signalement_id="S1"),
            dossier("D2", "J1", "2025-02-02", signalement_id="S2"),
            dossier("D3", "J1", "2025-02-02"),
            dossier("D4", "J1", "2025-02-02", signalement_id="S2"),
        ],
        {
            "I24": 1,
            "F00": 4,
            "I24.by.origine": {
                "professionnel_sante": 0,
                "employeur": 1,
                "travailleur": 1,
                "partenaire": 0,
                "unknown": 1,
            },
            "F00.by.age.40-49": 4,
        },
    ),
    Case(
        "outcomes of closing, at the age of the end of the period",
        [
            row("travailleurs", "W2", date_naissance="1976-12-31"),
            closed("D1", "J2", "2026-03-01"),
            closed("D2", "J2", "2026-03-01", "maintien_poste_amenage"),
            closed("D3", "J1", "2026-03-01", "maintien_entreprise"),
            closed("D4", "J1", "2026-03-01", "reclassement_externe"),
        ],
        {
            "F01": 0.5,
            "F01.target": 0.0,
            "F02": 0.75,
            "F02.target": 0.5,
            "F03": 0.25,
            "F01.by.age.50-59": {"value": 1.0, "numerator": 2, "denominator": 2},
            "O01.denominator": 4,
            "O01.by.age.40-49": {"value": 0.0, "numerator": 0, "denominator": 4},
        },
    ),
    Case(
        "a plan takes the age of its own date",
        [
            dossier("D1", "J1", "2020-01-01", plan_ouvert_le="2021-04-02"),
            dossier("D2", "J1", "2020-01-01", plan_ouvert_le="2021-04-03"),
        ],
        {"I21": 2, "I21.by.age.30-39": 1, "I21.by.age.40-49": 1, "I24": 1, "I24.by.age.40-49": 1},
        ("2021-01-01", "2021-12-31"),
    ),
    Case(
        "RQTH in force needs a start; its last day counts; other titles do not",
        [
            *[row("travailleurs", f"T{n}", date_naissance="1970-01-01") for n in range(6)],
            *[row("emplois", f"K{n}", travailleur_id=f"T{n}", etablissement_id="B") for n in range(5)],
            row("reconnaissances", "R0", travailleur_id="T0", date_demande="2026-01-01"),
            row("reconnaissances", "R1", travailleur_id="T1", debut="2026-12-31"),
            row("reconnaissances", "R1b", travailleur_id="T1", debut="2020-01-01"),
            row("reconnaissances", "R2", travailleur_id="T2", debut="2020-01-01", fin="2026-12-31"),
            row("reconnaissances", "R3", travailleur_id="T3", debut="2020-01-01", fin="2026-12-30"),
            row("reconnaissances", "R4", travailleur_id="T4", debut="2020-01-01", nature="pension_invalidite"),
            row("reconnaissances", "R5", travailleur_id="T5", debut="2020-01-01"),
            row("reconnaissances", "R6", travailleur_id="W1", debut="2027-01-01"),
        ],
        {"F05": 2, "F05.target": 2, "F05.by.age.50-59": 2},
    ),
    Case(
        "inaptitude by worker and, on return, by visit",
        [
            row("visites", "V1", emploi_id="J1", date="2026-03-03", nature="reprise", avis="inaptitude"),
            row(
                "visites",
                "V2",
                emploi_id="J1",
                date="2026-03-18",
                nature="reprise",
                avis="inaptitude",
                dispense_reclassement="1",
            ),
            row(
                "visites",
                "V3",
                emploi_id="J2",
                date="2026-03-18",
                nature="demande",
                avis="inaptitude",
                dispense_reclassement="0",
            ),
            row("visites", "V4", emploi_id="J2", date="2026-03-18", nature="reprise", avis="aptitude"),
            row("licenciements", "L1", emploi_id="J1", date="2026-04-30"),
            row("licenciements", "L2", emploi_id="J2", date="2025-12-31"),
        ],
        {"G01": 2, "G01.target": 1, "G02": 1, "G03": 2, "F04": 1, "F04.target": 1},
    ),
    Case(
        "social work over social needs",
        [
            *[
                row("accompagnements", f"C{n}", emploi_id="J1", date="2026-03-03", intervenant="assistant_social")
                for n in (1, 2, 3)
            ],
            row("signalements", "S1", emploi_id="J1", date="2026-01-01", motif="social"),
            row("signalements", "S2", emploi_id="J2", date="2026-01-01", motif="sante_et_social"),
            row("signalements", "S3", emploi_id="J2", date="2026-01-01", motif="sante"),
        ],
        {"F06": 1.5, "F06.target": 3.0, "F06.by.naf.62": {"value": 0.0, "numerator": 0, "denominator": 1}},
    ),
]
OUTCOMES = [
    Case(
        "six months after 31 August is the last day of February",
        [
            closed("D1", "J1", "2025-08-31"),
            closed("D2", "J1", "2025-08-28"),
            closed("D3", "J2", "2025-09-01"),
            closed("D4", "J2", "2025-08-30", "deces"),
            closed("D5", "J2", "2025-08-27"),
            suivi("S1", "D1", "2025-09-01", "meme_poste"),
        ],
        {"O01": 0.5, "O01.denominator": 2, "O01.target.denominator": 2, "O03.numerator": 1},
        ("2026-02-28", "2026-02-28"),
    ),
    Case(
        "six months after 31 August reaches 29 February of a leap year",
        [
            closed("D1", "J1", "2023-08-31", opened="2023-01-15"),
            closed("D2", "J1", "2023-08-29", opened="2023-01-15"),
            closed("D3", "J1", "2023-08-28", opened="2023-01-15"),
        ],
        {"O01.denominator": 2},
        ("2024-02-29", "2024-02-29"),
    ),
    Case(
        "the follow-up of six months counts whatever its date, those of three and twelve never",
        [
            closed("D1", "J1", "2025-12-15"),
            suivi("S1", "D1", "2027-06-01", "formation"),
            closed("D2", "J1", "2025-12-15"),
            suivi("S2", "D2", "2026-06-15", "meme_poste", echeance_mois="3"),
            closed("D3", "J2", "2025-12-15"),
            suivi("S3", "D3", "2026-06-15", "meme_poste", echeance_mois="12"),
        ],
        {
            "O01.numerator": 1,
            "O01.denominator": 3,
            "O02": 0.0,
            "O02.denominator": 1,
            "O03.numerator": 2,
            "O01.target": 0.5,
        },
    ),
    Case(
        "the last follow-up that reached the worker, by date then by identifier as text",
        [
            closed("D1", "J1", "2025-12-15"),
            suivi("S1", "D1", "2026-06-01", "arret"),
            suivi("S2", "D1", "2026-06-20", "poste_amenage"),
            suivi("S3", "D1", "2026-07-01", "injoignable"),
            closed("D2", "J1", "2025-12-15"),
            suivi("S9", "D2", "2026-06-20", "recherche_emploi"),
            suivi("S10", "D2", "2026-06-20", "meme_poste"),
            closed("D3", "J2", "2025-12-15"),
            suivi("a1", "D3", "2026-06-20", "autre_employeur"),
            suivi("Z1", "D3", "2026-06-20", "retraite"),
            closed("D4", "J2", "2025-12-15"),
            suivi("S4", "D4", "2026-06-20", "injoignable"),
            closed("D5", "J2", "2025-12-15"),
        ],
        # D1 poste_amenage; D2 "S9" is after "S10": recherche_emploi; D3 "a1" is after "Z1": autre_employeur.
        {
            "O01.numerator": 4,
            "O01.denominator": 5,
            "O02.numerator": 2,
            "O02.denominator": 3,
            "O03.numerator": 2,
            "O03.denominator": 5,
            "O02.target": 0.5,
            "O02.by.age.30-39": {"value": 1.0, "numerator": 1, "denominator": 1},
        },
    ),
    Case(
        "the age of an outcome is that of the six-month date",
        [
            row("travailleurs", "W1", date_naissance="1976-06-15", sexe="M"),
            closed("D1", "J1", "2025-12-15"),
            closed("D2", "J1", "2025-12-14"),
        ],
        {"O01.by.age.50-59.denominator": 1, "O01.by.age.40-49.denominator": 1, "O02": None, "O03": 1.0},
    ),
    Case(
        "delays: a negative one counts, an even number takes the mean of the middle",
        [
            sent("O1", "J1", "2026-03-10", "cap_emploi", accuse_le="2026-03-08"),
            sent("O2", "J1", "2026-03-10", "cap_emploi", accuse_le="2026-03-13"),
            sent("O3", "J2", "2026-12-31", "cap_emploi", accuse_le="2027-01-10"),
            sent("O4", "J2", "2026-03-10", "cap_emploi", accuse_le="2026-03-14"),
            sent("O5", "J2", "2026-03-10", "cap_emploi"),
            sent("O6", "J2", "2026-03-10", "ergonome_service", accuse_le="2026-05-10"),
        ],
        {
            "O04": 0.8,
            "O04.numerator": 4,
            "O04.denominator": 5,
            "O04.median_days": 3.5,
            "O04.target.median_days": 0.5,
            "O04.target": 1.0,
        },
    ),
    Case(
        "from referral to opening: cases without a referral have no delay, earlier referrals count",
        [
            row("signalements", "S1", emploi_id="J1", date="2025-12-20"),
            row("signalements", "S2", emploi_id="J2", date="2026-02-01"),
            row("signalements", "S3", emploi_id="J2", date="2026-02-05"),
            dossier("D1", "J1", "2026-01-01", signalement_id="S1"),
            dossier("D2", "J2", "2026-02-04", signalement_id="S2"),
            dossier("D3", "J2", "2026-02-03", signalement_id="S3"),
            dossier("D4", "J2", "2026-02-04"),
            dossier("D5", "J2", "2027-01-01", signalement_id="S2"),
        ],
        {
            "O05": 3,
            "O05.target": 12,
            "O05.by.naf": {"43": 12, "62": 0.5},
            "O05.by.age.<30": None,
            "O05.by.sex": {"F": 0.5, "M": 12},
        },
    ),
]
