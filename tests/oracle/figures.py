"""Every indicator computed the slow and obvious way from the CSV files, to be checked by eye against the document.

Nothing here is shared with the application: no import of it, no data frames. `python -m tests.oracle.figures FOLDER
--from D --to D [--divisions 41,42,43] [--theme rps]` prints the figures as JSON.
"""

import argparse
import json
from datetime import date
from pathlib import Path

from .book import COMPANY, FIXED, PERSON, Book, Item, Scopes, count, establishments, median_days, where, workers
from .folder import Folder, Row, day, six_months_after, yes

PARTNERS = [
    "cap_emploi",
    "mdph",
    "service_social_am",
    "cep",
    "agefiph",
    "fiphfp",
    "france_travail",
    "autre_professionnel_sante",
]
INDEX_THRESHOLD = 2
YEARS_OF_A_FICHE = 4
MID_CAREER_AGE = 45


def figures(
    folder: Path, start: date, end: date, target_divisions: set[str] | None = None, theme2: str | None = None
) -> dict[str, Scopes]:
    """All the indicators of one period, both ends included; without a theme 2, V01-V03 are not applicable."""
    book = Book(Folder(Path(folder)), start, end, target_divisions)
    families = [population, visits_and_indices, referrals, meetings_and_schemes, plans, cases, support]
    families += [company_actions, service_actions, certification, survey, outcomes, partner_delays]
    result: dict[str, Scopes] = {}
    for family in families:
        result |= family(book)
    return result | second_theme(book, theme2)


# Population


def population(book: Book) -> dict[str, Scopes]:
    end = book.end
    active = [book.company_item(row, row["etablissement_id"]) for row in book.data.active_establishments(end)]
    late = [item for item in active if fiche_is_late(book.data.last_fiche_entreprise(item["row"], end), end)]
    with_duerp = [item for item in active if item["row"]["date_duerp"] and day(item["row"]["date_duerp"]) <= end]
    return {
        "E01": book.both(active, count, COMPANY),
        "E02": book.both(book.workers_with_an_active_job(), workers, PERSON),
        "E03": book.both(late, count, COMPANY),
        "E04": book.ratio(with_duerp, active, COMPANY),
    }


def fiche_is_late(last: date | None, end: date) -> bool:
    """Missing, or more than four years before the end; exactly four years is not late."""
    if last is None:
        return True
    return (last.year + YEARS_OF_A_FICHE, last.month, last.day) < (end.year, end.month, end.day)


# Before and during sick leave


def visits_and_indices(book: Book) -> dict[str, Scopes]:
    visits, indices = book.acts("visites"), book.acts("indices")
    high = [
        item
        for item in where(indices, instrument=["IRI", "IRDP_PADOA", "IRDP_PRESANSE"])
        if float(item["row"]["valeur"]) > INDEX_THRESHOLD
    ]
    mid_career = where(visits, nature="mi_carriere")
    due = [
        item
        for item in book.workers_with_an_active_job()
        if day(book.data.by_id["travailleurs"][item["worker"]]["date_naissance"]).year + MID_CAREER_AGE == book.end.year
    ]
    window = (date(book.end.year - 2, 1, 1), book.end)
    seen = {
        book.data.by_id["emplois"][row["emploi_id"]]["travailleur_id"]
        for row in book.data.rows["visites"]
        if row["nature"] == "mi_carriere" and window[0] <= day(row["date"]) <= window[1]
    }
    covered = [item for item in due if item["worker"] in seen]
    asked = where(book.acts("visites", by="demandeur"), demandeur=["travailleur", "employeur", "medecin_travail"])
    return {
        "I01": book.both(high, workers, PERSON),
        "I02": book.both(where(indices, instrument="IRDP_PRESANSE"), count, PERSON),
        "I03": book.both(mid_career, count, PERSON),
        "I04": book.ratio(mid_career, due, PERSON, (count, workers)),
        "I31": book.ratio(covered, due, PERSON, (workers, workers)),
        "I15": book.both(where(asked, nature="demande"), count, [*PERSON, "demandeur"]),
        "I16": book.both(adapted(visits), workers, PERSON),
        "I17": book.both(pre_returns(book), count, [*PERSON, "demandeur"]),
    }


def adapted(visits: list[Item]) -> list[Item]:
    return [item for item in visits if yes(item["row"]["amenagement"])]


