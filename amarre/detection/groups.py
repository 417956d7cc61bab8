"""Groups where stops, measures or inaptitudes are more frequent than in the service: where prevention may start.

An exact binomial test per group against the service's own rate, corrected for the number of groups looked at
(Benjamini-Hochberg). No row is about a person; small groups are not looked at.
"""

from collections.abc import Mapping
from datetime import date

import polars as pl

from amarre.detection.enums import GroupDimension, GroupMeasure
from amarre.detection.facts import Frames
from amarre.rules.parameters import Figures

#: The column of a job that names its group.
DIMENSIONS: Mapping[str, str] = {
    GroupDimension.POST: "poste",
    GroupDimension.TRADE: "pcs",
    GroupDimension.ESTABLISHMENT: "etablissement_id",
    GroupDimension.SECTOR: "naf",
}
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
    parts = []
    for measure in GroupMeasure:
        whole = jobs.group_by("travailleur_id").agg(pl.col(measure).any())
        rate = whole[measure].sum() / max(whole.height, 1)
        for dimension, column in DIMENSIONS.items():
            counted = (
                jobs.filter(pl.col(column).is_not_null())
                .group_by(group=pl.col(column).cast(pl.String), worker="travailleur_id")
                .agg(pl.col(measure).any())
                .group_by("group")
                .agg(headcount=pl.len().cast(pl.Int64), observed=pl.col(measure).sum().cast(pl.Int64))
                .filter(pl.col("headcount") >= least)
            )
            parts.append(counted.with_columns(
                dimension=pl.lit(str(dimension)), measure=pl.lit(str(measure)), rate=pl.lit(float(rate))
            ))  # fmt: skip
    tested = _tested(pl.concat(parts).filter((pl.col("rate") > 0) & (pl.col("rate") < 1)))
    kept = (pl.col("adjusted") <= float(figures["collectifs.fausses_decouvertes"].at(day).value)) & (  # type: ignore[arg-type]
        pl.col("observed") >= seen
    )
    return tested.filter(kept).sort("adjusted", "dimension", "group", "measure").select(COLUMNS)


def _tested(rows: pl.DataFrame) -> pl.DataFrame:
    """Each group with the probability of so many or more by chance, corrected, and its interval."""
    if not rows.height:
        return rows.with_columns(pl.lit(None, pl.Float64).alias(name) for name in COLUMNS if name not in rows.columns)
    from scipy import stats  # half a second, which only a run of detection pays

    seen, size, rate = (rows[name].to_numpy() for name in ("observed", "headcount", "rate"))
    chance = stats.binom.sf(seen - 1, size, rate)
    tail = (1 - CONFIDENCE) / 2
    low = stats.beta.ppf(tail, seen, size - seen + 1)
    high = stats.beta.ppf(1 - tail, seen + 1, size - seen)
    return rows.with_columns(
        expected=pl.col("headcount") * pl.col("rate"),
        ratio=pl.col("observed") / (pl.col("headcount") * pl.col("rate")),
        # Nobody, or everybody: the interval begins at none, or ends at all.
        ratio_low=pl.Series(low).fill_nan(0.0) / pl.col("rate"),
        ratio_high=pl.Series(high).fill_nan(1.0) / pl.col("rate"),
        adjusted=pl.Series(stats.false_discovery_control(chance)),
    )


def _jobs_with_outcomes(frames: Frames, day: date, months: int) -> pl.DataFrame:
    """The jobs of the period, the group of each by dimension, and whether each measure happened in it."""
    first = pl.lit(day).dt.offset_by(f"-{months}mo").dt.offset_by("1d")
    visits = frames["visites"].filter((pl.col("date") <= day) & (pl.col("date") >= first))
    leaves = frames["arrets"].filter(
        (pl.col("debut") <= day) & (pl.col("fin").is_null() | (pl.col("fin") >= first))
        & (pl.col("motif") != "maternite")
    )  # fmt: skip
    happened = {
        GroupMeasure.LEAVES: leaves,
        GroupMeasure.MEASURES: visits.filter(pl.col("amenagement").fill_null(False)),
        GroupMeasure.UNFIT: visits.filter(pl.col("avis") == "inaptitude"),
    }
    places = frames["etablissements"].select("naf", etablissement_id="pk")
    jobs = frames["emplois"].filter((pl.col("debut") <= day) & (pl.col("fin").is_null() | (pl.col("fin") >= first)))
    return jobs.join(places, on="etablissement_id").with_columns(
        pl.col("poste").str.to_lowercase(),
        *(pl.col("pk").is_in(rows["emploi_id"].implode()).alias(str(name)) for name, rows in happened.items()),
    )


def _number(figures: Figures, name: str, day: date) -> int:
    return int(figures[name].at(day).value)  # type: ignore[arg-type]
