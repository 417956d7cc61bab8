"""The same facts for one worker, in plain Python: for a page, which cannot wait for columns to be set up.

`rows` holds the worker's rows by resource, each a mapping of the columns of READ and TYPED with `pk`. A property test
(tests/detection/test_statements_agree.py) holds these facts and those of columns.py to the same answers.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from amarre.detection.jobs.alone_leaves import (
    DAY,
    Row,
    Rows,
    bounds,
    days_of,
    latest,
    prescriptions,
    spells_of,
)
from amarre.detection.jobs.alone_visits import documents, exams, family_of, follow_up, trials
from amarre.detection.jobs.facts import (
    DECEASED,
    FACTS,
    SELF_EMPLOYED,
    TITLES,
    UNCERTAIN_CAUSES,
    Choices,
    choices,
)
from amarre.detection.spells import LASTING
from amarre.lib.calendars import add_months
from amarre.rules.parameters import Figures


def job_facts_of(rows: Rows, day: date, figures: Figures) -> list[dict[str, Any]]:
    """One mapping per active job: `travailleur_id`, `emploi_id`, then the facts of FACTS, in order of `emploi_id`."""
    chosen = choices(figures, day)
    known = [one for one in prescriptions(rows) if one["debut"] <= day]
    visits = sorted((one for one in rows["visites"] if one["date"] <= day), key=lambda one: (one["date"], one["pk"]))
    found = []
    for worker in rows["travailleurs"]:
        about = _worker(worker, rows, known, visits, day, chosen)
        for job in sorted(_active(rows, day), key=lambda one: one["pk"]):
            facts = dict.fromkeys(FACTS) | about | _present(known, day, chosen) | _job(job, worker, rows, chosen)
            facts |= _absence(job, known, visits, rows, day, chosen, str(facts["regime_juridique"]))
            facts |= follow_up(job, visits, rows, chosen)
            facts |= documents(job, visits, rows, day, chosen) | exams(job, visits, rows, day)
            facts["employeur_principal"] = _main_employer(job, rows, day, chosen.employers)
            facts["emploi_avant_visite"] = _before(job["debut"], facts["derniere_mi_carriere"])
            facts |= _mid_career_of(job, worker, facts["derniere_mi_carriere"], rows, day, chosen)
            facts |= trials(job, rows, facts, day, chosen) | _others(job, rows, facts, day)
            found.append({"travailleur_id": worker["pk"], "emploi_id": job["pk"], **facts})
    return found


def _before(start: date, end: date | None) -> bool | None:
    return None if end is None else start <= end


def _spans(start: date | None, end: date | None, day: date) -> bool:
    return (start is None or start <= day) and (end is None or day <= end)


def _active(rows: Rows, day: date) -> list[Row]:
    members = {one["pk"] for one in rows["adherents"] if _spans(one["date_adhesion"], one["date_radiation"], day)}
    places = {one["pk"] for one in rows["etablissements"] if one["adherent_id"] in members}
    if any(
        one["issue"] == DECEASED and one["cloture"] is not None and one["cloture"] <= day for one in rows["dossiers"]
    ):
        return []
    dismissed = {one["emploi_id"] for one in rows["licenciements"] if one["date"] < day}
    return [
        one for one in rows["emplois"]
        if one["etablissement_id"] in places and one["pk"] not in dismissed and _spans(one["debut"], one["fin"], day)
    ]  # fmt: skip


def _worker(
    worker: Row, rows: Rows, known: Sequence[Row], visits: Sequence[Row], day: date, chosen: Choices
) -> dict[str, Any]:
    sick = [one for one in known if one["motif"] != "maternite"]
    spells = [bounds(spell) for spell in spells_of(sick, chosen.gap)]
    short, days_short, last_start = _totals(spells, day, chosen.months)
    long, days_long, _ = _totals(spells, day, chosen.long_months)
    held = [
        one for one in rows["reconnaissances"]
        if one["nature"] in TITLES and one["debut"] is not None and one["debut"] <= day
        and (one["fin"] is None or one["fin"] >= day)
    ]  # fmt: skip
    return {
        "nombre_arrets": short, "jours_cumules": days_short, "debut_dernier_arret": last_start,
        "nombre_arrets_24": long, "jours_cumules_24": days_long,
        "titre_handicap": bool(held), "regime_agricole": worker["regime"] == "agricole",
        **_leave(sick, spells, visits, day, chosen), **_mid_career(worker, visits, day),
    }  # fmt: skip


def _totals(spells: Sequence[tuple[date, date]], day: date, months: int) -> tuple[int, int, date | None]:
    first = add_months(day, -months) + DAY
    seen = [(start, end) for start, end in spells if end >= first]
    days = sum((min(end, day) - max(start, first)).days + 1 for start, end in seen)
    return len(seen), days, latest(start for start, _ in seen)


def _leave(
    sick: Sequence[Row], spells: Sequence[tuple[date, date]], visits: Sequence[Row], day: date, chosen: Choices
) -> dict[str, Any]:
    current = next(((start, end) for start, end in spells if end >= day), None)
    if current is None:
        return {}
    start, end = current
    days = (day - start).days + 1
    return {
        "debut_arret": start, "fin_arret": None if end == LASTING else end, "jours_arret": days,
        "duree_prevue": None if end == LASTING else (end - start).days + 1,
        "jours_liaison": days - (1 - chosen.reached_counts),
        "medecin_conseil_ouvert": add_months(start, chosen.insurance_months) <= day,
        "pre_reprise_le": latest(
            one["date"] for one in visits if one["nature"] == "pre_reprise" and one["date"] >= start
        ),
    }  # fmt: skip


def _mid_career(worker: Row, visits: Sequence[Row], day: date) -> dict[str, Any]:
    held = latest(one["date"] for one in visits if one["nature"] == "mi_carriere")
    return {"age_dans_annee": day.year - worker["date_naissance"].year, "derniere_mi_carriere": held}


def _mid_career_of(job: Row, worker: Row, held: date | None, rows: Rows, day: date, chosen: Choices) -> dict[str, Any]:
    if chosen.mid_career_age is None:
        return {"mi_carriere_faite": False}
    place = next(one for one in rows["etablissements"] if one["pk"] == job["etablissement_id"])
    agreed = (age for sector, age in chosen.mid_career_branches if place["naf"].startswith(sector))
    born, age = worker["date_naissance"], next(agreed, chosen.mid_career_age)
    year = born.year + age
    first, last = date(year, 1, 1), date(year, 12, 31)
    reached = add_months(born, 12 * age) if chosen.from_birthday else first
    opens = add_months(reached, -12 * (chosen.mid_career_years or 0))
    return {
        "age_mi_carriere": day.year - year + chosen.mid_career_age,
        "debut_mi_carriere": first, "fin_mi_carriere": last, "debut_couplage": opens,
        "couplage_ouvert": opens <= day < first, "mi_carriere_faite": held is not None and held >= opens,
        "emploi_avant_mi_carriere": _before(job["debut"], last),
    }  # fmt: skip


def _job(job: Row, worker: Row, rows: Rows, chosen: Choices) -> dict[str, Any]:
    place = next(one for one in rows["etablissements"] if one["pk"] == job["etablissement_id"])
    member = next(one for one in rows["adherents"] if one["pk"] == place["adherent_id"])
    born, start = worker["date_naissance"], job["debut"]
    public = member["nature"] in {"collectivite", "etablissement_public"} and (
        job["contrat"] in {"titulaire", "contractuel"} or worker["regime"] == "fonction_publique"
    )
    hospital = member["nature"] == "etablissement_public" and place["naf"] in chosen.hospitals
    track = ("fph" if hospital else "fpt") if public else "prive"
    if job["contrat"] == SELF_EMPLOYED:
        track = SELF_EMPLOYED
    return {
        "debut_emploi": start, "contrat": job["contrat"], "suivi": job["suivi"],
        "regime_juridique": track,
        "age_debut": start.year - born.year - ((start.month, start.day) < (born.month, born.day)),
        "adhesion_avant": member["date_adhesion"] is None or member["date_adhesion"] <= start,
    }  # fmt: skip


def _main_employer(job: Row, rows: Rows, day: date, least: int | None) -> bool:
    owners = {one["pk"]: one["adherent_id"] for one in rows["etablissements"]}
    alike = [
        one for one in _active(rows, day)
        if job["pcs"] is not None and (one["pcs"], one["suivi"]) == (job["pcs"], job["suivi"])
    ]  # fmt: skip
    several = bool(alike) and least is not None and len({owners[one["etablissement_id"]] for one in alike}) >= least
    return several and job["pk"] == min(alike, key=lambda one: (one["debut"], one["pk"]))["pk"]


def _absence(
    job: Row, known: Sequence[Row], visits: Sequence[Row], rows: Rows, day: date, chosen: Choices, track: str
) -> dict[str, Any]:
    spells = spells_of(known, chosen.gap)
    if not spells or bounds(spells[-1])[1] >= day:
        return {}
    back = [_return(spell, job, visits, rows, day) for spell in spells if job["debut"] <= bounds(spell)[1]]
    back = [one for one in back if one["jours_depuis_retour"] <= chosen.lookback]
    owed = [one for one in back if not one["reprise_depuis_retour"] and _owed(one, track, chosen)]
    return (owed or back or [{}])[-1]


def _return(spell: Sequence[Row], job: Row, visits: Sequence[Row], rows: Rows, day: date) -> dict[str, Any]:
    start, end = bounds(spell)
    family = family_of(job, rows)
    return {
        "debut_absence": start, "retour_le": end + DAY, "jours_depuis_retour": (day - end).days - 1,
        **_by_cause("jours", spell),
        "reprise_depuis_retour": any(
            one["nature"] == "reprise" and one["date"] >= end and one["emploi_id"] in family for one in visits
        ),
    }  # fmt: skip


def _present(known: Sequence[Row], day: date, chosen: Choices) -> dict[str, Any]:
    spells = spells_of(known, chosen.gap)
    start, end = bounds(spells[-1]) if spells else (day, LASTING)
    if end < day or end == LASTING:
        return {}
    return {"absence_depuis": start, "absence_jusqu_au": end, **_by_cause("prevus", spells[-1])}


def _by_cause(days: str, spell: Sequence[Row]) -> dict[str, int]:
    sick = [one for one in spell if one["motif"] != "maternite"]
    return {
        f"{days}_absence": days_of(sick),
        f"{days}_non_trajet": days_of(one for one in sick if one["motif"] not in UNCERTAIN_CAUSES),
        f"{days}_avec_trajet": days_of(sick) if any(one["motif"] in UNCERTAIN_CAUSES for one in sick) else 0,
        f"{days}_accident_travail": days_of(one for one in spell if one["motif"] == "accident_travail"),
        f"{days}_maladie_professionnelle": days_of(one for one in spell if one["motif"] == "maladie_professionnelle"),
        f"{days}_maternite": days_of(one for one in spell if one["motif"] == "maternite"),
    }


def _owed(back: Mapping[str, Any], track: str, chosen: Choices) -> bool:
    """Whether the law of the day on which the absence began asks for a visit on return from it."""
    return any(
        least is not None and back[fact] >= least
        for fact, since in chosen.returns.get(track, {}).items()
        for least in [next((value for start, value in reversed(since) if start <= back["debut_absence"]), None)]
    )


def _others(job: Row, rows: Rows, facts: Mapping[str, Any], day: date) -> dict[str, Any]:
    def of_job(name: str) -> list[Row]:
        return [one for one in rows[name] if one["emploi_id"] == job["pk"]]

    asked = [one for one in of_job("demandes_medecin_conseil") if one["recue_le"] <= day]
    last = max(asked, key=lambda one: one["recue_le"], default=None)
    start = facts["debut_arret"]
    return {
        "licencie_le": latest(one["date"] for one in of_job("licenciements") if one["date"] <= day),
        "demande_le": last and last["recue_le"],
        "reponse_le": last and last["repondue_le"],
        "ppr_debut": latest(
            one["debut"] for one in of_job("dispositifs")
            if one["nature"] == "ppr" and one["accord"] != "non" and one["debut"] is not None and one["debut"] <= day
        ),
        "rdv_liaison_le": latest(
            one["date"] for one in of_job("rendez_vous_liaison")
            if start is not None and start <= one["date"] <= day
        ),
    }  # fmt: skip
