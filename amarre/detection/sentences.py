"""The French sentence of a signal: a template whose `{facts}` are worded in columns."""

from collections.abc import Mapping
from datetime import date
from string import Formatter

import polars as pl

from amarre.detection.facts import Fact
from amarre.rules.parameters import Figures

NO_BREAK, THIN = "\u00a0", "\u202f"


def typographic(text: str) -> str:
    """The sentence with the spaces that French wants before `: ; ! ?` and inside « », none of which may break."""
    for mark in ";!?":
        text = text.replace(f" {mark}", f"{THIN}{mark}")
    return text.replace(" :", f"{NO_BREAK}:").replace("« ", f"«{NO_BREAK}").replace(" »", f"{NO_BREAK}»")


def names_in(template: str) -> list[str]:
    """The facts (`debut_arret`) and figures (`arrets.periode`) that the template names, in order."""
    return [name for _, name, _, _ in Formatter().parse(template) if name is not None]


def worded(template: str, facts: Mapping[str, Fact], figures: Figures, day: date) -> pl.Expr:
    """The template over columns: dates as 13/12/2026, quantities with their unit, stored words by their label.

    A dotted name is a figure of that day. An unknown fact leaves a dash in its place rather than no sentence.
    """
    parts: list[pl.Expr] = []
    for literal, name, _, _ in Formatter().parse(template):
        if literal:
            parts.append(pl.lit(typographic(literal)))
        if name is not None:
            parts.append(_figure(name, figures, day) if "." in name else worded_fact(name, facts[name]))
    return pl.concat_str(parts)


def _figure(name: str, figures: Figures, day: date) -> pl.Expr:
    figure = figures[name]
    return pl.lit(f"{figure.at(day).value}{NO_BREAK}{figure.unit}".replace(".", ","))


def worded_fact(name: str, fact: Fact) -> pl.Expr:
    """One fact as a sentence writes it, over columns."""
    column = pl.col(name)
    if fact.type == "date":
        text = column.dt.strftime("%d/%m/%Y")
    elif fact.type == "number":
        text = column.cast(pl.String).str.strip_suffix(".0").str.replace(".", ",", literal=True)
    elif fact.words:
        text = column.replace_strict(dict(fact.words), default=column, return_dtype=pl.String)
    else:
        text = column.cast(pl.String)
    if fact.unit is not None:
        one, many = fact.unit
        text = text + pl.when(column.abs() < 2).then(pl.lit(NO_BREAK + one)).otherwise(pl.lit(NO_BREAK + many))
    return text.fill_null("—")
