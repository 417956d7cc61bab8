"""Signals on groups as they are kept: those of the last run of detection, and no others."""

from datetime import date

import polars as pl

from amarre.accounts.models import Service
from amarre.detection.enums import GroupDimension
from amarre.detection.models import GroupSignal


def replace_group_signals(service: Service, groups: pl.DataFrame, on: date) -> None:
    """Keep what `unusual_groups` found in the place of what the last run had, in the caller's transaction."""
    GroupSignal.objects.filter(service=service).delete()
    rows = groups.with_columns(
        establishment_id=pl.when(pl.col("dimension") == GroupDimension.ESTABLISHMENT.value).then(
            pl.col("group").cast(pl.Int64, strict=False)
        )
    )
    GroupSignal.objects.bulk_create(GroupSignal(service=service, on=on, **row) for row in rows.to_dicts())
