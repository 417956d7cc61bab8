"""A synthetic set moved in time, so that a demonstration ends today."""

from collections.abc import Mapping
from datetime import timedelta

import polars as pl


def moved(tables: Mapping[str, pl.DataFrame], by: timedelta) -> dict[str, pl.DataFrame]:
    """The same tables with every date moved by as many days: what follows from what stays as it was."""
    return {name: table.with_columns(pl.col(pl.Date) + by) for name, table in tables.items()}
