"""Signals on groups as they are kept: those of the last run of detection, and no others."""

from datetime import date

import polars as pl

from amarre.accounts.models import Service
from amarre.detection.enums import GroupDimension
from amarre.detection.facts import Frames
from amarre.detection.groups import unusual_groups
from amarre.detection.models import GroupSignal
from amarre.rules.parameters import Figures


def replace_group_signals(service: Service, frames: Frames, on: date, figures: Figures) -> None:
    """Keep the groups of that day in the place of those of the last run, in the caller's transaction."""
    GroupSignal.objects.filter(service=service).delete()
    rows = unusual_groups(frames, on, figures).with_columns(
        establishment_id=pl.when(pl.col("dimension") == GroupDimension.ESTABLISHMENT.value).then(
            pl.col("group").cast(pl.Int64, strict=False)
        )
    )
    GroupSignal.objects.bulk_create(GroupSignal(service=service, on=on, **row) for row in rows.to_dicts())
