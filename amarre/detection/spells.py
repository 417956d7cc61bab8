"""Periods of sick leave: prescriptions that touch or overlap, of any job of the worker, merged in columns."""

from collections.abc import Mapping
from datetime import date

import polars as pl

#: The last day of a leave whose end is not known.
LASTING = date(9999, 12, 31)
# More days than there are up to LASTING, and few enough for any row number times that many to fit in 64 bits.
CALENDAR = 10_000_000


def prescriptions(leaves: pl.DataFrame, jobs: pl.DataFrame, visits: pl.DataFrame) -> pl.DataFrame:
    """Each prescription with the worker and the day it ends: `travailleur_id`, `debut`, `fin`, `motif`; see `ended`."""
    return ended(leaves, jobs, visits).drop("emploi_id")


def ended(leaves: pl.DataFrame, jobs: pl.DataFrame, visits: pl.DataFrame) -> pl.DataFrame:
    """The same with the job of each: `emploi_id`.

    `leaves` are rows of arrets, `jobs` of emplois (`pk`, `travailleur_id`, `fin`), `visits` of visites. An empty `fin`
    lasts until the day before the worker's first visit of nature reprise strictly after `debut`, or the `fin` of its
    job, whichever comes first; without either it lasts. A leave that would so end before it begins never was.
    """
    of_job = jobs.select("travailleur_id", emploi_id="pk")
    # The keys alone are joined: no other column is copied.
    owners = leaves.select("emploi_id").join(of_job, on="emploi_id", how="left", maintain_order="left")
    known = leaves.with_columns(owners["travailleur_id"])
    # Few have no end: the returns and the jobs of the others are not looked at.
    without_end = known.filter(pl.col("fin").is_null())
    ending = jobs.select(emploi_id="pk", fin_emploi="fin")
    without_end = without_end.join(ending, on="emploi_id", how="left")
    concerned = of_job.join(without_end, on="travailleur_id", how="semi")
    returns = (
        visits.filter(pl.col("nature") == "reprise")
        .join(concerned, on="emploi_id")
        .select("travailleur_id", visite=pl.col("date"))
        .sort("visite")
    )
    open_ended = without_end.sort("debut").join_asof(
        returns,
        left_on="debut",
        right_on="visite",
        by="travailleur_id",
        strategy="forward",
        allow_exact_matches=False,
        check_sortedness=False,
    )
    closed = open_ended.with_columns(
        fin=pl.min_horizontal(pl.col("visite").dt.offset_by("-1d"), "fin_emploi").fill_null(LASTING)
    )
    columns = ["travailleur_id", "debut", "fin", "motif", "emploi_id"]
    # An end that is not known is not after a beginning either.
    return pl.concat(rows.select(columns).filter(pl.col("fin") >= pl.col("debut")) for rows in (known, closed))


def numbered(rows: pl.DataFrame, tolerated_gap: int) -> pl.DataFrame:
    """The prescriptions in order of worker and `debut`, with `periode`: the number of the spell that each belongs to.

    Two prescriptions are of one spell when at most `tolerated_gap` days lie between them (0: they touch or overlap).
    """
    reached = _on_calendar("travailleur_id", "fin").cum_max().shift(1)
    apart = _on_calendar("travailleur_id", "debut") > reached + 1 + tolerated_gap
    return in_order(rows).with_columns(periode=apart.fill_null(True).cum_sum())


def in_order(rows: pl.DataFrame) -> pl.DataFrame:
    """The prescriptions in order of worker and `debut`; rows that are in this order already are left as they are."""
    begins = rows.select(_on_calendar("travailleur_id", "debut")).to_series()
    return rows if begins.is_sorted() else rows[begins.arg_sort()]


def _on_calendar(owner: str, column: str) -> pl.Expr:
    """The day as a number of one running calendar: each owner has its own stretch, far beyond that of the one before.

    One running maximum then serves all owners.
    """
    return pl.col(owner).cast(pl.Int64) * CALENDAR + pl.col(column).to_physical()


def spells(rows: pl.DataFrame, tolerated_gap: int = 0) -> pl.DataFrame:
    """The spells of these prescriptions: `travailleur_id`, `periode`, `debut`, `fin`, in order of worker and date."""
    return spells_of(numbered(rows, tolerated_gap))


def spells_of(rows: pl.DataFrame) -> pl.DataFrame:
    """The spells of prescriptions that `numbered` has numbered: see `spells`."""
    # The rows are in order: a spell is from the first row of its number to the last, and no earlier one ends later.
    last = pl.col("periode") != pl.col("periode").shift(-1)
    reached = _on_calendar("travailleur_id", "fin").cum_max() - pl.col("travailleur_id").cast(pl.Int64) * CALENDAR
    ends = rows.select("periode", fin=reached.cast(pl.Int32).cast(pl.Date)).filter(last.fill_null(True))
    first = pl.col("periode") != pl.col("periode").shift(1)
    begins = rows.select("travailleur_id", "periode", "debut").filter(first.fill_null(True))
    return begins.with_columns(ends["fin"])


def days_by_spell(absences: pl.DataFrame, causes: Mapping[str, pl.Expr]) -> pl.DataFrame:
    """Per `periode`, the distinct days prescribed for the causes that each expression keeps: `periode`, each name.

    `absences` is what `numbered` gives; days that two prescriptions of one cause share count once.
    """
    begins, ends = _on_calendar("periode", "debut"), _on_calendar("periode", "fin")
    counted = []
    for name, kept in causes.items():
        reached = pl.when(kept).then(ends).cum_max().forward_fill().shift(1)
        days = ends - pl.max_horizontal(begins - 1, reached)
        counted.append(pl.when(kept).then(days.clip(0)).otherwise(0).alias(name))
    return absences.select("periode", *counted).group_by("periode").agg(pl.col(*causes).sum())
