"""Datasets of visits, liaison meetings, indices and dismissals, and who is on leave when."""

import polars as pl

from amarre.directory.datasets import with_worker
from amarre.indicators.specs import DatasetSpec, Source


def with_leave(acts: pl.DataFrame, source: Source) -> pl.DataFrame:
    """The acts (with `pk`, `travailleur`, `date`) with `en_arret`: a leave of any job of the worker covers the date."""
    covered = (
        acts.select("pk", "travailleur", "date")
        .join(source.dataset("arrets"), on="travailleur")
        .filter(
            (pl.col("debut") <= pl.col("date"))
            & (pl.col("fin_retenue").is_null() | (pl.col("fin_retenue") >= pl.col("date")))
        )
    )
    return acts.with_columns(en_arret=pl.col("pk").is_in(covered["pk"].unique().implode()))


def _leaves(source: Source) -> pl.DataFrame:
    """Leaves other than maternity: `travailleur`, `debut` and `fin_retenue`, the last day (null while it lasts).

    A leave without an end lasts until the day before the worker's first reprise visit after its start, or until the
    end of its job, whichever comes first.
    """
    jobs = source.dataset("emplois").select(
        pl.col("pk").alias("emploi_id"), "travailleur", pl.col("fin").alias("fin_emploi")
    )
    leaves = (
        source.table("arrets")
        .filter(pl.col("motif") != "maternite")
        .join(jobs, on="emploi_id", how="left", maintain_order="left")
    )
    returns = (
        source.dataset("visites")
        .filter(pl.col("nature") == "reprise")
        .select("travailleur", pl.col("date").alias("reprise"))
    )
    first_return = (
        leaves.filter(pl.col("fin").is_null())
        .select("pk", "travailleur", "debut")
        .join(returns, on="travailleur")
        .filter(pl.col("reprise") > pl.col("debut"))
        .group_by("pk")
        .agg(pl.col("reprise").min())
    )
    presumed_end = pl.min_horizontal(pl.col("reprise").dt.offset_by("-1d"), "fin_emploi")
    return leaves.join(first_return, on="pk", how="left", maintain_order="left").select(
        "travailleur", "debut", fin_retenue=pl.coalesce("fin", presumed_end)
    )


def _acts(table: str, source: Source) -> pl.DataFrame:
    return with_worker(source.table(table), source, "date")


VISITS = DatasetSpec(
    name="visites",
    reads={
        "visites": (
            "visite_id", "emploi_id", "date", "nature", "demandeur", "avis", "dispense_reclassement", "amenagement",
        )
    },
    build=lambda source: _acts("visites", source),
    subject="travailleur",
    identifier="visite_id",
)  # fmt: skip

SICK_LEAVES = DatasetSpec(name="arrets", reads={"arrets": ("emploi_id", "debut", "fin", "motif")}, build=_leaves)

LIAISON_MEETINGS = DatasetSpec(
    name="rendez_vous_liaison",
    reads={"rendez_vous_liaison": ("rdv_id", "emploi_id", "date", "participation")},
    build=lambda source: _acts("rendez_vous_liaison", source),
    subject="travailleur",
    identifier="rdv_id",
)

RISK_INDICES = DatasetSpec(
    name="indices",
    reads={"indices": ("indice_id", "emploi_id", "instrument", "version", "valeur", "date")},
    build=lambda source: _acts("indices", source),
    subject="travailleur",
    identifier="indice_id",
)

DISMISSALS = DatasetSpec(
    name="licenciements",
    reads={"licenciements": ("licenciement_id", "emploi_id", "date")},
    build=lambda source: _acts("licenciements", source),
    subject="travailleur",
    identifier="licenciement_id",
)
