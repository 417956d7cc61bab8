"""The figures of a contract for a service and a period, as the pages and the command line need them."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.conf import settings

from amarre.accounts.models import Service
from amarre.contracts.definitions import Contract, Objective
from amarre.indicators.definitions import Indicator, Scope, indicator_of, read_indicators
from amarre.indicators.engine import Question
from amarre.indicators.figures import Figure, RowLists, counted_rows, figures_of
from amarre.indicators.law import figures_in_force
from amarre.indicators.models import Snapshot, StoredResult
from amarre.indicators.periods import Period
from amarre.indicators.results import ScopeResult
from amarre.indicators.snapshots import catalogue_fingerprint, code_fingerprint, frames_of, snapshot_of
from amarre.indicators.stored import stored


@dataclass(frozen=True)
class ContractFigure:
    """One figure: what it is, its result in both scopes (indicators.md, "Output"), what the contract asks for."""

    indicator: Indicator
    all: ScopeResult | None
    target: ScopeResult | None
    objective: Objective | None

    @property
    def code(self) -> str:
        """The indicator's code."""
        return self.indicator.code

    @property
    def objective_met(self) -> bool | None:
        """Whether the value reaches the objective; None without an objective or a value."""
        if self.objective is None:
            return None
        result = self.all if self.objective.scope == "all" else self.target
        value: float | None = result.get("value") if result else None
        return None if value is None else value >= self.objective.at_least


@dataclass(frozen=True)
class SectionFigures:
    """A section of the document with its figures, in its order."""

    number: str
    title: str
    figures: tuple[ContractFigure, ...]


@dataclass(frozen=True)
class Fingerprints:
    """What the figures come from: the data, the catalogue and the code."""

    snapshot: str
    catalogue: str
    code: str


@dataclass(frozen=True)
class ContractFigures:
    """Every figure of the catalogue for a contract: the contract's sections, then the indicators it does not name."""

    contract: Contract
    period: Period
    sections: tuple[SectionFigures, ...]
    others: tuple[ContractFigure, ...]
    results: dict[str, Figure]
    fingerprints: Fingerprints


def contract_figures(service: Service, contract: Contract, start: date, end: date) -> ContractFigures:
    """All figures over the period, from a snapshot taken anew if the facts moved; kept with it.

    Raises DomainError when the period ends before it starts.
    """
    period = Period(start, end)
    snapshot = snapshot_of(service)
    indicators = ordered_indicators(contract)
    target = contract.target.condition if contract.target else None
    results = stored(
        snapshot,
        contract.code,
        period,
        lambda: figures_of(indicators, frames_of(snapshot), question_of(contract, period), target),
    )
    return _laid_out(contract, period, results, snapshot)


def last_figures(contract: Contract, kept: Iterable[StoredResult]) -> dict[int, ContractFigures]:
    """The figures of the contract for each calendar year of which these results hold them; nothing is computed."""
    years = {one.start.year: one for one in kept if one.contract == contract.code and _is_year(one)}
    return {
        year: _laid_out(contract, Period(one.start, one.end), json.loads(one.figures), one.snapshot)
        for year, one in sorted(years.items())
    }


def _is_year(result: StoredResult) -> bool:
    return Period(result.start, result.end) == Period.year(result.start.year)


def _laid_out(contract: Contract, period: Period, results: dict[str, Figure], snapshot: Snapshot) -> ContractFigures:
    indicators = ordered_indicators(contract)
    objectives = {objective.figure: objective for objective in contract.objectives}
    figures = {
        indicator.code: ContractFigure(
            indicator=indicator,
            all=results[indicator.code]["all"],
            target=results[indicator.code]["target"],
            objective=objectives.get(indicator.code),
        )
        for indicator in indicators
    }
    named = set(contract.codes())
    return ContractFigures(
        contract=contract,
        period=period,
        sections=tuple(
            SectionFigures(section.number, section.title, tuple(figures[code] for code in section.figures))
            for section in contract.sections
        ),
        others=tuple(figure for code, figure in figures.items() if code not in named),
        results=results,
        fingerprints=Fingerprints(snapshot.fingerprint, catalogue_fingerprint(), code_fingerprint()),
    )


def rows_of(service: Service, contract: Contract, code: str, scope: Scope, start: date, end: date) -> RowLists:
    """What the figure counts, by list (see `counted_rows`); UnknownName lists the codes that exist."""
    period = Period(start, end)
    indicator = indicator_of(settings.CATALOGUE / "indicators", code)
    target = contract.target.condition if contract.target else None
    return counted_rows(indicator, scope, frames_of(snapshot_of(service)), question_of(contract, period), target)


def question_of(contract: Contract, period: Period) -> Question:
    """What the conditions of the catalogue may name, for that contract and period."""
    return Question(period=period, figures=figures_in_force(), theme=contract.theme)


def ordered_indicators(contract: Contract) -> list[Indicator]:
    """The contract's indicators in the order of its document, then the others of the catalogue."""
    known = read_indicators(settings.CATALOGUE / "indicators")
    return [known[code] for code in dict.fromkeys([*contract.codes(), *known])]
