"""The figures of a contract as pages show them: in French, beside their objective, with their parts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from amarre.accounts.models import Service
from amarre.contracts.definitions import Contract, contract_of
from amarre.contracts.figures import ContractFigure, ContractFigures, contract_figures
from amarre.desk import words
from amarre.indicators.definitions import Median, RatioOf
from amarre.indicators.results import ScopeResult
from amarre.lib.keeping import kept
from amarre.ui import french

COMPANIONS = {
    "participants": "participants",
    "carsat": "suivis par la Carsat",
    "etp": "équivalents temps plein",
    "median_days": "jours de délai médian",
}


@dataclass(frozen=True)
class PartRow:
    """One part of a breakdown: its name, its figure in both scopes as written, and as numbers."""

    label: str
    target: str
    all: str
    target_value: float | None
    all_value: float | None


@dataclass(frozen=True)
class PartsTable:
    """One breakdown, in the order of its list."""

    name: str
    title: str
    rows: list[PartRow]


@kept(size=16)
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


def state_of(figure: ContractFigure, *, over: bool) -> tuple[str, str]:
    """Whether the objective is met, in words, and the class of their mark; `over` says that the year has ended."""
    if figure.objective_met is None:
        return french.NOT_APPLICABLE, "am-no"
    if figure.objective_met:
        return "atteint", "am-done"
    return ("non atteint", "am-late") if over else ("en cours", "am-doing")


def aimed(figure: ContractFigure) -> ScopeResult:
    """The result of the scope that the objective speaks of; without one, of the target, or of all."""
    if figure.objective and figure.objective.scope == "all":
        return figure.all or {}
    return (figure.target if figure.target and "value" in figure.target else figure.all) or {}


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
    found = []
    for name in dict.fromkeys([*everyone, *target]):
        parts = dict.fromkeys([*everyone.get(name, {}), *target.get(name, {})])
        rows = [
            _row(figure, words.part(name, part), target.get(name, {}).get(part), everyone.get(name, {}).get(part))
            for part in parts
        ]
        found.append(PartsTable(name, f"Par {words.BREAKDOWNS.get(name, name)}", rows))
    return found


def _row(figure: ContractFigure, label: str, target: Any, everyone: Any) -> PartRow:
    values = _value(figure, target, figure.target), _value(figure, everyone, figure.all)
    return PartRow(label, shown(figure, values[0]), shown(figure, values[1]), *values)


def _value(figure: ContractFigure, cell: Any, counted: ScopeResult | None) -> float | None:
    value: float | None = cell["value"] if isinstance(cell, dict) else cell
    # A part that nothing was counted in is absent: none, unless a share or a delay has no sense there.
    if value is None and counted and not isinstance(figure.indicator.measure, RatioOf | Median):
        return 0
    return value
