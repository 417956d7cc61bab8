"""Periods of sick leave: prescriptions that touch or overlap, of any job of the worker, merged in columns."""

from datetime import date

import polars as pl

#: The last day of a leave whose end is not known.
LASTING = date(9999, 12, 31)
# More days than there are up to LASTING, and few enough for any row number times that many to fit in 64 bits.
CALENDAR = 10_000_000


def prescriptions(leaves: pl.DataFrame, jobs: pl.DataFrame, visits: pl.DataFrame) -> pl.DataFrame:
    """Each prescription with the worker and the day it ends: `travailleur_id`, `debut`, `fin`, `motif`.

    `leaves` are rows of arrets, `jobs` of emplois (`pk`, `travailleur_id`, `fin`), `visits` of visites. An empty `fin`
    lasts until the day before the worker's first visit of nature reprise strictly after `debut`, or the `fin` of its
    job, whichever comes first; without either it lasts. A leave that would so end before it begins never was.
    """
    of_job = jobs.select(emploi_id="pk", travailleur_id="travailleur_id", fin_emploi="fin")
    known = leaves.select("emploi_id", "debut", "fin", "motif").join(of_job, on="emploi_id").sort("debut")
    returns = (
        visits.filter(pl.col("nature") == "reprise")
        .join(of_job, on="emploi_id")
        .select("travailleur_id", visite=pl.col("date"))
        .sort("visite")
    )
    open_ended = known.filter(pl.col("fin").is_null()).join_asof(
        returns,
        left_on="debut",
        right_on="visite",
        by="travailleur_id",
        strategy="forward",
        allow_exact_matches=False,
        check_sortedness=False,
    )
    ended = open_ended.with_columns(
        fin=pl.min_horizontal(pl.col("visite").dt.offset_by("-1d"), "fin_emploi").fill_null(LASTING)
    )
    columns = ["travailleur_id", "debut", "fin", "motif"]
    return pl.concat([known.filter(pl.col("fin").is_not_null()).select(columns), ended.select(columns)]).filter(
        pl.col("fin") >= pl.col("debut")
    )


def numbered(rows: pl.DataFrame, tolerated_gap: int) -> pl.DataFrame:
    """The prescriptions in order of worker and `debut`, with `periode`: the number of the spell that each belongs to.

    Two prescriptions are of one spell when at most `tolerated_gap` days lie between them (0: they touch or overlap).
    """
    # One running maximum serves all workers: each has a calendar of its own, far beyond that of the one before.
    own = pl.col("travailleur_id").cast(pl.Int64) * CALENDAR
    reached = (own + pl.col("fin").to_physical()).cum_max().shift(1)
    apart = own + pl.col("debut").to_physical() > reached + 1 + tolerated_gap
    return rows.sort("travailleur_id", "debut").with_columns(periode=apart.fill_null(True).cum_sum())


def spells(rows: pl.DataFrame, tolerated_gap: int = 0) -> pl.DataFrame:
    """The spells of these prescriptions: `travailleur_id`, `periode`, `debut`, `fin`, in order of worker and date."""
    return spells_of(numbered(rows, tolerated_gap))


def spells_of(rows: pl.DataFrame) -> pl.DataFrame:
    """The spells of prescriptions that `numbered` has numbered: see `spells`."""
    return (
        rows.group_by("periode", maintain_order=True)
        .agg(pl.col("travailleur_id").first(), pl.col("debut").first(), pl.col("fin").max())
        .select("travailleur_id", "periode", "debut", "fin")
    )


def days_by_spell(absences: pl.DataFrame, kept: pl.Expr, name: str) -> pl.DataFrame:
    """Per `periode`, the distinct days prescribed for the causes kept: `periode`, `name`.

    `absences` is what `numbered` gives; days that two prescriptions share count once.
    """
    chosen = absences.filter(kept).select(travailleur_id="periode", debut="debut", fin="fin")
    return (
        spells(chosen)
        .group_by(absence="travailleur_id")
        .agg(((pl.col("fin") - pl.col("debut")).dt.total_days() + 1).sum().alias(name))
        .rename({"absence": "periode"})
    )
