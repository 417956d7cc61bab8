"""From what a person types to the facts that the prohibitions are written about (entry_facts.py).

Python derives durations and looks at what is known already; the files of catalogue/prohibitions decide.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django.db import models

from amarre.directory.models import Job
from amarre.rules.parameters import Figures
from amarre.surveillance.entry_facts import ENTRY_DATASETS
from amarre.surveillance.enums import LeaveCause, VisitKind
from amarre.surveillance.kinds import EntryKind
from amarre.surveillance.models import SickLeave, Visit

Values = Mapping[str, Any]
#: A last day that is not known.
LASTING = date.max - timedelta(days=400)


def circumstances(
    kind: EntryKind, values: Values, job: Job, *, author: str | None, today: date, figures: Figures,
    known: models.Model | None = None,
) -> Mapping[str, Any]:  # fmt: skip
    """Every fact of the kind's dataset, None where nobody knows; `known` is the row that is being corrected."""
    facts = ENTRY_DATASETS[kind.dataset]
    derived = _DERIVED[kind.dataset](values, job, figures, known)
    day = values.get(kind.dated)
    row = {name: _plain(values.get(name)) for name in facts} | {"auteur": author} | derived
    if day is not None and "jours_dans_le_futur" in facts:
        row["jours_dans_le_futur"] = (day - today).days
        row["jours_avant_emploi"] = (job.started_on - day).days
        row["jours_apres_emploi"] = (day - job.ended_on).days if job.ended_on else None
    if "jours_echange_futur" in facts:
        row["jours_echange_futur"] = _between(today, _last(values, "echange_travailleur_le", "echange_employeur_le"))
    return row


def _plain(value: Any) -> Any:
    """An answer as the conditions compare it: a reference by its identifier, an empty one as unknown."""
    return None if value == "" else getattr(value, "external_id", value)


def _between(start: date | None, end: date | None) -> int | None:
    return (end - start).days if start and end else None


def _last(values: Values, *names: str) -> date | None:
    return max((values[name] for name in names if values.get(name)), default=None)


def absence_since(job: Job, day: date | None, figures: Figures) -> date | None:
    """The first day of the worker's spell of that day, maternity apart; None when the service knows of none."""
    if day is None:
        return None
    gap = timedelta(days=1 + int(figures["arrets.ecart_tolere"].at(day).value))  # type: ignore[arg-type]
    leaves = SickLeave.objects.filter(job__worker=job.worker_id).exclude(cause=LeaveCause.MATERNITY)
    spells: list[tuple[date, date]] = []
    for start, end, left in leaves.order_by("starts_on", "pk").values_list("starts_on", "ends_on", "job__ended_on"):
        last = end or _end_of_open(job, start, left)
        if spells and start <= spells[-1][1] + gap:
            spells[-1] = (spells[-1][0], max(spells[-1][1], last))
        else:
            spells.append((start, last))
    return next((start for start, end in spells if start <= day <= end), None)


def _end_of_open(job: Job, start: date, left: date | None) -> date:
    """An open leave lasts until the day before the next reprise visit, or the end of its job: as detection has it."""
    seen = Visit.objects.filter(job__worker=job.worker_id, kind=VisitKind.RETURN, held_on__gt=start)
    returned = seen.order_by("held_on").values_list("held_on", flat=True).first()
    return min(filter(None, (returned and returned - timedelta(days=1), left)), default=LASTING)


def _absence(job: Job, day: date | None, figures: Figures) -> dict[str, Any]:
    since = absence_since(job, day, figures)
    return {"debut_arret": since, "jours_arret": (day - since).days + 1 if since and day else None}


def _visit(values: Values, job: Job, figures: Figures, known: models.Model | None) -> dict[str, Any]:
    professional, day = values.get("professionnel_id"), values.get("date")
    supposed = ("etude_poste_le", "etude_conditions_le", "fiche_entreprise_le", "echange_employeur_le")
    return {
        "professionnel": professional.role if professional else None,
        "suivi": job.monitoring,
        **_absence(job, day, figures),
        "jours_depuis_premier_examen": _between(values.get("premier_examen_le"), day),
        "jours_prealable_apres": _between(day, _last(values, *supposed)),
    }


def _leave(values: Values, job: Job, figures: Figures, known: models.Model | None) -> dict[str, Any]:
    start, end = values.get("debut"), values.get("fin")
    days = _between(start, end)
    itself: int = known.pk if known else 0
    others: Iterable[tuple[date, date | None]] = (
        SickLeave.objects.filter(job=job).exclude(pk=itself).values_list("starts_on", "ends_on")
    )
    crossed = any(start <= (last or LASTING) and first <= (end or LASTING) for first, last in others) if start else None
    return {"jours": None if days is None else days + 1, "recouvre": crossed}


def _index(values: Values, job: Job, figures: Figures, known: models.Model | None) -> dict[str, Any]:
    return {}


def _meeting(values: Values, job: Job, figures: Figures, known: models.Model | None) -> dict[str, Any]:
    return {
        "effectif": job.establishment.headcount,
        "jours_prevenance": _between(values.get("service_prevenu_le"), values.get("date")),
        "jours_proposition": _between(values.get("demande_le"), values.get("propose_le")),
        **_absence(job, values.get("date"), figures),
    }


def _measures(values: Values, job: Job, figures: Figures, known: models.Model | None) -> dict[str, Any]:
    visit: Visit | None = values.get("visite_id")
    sorts = ("amenagement_poste", "adaptation_poste", "transformation_poste", "temps_de_travail")
    details = getattr(visit, "details", None)
    return {
        "mesures": sum(bool(values.get(name)) for name in sorts),
        "nature": visit.kind if visit else None,
        "avis": visit.opinion if visit else None,
        "professionnel": visit.professional.role if visit and visit.professional else None,
        "pratique_avancee": details.advanced_practice if details else None,
        "jours_avant_revoir": _between(visit.held_on if visit else None, values.get("revoir_le")),
    }


def _request(values: Values, job: Job, figures: Figures, known: models.Model | None) -> dict[str, Any]:
    received = values.get("recue_le")
    since = absence_since(job, received, figures)
    seen = (
        Visit.objects.filter(job__worker=job.worker_id, kind=VisitKind.PRE_RETURN).order_by("-held_on", "-pk").first()
    )
    return {
        "jours_reponse": _between(received, values.get("repondue_le")),
        "mois_arret": _months(since, received) if since and received else None,
        "opposition_information": seen.information_opposed if seen else None,
    }


def _months(start: date, day: date) -> int:
    """Whole months from the start to that day included: 1 January to 31 March is still two, 1 April three."""
    return (day.year - start.year) * 12 + day.month - start.month - (day.day < start.day)


_DERIVED: Mapping[str, Callable[[Values, Job, Figures, models.Model | None], dict[str, Any]]] = {
    "visites": _visit,
    "arrets": _leave,
    "indices": _index,
    "rendez_vous_liaison": _meeting,
    "mesures": _measures,
    "demandes_medecin_conseil": _request,
}
