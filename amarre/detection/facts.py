"""The facts that a rule may read: their names, what they mean, and how a sentence words them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import polars as pl

FactType = Literal["date", "integer", "number", "boolean", "string"]
Frames = Mapping[str, pl.DataFrame]

POLARS_TYPES: Mapping[FactType, type[pl.DataType]] = {
    "date": pl.Date,
    "integer": pl.Int64,
    "number": pl.Float64,
    "boolean": pl.Boolean,
    "string": pl.String,
}


@dataclass(frozen=True)
class Fact:
    """One column of a dataset. `unit` is its singular and plural in a sentence, `words` its labels by stored word.

    `figures` are those of catalogue/parameters/ that deriving it takes.
    """

    type: FactType
    label: str
    unit: tuple[str, str] | None = None
    words: Mapping[str, str] = field(default_factory=dict)
    figures: tuple[str, ...] = ()