def pre_returns(book: Book) -> list[Item]:
    return where(book.acts("visites", by="demandeur"), nature="pre_reprise")


def attended_meetings(book: Book) -> list[Item]:
    meetings = book.acts("rendez_vous_liaison", by="participation")
    return [item for item in meetings if item["row"]["participation"] != "aucune"]


def referrals(book: Book) -> dict[str, Scopes]:
    """Received by the cell and sent by it, apart by whether the worker was on leave on that day."""

    def not_on_leave(items: list[Item]) -> list[Item]:
        return [item for item in items if not book.data.on_leave(item["worker"], item["when"])]

    def on_leave(items: list[Item]) -> list[Item]:
        return [item for item in items if book.data.on_leave(item["worker"], item["when"])]

    received = book.acts("signalements", by="origine")
    sent = book.acts("orientations", by="destinataire")
    to_partners = where(sent, destinataire=PARTNERS)
    from_partners = where(book.acts("signalements", by="partenaire"), origine="partenaire")

    def to(word: str) -> list[Item]:
        return where(sent, destinataire=word)

    return {
        "I05": book.both(not_on_leave(received), count, [*PERSON, "origine"]),
        "I06": book.both(on_leave(received), count, [*PERSON, "origine"]),
        "I07": book.both(not_on_leave(to("assistant_social_service")), count, PERSON),
        "I08": book.both(on_leave(to("assistant_social_service")), count, PERSON),
        "I09": book.both(not_on_leave(to("psychologue_service")), count, PERSON),
        "I10": book.both(on_leave(to("psychologue_service")), count, PERSON),
        "I11": book.both(not_on_leave(to("cap_emploi")), count, PERSON),
        "I12": book.both(on_leave(to("cap_emploi")), count, PERSON),
        "I13": book.both(not_on_leave(to("mdph")), count, PERSON),
        "I14": book.both(on_leave(to("service_social_am")), count, PERSON),
        "I25": book.both(to_partners, count, [*PERSON, "destinataire"]),
        "I26": book.both(from_partners, count, [*PERSON, "partenaire"]),
        "I29": book.both(to_partners, workers, [*PERSON, "destinataire"]),
    }


def meetings_and_schemes(book: Book) -> dict[str, Scopes]:
    agreed = where(book.acts("dispositifs", "debut"), accord="oui")
    trials = where(agreed, nature="essai_encadre", initiative="medecin_travail")
    return {
        "I18": book.both(attended_meetings(book), count, [*PERSON, "participation"]),
        "I19": book.both(trials, count, PERSON),
        "I20": book.both(where(agreed, nature="crpe"), count, PERSON),
        "I30": book.both(where(agreed, nature="fipu"), count, PERSON),
    }


def plans(book: Book) -> dict[str, Scopes]:
    """I22 adds lists: a visit is in it once for each term that it fulfils."""
    opened = book.acts("dossiers", "plan_ouvert_le")
    visits = book.acts("visites")
    terms = opened + where(visits, nature="mi_carriere") + adapted(visits) + attended_meetings(book) + pre_returns(book)
    return {
        "I21": book.both(opened, count, PERSON),
        "I22": book.both(terms, count, PERSON),
        "I23": book.both(terms, workers, PERSON),
    }


def open_cases(book: Book) -> list[Item]:
    """Cases open on at least one day of the period, at the age of its end."""
    items = []
    for row in book.data.rows["dossiers"]:
        closed = day(row["cloture"])
        if day(row["ouverture"]) <= book.end and (closed is None or closed >= book.start):
            referral = book.data.by_id["signalements"].get(row["signalement_id"])
            items.append(
                book.person_item(row, row["emploi_id"], book.end, origine=referral["origine"] if referral else "")
            )
    return items


def cases(book: Book) -> dict[str, Scopes]:
    return {"I24": book.both(open_cases(book), workers, [*PERSON, "origine"])}


def support(book: Book) -> dict[str, Scopes]:
    acts = book.acts("accompagnements")
    return {
        "I27": book.both(where(acts, intervenant="assistant_social"), workers, PERSON),
        "I28": book.both(where(acts, intervenant="psychologue"), workers, PERSON),
    }


# Companies


