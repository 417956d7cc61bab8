"""Charts: drawn here, safe under the security policy, coloured by the page, described in words."""

import re
from xml.etree import ElementTree

import pytest

from amarre.documents import drawing
from amarre.documents.charts import Bars, Chart, Columns, Part, Progress, Series, Trend
from amarre.documents.palette import class_of, colours

YEARS = (Part("2024", 10, "10"), Part("2025", None, "sans objet"), Part("2026", 20, "20"))
CHARTS: list[Chart] = [
    Bars("Par demandeur", (Part("Médecin du travail", 1234, "1\u202f234"), Part("Employeur", 0, "0"))),
    Columns("Visites", YEARS, goal=15, running=True),
    Trend("Délai", (Series("cible", True, YEARS), Series("tous", False, YEARS))),
    Progress("Fiches", Part("réalisé", 40, "40"), Part("objectif", 80, "80")),
]
each = pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: type(chart).__name__)


def shapes(chart: Chart) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(drawing.picture(chart)).iter())


def drawn(chart: Chart, name: str) -> list[str]:
    """The paths of a class."""
    return [shape.get("d", "") for shape in shapes(chart) if name in shape.get("class", "").split()]


@each
def test_a_picture_has_no_style_no_script_and_no_address(chart: Chart) -> None:
    allowed = {
        "class", "width", "viewBox", "role", "d", "transform", "text-anchor", "x", "y", "x1", "y1", "x2", "y2",
    }  # fmt: skip

    assert {name for shape in shapes(chart) for name in shape.keys()} <= allowed  # noqa: SIM118
    assert {shape.tag for shape in shapes(chart)} <= {"svg", "title", "desc", "g", "path", "line", "text"}


@each
def test_a_picture_is_one_image_with_its_title_and_its_figures_in_words(chart: Chart) -> None:
    root, title, description, *_ = shapes(chart)

    assert root.get("role") == "img"
    assert (title.tag, title.text) == ("title", chart.title)
    assert (description.tag, description.text) == ("desc", chart.summary)


@each
def test_the_drawing_of_a_pdf_uses_the_colours_of_the_pages(chart: Chart) -> None:
    root = ElementTree.fromstring(drawing.svg(chart))
    used = {shape.get(name) for shape in root.iter() for name in ("fill", "stroke")}

    assert used - {None, "none", "transparent"} <= set(colours().values())


def test_bars_start_at_zero_and_are_as_long_as_their_figures() -> None:
    long, short = Part("a", 100, "100"), Part("b", 25, "25")

    paths = drawn(Bars("Parts", (long, short)), "f1")

    assert [path.split(",")[0] for path in paths] == ["M0", "M0"]
    assert ["h128v" in paths[0], "h32v" in paths[1]] == [True, True]


def test_the_year_that_runs_is_light() -> None:
    assert len(drawn(Columns("Visites", YEARS, running=True), "soft")) == 1
    assert len(drawn(Columns("Visites", YEARS), "soft")) == 0


def test_the_names_of_two_lines_that_end_together_do_not_cover_each_other() -> None:
    both = Trend("Délai", (Series("cible", True, YEARS), Series("tous", False, YEARS)))

    names = [shape for shape in shapes(both) if (shape.text or "").endswith(" 20") and shape.tag == "text"]
    heights = [float(re.findall(r"[-\d.]+", shape.get("transform", ""))[1]) for shape in names]

    assert len(heights) == 2
    assert abs(heights[0] - heights[1]) >= 13


def test_the_name_of_a_line_that_ends_at_nothing_leaves_the_years_to_be_read() -> None:
    fallen = Trend("Délai", (Series("cible", True, (*YEARS[:-1], Part(YEARS[-1].label, 0, "rien"))),))

    (name,) = [shape for shape in shapes(fallen) if shape.tag == "text" and shape.text == "cible rien"]

    # Its foot is above the axis, under which the years stand.
    assert float(re.findall(r"[-\d.]+", name.get("transform", ""))[1]) <= fallen.height - 4


def test_a_text_with_markup_stays_text() -> None:
    picture = drawing.picture(Bars("<script>", (Part("<b>&", 1, "</svg>"),)))

    assert "<script>" not in picture
    assert "</svg>" not in picture.removesuffix("</svg>")


def test_a_colour_that_no_theme_has_is_refused() -> None:
    with pytest.raises(ValueError, match="no token"):
        class_of("#123456", None)


def test_two_names_near_the_top_stay_in_the_picture() -> None:
    near = (
        (Part("2025", 20, "20 %"), Part("2026", 32.1, "32,1 %")),
        (Part("2025", 25, "25 %"), Part("2026", 31.4, "31,4 %")),
    )
    lines = Trend("Part", (Series("cible", True, near[0]), Series("tous", False, near[1])))

    ends = [row["at"] for row in lines.specification()["datasets"]["rows"] if "at" in row]

    assert len(ends) == 2
    assert max(ends) <= 1 - 8 / lines.height
    assert max(ends) - min(ends) >= 17 / lines.height - 1e-9
