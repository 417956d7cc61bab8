"""Tables in the shape that `read_tables` gives, drawn by hand or taken from a small synthetic service."""

from datetime import date
from functools import cache
from typing import Any

import polars as pl
from django.conf import settings

from amarre.exchange.schema import resources
from amarre.exchange.synthetic import synthesize
from amarre.exchange.tables import column_type
from amarre.indicators.specs import build_datasets, columns_read

Row = dict[str, Any]

# An establishment of the building trade, another that is not, a worker in each.
BASE: dict[str, list[Row]] = {
    "adherents": [{"adherent_id": "M1"}],
    "etablissements": [
        {"etablissement_id": "B", "adherent_id": 1, "naf": "43.99C", "effectif": 8},
        {"etablissement_id": "O", "adherent_id": 1, "naf": "62.01Z", "effectif": 120},
    ],
    "travailleurs": [
        {"travailleur_id": "W1", "date_naissance": date(1981, 4, 3), "sexe": "M"},
        {"travailleur_id": "W2", "date_naissance": date(1990, 6, 15), "sexe": "F"},
    ],
    "emplois": [
        {"emploi_id": "J1", "travailleur_id": 1, "etablissement_id": 1, "debut": date(2015, 1, 1)},
        {"emploi_id": "J2", "travailleur_id": 2, "etablissement_id": 2, "debut": date(2015, 1, 1)},
    ],
}


def datasets(**rows: list[Row]) -> dict[str, pl.DataFrame]:
    """The datasets of the base and of these rows; a resource given here stands in for the base's."""
    given = BASE | rows
    return build_datasets({name: _table(name, given.get(name, [])) for name in columns_read()})


def _table(name: str, rows: list[Row]) -> pl.DataFrame:
    columns = resources()[name].columns
    schema = {"pk": pl.Int64, **{column: column_type(columns[column]) for column in columns_read()[name]}}
    numbered = [{"pk": number, **row} for number, row in enumerate(rows, 1)]
    return pl.DataFrame(
        {
            column: pl.Series(column, [row.get(column) for row in numbered], dtype=kind)
            for column, kind in schema.items()
        }
    )


@cache
def synthetic_datasets(workers: int = 600, year: int = 2026) -> dict[str, pl.DataFrame]:
    """The datasets of a synthetic service."""
    drawn = synthesize(workers=workers, seed=38, year=year, catalogue=settings.CATALOGUE)
    numbered = {name: table.with_row_index("pk", 1).cast({"pk": pl.Int64}) for name, table in drawn.items()}
    return build_datasets({name: _referring(name, numbered) for name in columns_read()})


def _referring(name: str, numbered: dict[str, pl.DataFrame]) -> pl.DataFrame:
    table = numbered[name]
    for column in resources()[name].columns.values():
        if column.references:
            known = numbered[column.references]
            identifier = resources()[column.references].identifier or ""
            table = table.with_columns(
                pl.col(column.name).replace_strict(known[identifier], known["pk"], return_dtype=pl.Int64)
            )
    return table.select("pk", *columns_read()[name])