def company_actions(book: Book) -> dict[str, Scopes]:
    with_cssct = [
        book.company_item(row, row["etablissement_id"])
        for row in book.data.active_establishments(book.end)
        if yes(row["cssct"])
    ]
    reached = {item["establishment"] for item in book.reached(["cssct"])}
    reached_cssct = [item for item in with_cssct if item["establishment"] in reached]
    awareness = book.reached(["sensibilisation", "atelier", "webinaire"], "pdp")
    return {
        "A01": book.both(book.reached(["fiche_entreprise"]), count, COMPANY),
        "A02": book.both(book.reached(["accompagnement_duerp"]), establishments, COMPANY),
        "A07": book.ratio(reached_cssct, with_cssct, COMPANY, (establishments, establishments)),
        "A16": book.both(awareness, establishments, COMPANY),
    }


def service_actions(book: Book) -> dict[str, Scopes]:
    meetings_with_staff = book.actions(["sensibilisation", "atelier", "webinaire"], "pdp")
    with_partner = [
        action for action in meetings_with_staff if any(name.strip() for name in action["partenaires"].split("|"))
    ]
    forums = participants(book, ["forum"], None)
    workshops = participants(book, ["atelier"], "pdp")
    return {
        "A03": book.all_only(len(book.actions(["sensibilisation"], "pdp"))),
        "A04": book.all_only(len(book.actions(["webinaire"], "pdp"))),
        "A05": book.all_only(len(book.actions(["atelier"], "pdp"))),
        "A06": {scope: None if n is None else {"value": n, "by": {}} for scope, n in workshops.items()},
        "A08": {
            "all": {"value": len(book.actions(["forum"])), "participants": forums["all"], "by": {}},
            "target": None if forums["target"] is None else {"value": None, "participants": forums["target"], "by": {}},
        },
        "A09": book.all_only(len(book.actions(["video_temoignage"]))),
        "A10": book.all_only(len(book.actions(["video_institutionnelle"]))),
        "A11": book.all_only(len(book.actions(["diffusion_numerique"]))),
        "A12": book.all_only(len(book.actions(["reunion_partenaires"]))),
        "A13": book.all_only(len(with_partner)),
        "A14": book.all_only(len(book.actions(["reunion_promotion"]))),
        "A15": book.all_only(len(book.actions(["fiche_dispositif"]))),
    }


def participants(book: Book, natures: list[str], theme: str | None) -> dict[str, int | None]:
    """All: what the action says or, where it says nothing, what its establishments say. Target: what its own say."""
    everyone = 0
    for action in book.actions(natures, theme):
        if action["participants"] != "":
            everyone += int(action["participants"])
        else:
            everyone += sum(int(row["participants"] or 0) for row in book.data.reached_by(action))
    of_target = book.of_target(book.reached(natures, theme))
    in_target = sum(int(item["row"]["participants"] or 0) for item in of_target)
    return {"all": everyone, "target": None if book.target is None else in_target}


def second_theme(book: Book, theme: str | None) -> dict[str, Scopes]:
    """Establishments reached on the contract's theme 2, and those among them that the Carsat follows."""
    if theme is None:
        nothing = {"value": None, "carsat": None, "by": {}}
        return {code: {"all": nothing, "target": nothing if book.target else None} for code in ("V01", "V02", "V03")}
    natures = {
        "V01": ["atelier", "webinaire", "formation_interne"],
        "V02": ["amt", "mesure_conseil", "accompagnement_duerp"],
        "V03": ["diffusion_numerique", "forum", "sensibilisation"],
    }
    result = {}
    for code, words in natures.items():
        reached = book.reached(words, theme)
        followed = [
            item
            for item in reached
            if book.data.by_id["etablissements"][item["establishment"]]["programme_carsat"] != ""
        ]
        result[code] = book.both(reached, establishments, COMPANY)
        for scope, figure in result[code].items():
            if figure is not None:
                figure["carsat"] = establishments(followed if scope == "all" else book.of_target(followed))
    return result


# Certification, survey, outcomes


