"""Cases about the acts that workers receive; worked out by hand from the document."""

from .micro import Case, row
from .rows import leave, referral, sent, visit

SECOND_JOB = row("emplois", "J1O", travailleur_id="W1", etablissement_id="O")
MID = {"nature": "mi_carriere"}
ACTS = [
    Case(
        "the worked example of the document",
        [leave("A1", "J1", "2026-05-04"), visit("V1", "J1", "2026-05-12", amenagement="oui", **MID)],
        {
            "I03": 1,
            "I03.target": 1,
            "I16": 1,
            "I16.target": 1,
            "I22": 2,
            "I22.target": 2,
            "I23": 1,
            "I23.target": 1,
            "I22.by.age.40-49": 2,
            "I23.by.age.40-49": 1,
            "I17": 0,
            "I04": 1.0,
            "I31": 1.0,
        },
    ),
    Case(
        "I22 adds terms: a visit counts once for each, its worker once in I23",
        [
            visit("V1", "J1", "2026-02-01", nature="pre_reprise", amenagement="oui"),
            visit("V2", "J1", "2026-02-02", amenagement="oui"),
            visit("V3", "J1", "2026-02-03", amenagement="non"),
            row("rendez_vous_liaison", "R1", emploi_id="J2", date="2026-02-04", participation="documents"),
            row("rendez_vous_liaison", "R2", emploi_id="J2", date="2026-02-04", participation="aucune"),
            row("dossiers", "D1", emploi_id="J2", ouverture="2025-12-01", plan_ouvert_le="2026-02-05"),
            row("dossiers", "D2", emploi_id="J2", ouverture="2026-12-01", plan_ouvert_le="2027-01-01"),
        ],
        {
            "I22": 5,
            "I22.target": 3,
            "I23": 2,
            "I23.target": 1,
            "I16": 1,
            "I17": 1,
            "I18": 1,
            "I21": 1,
            "I21.target": 0,
            "I18.by.participation": {"presentiel": 0, "visio": 0, "documents": 1, "aucune": 0},
            "I22.by.naf": {"43": 3, "62": 2},
            "I17.by.demandeur.unknown": 1,
            "I17.by.demandeur.travailleur": 0,
        },
    ),
    Case(
        "an index counts above its threshold, not at it, and WAS never",
        [
            row("indices", f"X{n}", emploi_id=job, instrument=instrument, valeur=valeur, date="2026-03-03")
            for n, (job, instrument, valeur) in enumerate(
                [
                    ("J1", "IRI", "2"),
                    ("J1", "WAS", "9"),
                    ("J2", "IRI", "2.01"),
                    ("J2", "IRDP_PADOA", "3"),
                    ("J1", "IRDP_PRESANSE", "2"),
                    ("J1", "IRDP_PRESANSE", "-4"),
                    ("J2", "IRDP_PRESANSE", "5"),
                ]
            )
        ],
        {"I01": 1, "I01.target": 0, "I02": 3, "I02.target": 2},
    ),
    Case(
        "visits on request by worker, employer or physician only",
        [
            visit(f"V{n}", "J1", "2026-03-03", nature="demande", demandeur=who)
            for n, who in enumerate(
                ["travailleur", "travailleur", "employeur", "medecin_travail", "medecin_traitant", ""]
            )
        ]
        + [visit("V9", "J1", "2026-03-03", nature="pre_reprise", demandeur="medecin_conseil")],
        {
            "I15": 4,
            "I15.by.demandeur": {
                "travailleur": 2,
                "employeur": 1,
                "medecin_travail": 1,
                "medecin_traitant": 0,
                "medecin_conseil": 0,
            },
            "I17": 1,
            "I17.by.demandeur.medecin_conseil": 1,
        },
    ),
    Case(
        "schemes need agreement, a start in the period and, for the trial, the physician's initiative",
        [
            row("dispositifs", f"D{n}", emploi_id="J1", nature=nature, accord=accord, initiative=who, debut=debut)
            for n, (nature, accord, who, debut) in enumerate(
                [
                    ("essai_encadre", "oui", "medecin_travail", "2026-01-01"),
                    ("essai_encadre", "oui", "", "2026-01-01"),
                    ("essai_encadre", "oui", "travailleur", "2026-01-01"),
                    ("essai_encadre", "oui", "medecin_travail", ""),
                    ("essai_encadre", "non", "medecin_travail", "2026-01-01"),
                    ("crpe", "oui", "", "2026-12-31"),
                    ("crpe", "attente", "", "2026-12-31"),
                    ("crpe", "oui", "", "2027-01-01"),
                    ("fipu", "oui", "", "2026-06-01"),
                ]
            )
        ],
        {"I19": 1, "I20": 1, "I20.target": 1, "I30": 1, "I30.by.naf": {"43": 1}, "I19.by.age.40-49": 1},
    ),
    Case(
        "signalements of partners, with an unnamed one",
        [
            referral("S1", "J1", "2026-03-03", origine="partenaire", partenaire="mdph"),
            referral("S2", "J2", "2026-03-03", origine="partenaire"),
            referral("S3", "J2", "2026-03-03"),
        ],
        {
            "I26": 2,
            "I26.target": 1,
            "I05": 3,
            "I05.by.origine.partenaire": 2,
            "I26.by.partenaire": {"cap_emploi": 0, "assurance_maladie": 0, "mdph": 1, "autre": 0, "unknown": 1},
        },
    ),
    Case(
        "a worker oriented from two jobs is in the target through one of them",
        [
            SECOND_JOB,
            sent("O1", "J1", "2026-03-03", "agefiph"),
            sent("O2", "J1O", "2026-03-04", "agefiph"),
            sent("O3", "J1O", "2026-03-05", "ergonome_service"),
        ],
        {
            "I29": 1,
            "I29.target": 1,
            "I29.by.naf": {"43": 1, "62": 1},
            "I29.target.by.naf": {"43": 1},
            "I29.by.size.<11": 1,
            "I29.by.size.50-299": 1,
            "I25": 2,
            "I25.target": 1,
            "I29.by.destinataire.agefiph": 1,
        },
    ),
    Case(
        "acts count though the job ended and the member left",
        [
            row("adherents", "M1", date_radiation="2026-03-31"),
            row("emplois", "J1", travailleur_id="W1", etablissement_id="B", fin="2026-02-28"),
            visit("V1", "J1", "2026-03-15", **MID),
            visit("V2", "J1", "2026-11-15", **MID),
        ],
        {"I03": 2, "I03.target": 2, "E01": 0, "E02": 0, "I04": None, "I04.numerator": 2},
    ),
    Case(
        "support by profession counts workers, F06 counts acts",
        [
            row("accompagnements", f"C{n}", emploi_id=job, date="2026-03-03", intervenant=who)
            for n, (job, who) in enumerate(
                [("J1", "assistant_social"), ("J1", "assistant_social"), ("J2", "psychologue"), ("J2", "ergonome")]
            )
        ],
        {"I27": 1, "I27.target": 1, "I28": 1, "I28.target": 0, "F06": None, "F06.numerator": 2, "F06.denominator": 0},
    ),
]
