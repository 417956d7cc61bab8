"""Datasets of referrals, cases, support acts and schemes, and of the acts that the PST38 contract adds up."""

import polars as pl

from amarre.directory.datasets import with_worker
from amarre.indicators.bands import age_band_at
from amarre.indicators.periods import Period
from amarre.indicators.specs import AGE_AT_END, DatasetSpec, Frames, Source
from amarre.surveillance.datasets import with_leave

TERMS = pl.Enum(("plan", "mi_carriere", "amenagement", "rdv_liaison", "pre_reprise"))


def _referrals(source: Source) -> pl.DataFrame:
    return with_leave(with_worker(source.table("signalements"), source, "date"), source)


def _cases(source: Source) -> pl.DataFrame:
    """Cases with `origine` and `jours_avant_ouverture` of their referral, `six_mois` and what the follow-up found."""
    referrals = source.table("signalements").select(
        pl.col("pk").alias("signalement_id"), "origine", pl.col("date").alias("signale_le")
    )
    cases = (
        source.table("dossiers")
        .join(referrals, on="signalement_id", how="left", maintain_order="left")
        .join(
            _half_year_follow_ups(source.table("suivis")),
            left_on="pk",
            right_on="dossier_id",
            how="left",
            maintain_order="left",
        )
        .with_columns(
            # The same day six months later, or the last day of a shorter month: what « 6mo » means to Polars.
            six_mois=pl.col("cloture").dt.offset_by("6mo"),
            jours_avant_ouverture=(pl.col("ouverture") - pl.col("signale_le")).dt.total_days(),
            suivi_6_mois=pl.col("suivi_6_mois").fill_null(False),
        )
    )
    born = source.dataset("emplois").select(pl.col("pk").alias("emploi_id"), "naissance")
    dated = with_worker(cases, source, "ouverture", "plan_ouvert_le", "six_mois")
    return dated.join(born, on="emploi_id", how="left", maintain_order="left")


def _half_year_follow_ups(follow_ups: pl.DataFrame) -> pl.DataFrame:
    """By case followed at six months: `situation_6_mois` of the last row in which the worker could be reached."""
    reached = pl.col("situation").filter(pl.col("situation") != "injoignable")
    return (
        follow_ups.filter(pl.col("echeance_mois") == "6")
        .sort("date", "suivi_id")
        .group_by("dossier_id", maintain_order=True)
        .agg(reached.last().alias("situation_6_mois"), pl.lit(True).alias("suivi_6_mois"))
    )


def _cases_at(frames: Frames, period: Period) -> pl.DataFrame:
    """Adds `age_periode`, the age at the end."""
    return frames["dossiers"].with_columns(age_band_at(pl.col("naissance"), period.end).alias(AGE_AT_END))


def _counted_acts(source: Source) -> pl.DataFrame:
    """One row per act and term that it fulfils: `terme`, `acte_id`, `date`; a visit may fulfil two."""
    visits, cases = source.table("visites"), source.table("dossiers")
    meetings = source.table("rendez_vous_liaison")
    parts = [
        _term("plan", cases, pl.col("plan_ouvert_le").is_not_null(), "dossier_id", "plan_ouvert_le"),
        _term("mi_carriere", visits, pl.col("nature") == "mi_carriere", "visite_id", "date"),
        _term("amenagement", visits, pl.col("amenagement"), "visite_id", "date"),
        _term("rdv_liaison", meetings, pl.col("participation") != "aucune", "rdv_id", "date"),
        _term("pre_reprise", visits, pl.col("nature") == "pre_reprise", "visite_id", "date"),
    ]
    return with_worker(pl.concat(parts), source, "date")


def _term(term: str, rows: pl.DataFrame, fulfilled: pl.Expr, identifier: str, day: str) -> pl.DataFrame:
    return rows.filter(fulfilled).select(
        "pk",
        "emploi_id",
        terme=pl.lit(term, dtype=TERMS),
        acte_id=pl.col(identifier),
        date=pl.col(day),
    )


REFERRALS = DatasetSpec(
    name="signalements",
    reads={"signalements": ("signalement_id", "emploi_id", "date", "origine", "partenaire", "motif")},
    build=_referrals,
    subject="travailleur",
    identifier="signalement_id",
)

CASES = DatasetSpec(
    name="dossiers",
    reads={
        "dossiers": ("dossier_id", "emploi_id", "signalement_id", "ouverture", "plan_ouvert_le", "cloture", "issue"),
        "suivis": ("suivi_id", "dossier_id", "echeance_mois", "date", "situation"),
    },
    build=_cases,
    at=_cases_at,
    subject="travailleur",
    identifier="dossier_id",
)

SUPPORT_ACTS = DatasetSpec(
    name="accompagnements",
    reads={"accompagnements": ("accompagnement_id", "emploi_id", "date", "intervenant")},
    build=lambda source: with_worker(source.table("accompagnements"), source, "date"),
    subject="travailleur",
    identifier="accompagnement_id",
)

SCHEME_USES = DatasetSpec(
    name="dispositifs",
    reads={"dispositifs": ("dispositif_id", "emploi_id", "nature", "initiative", "accord", "debut")},
    build=lambda source: with_worker(source.table("dispositifs"), source, "debut"),
    subject="travailleur",
    identifier="dispositif_id",
)

COUNTED_ACTS = DatasetSpec(
    name="actes_pdp",
    reads={},
    build=_counted_acts,
    subject="travailleur",
    identifier="acte_id",
)
