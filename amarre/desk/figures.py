"""The figures of a contract as pages show them: in French, beside their objective, with their parts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from amarre.accounts.models import Service
from amarre.contracts.definitions import Contract, contract_of
from amarre.contracts.figures import ContractFigure, ContractFigures, contract_figures
from amarre.desk import words
from amarre.indicators.definitions import Median, RatioOf
from amarre.indicators.results import ScopeResult
from amarre.ui import french

#: Width of a bar in pixels, and where the objective stands on it when nothing exceeds it.
TRACK, GOAL_AT = 160.0, 0.8
COMPANIONS = {
    "participants": "participants",
    "carsat": "suivis par la Carsat",
    "etp": "équivalents temps plein",
    "median_days": "jours de délai médian",
}


@dataclass(frozen=True)
class Bar:
    """A bullet: what is done, and a tick where the objective is."""

    done: float
    goal: float
    summary: str


@dataclass(frozen=True)
class Line:
    """One figure, a row of a table."""

    code: str
    label: str
    target: str
    all: str
    objective: str = ""
    value: str = ""
    bar: Bar | None = None
    state: str = ""
    mark: str = ""


@dataclass(frozen=True)
class PartsTable:
    """One breakdown: (part, target, all) in the order of its list."""

    title: str
    rows: list[tuple[str, str, str]]


@lru_cache(maxsize=16)
def _computed(service_pk: int, facts_version: int, contract: str, start: date, end: date) -> ContractFigures:
    return contract_figures(Service.objects.get(pk=service_pk), contract_of(contract), start, end)


def figures_for(service: Service, contract: Contract, year: int) -> ContractFigures:
    """The figures of a calendar year, kept as long as the service's facts do not move."""
    start, end = date(year, 1, 1), date(year, 12, 31)
    return _computed(service.pk, service.facts_version, contract.code, start, end)


def value_of(figure: ContractFigure, result: ScopeResult | None) -> str:
    """The figure of one scope; « sans objet » where it does not apply."""
    return shown(figure, result.get("value")) if result else french.NOT_APPLICABLE


def shown(figure: ContractFigure, value: Any) -> str:
    """A number of that figure in its unit: a share, a median in days, or a count."""
    if isinstance(figure.indicator.measure, RatioOf):
        return french.percent(value)
    if isinstance(figure.indicator.measure, Median) and value is not None:
        return french.count(value, "jour") if value else f"0{french.NO_BREAK}jour"
    return french.number(value)


def line(figure: ContractFigure, *, over: bool) -> Line:
    """The row of a figure; `over` says that its year has ended."""
    plain = Line(figure.code, figure.indicator.label, value_of(figure, figure.target), value_of(figure, figure.all))
    if figure.objective is None:
        return plain
    result = figure.target if figure.objective.scope == "target" else figure.all
    value, goal = (result or {}).get("value"), figure.objective.at_least
    done, wanted = shown(figure, value), shown(figure, goal)
    full = max(goal / GOAL_AT, value or 0)
    bar = Bar(TRACK * (value or 0) / full, TRACK * goal / full, f"{done} sur un objectif de {wanted}")
    state, mark = ("en cours", "am-doing") if not over else ("non atteint", "am-late")
    if figure.objective_met is None:
        state, mark = french.NOT_APPLICABLE, "am-no"
    elif figure.objective_met:
        state, mark = "atteint", "am-done"
    return Line(
        plain.code, plain.label, plain.target, plain.all,
        objective=wanted, value=done, bar=bar if value is not None else None, state=state, mark=mark,
    )  # fmt: skip


def find(figures: ContractFigures, code: str) -> ContractFigure | None:
    """The figure of that code, in the contract's sections or beyond them."""
    everywhere = [figure for section in figures.sections for figure in section.figures] + list(figures.others)
    return next((figure for figure in everywhere if figure.code == code), None)


def with_objective(figures: ContractFigures) -> list[ContractFigure]:
    """The figures for which the contract asks something, each once, in its order."""
    found = {figure.code: figure for section in figures.sections for figure in section.figures if figure.objective}
    return list(found.values())


def sentence(figure: ContractFigure) -> str:
    """The figure in one sentence: target, then all; a share with its two terms."""
    parts = [
        f"{_said(figure, result)} {where}"
        for result, where in ((figure.target, "dans la cible"), (figure.all, "pour tous les adhérents"))
        if result is not None and "value" in result
    ]
    return f"{french.NARROW}; ".join(parts) + "."


def _said(figure: ContractFigure, result: ScopeResult) -> str:
    value = value_of(figure, result)
    if "numerator" in result:
        return f"{value} ({french.number(result['numerator'])} sur {french.number(result['denominator'])})"
    if isinstance(figure.indicator.measure, Median) or result.get("value") is None:
        return value
    unit = figure.indicator.unit if result["value"] >= 2 else french.singular(figure.indicator.unit)
    return f"{value}{french.NO_BREAK}{unit}"


def companions(figure: ContractFigure) -> Iterator[tuple[str, str, str]]:
    """What is shown beside the value: (words, target, all)."""
    for name in figure.indicator.companions:
        both = [
            french.number(result.get(name), 6) if result and name in result else french.NOT_APPLICABLE
            for result in (figure.target, figure.all)
        ]
        yield COMPANIONS.get(name, name), both[0], both[1]


def tables(figure: ContractFigure) -> list[PartsTable]:
    """The breakdowns of the figure, each as a table of its parts in both scopes."""
    target, everyone = ((result or {}).get("by", {}) for result in (figure.target, figure.all))
    return [
        PartsTable(
            f"Par {words.BREAKDOWNS.get(name, name)}",
            [
                (
                    words.part(name, part),
                    _cell(figure, target.get(name, {}).get(part), bool(figure.target)),
                    _cell(figure, everyone.get(name, {}).get(part), bool(figure.all)),
                )
                for part in dict.fromkeys([*everyone.get(name, {}), *target.get(name, {})])
            ],
        )
        for name in dict.fromkeys([*everyone, *target])
    ]


def _cell(figure: ContractFigure, cell: Any, counted: bool) -> str:
    if isinstance(cell, dict):
        return shown(figure, cell["value"])
    if cell is None and counted and not isinstance(figure.indicator.measure, RatioOf | Median):
        return french.number(0)
    return shown(figure, cell)
