"""Cases about workers, their ages and their leaves; worked out by hand from the document."""

from .micro import Case, row
from .rows import leave, referral, sent, visit

SECOND_JOB = row("emplois", "J1O", travailleur_id="W1", etablissement_id="O")
MID = {"nature": "mi_carriere"}
POPULATION = [
    Case(
        "the base alone has two active establishments and two workers",
        [],
        {
            "E01": 2,
            "E01.target": 1,
            "E01.by.size.<11": 1,
            "E01.by.size.50-299": 1,
            "E01.by.size.300+": 0,
            "E02": 2,
            "E02.target": 1,
            "E02.by.sex": {"F": 1, "M": 1},
            "E02.by.naf": {"43": 1, "62": 1},
            "E02.target.by.naf": {"43": 1},
            "I03.by.naf": {},
            "I03.by.sex": {"F": 0, "M": 0},
            "E02.by.age": {"<30": 0, "30-39": 1, "40-49": 1, "50-59": 0, "60+": 0},
            "E03": 2,
            "E04": 0,
            "O04": None,
            "O04.median_days": None,
            "O05": None,
            "O05.by.sex": {"F": None, "M": None},
            "F01": None,
            "F01.numerator": 0,
        },
    ),
    Case(
        "a member is active on its last day and on its first",
        [
            row("adherents", "M1", date_radiation="2026-12-31"),
            row("adherents", "M2", date_adhesion="2026-12-31"),
            row("adherents", "M3", date_radiation="2026-12-30"),
            row("adherents", "M4", date_adhesion="2027-01-01"),
            row("etablissements", "E2", adherent_id="M2"),
            row("etablissements", "E3", adherent_id="M3"),
            row("etablissements", "E4", adherent_id="M4"),
        ],
        {"E01": 3, "E01.target": 1, "E01.by.naf": {"43": 1, "62": 2}, "E04.denominator": 3},
    ),
    Case(
        "a job is active on its last day and on its first, in an active establishment only",
        [
            row("emplois", "J1", travailleur_id="W1", etablissement_id="B", fin="2026-12-30"),
            row("emplois", "J2", travailleur_id="W2", etablissement_id="O", fin="2026-12-31"),
            row("travailleurs", "W3", date_naissance="1970-01-01"),
            row("travailleurs", "W4", date_naissance="1970-01-01"),
            row("travailleurs", "W5", date_naissance="1970-01-01"),
            row("adherents", "M3", date_radiation="2026-12-30"),
            row("etablissements", "E3", adherent_id="M3"),
            row("emplois", "J3", travailleur_id="W3", etablissement_id="B", debut="2026-12-31"),
            row("emplois", "J4", travailleur_id="W4", etablissement_id="B", debut="2027-01-01"),
            row("emplois", "J5", travailleur_id="W5", etablissement_id="E3"),
        ],
        {"E02": 2, "E02.target": 1, "E02.by.age.50-59": 1, "E02.by.age.30-39": 1},
    ),
    Case(
        "a worker of two establishments is one worker and in two parts",
        [SECOND_JOB],
        {
            "E02": 2,
            "E02.target": 1,
            "E02.by.naf": {"43": 1, "62": 2},
            "E02.target.by.naf": {"43": 1},
            "E02.by.sex.M": 1,
        },
    ),
    Case(
        "sizes change at 11, 50 and 300",
        [row("etablissements", f"S{n}", effectif=str(n)) for n in (0, 10, 11, 49, 50, 299, 300)],
        {"E01": 9, "E01.by.size": {"<11": 3, "11-49": 2, "50-299": 3, "300+": 1}},
    ),
]

