"""Charts as specifications: what each form draws, in Vega-Lite, from plain data.

A number never reaches a chart without the words that show it: labels are written by the caller, in French. Bars start
at zero. Sizes are pixels; a value that is None is not drawn.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Protocol

Specification = Mapping[str, Any]
#: The name under which a chart's data stands in its specification.
ROWS = "rows"
#: The highest that a mark stands below the top of its chart, and the lines of text that two labels must be apart.
HEADROOM, APART = 1.12, 17
#: How far above the axis a name stands at least, in pixels: the years are written there.
CLEAR = 8


class Chart(Protocol):
    """What can be drawn, frozen: a title, a sentence that says what it shows, and its specification."""

    @property
    def title(self) -> str: ...
    @property
    def summary(self) -> str: ...
    def specification(self) -> Specification: ...
    def __hash__(self) -> int: ...


@dataclass(frozen=True)
class Part:
    """One bar: its name, its value, and the value as written."""

    label: str
    value: float | None
    shown: str


@dataclass(frozen=True)
class Bars:
    """Horizontal bars, one below the other, each with its name before and its figure after."""

    title: str
    parts: tuple[Part, ...]
    width: int = 128

    @property
    def summary(self) -> str:
        """Every part with its figure."""
        return ", ".join(f"{part.label} {part.shown}" for part in self.parts)

    def specification(self) -> Specification:
        """The names on the axis, the figures at the ends of the bars."""
        rows = [{"part": part.label, "value": part.value or 0, "shown": part.shown} for part in self.parts]
        return _with(marks().bars(self.width), rows)


@dataclass(frozen=True)
class Columns:
    """A few years side by side, small enough for a cell of a table; the year that runs is light.

    `goal` is a line across.
    """

    title: str
    years: tuple[Part, ...]
    goal: float | None = None
    running: bool = False
    width: int = 108
    height: int = 34

    @property
    def summary(self) -> str:
        """Every year with its figure."""
        return ", ".join(f"{year.label}\u00a0: {year.shown}" for year in self.years)

    def specification(self) -> Specification:
        """One column a year, the goal across them."""
        top = max([self.goal or 0, *(year.value or 0 for year in self.years)]) * HEADROOM or 1
        last = len(self.years) - 1
        rows = [
            {
                "year": year.label, "value": (year.value or 0) / top, "goal": self.goal and self.goal / top,
                "light": self.running and rank == last,
            }
            for rank, year in enumerate(self.years)
        ]  # fmt: skip
        return _with(marks().columns(self.width, self.height), rows)


@dataclass(frozen=True)
class Series:
    """One line: its name, whether it is the one the chart is about, and its points in the order of the years."""

    label: str
    first: bool
    points: tuple[Part, ...]


@dataclass(frozen=True)
class Trend:
    """Lines over the years, named at their ends: the target and the others."""

    title: str
    series: tuple[Series, ...]
    width: int = 150
    height: int = 92

    @property
    def summary(self) -> str:
        """Every line with its points."""
        lines = []
        for one in self.series:
            points = ", ".join(f"{point.shown} en {point.label}" for point in one.points if point.value is not None)
            lines.append(f"{one.label}\u00a0: {points}")
        return "\u202f; ".join(lines)

    def specification(self) -> Specification:
        """The lines from zero, their last point marked and named."""
        top = max([point.value or 0 for one in self.series for point in one.points], default=0) * HEADROOM or 1
        rows: list[dict[str, Any]] = []
        ends: dict[str, dict[str, Any]] = {}
        for one in self.series:
            for point in one.points:
                if point.value is not None:
                    row = {"line": one.label, "first": one.first, "year": point.label, "value": point.value / top}
                    rows.append(row)
                    ends[one.label] = row | {"shown": f"{one.label} {point.shown}"}
        _part_labels(list(ends.values()), APART / self.height, CLEAR / self.height)
        rows = [row for row in rows if not any(_same(row, end) for end in ends.values())]
        return _with(marks().trend(self.width, self.height), [*rows, *ends.values()])


@dataclass(frozen=True)
class Progress:
    """A bar on its track, with a tick where the goal is."""

    title: str
    done: Part
    goal: Part
    width: int = 160

    @property
    def summary(self) -> str:
        """What is done, then what is asked."""
        return f"{self.done.shown} sur un objectif de {self.goal.shown}"

    def specification(self) -> Specification:
        """The goal at four fifths of the track unless more is done."""
        full = max((self.goal.value or 0) / 0.8, self.done.value or 0) or 1
        row = {"done": (self.done.value or 0) / full, "goal": (self.goal.value or 0) / full, "full": 1}
        return _with(marks().progress(self.width), [row])


def _same(row: Mapping[str, Any], end: Mapping[str, Any]) -> bool:
    return bool(row["line"] == end["line"] and row["year"] == end["year"])


def _part_labels(ends: list[dict[str, Any]], gap: float, floor: float) -> None:
    """Where the names stand: at their point, pushed apart where one would cover another, the years or the edge."""
    below = -1.0
    for end in sorted(ends, key=lambda row: float(row["value"])):
        end["at"] = below = max(float(end["value"]), below + gap, floor)
    # What stands above its chart is cut in a file.
    above = 1 - floor + gap
    for end in sorted(ends, key=lambda row: float(row["at"]), reverse=True):
        end["at"] = above = min(float(end["at"]), above - gap)


def marks() -> Any:
    """What draws each form: Altair takes half a second to load, which only a new drawing pays."""
    return import_module("amarre.documents.marks")


def _with(template: Specification, rows: list[dict[str, Any]]) -> Specification:
    return {**template, "datasets": {ROWS: rows}}
