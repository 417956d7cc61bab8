"""What a domain app tells the indicator engine about one dataset, and the list of all of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

import polars as pl
from django.conf import settings
from django.utils.module_loading import import_string

from amarre.exchange.schema import resources
from amarre.exchange.tables import column_type
from amarre.indicators.periods import Period

Frames = Mapping[str, pl.DataFrame]

#: Breakdowns that come by themselves, as they are named in the results, and the column that holds each; the age is
#: read in `age_<date column>`, or in `age_periode` for what is not dated.
COMMON_BREAKDOWNS: Mapping[str | None, tuple[str, ...]] = {
    "travailleur": ("age", "sex", "size", "naf"),
    "etablissement": ("size", "naf"),
    None: (),
}
BREAKDOWN_COLUMNS: Mapping[str, str] = {"sex": "sexe", "size": "taille", "naf": "division_naf"}
AGE_AT_END = "age_periode"


class Source:
    """The tables of a service and, made when first asked for, the datasets built from them."""

    def __init__(self, tables: Frames) -> None:
        self._tables = {name: _with_words(name, table) for name, table in tables.items()}
        self._datasets: dict[str, pl.DataFrame] = {}

    def table(self, name: str) -> pl.DataFrame:
        """The rows of a resource: exchange names, `pk`, references as Int64, lists of words as Enum."""
        return self._tables[name]

    def dataset(self, name: str) -> pl.DataFrame:
        """A dataset, built once."""
        if name not in self._datasets:
            self._datasets[name] = dataset_specs()[name].build(self)
        return self._datasets[name]


@dataclass(frozen=True)
class DatasetSpec:
    """One dataset: what it reads, its rows whatever the period, and what depends on the period.

    `build` gives one row per act or thing, `pk` and the exchange format's columns first, then derived ones; a row
    about a worker has `travailleur`, `etablissement` (Int64), `sexe`, `taille`, `division_naf` and `age_<date>`.
    `at` adds columns that need the period, from its own frame and those of other datasets. `subject` says what rows
    are about, hence which breakdowns they carry; `identifier` is the column of the sender's identifier.
    """

    name: str
    reads: Mapping[str, tuple[str, ...]]
    build: Callable[[Source], pl.DataFrame]
    at: Callable[[Frames, Period], pl.DataFrame] | None = None
    subject: Literal["travailleur", "etablissement"] | None = None
    identifier: str = ""

    def frame(self, frames: Frames, period: Period) -> pl.DataFrame:
        """The rows with what the period adds."""
        return self.at(frames, period) if self.at else frames[self.name]


@cache
def dataset_specs() -> Mapping[str, DatasetSpec]:
    """Every dataset by name, as amarre/config/registry.py lists them."""
    specs: tuple[DatasetSpec, ...] = import_string(settings.INDICATOR_DATASETS)
    return {spec.name: spec for spec in specs}


@cache
def columns_read() -> Mapping[str, tuple[str, ...]]:
    """The columns that the datasets read, by resource in the format's order; nobody's name is among them."""
    wanted: dict[str, set[str]] = {}
    for spec in dataset_specs().values():
        for resource, columns in spec.reads.items():
            wanted.setdefault(resource, set()).update(columns)
    return {
        name: tuple(column for column in resource.columns if column in wanted[name])
        for name, resource in resources().items()
        if name in wanted
    }


def build_datasets(tables: Frames) -> dict[str, pl.DataFrame]:
    """Every dataset from the tables of a service."""
    source = Source(tables)
    return {name: source.dataset(name) for name in dataset_specs()}


@cache
def dataset_schemas() -> Mapping[str, pl.Schema]:
    """The columns and types of every dataset with what the period adds; lists of words are Enum."""
    empty = {
        name: pl.DataFrame(
            schema={"pk": pl.Int64, **{column: column_type(resources()[name].columns[column]) for column in columns}}
        )
        for name, columns in columns_read().items()
    }
    frames = build_datasets(empty)
    period = Period.year(2026)  # any: the columns are the same
    return {name: spec.frame(frames, period).schema for name, spec in dataset_specs().items()}


def words_of(dataset: str, column: str) -> tuple[str, ...]:
    """The words or bands of a column that holds a closed list, in the list's order; none for another column."""
    kind = dataset_schemas()[dataset].get(column)
    return tuple(kind.categories) if isinstance(kind, pl.Enum) else ()


def _with_words(resource: str, table: pl.DataFrame) -> pl.DataFrame:
    columns = resources()[resource].columns
    return table.with_columns(
        pl.col(name).cast(pl.Enum(columns[name].words))
        for name in table.columns
        if name in columns and columns[name].words
    )
