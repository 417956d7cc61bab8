"""What `amarre check-catalogue` runs on catalogue/statements: every file loads, and every worked example holds."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
from django.conf import settings

from amarre.detection.checks import line_of_example
from amarre.detection.jobs.facts import FACTS, SCHEMA
from amarre.detection.statements.deciding import Statement, judged, stated, stated_of
from amarre.detection.statements.rules import StatementExample, StatementRule, read_statements
from amarre.rules.catalogue import CatalogueError
from amarre.rules.parameters import Figures, read_figures

#: What an example may say of the statement.
EXPECTED = ("since", "due_on", "until", "confirmed", "text")


def check_statements() -> tuple[int, int]:
    """Load every rule and run its examples: the number of files, and of examples."""
    folder = settings.CATALOGUE / "statements"
    figures = read_figures(settings.CATALOGUE / "parameters")
    rules = read_statements(folder)
    return len(rules), sum(check_rule(folder / f"{rule.code}.yaml", rule, figures) for rule in rules.values())


def check_rule(path: Path, rule: StatementRule, figures: Figures) -> int:
    """Run the examples of one rule; CatalogueError names the line of the first that does not hold."""
    if unknown := sorted(rule.figures_used - set(figures)):
        raise CatalogueError(path, 1, f"@{unknown[0]} is not a figure of the catalogue")
    for index, example in enumerate(rule.examples):
        if said := _mistake(rule, example, figures):
            raise CatalogueError(path, line_of_example(path, index), f"example {index + 1}: {said}")
    if len({example.kind is None for example in rule.examples}) < 2:
        raise CatalogueError(path, line_of_example(path, 0), "examples: one must hold, and one must not")
    return len(rule.examples)


def _mistake(rule: StatementRule, example: StatementExample, figures: Figures) -> str | None:
    if stranger := next((name for name in example.given if name not in FACTS), None):
        return f"{stranger} is not a fact"
    if missing := next((name for name in rule.facts_used if name not in example.given), None):
        return f"{missing} is not given (write null where it is not known)"
    row: Mapping[str, Any] = {"travailleur_id": 1, "emploi_id": 1, **dict.fromkeys(FACTS), **example.given}
    try:
        columns = pl.DataFrame([row], schema={"travailleur_id": pl.Int64, "emploi_id": pl.Int64, **SCHEMA})
    except (TypeError, pl.exceptions.PolarsError) as error:
        return str(error).splitlines()[0]
    found = said_by_both(rule, row, columns, example.day, figures)
    if isinstance(found, str):
        return found
    if (found and found.kind) != example.kind:
        return f"kind is {found and found.kind}"
    for name in EXPECTED if found else ():
        value, wanted = getattr(found, name), getattr(example, name)
        value = _spaced(value) if name == "text" else value
        if name in example.model_fields_set and value != wanted:
            return f"{name} is {value}"
    return None


def said_by_both(
    rule: StatementRule, row: Mapping[str, Any], columns: pl.DataFrame, day: date, figures: Figures
) -> Statement | str | None:
    """The statement, or what is wrong where columns and plain Python disagree."""
    rules = judged([rule], figures, day)
    in_columns = [Statement(**one) for one in stated(rules, columns, day, figures).to_dicts()]
    alone = stated_of(rules, [row], day, figures)
    if in_columns != alone:
        return f"the two evaluators disagree: columns say {in_columns}, plain Python {alone}"
    return next(iter(alone), None)


def _spaced(sentence: str) -> str:
    """Ordinary spaces, as a person types the expected sentence."""
    return sentence.replace("\u00a0", " ").replace("\u202f", " ")