AGES = [
    Case(
        "born on 29 February, fifty on 1 March of a common year",
        [
            row("travailleurs", "W1", date_naissance="1976-02-29", sexe="M"),
            visit("V1", "J1", "2026-02-28", **MID),
            visit("V2", "J1", "2026-03-01", **MID),
        ],
        {"I03": 2, "I03.by.age.40-49": 1, "I03.by.age.50-59": 1},
    ),
    Case(
        "born on 29 February, not yet older on 28 February",
        [row("travailleurs", "W1", date_naissance="1976-02-29", sexe="M")],
        {"E02.by.age.50-59": 0, "E02.by.age.40-49": 1},
        ("2026-01-01", "2026-02-28"),
    ),
    Case(
        "born on 29 February, a year older on 29 February of a leap year",
        [row("travailleurs", "W1", date_naissance="1984-02-29", sexe="M")],
        {"E02.by.age.40-49": 1, "E02.by.age.30-39": 1},
        ("2024-01-01", "2024-02-29"),
    ),
    Case(
        "an act takes the age of its date, a stock that of the end of the period",
        [
            row("travailleurs", "W1", date_naissance="1976-12-31", sexe="M"),
            visit("V1", "J1", "2026-12-30", **MID),
            visit("V2", "J1", "2026-12-31", **MID),
        ],
        {"I03.by.age.40-49": 1, "I03.by.age.50-59": 1, "E02.by.age.50-59": 1, "I23.by.age.40-49": 1, "I23": 1},
    ),
    Case(
        "a visit before birth is of the youngest band",
        [visit("V1", "J1", "1979-01-01", **MID)],
        {"I03": 1, "I03.by.age.<30": 1},
        ("1979-01-01", "1979-12-31"),
    ),
    Case(
        "both ends of the period are in it",
        [visit(f"V{d}", "J1", d, **MID) for d in ("2025-03-14", "2025-03-15", "2026-02-14", "2026-02-15")],
        {
            "I03": 2,
            "I03.target": 2,
            "I04.numerator": 2,
            "I04.denominator": 1,
            "I04": 2.0,
            "I04.by.age.40-49": {"value": 2.0, "numerator": 2, "denominator": 1},
        },
        ("2025-03-15", "2026-02-14"),
    ),
    Case(
        "mid-career: the year of the end, whatever the period; acts may exceed workers",
        [
            row("travailleurs", "W2", date_naissance="1980-12-31"),
            visit("V1", "J1", "2026-01-05", **MID),
            visit("V2", "J2", "2025-12-31", **MID),
        ],
        {
            "I04.numerator": 2,
            "I04.denominator": 1,
            "I04": 2.0,
            "I04.target": 1.0,
            "I04.target.numerator": 1,
            "I04.by.naf.62": {"value": None, "numerator": 1, "denominator": 0},
            "I04.by.sex.F": {"value": None, "numerator": 1, "denominator": 0},
            "I31": 1.0,
            "I31.numerator": 1,
            "I31.by.naf": {"43": {"value": 1.0, "numerator": 1, "denominator": 1}},
        },
        ("2025-03-15", "2026-02-14"),
    ),
    Case(
        "coverage looks back to 1 January two years before, in any job",
        [
            SECOND_JOB,
            row("travailleurs", "W2", date_naissance="1981-12-31"),
            visit("V1", "J1O", "2024-01-01", **MID),
            visit("V2", "J2", "2023-12-31", **MID),
        ],
        {
            "I31.numerator": 1,
            "I31.denominator": 2,
            "I31": 0.5,
            "I31.target": 1.0,
            "I31.target.denominator": 1,
            "I31.by.naf.43": {"value": 1.0, "numerator": 1, "denominator": 1},
            "I31.by.naf.62": {"value": 0.5, "numerator": 1, "denominator": 2},
            "I04.numerator": 0,
            "I04": 0.0,
        },
    ),
    Case(
        "a ratio on zero is not applicable, in a part as in the whole",
        [row("travailleurs", "W1", date_naissance="1970-01-01", sexe="M"), visit("V1", "J1", "2026-05-01", **MID)],
        {
            "I04": None,
            "I04.numerator": 1,
            "I04.denominator": 0,
            "I31": None,
            "I31.numerator": 0,
            "I04.by.naf": {"43": {"value": None, "numerator": 1, "denominator": 0}},
            "I04.by.size.300+": {"value": None, "numerator": 0, "denominator": 0},
        },
    ),
]