def certification(book: Book) -> dict[str, Scopes]:
    treated = open_cases(book)
    closed = [item for item in treated if book.in_period(item["row"]["cloture"])]
    kept_in_post = ["maintien_poste", "maintien_poste_amenage"]
    with_rqth = {row["travailleur_id"] for row in book.data.rows["reconnaissances"] if rqth_in_force(row, book.end)}
    recognised = [item for item in book.workers_with_an_active_job() if item["worker"] in with_rqth]
    social_work = where(book.acts("accompagnements"), intervenant="assistant_social")
    social_needs = where(book.acts("signalements"), motif=["social", "sante_et_social"])
    return {
        "F00": book.both(treated, count, PERSON),
        "F01": book.ratio(where(closed, issue=kept_in_post), treated, PERSON),
        "F02": book.ratio(where(closed, issue=[*kept_in_post, "maintien_entreprise"]), treated, PERSON),
        "F03": book.ratio(where(closed, issue="reclassement_externe"), treated, PERSON),
        "F04": book.both(book.acts("licenciements"), count, PERSON),
        "F05": book.both(recognised, workers, PERSON),
        "F06": book.ratio(social_work, social_needs, PERSON),
    }


def rqth_in_force(row: Row, end: date) -> bool:
    began, ended = day(row["debut"]), day(row["fin"])
    return row["nature"] == "rqth" and began is not None and began <= end and (ended is None or ended >= end)


def survey(book: Book) -> dict[str, Scopes]:
    unfit = where(book.acts("visites"), avis="inaptitude")
    without_search = [item for item in unfit if yes(item["row"]["dispense_reclassement"])]
    cell = [row for row in book.data.rows["professionnels"] if yes(row["cellule"])]
    by_role = {role: len([row for row in cell if row["role"] == role]) for role in FIXED["role"]}
    etp = round(sum(float(row["etp"] or 0) for row in cell), 6)
    return {
        "G01": book.both(unfit, workers, PERSON),
        "G02": book.both(without_search, workers, PERSON),
        "G03": book.both(where(unfit, nature="reprise"), count, PERSON),
        "G04": {"all": {"value": len(cell), "etp": etp, "by": {"role": by_role}}, "target": None},
    }


def outcomes(book: Book) -> dict[str, Scopes]:
    """Six months after closing: who was followed, who of those reached still works, who is lost."""
    due, followed, reached, working, lost = [], [], [], [], []
    for row in book.data.rows["dossiers"]:
        if row["issue"] in ("", "deces"):
            continue
        when = six_months_after(day(row["cloture"]))
        if not book.start <= when <= book.end:
            continue
        item = book.person_item(row, row["emploi_id"], when)
        situation = book.data.last_reached_situation(row)
        due.append(item)
        if book.data.six_month_follow_ups(row):
            followed.append(item)
        (lost if situation is None else reached).append(item)
        if situation in ("meme_poste", "poste_amenage", "autre_poste_entreprise", "autre_employeur"):
            working.append(item)
    return {
        "O01": book.ratio(followed, due, PERSON),
        "O02": book.ratio(working, reached, PERSON),
        "O03": book.ratio(lost, due, PERSON),
    }


def partner_delays(book: Book) -> dict[str, Scopes]:
    sent = where(book.acts("orientations"), destinataire=PARTNERS)
    answered = [item for item in sent if item["row"]["accuse_le"]]
    for item in answered:
        item["days"] = (day(item["row"]["accuse_le"]) - item["when"]).days
    acknowledged = book.ratio(answered, sent, PERSON)
    for scope, figure in acknowledged.items():
        if figure is not None:
            figure["median_days"] = median_days(answered if scope == "all" else book.of_target(answered))

    opened = []
    for item in book.acts("dossiers", "ouverture"):
        referral = book.data.by_id["signalements"].get(item["row"]["signalement_id"])
        if referral is not None:
            opened.append(item | {"days": (item["when"] - day(referral["date"])).days})
    return {"O04": acknowledged, "O05": book.both(opened, median_days, PERSON)}


def main() -> None:
    parser = argparse.ArgumentParser(description="Indicators of an exchange folder, computed the slow way.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--from", dest="start", type=date.fromisoformat, required=True)
    parser.add_argument("--to", dest="end", type=date.fromisoformat, required=True)
    parser.add_argument("--divisions", type=lambda text: set(text.split(",")))
    parser.add_argument("--theme")
    given = parser.parse_args()
    result = figures(given.folder, given.start, given.end, given.divisions, given.theme)
    print(json.dumps(result, ensure_ascii=False, indent=1))  # noqa: T201


if __name__ == "__main__":
    main()
