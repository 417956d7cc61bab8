"""A contract's figures over its last years, as the CPOM page and its synthesis show them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from amarre.accounts.models import Service
from amarre.contracts.definitions import Contract
from amarre.contracts.figures import ContractFigure, ContractFigures
from amarre.desk.steering import pictures
from amarre.desk.steering.figures import aimed, figures_for, find, shown, state_of, value_of, with_objective
from amarre.documents.charts import Columns, Progress, Trend
from amarre.indicators.definitions import tallies_of
from amarre.ui import french

SHOWN, MULTIPLES = 3, 8
#: Years before the contract that can be asked for: its reference.
BEFORE = 3


@dataclass(frozen=True)
class Cell:
    """One year of a figure: what the contract looks at, then all members where that is something else."""

    year: int
    value: str
    all: str


@dataclass(frozen=True)
class Row:
    """One figure over the years, beside what the contract asks for."""

    code: str
    label: str
    cells: tuple[Cell, ...]
    picture: Columns
    objective: str
    state: str
    mark: str


@dataclass(frozen=True)
class Goal:
    """One objective in the year: what is done, what is asked, and whether that is met."""

    code: str
    label: str
    wording: str
    picture: Progress | None
    value: str
    objective: str
    all: str
    state: str
    mark: str


@dataclass(frozen=True)
class Section:
    """A section of the document, in its order."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Overview:
    """All that a page of a contract shows; `years` ends with the one asked for."""

    years: tuple[int, ...]
    goals: tuple[Goal, ...]
    comparisons: tuple[tuple[str, Trend], ...]
    sections: tuple[Section, ...]
    others: tuple[Row, ...]
    latest: ContractFigures

    @property
    def met(self) -> int:
        """How many objectives are met."""
        return sum(goal.state == "atteint" for goal in self.goals)


def years_of(contract: Contract, today: date) -> list[int]:
    """The years of which the contract can show figures on that day, its reference first."""
    return list(range(contract.starts.day.year - BEFORE, min(today.year, contract.ends.day.year) + 1))


def overview(service: Service, contract: Contract, years: Sequence[int], *, over: bool) -> Overview:
    """The figures of the last of these years that have data, the latest last; `over` says that it has ended."""
    return overview_of({year: figures_for(service, contract, year) for year in sorted(years)[-SHOWN:]}, over=over)


def overview_of(computed: Mapping[int, ContractFigures], *, over: bool) -> Overview:
    """The same of figures that are already there, by year."""
    latest = max(computed)
    kept = {year: figures for year, figures in computed.items() if year == latest or _has_data(figures)}
    last = kept[latest]

    def rows(figures: Iterable[ContractFigure]) -> tuple[Row, ...]:
        return tuple(_row(_through(kept, figure.code), list(kept), over=over) for figure in figures)

    named = {figure.code: figure for section in last.sections for figure in section.figures}
    compared = [figure for figure in named.values() if pictures.compares(figure)][:MULTIPLES]
    return Overview(
        years=tuple(kept),
        goals=tuple(_goal(figure, over=over) for figure in with_objective(last)),
        comparisons=tuple(
            (figure.code, pictures.trend(_through(kept, figure.code), list(kept))) for figure in compared
        ),
        sections=tuple(Section(french.written(section.title), rows(section.figures)) for section in last.sections),
        others=rows(last.others),
        latest=last,
    )


def _has_data(figures: ContractFigures) -> bool:
    """Whether anything dated was counted: what stands at the end of a year is there before the first import."""
    everywhere = [figure for section in figures.sections for figure in section.figures]
    dated = [
        figure for figure in everywhere if any(tally.dated_by for tally in tallies_of(figure.indicator, "all").values())
    ]
    return any((figure.all or {}).get("value") for figure in dated)


def _through(kept: dict[int, ContractFigures], code: str) -> list[ContractFigure]:
    return [figure for figures in kept.values() if (figure := find(figures, code))]


def _row(figures: list[ContractFigure], years: list[int], *, over: bool) -> Row:
    last = figures[-1]
    both = last.target is not None and "value" in last.target
    state, mark = state_of(last, over=over) if last.objective else ("", "")
    return Row(
        code=last.code,
        label=french.written(last.indicator.label),
        cells=tuple(
            Cell(year, value_of(one, one.target if both else one.all), value_of(one, one.all) if both else "")
            for one, year in zip(figures, years, strict=True)
        ),
        picture=pictures.columns(figures, years, running=not over),
        objective=shown(last, last.objective.at_least) if last.objective else "",
        state=state,
        mark=mark,
    )


def _goal(figure: ContractFigure, *, over: bool) -> Goal:
    state, mark = state_of(figure, over=over)
    objective = figure.objective
    return Goal(
        code=figure.code,
        label=french.written(figure.indicator.label),
        wording=french.written(objective.wording) if objective else "",
        picture=pictures.progress(figure),
        value=shown(figure, aimed(figure).get("value")),
        objective=shown(figure, objective.at_least if objective else None),
        all=value_of(figure, figure.all),
        state=state,
        mark=mark,
    )
