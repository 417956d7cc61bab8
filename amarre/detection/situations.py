"""What signals read of every worker with an active job on a day, of the oldest one under each law, wholly in columns.

Most of it is what statements read as well (amarre/detection/jobs); column and word names are those of the exchange
format. Python derives facts here; the files of catalogue/signals decide.
"""

from datetime import date

import polars as pl

from amarre.detection.jobs.columns import job_facts
from amarre.detection.jobs.known import Known

#: The facts of a job that signals read, named and derived as for statements.
SHARED = (
    "debut_emploi", "regime_juridique", "debut_arret", "fin_arret", "jours_arret", "duree_prevue", "pre_reprise_le",
    "nombre_arrets", "jours_cumules", "debut_dernier_arret", "retour_le", "debut_absence", "jours_depuis_retour",
    "jours_absence", "jours_non_trajet", "jours_avec_trajet", "jours_accident_travail", "jours_maladie_professionnelle",
    "jours_maternite", "age_dans_annee", "age_mi_carriere", "mi_carriere_faite",
)  # fmt: skip


def situations(known: Known) -> pl.DataFrame:
    """One row per job of `known.jobs` (`oldest_by_law`): SHARED, and what signals say of it besides."""
    day = known.day
    absent = pl.col("debut_arret").is_not_null()
    rows = job_facts(known, SHARED)
    return rows.with_columns(
        known.jobs["date_naissance"],
        en_arret=absent,
        pre_reprise_depuis_debut=pl.when(absent).then(pl.col("pre_reprise_le").is_not_null()),
        jours_avant_fin_arret=(pl.col("fin_arret") - pl.lit(day)).dt.total_days(),
        debut_annee=pl.lit(date(day.year, 1, 1)),
        reprise_tous_emplois=_seen_on_return(rows, known.visits),
    )


def _seen_on_return(rows: pl.DataFrame, visits: pl.DataFrame) -> pl.Expr:
    """Whether the worker had a reprise visit since the last day of the absence, for whichever job; null without one.

    A statement says of each job what is still due; a signal asks for a worker whom the service has not seen.
    """
    held = visits.filter(pl.col("nature") == "reprise").select("travailleur_id", "date")
    since = held.join(rows.select("travailleur_id", "retour_le"), on="travailleur_id")
    seen = since.filter(pl.col("date") >= pl.col("retour_le").dt.offset_by("-1d"))["travailleur_id"]
    return pl.when(pl.col("retour_le").is_not_null()).then(pl.col("travailleur_id").is_in(seen.implode()))
