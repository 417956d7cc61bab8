"""Risk indices that services receive, as files: `catalogue/instruments/*.yaml`. None of them is computed here."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

import polars as pl
from pydantic import Field, model_validator

from amarre.rules.catalogue import CatalogueError, Entry, files_of, read_entry
from amarre.rules.parameters import Figures, read_figures
from amarre.surveillance.enums import Instrument as Code

#: The version that stands for those without a line of their own.
OTHERS = "toutes"


class Version(Entry):
    """The threshold of one version: the name of a figure of catalogue/parameters/."""

    version: str
    threshold: str


class Instrument(Entry):
    """One index: who publishes it, which way it worries, its scale, its threshold by version."""

    code: str
    label: str
    publisher: str
    worse: Literal["high", "low"]
    scale: str
    minimum: float | None = None
    maximum: float | None = None
    reference: str
    note: str | None = None
    versions: tuple[Version, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _known(self) -> "Instrument":
        if self.code not in Code.values:
            raise ValueError(f"{self.code} is not one of {', '.join(Code.values)}")
        names = [one.version for one in self.versions]
        if OTHERS not in names or len(set(names)) < len(names):
            raise ValueError(f"versions: each once, with one « {OTHERS} »")
        return self


@cache
def read_instruments(folder: Path) -> Mapping[str, Instrument]:
    """Every instrument by code; CatalogueError where two files hold the same."""
    found: dict[str, Instrument] = {}
    for path in files_of(folder):
        instrument = read_entry(path, Instrument)
        if instrument.code in found:
            raise CatalogueError(path, 1, f"code: {instrument.code} is there twice")
        found[instrument.code] = instrument
    return found


def check_instruments(catalogue: Path) -> tuple[int, int]:
    """Load every instrument, one for each word of the exchange format: the number of files, and of thresholds."""
    folder = catalogue / "instruments"
    instruments, figures = read_instruments(folder), read_figures(catalogue / "parameters")
    for code in Code.values:
        if code not in instruments:
            raise CatalogueError(folder / f"{code.lower()}.yaml", 1, f"{code} has no file")
    thresholds = [(path, one) for path in files_of(folder) for one in read_entry(path, Instrument).versions]
    for path, one in thresholds:
        if one.threshold not in figures:
            raise CatalogueError(path, 1, f"versions: {one.threshold} is not a figure of the catalogue")
    return len(instruments), len(thresholds)


def judged(values: pl.DataFrame, instruments: Mapping[str, Instrument], figures: Figures, day: date) -> pl.DataFrame:
    """Values of indices (`instrument`, `version`, `valeur`) with `seuil`, `hors_echelle` and `au_dela_du_seuil`.

    The threshold is that of the version, else that of the others. A value outside the scale is beyond no threshold.
    """
    rows = [
        (code, one.version, float(figures[one.threshold].at(day).value))  # type: ignore[arg-type]
        for code, instrument in instruments.items()
        for one in instrument.versions
    ]
    thresholds = pl.DataFrame(rows, {"instrument": pl.String, "version": pl.String, "seuil": pl.Float64}, orient="row")
    others = thresholds.filter(pl.col("version") == OTHERS).select("instrument", _autres="seuil")
    scales = pl.DataFrame(
        [(code, one.worse == "low", one.minimum, one.maximum) for code, one in instruments.items()],
        {"instrument": pl.String, "_bas": pl.Boolean, "_min": pl.Float64, "_max": pl.Float64},
        orient="row",
    )
    value = pl.col("valeur")
    outside = (value < pl.col("_min")).fill_null(False) | (value > pl.col("_max")).fill_null(False)
    beyond = pl.when(pl.col("_bas")).then(value <= pl.col("seuil")).otherwise(value > pl.col("seuil"))
    return (
        values.join(thresholds, on=["instrument", "version"], how="left")
        .join(others, on="instrument", how="left")
        .join(scales, on="instrument", how="left")
        .with_columns(pl.coalesce("seuil", "_autres").alias("seuil"), hors_echelle=outside)
        .with_columns(au_dela_du_seuil=(beyond & ~pl.col("hors_echelle")).fill_null(False))
        .drop("_autres", "_bas", "_min", "_max")
    )
