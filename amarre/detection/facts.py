"""The facts that a rule may read: their names, what they mean, and how a sentence words them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

import polars as pl

from amarre.rules.parameters import Figures

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


@dataclass(frozen=True)
class Dataset:
    """What rules are written about: one row per worker (and subject, or law), built in columns for one day.

    Every dataset also carries `travailleur_id` and `emploi_id`, the worker's oldest active job (under that law).
    """

    label: str
    facts: Mapping[str, Fact]
    build: Callable[[Frames, date, Figures], pl.DataFrame]

    @property
    def schema(self) -> dict[str, type[pl.DataType]]:
        """The Polars type of each fact."""
        return {name: POLARS_TYPES[fact.type] for name, fact in self.facts.items()}