LEAVES = [
    Case(
        "on leave on the first and on the last day, not the day after",
        [
            leave("A1", "J1", "2026-05-04", fin="2026-05-10"),
            *[referral(f"S{d}", "J1", f"2026-05-{d}") for d in ("03", "04", "10", "11")],
        ],
        {"I05": 2, "I06": 2, "I06.target": 2, "I06.by.origine.employeur": 2, "I06.by.origine.partenaire": 0},
    ),
    Case(
        "maternity is not leave",
        [leave("A1", "J1", "2026-05-04", motif="maternite"), referral("S1", "J1", "2026-05-05")],
        {"I05": 1, "I06": 0},
    ),
    Case(
        "a leave of another job of the worker counts, that of another worker does not",
        [
            SECOND_JOB,
            leave("A1", "J1O", "2026-05-04", fin="2026-05-31"),
            sent("O1", "J1", "2026-05-10", "cap_emploi"),
            sent("O2", "J2", "2026-05-10", "cap_emploi"),
        ],
        {"I11": 1, "I11.target": 0, "I12": 1, "I12.target": 1, "I12.by.naf": {"43": 1}, "I25": 2, "I29": 2},
    ),
    Case(
        "an open leave lasts until the day before the return visit",
        [
            leave("A1", "J1", "2026-05-04"),
            visit("V1", "J1", "2026-06-10", nature="reprise"),
            *[referral(f"S{d}", "J1", d) for d in ("2026-06-09", "2026-06-10", "2026-07-01")],
        ],
        {"I06": 1, "I05": 2},
    ),
    Case(
        "the first return visit ends an open leave, in whatever job it took place",
        [
            SECOND_JOB,
            leave("A1", "J1", "2026-05-04"),
            visit("V1", "J1", "2026-09-01", nature="reprise"),
            visit("V2", "J1O", "2026-06-10", nature="reprise"),
            referral("S1", "J1", "2026-07-01"),
        ],
        {"I06": 0, "I05": 1},
    ),
    Case(
        "a return visit on the first day, before it, or of another nature does not end an open leave",
        [
            leave("A1", "J1", "2026-05-04"),
            visit("V1", "J1", "2026-05-04", nature="reprise"),
            visit("V2", "J1", "2026-04-01", nature="reprise"),
            visit("V3", "J1", "2026-06-01", nature="pre_reprise"),
            visit("V4", "J2", "2026-06-01", nature="reprise"),
            referral("S1", "J1", "2027-11-30"),
        ],
        {"I06": 1, "I05": 0},
        ("2027-01-01", "2027-12-31"),
    ),
    Case(
        "an open leave ends with its own job, last day included, not with another",
        [
            row("emplois", "J1", travailleur_id="W1", etablissement_id="B", fin="2026-06-30"),
            row("emplois", "J2B", travailleur_id="W2", etablissement_id="B", fin="2026-06-30"),
            SECOND_JOB,
            leave("A1", "J1", "2026-05-04"),
            leave("A2", "J2", "2026-05-04"),
            referral("S1", "J1O", "2026-06-30"),
            referral("S2", "J1O", "2026-07-01"),
            referral("S3", "J2", "2026-07-01"),
        ],
        {"I06": 2, "I06.by.sex": {"F": 1, "M": 1}, "I05": 1, "I05.by.sex": {"F": 0, "M": 1}},
    ),
    Case(
        "the earlier of return visit and end of job ends an open leave",
        [
            row("emplois", "J1", travailleur_id="W1", etablissement_id="B", fin="2026-06-30"),
            leave("A1", "J1", "2026-05-04"),
            visit("V1", "J1", "2026-06-10", nature="reprise"),
            referral("S1", "J1", "2026-06-15"),
            row("emplois", "J2", travailleur_id="W2", etablissement_id="O", fin="2026-06-01"),
            leave("A2", "J2", "2026-05-04"),
            visit("V2", "J2", "2026-08-01", nature="reprise"),
            referral("S2", "J2", "2026-06-15"),
        ],
        {"I05": 2, "I06": 0},
    ),
    Case(
        "a leave with a known end ignores return visit and end of job",
        [
            row("emplois", "J1", travailleur_id="W1", etablissement_id="B", fin="2026-05-31"),
            leave("A1", "J1", "2026-05-04", fin="2026-07-31"),
            visit("V1", "J1", "2026-06-10", nature="reprise"),
            referral("S1", "J1", "2026-07-15"),
        ],
        {"I06": 1},
    ),
    Case(
        "orientations by recipient and by leave",
        [
            leave("A1", "J1", "2026-01-01", fin="2026-12-31"),
            *[
                sent(f"{job}{to}", job, "2026-05-05", to)
                for job in ("J1", "J2")
                for to in ("assistant_social_service", "psychologue_service", "mdph", "service_social_am", "cep")
            ],
        ],
        {
            "I07": 1,
            "I08": 1,
            "I09": 1,
            "I10": 1,
            "I13": 1,
            "I13.target": 0,
            "I14": 1,
            "I14.target": 1,
            "I25": 6,
            "I25.by.destinataire.cep": 2,
            "I25.by.destinataire.psychologue_service": 0,
            "I29": 2,
            "I29.by.destinataire.mdph": 2,
            "I29.by.destinataire.agefiph": 0,
        },
    ),
]
