"""Identifiers of other rows, as the row numbers of the database."""

from collections.abc import Mapping

import polars as pl

from amarre.exchange.findings import Findings
from amarre.exchange.schema import Resource


def resolve_references(
    rows: pl.DataFrame, cells: pl.DataFrame, resource: Resource, known: Mapping[str, pl.DataFrame], findings: Findings
) -> pl.DataFrame:
    """Replace each reference by the `pk` of the row it names, and refuse those that name none.

    `known` holds, for each resource dealt with before, `id` and `pk` of every row of the database and of every good
    row of the set.
    """
    for name in rows.columns[1:]:
        target = resource.columns[name].references
        if target is None:
            continue
        found = rows.select(id=name).join(known[target], on="id", how="left", maintain_order="left")["pk"]
        lost = rows[name].is_not_null() & found.is_null()
        if lost.any():
            findings.refuse(
                rows["line"].filter(lost), column=name, values=cells[name].filter(lost), code="reference.missing",
                reason=f"Aucune ligne acceptée de « {target} » ne porte cet identifiant, ni dans ce jeu ni dans la "
                "base : envoyez-la, ou corrigez la référence.",
            )  # fmt: skip
        rows = rows.with_columns(found.alias(name))
    return rows
