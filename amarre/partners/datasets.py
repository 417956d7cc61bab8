"""The dataset of orientations."""

import polars as pl

from amarre.directory.datasets import with_worker
from amarre.indicators.specs import DatasetSpec, Source
from amarre.surveillance.datasets import with_leave


def _orientations(source: Source) -> pl.DataFrame:
    """Orientations with `en_arret` at their date and `jours_avant_accuse`."""
    orientations = with_leave(with_worker(source.table("orientations"), source, "date"), source)
    return orientations.with_columns(jours_avant_accuse=(pl.col("accuse_le") - pl.col("date")).dt.total_days())


ORIENTATIONS = DatasetSpec(
    name="orientations",
    reads={"orientations": ("orientation_id", "emploi_id", "date", "destinataire", "accuse_le")},
    build=_orientations,
    subject="travailleur",
    identifier="orientation_id",
)
