"""Facts that people typed or withdrew here, set against a file of the sending software: none comes back, none doubles.

docs/adr/0013-typed-by-hand.md.
"""

from typing import NamedTuple

import polars as pl

from amarre.accounts.models import Service
from amarre.exchange.enums import HandMove
from amarre.exchange.loading.plan import BEFORE
from amarre.exchange.models import BORN_HERE, HandEntry
from amarre.exchange.schema import Resource


class Met(NamedTuple):
    """`rows` are left to the import, `ours` the `pk` that it does not touch, `kept` the lines that change nothing."""

    rows: pl.DataFrame
    ours: pl.Series
    kept: pl.Series


def meet(
    good: pl.DataFrame, existing: pl.DataFrame, ours: pl.Series, service: Service, resource: Resource, sent: list[str]
) -> Met:
    """Set good rows (as `with_database` gives them) against what people did by hand; `sent` are the file's columns.

    A new row that tells a fact born here (the columns of the spec's `twin` agree, on one row of each side) is that
    fact: it gives it its identifier and follows it from then on, unless it says less or otherwise than the person did.
    A row that was withdrawn here does not come back.
    """
    gone = good["line"].filter(good[resource.key[0]].is_in(_withdrawn(service, resource)))
    rows = good.filter(~pl.col("line").is_in(gone.implode()))
    if not resource.spec.twin or not resource.identifier:
        return Met(rows, ours, gone)
    born = existing.filter(pl.col("pk").is_in(ours.implode()) & pl.col(resource.identifier).str.starts_with(BORN_HERE))
    pairs = _pairs(rows, born, resource)
    if pairs.is_empty():
        return Met(rows, ours, gone)
    agreed = pairs.filter(_says_as_much(resource, sent))
    otherwise = pairs.join(agreed, on="line", how="anti")["line"]
    rows = _given(rows.filter(~pl.col("line").is_in(otherwise.implode())), agreed, resource)
    return Met(rows, ours.filter(~ours.is_in(agreed["pk@born"])), pl.concat([gone, otherwise]))


def _withdrawn(service: Service, resource: Resource) -> list[str]:
    if service.pk is None:
        return []
    entries = HandEntry.objects.filter(service=service, dataset=resource.name, undone_at=None, move=HandMove.WITHDRAWN)
    return list(entries.exclude(external_id="").values_list("external_id", flat=True))


def _pairs(rows: pl.DataFrame, born: pl.DataFrame, resource: Resource) -> pl.DataFrame:
    """`line`, the columns as sent, and those of the fact born here (`...@born`), one line per fact."""
    twin = list(resource.spec.twin)
    here = born.filter(pl.len().over(twin) == 1)
    here = here.rename({name: f"{name}@born" for name in here.columns})
    new = rows.filter(pl.col("pk").is_null()).filter(pl.len().over(twin) == 1).select("line", *resource.columns)
    return new.join(here.with_columns(pl.col(f"{name}@born").alias(name) for name in twin), on=twin, how="inner")


def _says_as_much(resource: Resource, sent: list[str]) -> pl.Expr:
    """Whether the file would take nothing away: « no » and an empty cell say the same."""
    kept = []
    for name, column in resource.columns.items():
        if name == resource.identifier or name not in sent:
            continue
        typed = pl.col(f"{name}@born")
        silent = typed.is_null() | (~typed if column.type == "boolean" else pl.lit(False))
        kept.append(pl.when(silent).then(~pl.col(name).is_not_null() | _agrees(name, column.type)).otherwise(
            pl.col(name).eq_missing(typed)
        ))  # fmt: skip
    return pl.all_horizontal(pl.lit(True), *kept)


def _agrees(name: str, kind: str) -> pl.Expr:
    """What was left empty may be filled; what was answered « no » is not overruled."""
    return pl.col(f"{name}@born").is_null() | ~pl.col(name) if kind == "boolean" else pl.lit(True)


def _given(rows: pl.DataFrame, agreed: pl.DataFrame, resource: Resource) -> pl.DataFrame:
    """The rows, those of `agreed` tied to the fact born here as `with_database` would tie them."""
    born = agreed.select("line", "pk@born", *(f"{name}@born" for name in resource.columns))
    joined = rows.join(born, on="line", how="left", maintain_order="left")
    tied = pl.col("pk@born").is_not_null()
    return joined.with_columns(
        pl.coalesce("pk", "pk@born").alias("pk"),
        *(
            pl.when(tied).then(f"{name}@born").otherwise(name + BEFORE).alias(name + BEFORE)
            for name in resource.columns
        ),
    ).select(rows.columns)
