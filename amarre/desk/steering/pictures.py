"""The charts of the CPOM pages and of the synthesis: which form shows which figure."""

from collections.abc import Sequence

from amarre.contracts.figures import ContractFigure
from amarre.desk.steering.figures import PartsTable, aimed, shown
from amarre.documents.charts import Bars, Columns, Part, Progress, Series, Trend
from amarre.indicators.definitions import Median, RatioOf
from amarre.indicators.results import ScopeResult
from amarre.ui import french

#: Bars beyond this number are left to the table; a name is cut where it would meet its bar.
MOST_BARS, NAME = 10, 22


def columns(figures: Sequence[ContractFigure], years: Sequence[int], *, running: bool) -> Columns:
    """The figure year by year, in the scope that counts for it, with its objective across."""
    last = figures[-1]
    parts = [_part(figure, year, aimed(figure)) for figure, year in zip(figures, years, strict=True)]
    goal = last.objective.at_least if last.objective else None
    return Columns(french.written(last.indicator.label), tuple(parts), goal=goal, running=running)


def progress(figure: ContractFigure) -> Progress | None:
    """What is done of the objective; None without an objective, or without a value."""
    value = aimed(figure).get("value")
    if figure.objective is None or value is None:
        return None
    goal = figure.objective.at_least
    done = Part("réalisé", value, shown(figure, value))
    return Progress(french.written(figure.indicator.label), done, Part("objectif", goal, shown(figure, goal)))


def compares(figure: ContractFigure) -> bool:
    """Whether target and all can stand on one scale: shares and delays, known on both sides."""
    both = (figure.target or {}).get("value"), (figure.all or {}).get("value")
    return isinstance(figure.indicator.measure, RatioOf | Median) and None not in both


def trend(figures: Sequence[ContractFigure], years: Sequence[int]) -> Trend:
    """The target beside all, over the years."""
    lines = []
    for label, first in (("cible", True), ("tous", False)):
        results = [(figure.target if first else figure.all) or {} for figure in figures]
        points = [_part(*point) for point in zip(figures, years, results, strict=True)]
        lines.append(Series(label, first, tuple(points)))
    return Trend(french.written(figures[-1].indicator.label), tuple(lines))


def breakdown(table: PartsTable, *, target: bool) -> Bars | None:
    """The parts of a breakdown in one scope; the largest where there are many. None when nothing is there."""
    parts = [
        Part(_cut(row.label), value, row.target if target else row.all)
        for row in table.rows
        if (value := row.target_value if target else row.all_value) is not None
    ]
    if not any(part.value for part in parts):
        return None
    if len(parts) > MOST_BARS:
        counted = sorted((part for part in parts if part.value), key=lambda part: -(part.value or 0))
        if len(counted) > MOST_BARS:
            return Bars(f"{table.title}, les {MOST_BARS} premières", tuple(counted[:MOST_BARS]))
        return Bars(table.title, tuple(counted))
    return Bars(table.title, tuple(parts))


def _part(figure: ContractFigure, year: int, result: ScopeResult) -> Part:
    value = result.get("value")
    return Part(str(year), value, shown(figure, value))


def _cut(label: str) -> str:
    return label if len(label) <= NAME else f"{label[: NAME - 1].rstrip()}…"
