"""The worked examples of the catalogue, run through the same engine as the service's data."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from amarre.indicators.definitions import SCOPES, Example, Indicator, Scope, tallies_of
from amarre.indicators.engine import IN_TARGET, Question, count
from amarre.indicators.periods import Period
from amarre.indicators.results import scope_result
from amarre.indicators.specs import dataset_schemas, dataset_specs
from amarre.rules.parameters import Figures


class ExampleFailed(ValueError):
    """An example whose numbers are not those that it announces, or whose table cannot be read."""


def run_examples(indicator: Indicator, figures: Figures) -> int:
    """Run the indicator's examples and return how many; ExampleFailed says which one failed, and how."""
    for example in indicator.examples:
        try:
            _run(indicator, example, figures)
        except ExampleFailed as failure:
            raise ExampleFailed(f"example « {example.says} »: {failure}") from None
    return len(indicator.examples)


def _run(indicator: Indicator, example: Example, figures: Figures) -> None:
    tables = {indicator.dataset: example.rows} if isinstance(example.rows, str) else example.rows
    frames = {dataset: read_table(dataset, text) for dataset, text in tables.items()}
    question = Question(period=_period(example.period), figures=figures, theme=example.theme)
    used = {tally.dataset for scope in SCOPES for tally in tallies_of(indicator, scope).values()}
    frames = {dataset: frames.get(dataset, read_table(dataset, "")) for dataset in used}
    numbers = count([indicator], frames.__getitem__, question)
    results = {scope: scope_result(indicator, scope, numbers) or {} for scope in SCOPES}
    if "value" in results["all"]:
        _compare("value", results["all"], example.expect)
    if example.target is not None:
        _compare("target", results["target"], example.target)
    for name, expected in example.companions.items():
        scope: Scope = "target" if name.endswith(".target") else "all"
        _same(name, results[scope].get(name.removesuffix(".target")), expected)
    for breakdown, parts in example.by.items():
        for part, expected in parts.items():
            _same(f"{breakdown} {part}", results["all"]["by"][breakdown].get(str(part)), expected)


def _compare(what: str, result: Mapping[str, Any], expected: Any) -> None:
    """A number, or `numerator / denominator` written as a text; null for not applicable."""
    if isinstance(expected, str):
        found: Any = f"{result['numerator']} / {result['denominator']}"
    else:
        found = result.get("value")
    _same(what, found, expected)


def _same(what: str, found: Any, expected: Any) -> None:
    if isinstance(found, dict):
        found = f"{found['numerator']} / {found['denominator']}"
    if found != expected:
        raise ExampleFailed(f"{what}: {found} where {expected} is expected")


def _period(text: int | str) -> Period:
    if isinstance(text, int):
        return Period.year(text)
    start, end = (date.fromisoformat(part) for part in text.split("/"))
    return Period(start, end)


def read_table(dataset: str, text: str) -> pl.DataFrame:
    """A table drawn with `|`, as the dataset of that name: a column that is not drawn is empty.

    An empty cell is missing; booleans are `oui` and `non`; `cible` says whether the row is in the target.
    """
    if dataset not in dataset_specs():
        raise ExampleFailed(f"« {dataset} » is not a dataset: {', '.join(dataset_specs())}")
    schema = {**dataset_schemas()[dataset], IN_TARGET: pl.Boolean()}
    lines = [[cell.strip() for cell in line.split("|")] for line in text.splitlines() if line.strip()]
    header, rows = (lines[0], lines[1:]) if lines else ([], [])
    unknown = [name for name in header if name not in schema]
    if unknown:
        raise ExampleFailed(f"« {unknown[0]} » is not a column of {dataset}: {', '.join(schema)}")
    if any(len(row) != len(header) for row in rows):
        raise ExampleFailed(f"a row of {dataset} has not {len(header)} cells")
    columns = {
        name: pl.Series(
            name, [_cell(row[header.index(name)], kind) if name in header else None for row in rows], dtype=kind
        )
        for name, kind in schema.items()
    }
    return pl.DataFrame(columns)


def _cell(text: str, kind: pl.DataType) -> Any:
    if not text:
        return None
    if kind == pl.Date:
        return date.fromisoformat(text)
    if kind == pl.Boolean:
        return {"oui": True, "non": False}[text]
    if kind.is_integer():
        return int(text)
    return float(text) if kind.is_float() else text
