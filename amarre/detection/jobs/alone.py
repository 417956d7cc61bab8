"""The same facts for one worker, in plain Python: for a page, which cannot wait for columns to be set up.

`rows` holds the worker's rows by resource, each a mapping of the columns of READ and TYPED with `pk`. A property test
(tests/detection/test_statements_agree.py) holds these facts and those of columns.py to the same answers.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from amarre.detection.jobs.facts import (
    DECEASED,
    EXAMS,
    FACTS,
    OPINIONS,
    SELF_EMPLOYED,
    TITLES,
    UNCERTAIN_CAUSES,
    Choices,
    choices,
)
from amarre.detection.spells import LASTING
from amarre.lib.calendars import add_months, last_working_day, territory_of, working_days
from amarre.rules.parameters import Figures

Row = Mapping[str, Any]
Rows = Mapping[str, Sequence[Row]]
DAY = timedelta(1)


def job_facts_of(rows: Rows, day: date, figures: Figures) -> list[dict[str, Any]]:
    """One mapping per active job: `travailleur_id`, `emploi_id`, then the facts of FACTS, in order of `emploi_id`."""
    chosen = choices(figures, day)
    known = [one for one in _prescriptions(rows) if one["debut"] <= day]
    visits = sorted((one for one in rows["visites"] if one["date"] <= day), key=lambda one: (one["date"], one["pk"]))
    found = []
    for worker in rows["travailleurs"]:
        about = _worker(worker, rows, known, visits, day, chosen)
        for job in sorted(_active(rows, day), key=lambda one: one["pk"]):
            facts = dict.fromkeys(FACTS) | about | _present(known, day, chosen) | _job(job, worker, rows, chosen)
            facts |= _absence(job, known, visits, rows, day, chosen, str(facts["regime_juridique"]))
            facts |= _follow_up(job, visits, rows, chosen)
            facts |= _documents(job, visits, rows, day, chosen) | _exams(job, visits, rows, day)
            facts["employeur_principal"] = _main_employer(job, rows, day, chosen.employers)
            facts["emploi_avant_visite"] = _before(job["debut"], facts["derniere_mi_carriere"])
            facts |= _mid_career_of(job, worker, facts["derniere_mi_carriere"], rows, day, chosen)
            facts |= _trials(job, rows, facts, day, chosen) | _others(job, rows, facts, day)
            found.append({"travailleur_id": worker["pk"], "emploi_id": job["pk"], **facts})
    return found


def absences_of(rows: Rows, gap: int) -> list[tuple[date, date]]:
    """The absences of one worker, of any cause, merged and in order: first and last day, LASTING without an end."""
    return [_bounds(spell) for spell in _spells(_prescriptions(rows), gap)]


def _last(days: Iterable[date | None]) -> date | None:
    return max((one for one in days if one is not None), default=None)


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


def _prescriptions(rows: Rows) -> list[dict[str, Any]]:
    """As amarre/detection/spells.py: an open leave ends before the next reprise visit or with its job."""
    ends = {one["pk"]: one["fin"] for one in rows["emplois"]}
    returns = sorted(one["date"] for one in rows["visites"] if one["nature"] == "reprise")
    found = []
    for leave in rows["arrets"]:
        end = leave["fin"]
        if end is None:
            seen = next((one - DAY for one in returns if one > leave["debut"]), None)
            end = min((one for one in (seen, ends[leave["emploi_id"]]) if one is not None), default=LASTING)
        if end >= leave["debut"]:
            found.append({"debut": leave["debut"], "fin": end, "motif": leave["motif"]})
    return found


def _spells(rows: Iterable[Mapping[str, Any]], gap: int) -> list[list[Mapping[str, Any]]]:
    """The prescriptions of each spell, in order."""
    spells: list[list[Mapping[str, Any]]] = []
    reached = None
    for one in sorted(rows, key=lambda row: row["debut"]):
        if reached is not None and (one["debut"] - reached).days <= gap + 1:
            spells[-1].append(one)
            reached = max(reached, one["fin"])
        else:
            spells.append([one])
            reached = one["fin"]
    return spells


def _bounds(spell: Sequence[Mapping[str, Any]]) -> tuple[date, date]:
    return spell[0]["debut"], max(one["fin"] for one in spell)


def _days(rows: Iterable[Mapping[str, Any]]) -> int:
    """The distinct days prescribed."""
    return sum((end - start).days + 1 for start, end in map(_bounds, _spells(rows, 0)))


def _worker(
    worker: Row, rows: Rows, known: Sequence[Row], visits: Sequence[Row], day: date, chosen: Choices
) -> dict[str, Any]:
    sick = [one for one in known if one["motif"] != "maternite"]
    spells = [_bounds(spell) for spell in _spells(sick, chosen.gap)]
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
    return len(seen), days, _last(start for start, _ in seen)


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
        "pre_reprise_le": _last(
            one["date"] for one in visits if one["nature"] == "pre_reprise" and one["date"] >= start
        ),
    }  # fmt: skip


def _mid_career(worker: Row, visits: Sequence[Row], day: date) -> dict[str, Any]:
    held = _last(one["date"] for one in visits if one["nature"] == "mi_carriere")
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


def _family(job: Row, rows: Rows) -> dict[int, bool]:
    """The jobs whose visits count for this one, and whether they are in the same establishment."""
    found = {}
    for other in rows["emplois"]:
        there = other["pk"] == job["pk"] or other["etablissement_id"] == job["etablissement_id"]
        trade = job["pcs"] is not None and other["pcs"] == job["pcs"] and other["suivi"] == job["suivi"]
        if there or trade:
            found[other["pk"]] = there
    return found


def _absence(
    job: Row, known: Sequence[Row], visits: Sequence[Row], rows: Rows, day: date, chosen: Choices, track: str
) -> dict[str, Any]:
    spells = _spells(known, chosen.gap)
    if not spells or _bounds(spells[-1])[1] >= day:
        return {}
    back = [_return(spell, job, visits, rows, day) for spell in spells if job["debut"] <= _bounds(spell)[1]]
    owed = [one for one in back if not one["reprise_depuis_retour"] and _owed(one, track, chosen)]
    return (owed or back or [{}])[-1]


def _return(spell: Sequence[Row], job: Row, visits: Sequence[Row], rows: Rows, day: date) -> dict[str, Any]:
    start, end = _bounds(spell)
    family = _family(job, rows)
    return {
        "debut_absence": start, "retour_le": end + DAY, "jours_depuis_retour": (day - end).days - 1,
        **_by_cause("jours", spell),
        "reprise_depuis_retour": any(
            one["nature"] == "reprise" and one["date"] >= end and one["emploi_id"] in family for one in visits
        ),
    }  # fmt: skip


def _present(known: Sequence[Row], day: date, chosen: Choices) -> dict[str, Any]:
    spells = _spells(known, chosen.gap)
    start, end = _bounds(spells[-1]) if spells else (day, LASTING)
    if end < day or end == LASTING:
        return {}
    return {"absence_depuis": start, "absence_jusqu_au": end, **_by_cause("prevus", spells[-1])}


def _by_cause(days: str, spell: Sequence[Row]) -> dict[str, int]:
    sick = [one for one in spell if one["motif"] != "maternite"]
    return {
        f"{days}_absence": _days(sick),
        f"{days}_non_trajet": _days(one for one in sick if one["motif"] not in UNCERTAIN_CAUSES),
        f"{days}_avec_trajet": _days(sick) if any(one["motif"] in UNCERTAIN_CAUSES for one in sick) else 0,
        f"{days}_accident_travail": _days(one for one in spell if one["motif"] == "accident_travail"),
        f"{days}_maladie_professionnelle": _days(one for one in spell if one["motif"] == "maladie_professionnelle"),
        f"{days}_maternite": _days(one for one in spell if one["motif"] == "maternite"),
    }


def _owed(back: Mapping[str, Any], track: str, chosen: Choices) -> bool:
    """Whether the law of the day on which the absence began asks for a visit on return from it."""
    return back["jours_depuis_retour"] <= chosen.lookback and any(
        least is not None and back[fact] >= least
        for fact, since in chosen.returns.get(track, {}).items()
        for least in [next((value for start, value in reversed(since) if start <= back["debut_absence"]), None)]
    )


def _follow_up(job: Row, visits: Sequence[Row], rows: Rows, chosen: Choices) -> dict[str, Any]:
    family = _family(job, rows)
    met = [one for one in visits if one["emploi_id"] in family]
    counted = [one for one in met if one["nature"] in chosen.counted]
    since = add_months(job["debut"], -12 * chosen.exemptions.get(job["suivi"], 0))
    same_trade = {one["pk"] for one in rows["emplois"] if job["pcs"] is not None and one["pcs"] == job["pcs"]}
    earlier = any(
        not family[one["emploi_id"]] and one["emploi_id"] in same_trade and since <= one["date"] <= job["debut"]
        and (job["suivi"] != "renforce" or one["avis"] == "aptitude")
        for one in counted
    )  # fmt: skip
    reserved = any((one["avis"] == "inaptitude" or one["amenagement"]) and one["date"] >= since for one in visits)
    seen = _last(one["date"] for one in counted)
    between = _last(one["date"] for one in met if one["nature"] == "intermediaire")
    return {
        "visite_chez_employeur": _last(
            one["date"]
            for one in met
            if family[one["emploi_id"]] and (one["date"] >= job["debut"] or (one in counted and one["date"] >= since))
        ),
        "derniere_visite": seen,
        "derniere_intermediaire": between,
        "intermediaire_faite": seen is not None and between is not None and between >= seen,
        "dispense_possible": earlier and not reserved,
    }


def _documents(job: Row, visits: Sequence[Row], rows: Rows, day: date, chosen: Choices) -> dict[str, Any]:
    nurses = {one["pk"] for one in rows["professionnels"] if one["role"] == "idest"}
    oldest = day - timedelta(chosen.recall)
    recent = [one for one in visits if one["emploi_id"] == job["pk"] and one["date"] >= oldest]
    before = [one for one in recent if one["nature"] == "pre_reprise"]
    by_nurse = [one for one in recent if one["professionnel_id"] in nurses]
    return {
        "pre_reprise_avec_avis": _last(one["date"] for one in before if one["avis"] in OPINIONS),
        "pre_reprise_employeur": _last(one["date"] for one in before if one["demandeur"] == "employeur"),
        "opposition_le": _last(one["date"] for one in before if one["opposition_information"]),
        "avis_infirmier": _last(one["date"] for one in by_nurse if one["avis"] in OPINIONS),
        "mesures_infirmier": _last(one["date"] for one in by_nurse if one["amenagement"]),
    }


def _exams(job: Row, visits: Sequence[Row], rows: Rows, day: date) -> dict[str, Any]:
    typed = {one["visite_id"]: one for one in rows["complements_visites"]}
    seen = [one for one in visits if one["emploi_id"] == job["pk"] and one["nature"] in EXAMS]
    unfit = [one for one in seen if one["avis"] == "inaptitude"]
    unfit_on = unfit[-1]["date"] if unfit else None
    said = typed.get(unfit[-1]["pk"], {}).get("premier_examen_le") if unfit else None
    decided = {visit for visit, one in typed.items() if one["second_examen"]}
    pending = [
        one["date"] for one in seen
        if (one["avis"] == "aucun" or one["pk"] in decided) and (unfit_on is None or one["date"] < unfit_on)
    ]  # fmt: skip
    first = said or _last(pending)
    needed = _last(one["date"] for one in seen if one["pk"] in decided and one["date"] in pending)
    after = [one["date"] for one in seen if first is not None and one["avis"] != "aucun" and one["date"] > first]
    return {
        "inaptitude_le": unfit_on, "premier_examen": first, "examen_suivant": min(after, default=None),
        "second_examen_decide": first is not None and needed == first,
        "jours_depuis_inaptitude": (day - unfit_on).days if unfit_on else None,
        "jours_entre_examens": (unfit_on - first).days if unfit_on and first else None,
    }  # fmt: skip


def _trials(job: Row, rows: Rows, facts: Mapping[str, Any], day: date, chosen: Choices) -> dict[str, Any]:
    start = facts["debut_arret"]
    begun = [
        one for one in rows["dispositifs"]
        if one["nature"] == "essai_encadre" and one["emploi_id"] == job["pk"] and one["accord"] != "non"
        and one["debut"] is not None and start is not None and start <= one["debut"] <= day
    ]  # fmt: skip
    if not begun:
        return {}
    place = next(one for one in rows["etablissements"] if one["pk"] == job["etablissement_id"])
    where = territory_of(place["code_insee"], place["code_postal"])
    begun.sort(key=lambda one: (one["debut"], one["pk"]))
    days = [working_days(one["debut"], one["fin"], where) if one["fin"] else None for one in begun]
    last = begun[-1]
    return {
        "essai_debut": last["debut"], "essai_fin": last["fin"], "essai_jours": days[-1],
        "essai_depassement": _beyond(last["fin"], facts["fin_arret"]),
        "essai_total": sum(one for one in days if one is not None),
        "essai_limite": min(last_working_day(last["debut"], chosen.trial_days, where), facts["fin_arret"] or LASTING)
        if chosen.trial_days else None,
    }  # fmt: skip


def _beyond(end: date | None, leave: date | None) -> int | None:
    if end is None:
        return None
    return max((end - leave).days, 0) if leave else 0


def _others(job: Row, rows: Rows, facts: Mapping[str, Any], day: date) -> dict[str, Any]:
    def of_job(name: str) -> list[Row]:
        return [one for one in rows[name] if one["emploi_id"] == job["pk"]]

    asked = [one for one in of_job("demandes_medecin_conseil") if one["recue_le"] <= day]
    last = max(asked, key=lambda one: one["recue_le"], default=None)
    start = facts["debut_arret"]
    return {
        "licencie_le": _last(one["date"] for one in of_job("licenciements") if one["date"] <= day),
        "demande_le": last and last["recue_le"],
        "reponse_le": last and last["repondue_le"],
        "ppr_debut": _last(
            one["debut"] for one in of_job("dispositifs")
            if one["nature"] == "ppr" and one["accord"] != "non" and one["debut"] is not None and one["debut"] <= day
        ),
        "rdv_liaison_le": _last(
            one["date"] for one in of_job("rendez_vous_liaison")
            if start is not None and start <= one["date"] <= day
        ),
    }  # fmt: skip
