"""Every indicator of the catalogue checked against the datasets, its examples run."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl
from django.conf import settings

from amarre.indicators.definitions import (
    SCOPES,
    Distinct,
    Indicator,
    Median,
    Sum,
    Tally,
    read_indicators,
    tallies_of,
)
from amarre.indicators.engine import THEME, Question, breakdown_column, breakdowns_of
from amarre.indicators.examples import ExampleFailed, run_examples
from amarre.indicators.periods import Period
from amarre.indicators.specs import dataset_schemas, words_of
from amarre.rules.catalogue import CatalogueError
from amarre.rules.conditions import references
from amarre.rules.parameters import Figures, read_figures


class IndicatorsChecked(NamedTuple):
    """How much was read and run."""

    indicators: int
    examples: int


def check_indicators() -> IndicatorsChecked:
    """Load every indicator, check that it names real datasets, columns and words, and run its examples.

    CatalogueError names the file and the line of the first mistake.
    """
    folder: Path = settings.CATALOGUE / "indicators"
    figures = read_figures(settings.CATALOGUE / "parameters")
    indicators = read_indicators(folder)
    examples = 0
    for code, indicator in indicators.items():
        path = folder / f"{code}.yaml"
        for what, word in _mistakes(indicator, figures):
            raise CatalogueError(path, _line_with(path, word), what)
        try:
            examples += run_examples(indicator, figures)
        except ExampleFailed as failure:
            raise CatalogueError(
                path, _line_with(path, str(failure).split("»")[0].split("« ")[-1].strip()), str(failure)
            ) from None
    return IndicatorsChecked(len(indicators), examples)


def _line_with(path: Path, word: str) -> int:
    lines = path.read_text("utf-8").splitlines()
    return next((number for number, line in enumerate(lines, 1) if word in line), 1)


def _mistakes(indicator: Indicator, figures: Figures) -> Iterable[tuple[str, str]]:
    """What is wrong, with a word of the line that says it."""
    names = {*Question(Period.year(2026), figures).names, THEME}
    for scope in SCOPES:
        for slot, tally in tallies_of(indicator, scope).items():
            if tally.dataset not in dataset_schemas():
                yield f"« {tally.dataset} » is not a dataset: {', '.join(dataset_schemas())}", tally.dataset
                return
            schema = dataset_schemas()[tally.dataset]
            yield from _unknown_columns(tally, schema)
            for where in (tally.where, *tally.any_of):
                for name in sorted(references(where) - names):
                    yield f"« @{name} » is neither a figure of the catalogue nor a bound of the period", name
                for column, tests in where.items():
                    yield from _unknown_words(tally, column, tests)
            own = () if slot in indicator.companions or scope == "target" else breakdowns_of(indicator)
            for breakdown in own:
                if breakdown_column(breakdown, tally) not in schema:
                    yield f"{tally.dataset} has no column for the breakdown « {breakdown} »", breakdown


def _unknown_columns(tally: Tally, schema: pl.Schema) -> Iterable[tuple[str, str]]:
    used = {column for where in (tally.where, *tally.any_of) for column in where}
    used |= {tally.dated_by} if tally.dated_by else set()
    match tally.measure:
        case Distinct(distinct=column) | Sum(sum=column) | Median(median=column):
            used |= {column}
    for column in sorted(used - set(schema)):
        yield f"« {column} » is not a column of {tally.dataset}: {', '.join(schema)}", column


def _unknown_words(tally: Tally, column: str, tests: Mapping[Any, Any]) -> Iterable[tuple[str, str]]:
    known = words_of(tally.dataset, column)
    for wanted in tests.values():
        for word in wanted if isinstance(wanted, list) else [wanted]:
            if known and isinstance(word, str) and not word.startswith("@") and word not in known:
                yield f"« {word} » is not a word of {column}: {', '.join(known)}", word
