"""Datasets of collective actions and of the establishments that they reached."""

import polars as pl

from amarre.directory.datasets import with_establishment
from amarre.indicators.specs import DatasetSpec, Source


def _actions(source: Source) -> pl.DataFrame:
    """Actions with `partenaire_nomme` and `participants_retenus`: their own number or their establishments' sum."""
    reached = (
        source.table("actions_etablissements").group_by("action_id").agg(pl.col("participants").sum().alias("somme"))
    )
    return (
        source.table("actions")
        .join(reached, left_on="pk", right_on="action_id", how="left", maintain_order="left")
        .with_columns(
            partenaire_nomme=pl.col("partenaires").str.contains(r"[^|\s]").fill_null(False),
            participants_retenus=pl.coalesce("participants", "somme").fill_null(0),
        )
        .drop("somme")
    )


def _reached(source: Source) -> pl.DataFrame:
    """One row per action and establishment, with the action's nature, theme and date, and the Carsat's programme."""
    actions = source.table("actions").select(
        pl.col("pk").alias("action_pk"), pl.col("action_id").alias("action"), "nature", "theme", "date"
    )
    programmes = source.table("etablissements").select(pl.col("pk").alias("etablissement"), "programme_carsat")
    rows = (
        source.table("actions_etablissements")
        .rename({"action_id": "action_pk"})
        .join(actions, on="action_pk", how="left", maintain_order="left")
    )
    return (
        with_establishment(rows, source)
        .join(programmes, on="etablissement", how="left", maintain_order="left")
        .rename({"action": "action_id"})
        .drop("action_pk")
    )


ACTIONS = DatasetSpec(
    name="actions",
    reads={"actions": ("action_id", "nature", "theme", "date", "partenaires", "participants")},
    build=_actions,
    identifier="action_id",
)

ACTION_REACHES = DatasetSpec(
    name="actions_etablissements",
    reads={"actions_etablissements": ("action_id", "etablissement_id", "participants")},
    build=_reached,
    subject="etablissement",
    identifier="action_id",
)
