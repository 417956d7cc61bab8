"""The sentences of statements: a template over columns, or over the facts of one job."""

from collections.abc import Mapping
from datetime import date
from string import Formatter
from typing import Any

import polars as pl

from amarre.detection.facts import Fact
from amarre.detection.jobs.facts import FACTS
from amarre.detection.sentences import NO_BREAK, typographic, worded_fact
from amarre.detection.statements.rules import MOMENTS
from amarre.rules.parameters import Figures
from amarre.ui import french

KNOWN: Mapping[str, Fact] = {**FACTS, **dict.fromkeys(MOMENTS, Fact("date", ""))}


def over_columns(template: str, values: Mapping[str, Any], figures: Figures) -> pl.Expr:
    """The template with every fact worded by its column and every figure by its value among `values`."""
    parts: list[pl.Expr] = []
    for literal, name, _, _ in Formatter().parse(template):
        if literal:
            parts.append(pl.lit(typographic(literal)))
        if name is not None:
            parts.append(pl.lit(_figure(name, values, figures)) if "." in name else worded_fact(name, KNOWN[name]))
    return pl.concat_str(parts)


def over_facts(template: str, facts: Mapping[str, Any], values: Mapping[str, Any], figures: Figures) -> str:
    """The same sentence for one job."""
    parts = []
    for literal, name, _, _ in Formatter().parse(template):
        parts.append(typographic(literal))
        if name is not None:
            parts.append(_figure(name, values, figures) if "." in name else _fact(facts.get(name), KNOWN[name]))
    return "".join(parts)


def _figure(name: str, values: Mapping[str, Any], figures: Figures) -> str:
    value, unit = values[name], figures[name].unit
    if value < 2 and unit != "mois":
        unit = french.singular(unit)
    return f"{value}{NO_BREAK}{unit}"


def _fact(value: Any, fact: Fact) -> str:
    if value is None:
        return "—"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    text = fact.words.get(value, str(value)) if fact.words else str(value)
    if fact.unit is None:
        return text
    one, many = fact.unit
    return f"{text}{NO_BREAK}{one if abs(value) < 2 else many}"
