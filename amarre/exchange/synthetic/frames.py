"""The tables as the exchange format writes them: identifiers, references by identifier, dates, empty cells."""

import numpy as np
import polars as pl

from amarre.exchange.schema import Column, Resource, resources
from amarre.exchange.synthetic.draws import EMPTY
from amarre.exchange.synthetic.world import AnyColumn, World

PREFIXES = {
    "adherents": "A", "etablissements": "E", "professionnels": "P", "travailleurs": "T", "emplois": "J",
    "reconnaissances": "R", "visites": "V", "arrets": "S", "indices": "I", "rendez_vous_liaison": "L",
    "signalements": "G", "dossiers": "D", "accompagnements": "C", "orientations": "O", "dispositifs": "M",
    "suivis": "U", "actions": "K", "licenciements": "X",
}  # fmt: skip


def frames(world: World) -> dict[str, pl.DataFrame]:
    """Every table with the columns of the format, references as text."""
    return {name: _frame(world, resource) for name, resource in resources().items()}


def identifiers(resource: str, rows: int) -> pl.Series:
    """Identifiers whose order as text is that of the rows."""
    numbers = pl.Series(np.arange(1, rows + 1)).cast(pl.String).str.zfill(7)
    return pl.select(pl.concat_str(pl.lit(PREFIXES[resource]), numbers)).to_series()


def _frame(world: World, resource: Resource) -> pl.DataFrame:
    table = world.tables[resource.name]
    rows = len(next(iter(table.values())))
    columns = {}
    for name, column in resource.columns.items():
        if name == resource.identifier:
            columns[name] = identifiers(resource.name, rows)
        elif column.references:
            columns[name] = _referring(world, column.references, table[name])
        else:
            columns[name] = _series(column, table[name])
    return pl.DataFrame(columns)


def _referring(world: World, target: str, rows: AnyColumn) -> pl.Series:
    pointed = identifiers(target, len(next(iter(world.tables[target].values()))))
    places = pl.Series(rows).cast(pl.Int64)
    return pointed.gather(places.set(places < 0, None))


def _series(column: Column, values: AnyColumn) -> pl.Series:
    if column.type == "string":
        series = pl.Series(values.tolist(), dtype=pl.String)
        return series.set(series == "", None)
    if column.type == "number":
        return pl.Series(values.astype(np.float64)).fill_nan(None)
    series = pl.Series(values.astype(np.int64))
    series = series.set(series == EMPTY, None)
    if column.type == "boolean":
        return series.cast(pl.Boolean)
    return series.cast(pl.Int32).cast(pl.Date) if column.type == "date" else series
