"""Groups where stops, measures or inaptitudes are more frequent than in the service: where prevention may start.

An exact binomial test per group against the service's own rate, corrected for the number of groups looked at
(Benjamini-Hochberg). No row is about a person; small groups are not looked at.
"""

from collections.abc import Mapping
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from amarre.detection.enums import GroupDimension, GroupMeasure
from amarre.detection.facts import Frames
from amarre.detection.spells import ended
from amarre.rules.parameters import Figures

#: The column of a job that names its group.
DIMENSIONS: Mapping[str, str] = {
    GroupDimension.POST: "poste",
    GroupDimension.TRADE: "pcs",
    GroupDimension.ESTABLISHMENT: "etablissement_id",
    GroupDimension.SECTOR: "naf",
}
Floats = NDArray[np.float64]
CONFIDENCE = 0.95
COLUMNS = (
    "dimension", "group", "measure", "headcount", "observed", "expected", "ratio", "ratio_low", "ratio_high",
    "adjusted",
)  # fmt: skip


def unusual_groups(frames: Frames, day: date, figures: Figures) -> pl.DataFrame:
    """Groups whose rate is above the service's: the columns of COLUMNS, the least likely first.

    Headcounts are workers with a job in the group during the period; `observed` those of them to whom it happened
    there; `expected` what the rate of the service gives for as many. `ratio` is observed on expected, with its exact
    interval at 95 %. `adjusted` is the corrected probability: below `collectifs.fausses_decouvertes`, or not here.
    """
    least, seen = (
        _number(figures, "collectifs.effectif_minimum", day),
        _number(figures, "collectifs.observes_minimum", day),
    )
    jobs = _jobs_with_outcomes(frames, day, _number(figures, "collectifs.periode", day))
    measures = [str(measure) for measure in GroupMeasure]
    whole = _by_worker(jobs, [], measures).select(pl.col(measures).mean())
    rates = {measure: whole[measure][0] or 0.0 for measure in measures}
    parts = [_counted(jobs, dimension, column, measures, least) for dimension, column in DIMENSIONS.items()]
    counted = pl.concat(parts).with_columns(
        rate=pl.col("measure").replace_strict(rates, default=0.0, return_dtype=pl.Float64)
    )
    tested = _tested(counted.filter((pl.col("rate") > 0) & (pl.col("rate") < 1)))
    kept = (pl.col("adjusted") <= float(figures["collectifs.fausses_decouvertes"].at(day).value)) & (  # type: ignore[arg-type]
        pl.col("observed") >= seen
    )
    return tested.filter(kept).sort("adjusted", "dimension", "group", "measure").select(COLUMNS)


def _counted(jobs: pl.DataFrame, dimension: str, column: str, measures: list[str], least: int) -> pl.DataFrame:
    """Workers of each large enough group of the dimension, and how many of them by measure: one row for each."""
    return (
        _by_worker(jobs.filter(pl.col(column).is_not_null()), [column], measures)
        .group_by(column)
        .agg(pl.len().cast(pl.Int64).alias("headcount"), pl.col(measures).sum().cast(pl.Int64))
        .filter(pl.col("headcount") >= least)
        .unpivot(measures, index=[column, "headcount"], variable_name="measure", value_name="observed")
        .select(
            "measure", "headcount", "observed", group=pl.col(column).cast(pl.String), dimension=pl.lit(str(dimension))
        )
    )


def _by_worker(jobs: pl.DataFrame, beside: list[str], measures: list[str]) -> pl.DataFrame:
    """What happened to each worker in their jobs, one row each and for each value of the columns `beside`."""
    # Few workers have several jobs: only theirs are merged.
    known = jobs.select(*beside, "travailleur_id", "several", *measures)
    merged = known.filter("several").group_by(*beside, "travailleur_id").agg(pl.col(measures).any())
    return pl.concat([known.filter(~pl.col("several")).drop("several"), merged])


def _tested(rows: pl.DataFrame) -> pl.DataFrame:
    """Each group with the probability of so many or more by chance, corrected, and its interval."""
    if not rows.height:
        return rows.with_columns(pl.lit(None, pl.Float64).alias(name) for name in COLUMNS if name not in rows.columns)
    from scipy import special  # a part of a second, which only a run of detection pays

    seen, size, rate = (rows[name].to_numpy().astype(float) for name in ("observed", "headcount", "rate"))
    # The tail of the binomial and the bounds of Clopper and Pearson, by the beta function that both are.
    chance = np.where(seen == 0, 1.0, special.betainc(np.maximum(seen, 1), size - seen + 1, rate))
    tail = (1 - CONFIDENCE) / 2
    low = np.where(seen == 0, 0.0, special.betaincinv(np.maximum(seen, 1), size - seen + 1, tail))
    high = np.where(seen == size, 1.0, special.betaincinv(seen + 1, np.maximum(size - seen, 1), 1 - tail))
    return rows.with_columns(
        expected=pl.col("headcount") * pl.col("rate"),
        ratio=pl.col("observed") / (pl.col("headcount") * pl.col("rate")),
        ratio_low=pl.Series(low) / pl.col("rate"),
        ratio_high=pl.Series(high) / pl.col("rate"),
        adjusted=pl.Series(_corrected(chance)),
    )


def _corrected(chance: Floats) -> Floats:
    """Benjamini and Hochberg: each probability by the number of tests on its rank, never above that of a larger one."""
    order = np.argsort(chance)
    scaled = chance[order] * len(chance) / np.arange(1, len(chance) + 1)
    corrected = np.empty_like(chance)
    corrected[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    return corrected


def _jobs_with_outcomes(frames: Frames, day: date, months: int) -> pl.DataFrame:
    """The jobs of the period, the group of each by dimension, and whether each measure happened in it.

    `several` says that the worker has another job among them.
    """
    first = pl.lit(day).dt.offset_by(f"-{months}mo").dt.offset_by("1d")
    visits = frames["visites"].filter((pl.col("date") <= day) & (pl.col("date") >= first))
    perhaps = frames["arrets"].filter(
        (pl.col("debut") <= day) & (pl.col("fin").is_null() | (pl.col("fin") >= first))
        & (pl.col("motif") != "maternite")
    )  # fmt: skip
    # One without an end may have ended long ago.
    leaves = ended(perhaps, frames["emplois"], frames["visites"]).filter(pl.col("fin") >= first)
    happened = {
        GroupMeasure.LEAVES: leaves,
        GroupMeasure.MEASURES: visits.filter(pl.col("amenagement").fill_null(False)),
        GroupMeasure.UNFIT: visits.filter(pl.col("avis") == "inaptitude"),
    }
    jobs = (
        frames["emplois"]
        .filter((pl.col("debut") <= day) & (pl.col("fin").is_null() | (pl.col("fin") >= first)))
        .select("pk", "travailleur_id", "etablissement_id", "poste", "pcs")
    )
    sectors = frames["etablissements"].select("naf", etablissement_id="pk")
    # The keys alone are joined: no other column is copied.
    places = jobs.select("etablissement_id").join(sectors, on="etablissement_id", how="left", maintain_order="left")
    return jobs.with_columns(
        places["naf"],
        pl.col("travailleur_id").is_duplicated().alias("several"),
        pl.col("poste").str.to_lowercase(),
        *(pl.col("pk").is_in(rows["emploi_id"].implode()).alias(str(name)) for name, rows in happened.items()),
    )


def _number(figures: Figures, name: str, day: date) -> int:
    return int(figures[name].at(day).value)  # type: ignore[arg-type]
