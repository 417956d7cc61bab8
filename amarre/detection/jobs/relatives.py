"""Which other jobs of a worker have visits that count for a job."""

import polars as pl


def relatives(jobs: pl.DataFrame, every: pl.DataFrame) -> pl.DataFrame:
    """Pairs of a job and a job whose visits count for it: itself, one in the same establishment (`chez`), or one of
    the same trade and follow-up (D4624-59).

    `jobs` are rows of `Known.jobs`, `every` the rows of emplois. The columns: `emploi_id`, `debut_emploi`, `suivi` of
    the job, `autre_id`, `chez`, `metier` (the same trade).
    """
    theirs = every.filter(pl.col("travailleur_id").is_in(jobs["travailleur_id"].implode()))
    own = theirs.select("travailleur_id", "etablissement_id", "pcs", "suivi", autre_id="pk")
    mine = jobs.select("emploi_id", "debut_emploi").join(own.rename({"autre_id": "emploi_id"}), on="emploi_id")
    there = (pl.col("emploi_id") == pl.col("autre_id")) | (
        pl.col("etablissement_id") == pl.col("etablissement_id_right")
    )
    return (
        mine.join(own, on="travailleur_id")
        .with_columns(chez=there, metier=(pl.col("pcs") == pl.col("pcs_right")).fill_null(False))
        .filter(pl.col("chez") | (pl.col("metier") & (pl.col("suivi") == pl.col("suivi_right"))))
        .select("emploi_id", "debut_emploi", "suivi", "autre_id", "chez", "metier")
    )
