"""Charts as specifications: what each form draws, in Vega-Lite, from plain data.

A number never reaches a chart without the words that show it: labels are written by the caller, in French. Bars start
at zero. Sizes are pixels; a value that is None is not drawn.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

import altair as alt

from amarre.documents.palette import colours
from amarre.documents.typeface import FAMILY

Specification = Mapping[str, Any]
TEXT_SIZE, ROW, LABELS, FIGURES = 13, 26, 150, 62
ROWS = "rows"
#: The highest that a mark stands below the top of its chart, and the lines of text that two labels must be apart.
HEADROOM, APART = 1.12, 17


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
        return _with(_bars(self.width), rows)


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
        return _with(_columns(self.width, self.height), rows)


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
        _part_labels(list(ends.values()), APART / self.height)
        rows = [row for row in rows if not any(_same(row, end) for end in ends.values())]
        return _with(_trend(self.width, self.height), [*rows, *ends.values()])


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
        return _with(_progress(self.width), [row])


def _same(row: Mapping[str, Any], end: Mapping[str, Any]) -> bool:
    return bool(row["line"] == end["line"] and row["year"] == end["year"])


def _part_labels(ends: list[dict[str, Any]], gap: float) -> None:
    """Where the names stand: at their point, pushed upwards where one would cover another."""
    below = -1.0
    for end in sorted(ends, key=lambda row: float(row["value"])):
        end["at"] = below = max(float(end["value"]), below + gap)


def _with(template: Specification, rows: list[dict[str, Any]]) -> Specification:
    return {**template, "datasets": {ROWS: rows}}


def _finished(
    chart: alt.LayerChart | alt.FacetChart, *, left: int = 1, right: int = 1, top: int = 1, bottom: int = 1
) -> Specification:
    """The specification without its data, in the typeface and colours of the pages; margins hold what is written."""
    shades = colours()
    margins = {"left": left, "right": right, "top": top, "bottom": bottom}
    chart = chart.configure(font=FAMILY, background="transparent", autosize={"type": "none"}, padding=margins)
    chart = chart.configure_view(stroke=None).configure_axis(
        grid=False, ticks=False, domain=False, title=None, labelFontSize=TEXT_SIZE, labelFontWeight=500,
        labelColor=shades["text"],
    )  # fmt: skip
    specification: Specification = chart.configure_text(fontSize=TEXT_SIZE, color=shades["text"]).to_dict()
    return specification


def _empty() -> alt.Chart:
    return alt.Chart(alt.NamedData(ROWS))


@lru_cache(maxsize=16)
def _bars(width: int) -> Specification:
    axis = alt.Axis(labelLimit=0, labelAlign="left", labelPadding=LABELS)
    base = _empty().encode(
        x=alt.X("value:Q", axis=None, scale=alt.Scale(domainMin=0)),
        y=alt.Y("part:N", sort=None, axis=axis),
    )
    bars = base.mark_bar(color=colours()["c1"], height=16)
    labels = base.mark_text(align="left", dx=7, fontWeight=700).encode(text="shown:N")
    return _finished(alt.layer(bars, labels).properties(width=width, height=alt.Step(ROW)), left=LABELS, right=FIGURES)


@lru_cache(maxsize=16)
def _columns(width: int, height: int) -> Specification:
    scale = alt.Scale(domain=[0, 1])
    year = alt.X("year:N", sort=None, axis=None)
    base = _empty().encode(x=year, y=alt.Y("value:Q", axis=None, scale=scale))
    over = base.transform_filter("!datum.light").mark_bar(color=colours()["c1"], width=22)
    light = base.transform_filter("datum.light").mark_bar(
        color=colours()["c-soft"], stroke=colours()["c1"], strokeWidth=1, width=21
    )
    ground = (
        alt.Chart(alt.InlineData(values=[{}]))
        .mark_rule(color=colours()["border-strong"])
        .encode(y=alt.YDatum(0, scale=scale))
    )
    goal = _empty().transform_filter("datum.goal").mark_rule(color=colours()["text"], strokeWidth=2)
    goal = goal.encode(y=alt.Y("min(goal):Q", axis=None, scale=scale))
    return _finished(alt.layer(over, light, ground, goal).properties(width=width, height=height))


@lru_cache(maxsize=16)
def _trend(width: int, height: int) -> Specification:
    shades = colours()
    scale = alt.Scale(domain=[0, 1])
    axis = alt.Axis(labelAngle=0, domain=True, domainColor=shades["border-strong"], labelColor=shades["muted"])
    base = _empty().encode(
        x=alt.X("year:O", axis=axis, scale=alt.Scale(paddingOuter=0.1)), y=alt.Y("value:Q", axis=None, scale=scale)
    )
    layers = []
    for first, shade in ((False, "c-rest"), (True, "c1")):
        mine = base.transform_filter(f"datum.first === {str(first).lower()}")
        ends = mine.transform_filter("isValid(datum.shown)")
        layers += [
            mine.mark_line(color=shades[shade], strokeWidth=2.25 if first else 1.5),
            ends.mark_point(shape="circle", filled=True, opacity=1, color=shades[shade], size=40),
            ends.mark_text(
                align="left", dx=8, fontWeight=700 if first else 500, color=shades["text" if first else "muted"]
            ).encode(y=alt.Y("at:Q", axis=None, scale=scale), text="shown:N"),
        ]
    return _finished(alt.layer(*layers).properties(width=width, height=height), right=84, top=6, bottom=20)


@lru_cache(maxsize=16)
def _progress(width: int) -> Specification:
    scale = alt.Scale(domain=[0, 1])
    parts = [("full", "surface-2"), ("done", "c1")]
    layers: list[alt.Chart] = [
        _empty().mark_bar(color=colours()[shade], height=10).encode(x=alt.X(f"{name}:Q", axis=None, scale=scale))
        for name, shade in parts
    ]
    goal = _empty().mark_rule(color=colours()["text"], strokeWidth=2)
    layers.append(goal.encode(x=alt.X("goal:Q", axis=None, scale=scale)))
    return _finished(alt.layer(*layers).properties(width=width, height=18), right=15)
