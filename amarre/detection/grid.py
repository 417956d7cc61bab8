"""Amarre's open screening grid, as a file: `catalogue/grid/grille.yaml`. Indicative, not official; it decides nothing.

It imitates no published or unpublished index. Each point comes with its reason; a physician edits the weights.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import narwhals as nw
import polars as pl
from pydantic import Field, model_validator

from amarre.detection.datasets import SITUATIONS
from amarre.detection.sentences import names_in, worded
from amarre.rules.branches import branches
from amarre.rules.catalogue import CatalogueError, Entry, read_entry
from amarre.rules.conditions import Where, expression, holds, parse_where
from amarre.rules.parameters import Figures, read_figures

Facts = Mapping[str, Any]


class Item(Entry):
    """One sign: its name, its dimension, its points, the condition on SITUATIONS, its sentence, and worked examples."""

    code: str
    label: str
    dimension: str
    points: int = Field(ge=1, le=10)
    where: Facts
    any_of: tuple[Facts, ...] = ()
    because: str
    holds: tuple[Facts, ...] = Field(min_length=1)
    fails: tuple[Facts, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _known_facts(self) -> "Item":
        for name in [*(column for where in self.alternatives for column in where), *names_in(self.because)]:
            if name not in SITUATIONS.facts:
                raise ValueError(f"{name} is not a fact of situations")
        return self

    @property
    def alternatives(self) -> list[Where]:
        """Every way to fulfil the item."""
        common = parse_where(self.where)
        return [{**common, **parse_where(raw)} for raw in self.any_of] or [common]


class Grid(Entry):
    """The whole grid: what it is called, what it says of itself, its dimensions and items.

    `threshold` is the number of points from which the bench counts a worker as flagged; nothing else reads it.
    """

    label: str
    note: str
    threshold: int = Field(ge=1)
    dimensions: Mapping[str, str]
    items: tuple[Item, ...]

    @model_validator(mode="after")
    def _of_dimensions(self) -> "Grid":
        codes = [item.code for item in self.items]
        if len(set(codes)) < len(codes) or any(item.dimension not in self.dimensions for item in self.items):
            raise ValueError("items: each code once, each of a dimension of the grid")
        return self


@dataclass(frozen=True)
class Point:
    """An item that a worker fulfils, in words."""

    dimension: str
    points: int
    reason: str


@cache
def read_grid(catalogue: Path) -> Grid:
    """The grid of the catalogue."""
    return read_entry(catalogue / "grid" / "grille.yaml", Grid)


def marked(rows: pl.DataFrame, grid: Grid, figures: Figures, day: date) -> pl.DataFrame:
    """Rows of SITUATIONS with one more column per item, `_` and its code: whether it holds, never null."""
    frame = nw.from_native(rows, eager_only=True)
    held: pl.DataFrame = frame.with_columns(
        nw.any_horizontal(
            *(expression(way.where) for way in branches(item.alternatives, figures, day)), ignore_nulls=True
        ).alias(f"_{item.code}")
        for item in grid.items
    ).to_native()
    return held


def total(weights: Mapping[str, int]) -> pl.Expr:
    """The points of rows that `marked` gives, by those weights of the items."""
    return pl.sum_horizontal(pl.col(f"_{code}").cast(pl.Int64) * points for code, points in weights.items())


def graded(rows: pl.DataFrame, grid: Grid, figures: Figures, day: date) -> pl.DataFrame:
    """Rows of SITUATIONS as `travailleur_id`, `points`, and per item its sentence, null where it does not hold."""
    held = marked(rows, grid, figures, day)
    points = total({item.code: item.points for item in grid.items})
    sentences = [
        pl.when(f"_{item.code}").then(worded(item.because, SITUATIONS.facts, figures, day)).alias(item.code)
        for item in grid.items
    ]
    return held.select("travailleur_id", points.alias("points"), *sentences)


def points_of(rows: pl.DataFrame, grid: Grid, figures: Figures, day: date) -> list[Point]:
    """The points of one worker's row of SITUATIONS, in the order of the grid; none without an active job.

    For one row the plain evaluator of conditions is quicker than setting up columns; a test holds both to one answer.
    """
    facts = next(iter(rows.to_dicts()), None)
    if facts is None:
        return []
    held = [
        item for item in grid.items if any(holds(way.where, facts) for way in branches(item.alternatives, figures, day))
    ]
    words = rows.select(worded(one.because, SITUATIONS.facts, figures, day).alias(one.code) for one in held)
    reasons = next(iter(words.to_dicts()), {})
    return [Point(grid.dimensions[item.dimension], item.points, reasons[item.code]) for item in held]


def check_grid(catalogue: Path) -> tuple[int, int]:
    """Run the examples of every item; the number of files, and of examples. CatalogueError names the item."""
    path, grid, figures = (
        catalogue / "grid" / "grille.yaml",
        read_grid(catalogue),
        read_figures(catalogue / "parameters"),
    )
    day, count = date(2026, 6, 30), 0
    for item in grid.items:
        ways = branches(item.alternatives, figures, day)
        for wanted, examples in ((True, item.holds), (False, item.fails)):
            for given in examples:
                count += 1
                if any(holds(way.where, given) for way in ways) is not wanted:
                    raise CatalogueError(path, 1, f"{item.code}: {dict(given)} should {'' if wanted else 'not '}hold")
    return 1, count
