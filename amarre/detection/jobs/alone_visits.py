"""What visits and trials say of one job of a worker, in plain Python; as columns: visits.py and trials.py."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from amarre.detection.jobs.alone_leaves import Row, Rows, latest
from amarre.detection.jobs.facts import EXAMS, OPINIONS, Choices
from amarre.detection.spells import LASTING
from amarre.lib.calendars import add_months, last_working_day, territory_of, working_days


def follow_up(job: Row, visits: Sequence[Row], rows: Rows, chosen: Choices) -> dict[str, Any]:
    family = family_of(job, rows)
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
    seen = latest(one["date"] for one in counted)
    between = latest(one["date"] for one in met if one["nature"] == "intermediaire")
    return {
        "visite_chez_employeur": latest(
            one["date"]
            for one in met
            if family[one["emploi_id"]] and (one["date"] >= job["debut"] or (one in counted and one["date"] >= since))
        ),
        "derniere_visite": seen,
        "derniere_intermediaire": between,
        "intermediaire_faite": seen is not None and between is not None and between >= seen,
        "dispense_possible": earlier and not reserved,
    }


def family_of(job: Row, rows: Rows) -> dict[int, bool]:
    """The jobs whose visits count for this one, and whether they are in the same establishment."""
    found = {}
    for other in rows["emplois"]:
        there = other["pk"] == job["pk"] or other["etablissement_id"] == job["etablissement_id"]
        trade = job["pcs"] is not None and other["pcs"] == job["pcs"] and other["suivi"] == job["suivi"]
        if there or trade:
            found[other["pk"]] = there
    return found


def documents(job: Row, visits: Sequence[Row], rows: Rows, day: date, chosen: Choices) -> dict[str, Any]:
    nurses = {one["pk"] for one in rows["professionnels"] if one["role"] == "idest"}
    oldest = day - timedelta(chosen.recall)
    recent = [one for one in visits if one["emploi_id"] == job["pk"] and one["date"] >= oldest]
    before = [one for one in recent if one["nature"] == "pre_reprise"]
    by_nurse = [one for one in recent if one["professionnel_id"] in nurses]
    return {
        "pre_reprise_avec_avis": latest(one["date"] for one in before if one["avis"] in OPINIONS),
        "pre_reprise_employeur": latest(one["date"] for one in before if one["demandeur"] == "employeur"),
        "opposition_le": latest(one["date"] for one in before if one["opposition_information"]),
        "avis_infirmier": latest(one["date"] for one in by_nurse if one["avis"] in OPINIONS),
        "mesures_infirmier": latest(one["date"] for one in by_nurse if one["amenagement"]),
    }


def exams(job: Row, visits: Sequence[Row], rows: Rows, day: date) -> dict[str, Any]:
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
    first = said or latest(pending)
    needed = latest(one["date"] for one in seen if one["pk"] in decided and one["date"] in pending)
    after = [one["date"] for one in seen if first is not None and one["avis"] != "aucun" and one["date"] > first]
    return {
        "inaptitude_le": unfit_on, "premier_examen": first, "examen_suivant": min(after, default=None),
        "second_examen_decide": first is not None and needed == first,
        "jours_depuis_inaptitude": (day - unfit_on).days if unfit_on else None,
        "jours_entre_examens": (unfit_on - first).days if unfit_on and first else None,
    }  # fmt: skip


def trials(job: Row, rows: Rows, facts: Mapping[str, Any], day: date, chosen: Choices) -> dict[str, Any]:
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
