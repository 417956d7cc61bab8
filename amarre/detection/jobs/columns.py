"""The facts of many jobs on a day, in columns: see facts.py. Signals and statements take theirs from here."""

from collections.abc import Callable, Collection, Mapping
from typing import NamedTuple

import polars as pl

from amarre.detection.jobs import acts, leaves, visits
from amarre.detection.jobs.facts import FACTS, SCHEMA
from amarre.detection.jobs.known import Known
from amarre.detection.jobs.trials import trials


class Part(NamedTuple):
    """One derivation: what it draws from what is known, with at most one row per worker or per job; its facts."""

    derive: Callable[[Known], pl.DataFrame]
    by: str
    facts: tuple[str, ...]


WORKER, JOB = "travailleur_id", "emploi_id"
PARTS = (
    Part(acts.ages, JOB, ("debut_emploi", "age_dans_annee")),
    Part(acts.contracts, JOB, ("contrat", "suivi", "age_debut", "adhesion_avant")),
    Part(lambda known: known.tracks, JOB, ("regime_juridique",)),
    Part(acts.main_employers, JOB, ("employeur_principal",)),
    Part(
        leaves.current_leave, WORKER,
        ("debut_arret", "fin_arret", "jours_arret", "jours_liaison", "duree_prevue", "pre_reprise_le",
         "medecin_conseil_ouvert"),
    ),
    Part(leaves.totals, WORKER, ("nombre_arrets", "jours_cumules", "debut_dernier_arret")),
    Part(leaves.longer_totals, WORKER, ("nombre_arrets_24", "jours_cumules_24")),
    Part(
        leaves.last_return, JOB,
        ("retour_le", "debut_absence", "jours_depuis_retour", "jours_absence", "jours_non_trajet", "jours_avec_trajet",
         "jours_accident_travail", "jours_maladie_professionnelle", "jours_maternite", "reprise_depuis_retour"),
    ),
    Part(
        leaves.present_absence, WORKER,
        ("absence_depuis", "absence_jusqu_au", "prevus_absence", "prevus_non_trajet", "prevus_avec_trajet",
         "prevus_accident_travail", "prevus_maladie_professionnelle", "prevus_maternite"),
    ),
    Part(acts.titles, WORKER, ("titre_handicap",)),
    Part(acts.farming, WORKER, ("regime_agricole",)),
    Part(visits.last_mid_career, WORKER, ("derniere_mi_carriere",)),
    Part(visits.mid_career_ages, JOB, ("age_mi_carriere",)),
    Part(
        visits.mid_career, JOB,
        ("debut_couplage", "debut_mi_carriere", "fin_mi_carriere", "couplage_ouvert",
         "mi_carriere_faite", "emploi_avant_visite", "emploi_avant_mi_carriere"),
    ),
    Part(
        visits.follow_up, JOB,
        ("visite_chez_employeur", "dispense_possible", "derniere_visite", "derniere_intermediaire",
         "intermediaire_faite"),
    ),
    Part(
        visits.exams, JOB,
        ("premier_examen", "second_examen_decide", "examen_suivant", "jours_entre_examens", "inaptitude_le",
         "jours_depuis_inaptitude"),
    ),
    Part(
        visits.documents, JOB,
        ("pre_reprise_avec_avis", "pre_reprise_employeur", "opposition_le", "avis_infirmier", "mesures_infirmier"),
    ),
    Part(acts.liaison, JOB, ("rdv_liaison_le",)),
    Part(acts.dismissals, JOB, ("licencie_le",)),
    Part(acts.requests, JOB, ("demande_le", "reponse_le")),
    Part(trials, JOB, ("essai_debut", "essai_fin", "essai_limite", "essai_jours", "essai_depassement", "essai_total")),
    Part(acts.preparations, JOB, ("ppr_debut",)),
)  # fmt: skip

#: What stands for "none" where a part has nothing to say.
NONE: Mapping[str, object] = {
    "nombre_arrets": 0, "jours_cumules": 0, "nombre_arrets_24": 0, "jours_cumules_24": 0, "regime_juridique": "prive",
    "employeur_principal": False, "titre_handicap": False, "regime_agricole": False,
    "dispense_possible": False, "second_examen_decide": False, "intermediaire_faite": False,
    "mi_carriere_faite": False,
}  # fmt: skip


def job_facts(known: Known, wanted: Collection[str] = tuple(FACTS)) -> pl.DataFrame:
    """One row per job of `known.jobs`, in their order: `travailleur_id`, `emploi_id`, then the facts wanted.

    Only the parts that give one of them are derived, each from the resources that it names: all of them read those of
    READ, and of TYPED.
    """
    jobs = known.jobs.select(WORKER, JOB)
    found = jobs
    for part in PARTS:
        asked = [name for name in part.facts if name in wanted]
        if asked:
            rows = part.derive(known).select(part.by, *(pl.col(name).cast(SCHEMA[name]) for name in asked))
            filled = beside(jobs[part.by], rows).select(_filled(name) for name in asked)
            found = found.hstack(filled.get_columns())
    return found.select(WORKER, JOB, *(name for name in FACTS if name in wanted))


def beside(keys: pl.Series, rows: pl.DataFrame) -> pl.DataFrame:
    """The rows of each of these keys, in their order; of a key that has none, one without values."""
    # Against the keys alone: joined in a row, parts would copy every column at each step. Many have the very keys.
    if rows[keys.name].equals(keys):
        return rows
    return keys.to_frame().join(rows, on=keys.name, how="left", maintain_order="left")


def _filled(name: str) -> pl.Expr:
    return pl.col(name).fill_null(NONE[name]) if name in NONE else pl.col(name)
