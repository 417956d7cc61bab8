"""The marks of each form of chart, in Vega-Lite by Altair: a specification without its data, kept by its size."""

from functools import lru_cache

import altair as alt

from amarre.documents.charts import ROWS, Specification
from amarre.documents.palette import colours
from amarre.documents.typeface import FAMILY

TEXT_SIZE, ROW, LABELS, FIGURES = 13, 26, 150, 62


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
def bars(width: int) -> Specification:
    axis = alt.Axis(labelLimit=0, labelAlign="left", labelPadding=LABELS)
    base = _empty().encode(
        x=alt.X("value:Q", axis=None, scale=alt.Scale(domainMin=0)),
        y=alt.Y("part:N", sort=None, axis=axis),
    )
    bars = base.mark_bar(color=colours()["c1"], height=16)
    labels = base.mark_text(align="left", dx=7, fontWeight=700).encode(text="shown:N")
    return _finished(alt.layer(bars, labels).properties(width=width, height=alt.Step(ROW)), left=LABELS, right=FIGURES)


@lru_cache(maxsize=16)
def columns(width: int, height: int) -> Specification:
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
def trend(width: int, height: int) -> Specification:
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
def progress(width: int) -> Specification:
    scale = alt.Scale(domain=[0, 1])
    parts = [("full", "surface-2"), ("done", "c1")]
    layers: list[alt.Chart] = [
        _empty().mark_bar(color=colours()[shade], height=10).encode(x=alt.X(f"{name}:Q", axis=None, scale=scale))
        for name, shade in parts
    ]
    goal = _empty().mark_rule(color=colours()["text"], strokeWidth=2)
    layers.append(goal.encode(x=alt.X("goal:Q", axis=None, scale=scale)))
    return _finished(alt.layer(*layers).properties(width=width, height=18), right=15)
