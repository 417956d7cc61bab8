"""The worker's present situation in one sentence."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from amarre.detection.one_worker import Leave, Presence, State
from amarre.directory.models import Job, Worker
from amarre.ui import french

#: A return older than that is no longer the news.
RECENT_RETURN_DAYS = 90


def sentence(worker: Worker, jobs: list[Job], state: State | Presence | None, today: date) -> str:
    """For those who may read health data the absence or the return; the jobs alone for the others (`state` is None)."""
    held = [job for job in jobs if job.started_on <= today and (job.ended_on is None or job.ended_on >= today)]
    if not held:
        return _left(jobs, worker, today)
    if state is not None and not state.facts:
        # A death, a dismissal, a company that left the service: the job that files still hold says nothing any more.
        return "Plus d’emploi suivi par le service."
    if state is None:
        return f"En emploi chez {held[0].establishment.name} depuis le {french.day(held[0].started_on)}."
    now = next((leave for leave in state.leaves if leave.covers(today)), None)
    return _absent(now, state, worker, today) if now else _present(state, worker)


def _left(jobs: list[Job], worker: Worker, today: date) -> str:
    coming = [job for job in jobs if job.started_on > today]
    if coming:
        return f"Prend son poste le {french.day(min(job.started_on for job in coming))}."
    ends = [job.ended_on for job in jobs if job.ended_on]
    if not ends:
        return "Aucun emploi n’est connu du service."
    return f"Sans emploi suivi par le service depuis le {french.day(max(ends))}."


def _absent(leave: Leave, state: State | Presence, worker: Worker, today: date) -> str:
    verb = "En arrêt" if state.facts.get("debut_arret") else f"Absent{e(worker)}"
    end = f"jusqu’au {french.day(leave.ends_on)}" if leave.ends_on else "sans fin connue"
    said = f"{verb} depuis {french.count(leave.days_on(today), 'jour')}, {end}."
    if state.facts.get("pre_reprise_le"):
        return f"{said} La visite de pré-reprise a été faite."
    return said


def _present(state: State | Presence, worker: Worker) -> str:
    facts: Mapping[str, Any] = state.facts
    since = facts.get("jours_depuis_retour")
    if since is not None and since <= RECENT_RETURN_DAYS:
        visit = f"{french.NARROW}; visite de reprise {'faite' if facts['reprise_depuis_retour'] else 'non faite'}"
        lasted = (facts["retour_le"] - facts["debut_absence"]).days
        return (
            f"De retour depuis le {french.day(facts['retour_le'])}, après {french.count(lasted, 'jour')} d’absence"
            f"{visit if facts['reprise_depuis_retour'] or state.return_visit_asked else ''}."
        )
    spells = facts.get("nombre_arrets") or 0
    if spells:
        days = french.count(facts["jours_cumules"], "jour")
        return f"En poste{french.NARROW}; {french.count(spells, 'arrêt')} en douze mois, {days} en tout."
    return "En poste, sans arrêt depuis douze mois."


def e(worker: Worker) -> str:
    """The mark of the feminine."""
    return "e" if worker.sex == "F" else ""
