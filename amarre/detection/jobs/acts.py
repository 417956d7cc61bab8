"""What follows from the job's own row, titles and acts around it. See `Part` in columns.py."""

import polars as pl

from amarre.detection.jobs.facts import TITLES
from amarre.detection.jobs.known import Known
from amarre.detection.jobs.leaves import present_spell

NATURE, DATE = pl.col("nature"), pl.col("date")


def ages(known: Known) -> pl.DataFrame:
    """When each job began, and the age that its worker reaches in the year."""
    born = pl.col("date_naissance").dt.year().cast(pl.Int64)
    return known.jobs.select("emploi_id", "debut_emploi", age_dans_annee=known.day.year - born)


def contracts(known: Known) -> pl.DataFrame:
    """The contract of each job, its follow-up, the age at its start, whether its employer belonged by then."""
    frames = known.frames
    members = frames["adherents"].select("date_adhesion", adherent_id="pk")
    places = frames["etablissements"].select("adherent_id", etablissement_id="pk").join(members, on="adherent_id")
    start, born = pl.col("debut_emploi"), pl.col("date_naissance")
    birthday_first = start.dt.strftime("%m%d") < born.dt.strftime("%m%d")
    return (
        known.jobs.join(
            frames["emplois"].select("etablissement_id", "contrat", "suivi", emploi_id="pk"), on="emploi_id"
        )
        .join(places, on="etablissement_id")
        .with_columns(
            age_debut=start.dt.year().cast(pl.Int64) - born.dt.year() - birthday_first.cast(pl.Int64),
            adhesion_avant=(pl.col("date_adhesion") <= start).fill_null(True),
        )
    )


def main_employers(known: Known) -> pl.DataFrame:
    """The oldest of the jobs that a worker holds for several employers, of one trade and one follow-up (D4624-59)."""
    least = known.chosen.employers
    # Few workers have several jobs: the others are left out before anything is joined.
    jobs = known.jobs.filter(pl.col("travailleur_id").is_duplicated())
    places = known.frames["etablissements"].select("adherent_id", etablissement_id="pk")
    of_job = known.frames["emplois"].select("etablissement_id", "pcs", "suivi", emploi_id="pk")
    return (
        jobs.join(of_job.filter(pl.col("pcs").is_not_null()), on="emploi_id")
        .join(places, on="etablissement_id")
        .group_by("travailleur_id", "pcs", "suivi")
        .agg(
            pl.col("emploi_id").sort_by("debut_emploi", "emploi_id").first(),
            employeur_principal=pl.lit(least is not None) & (pl.col("adherent_id").n_unique() >= (least or 0)),
        )
    )


def titles(known: Known) -> pl.DataFrame:
    """Whether a title that calls for an adapted follow-up is held that day."""
    held = known.frames["reconnaissances"].filter(
        NATURE.is_in(TITLES), pl.col("debut") <= known.day, pl.col("fin").is_null() | (pl.col("fin") >= known.day)
    )
    return held.select("travailleur_id", titre_handicap=True).unique()


def farming(known: Known) -> pl.DataFrame:
    """Who is insured by the agricultural scheme: the rural code sets the visits of farm workers."""
    workers = known.frames["travailleurs"].filter(pl.col("regime") == "agricole")
    return workers.select(travailleur_id="pk", regime_agricole=pl.lit(True))


def liaison(known: Known) -> pl.DataFrame:
    """The last rendez-vous de liaison of each job since the leave began."""
    return (
        known.frames["rendez_vous_liaison"]
        .filter(known.day >= DATE)
        .join(known.jobs.select("travailleur_id", "emploi_id"), on="emploi_id")
        .join(present_spell(known), on="travailleur_id")
        .filter(pl.col("debut_arret") <= DATE)
        .group_by("emploi_id")
        .agg(rdv_liaison_le=DATE.max())
    )


def dismissals(known: Known) -> pl.DataFrame:
    """The dismissal for inaptitude."""
    known_then = known.frames["licenciements"].filter(known.day >= DATE)
    return known_then.group_by("emploi_id").agg(licencie_le=DATE.max())


def requests(known: Known) -> pl.DataFrame:
    """The médecin-conseil's last request, and the answer to it."""
    return (
        known.frames["demandes_medecin_conseil"]
        .filter(pl.col("recue_le") <= known.day)
        .sort("recue_le")
        .group_by("emploi_id")
        .agg(demande_le=pl.col("recue_le").last(), reponse_le=pl.col("repondue_le").last())
    )


def preparations(known: Known) -> pl.DataFrame:
    """The period of preparation for another post."""
    begun_then = known.frames["dispositifs"].filter(
        NATURE == "ppr", pl.col("accord") != "non", pl.col("debut") <= known.day
    )
    return begun_then.group_by("emploi_id").agg(ppr_debut=pl.col("debut").max())
