"""A synthetic set as a small service would hold it: one person of a profession, who leads every case."""

from collections.abc import Mapping

import polars as pl

#: Who works in a small service besides that person.
SMALL = ("medecin_travail", "idest", "preventeur", "assistant_administratif")


def led_by_one(tables: Mapping[str, pl.DataFrame], role: str) -> dict[str, pl.DataFrame]:
    """The same tables with one member of that profession, who leads every case, and the staff of a small service."""
    staff = tables["professionnels"]
    alone = staff.filter(pl.col("role") == role).head(1)
    kept = pl.concat([staff.filter(pl.col("role").is_in([one for one in SMALL if one != role])), alone])
    lead = alone["professionnel_id"].first()
    visits = tables["visites"].with_columns(
        pl.when(pl.col("professionnel_id").is_in(kept["professionnel_id"].implode())).then("professionnel_id")
    )
    return {
        **tables,
        "professionnels": kept,
        "visites": visits,
        "dossiers": tables["dossiers"].with_columns(pl.lit(lead).alias("referent_id")),
    }
