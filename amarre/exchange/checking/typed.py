"""Text cells as typed columns; what does not convert is refused, what was mended is told."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import polars as pl

from amarre.exchange.checking import sentences
from amarre.exchange.findings import Findings
from amarre.exchange.schema import Column, Resource

MAX_CELL, MAX_IDENTIFIER = 10_000, 64
CONTROL = r"[\x00-\x08\x0b-\x1f\x7f-\u{9f}]"
ISO_DATE, FRENCH_DATE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", r"^([0-9]{2})/([0-9]{2})/([0-9]{4})$"
SHORT_YEAR = r"^(?:[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{2})$"
INTEGER, NUMBER = r"^-?[0-9]+$", r"^-?[0-9]+(?:\.[0-9]+)?$"
FRENCH_INTEGER = r"^-?[0-9]{1,3}(?:[\p{Zs}][0-9]{3})+$"
FRENCH_NUMBER = r"^-?(?:[0-9]{1,3}(?:\p{Zs}[0-9]{3})+(?:[.,][0-9]+)?|[0-9]+,[0-9]+)$"
GROUPED_DIGITS = r"^[0-9]+(?:\p{Zs}[0-9]+)+$"
GROUPED = frozenset({"siren", "siret"})
SCHEMA_WORDS = {"1": True, "oui": True, "true": True, "0": False, "non": False, "false": False}
FRENCH_WORDS = {**SCHEMA_WORDS, "o": True, "x": True, "vrai": True, "n": False, "faux": False}


@dataclass(frozen=True)
class _Cells:
    """One column being converted."""

    column: Column
    lines: pl.Series
    raw: pl.Series
    findings: Findings

    def refuse(self, where: pl.Series, code: str, reason: str = "") -> None:
        """Refuse the cells where the mask is true."""
        if where.any():
            self.findings.refuse(
                self.lines.filter(where), column=self.column.name, values=self.raw.filter(where), code=code,
                reason=reason or sentences.CELLS[code],
            )  # fmt: skip

    def tolerate(self, where: pl.Series, code: str) -> None:
        """Tell of the cells that were mended."""
        if where.any():
            self.findings.tolerate(code, column=self.column.name, lines=self.lines.filter(where))


def typed_rows(
    cells: pl.DataFrame, resource: Resource, *, as_of: date, may_hold_controls: bool, findings: Findings
) -> pl.DataFrame:
    """`line` and the columns that were sent, typed; references and identifiers are still text, bad cells are null."""
    converted = []
    for name in cells.columns[1:]:
        column = resource.columns[name]
        given = _Cells(column, cells["line"], cells[name], findings)
        text = _usable(given, may_hold_controls)
        limit = as_of if name not in resource.spec.may_be_future else None
        converted.append(_CONVERSIONS[column.type](given, text, limit).alias(name))
    return cells.select("line").with_columns(converted)


def _usable(given: _Cells, may_hold_controls: bool) -> pl.Series:
    """The trimmed text of each cell: null where there is none or where it may not stand."""
    raw = given.raw
    sizes = raw.str.len_bytes()
    bad = (sizes > MAX_CELL) & (raw.str.len_chars() > MAX_CELL) if (sizes > MAX_CELL).any() else sizes > MAX_CELL
    given.refuse(bad, "cell.length")
    if may_hold_controls:
        control = raw.str.contains(CONTROL)
        given.refuse(control, "cell.control")
        bad = bad | control
    text = raw.str.strip_chars()
    trimmed = text.str.len_bytes()
    given.tolerate(trimmed != sizes, "cell.spaces")
    empty = trimmed == 0
    if given.column.required:
        given.refuse(empty & ~bad, "cell.required")
    return _null_where(text, bad | empty)


def _null_where(values: pl.Series, mask: pl.Series) -> pl.Series:
    return values.zip_with(~mask, pl.Series([None], dtype=values.dtype)) if mask.any() else values


def _text(given: _Cells, text: pl.Series, _: date | None) -> pl.Series:
    column = given.column
    if column.words:
        bad = ~text.is_in(column.words)
        given.refuse(bad.fill_null(False), "cell.words", sentences.words(column))
    elif column.name in GROUPED and column.pattern:
        grouped = text.str.contains(GROUPED_DIGITS).fill_null(False)
        text = text.str.replace_all(r"\p{Zs}", "") if grouped.any() else text
        bad = ~text.str.contains(column.pattern)
        given.tolerate(grouped & ~bad.fill_null(True), "cell.number_french")
        given.refuse(bad.fill_null(False), "cell.pattern", sentences.pattern(column))
    elif column.pattern:
        bad = ~text.str.contains(column.pattern)
        given.refuse(bad.fill_null(False), "cell.pattern", sentences.pattern(column))
    elif column.is_key or column.references:
        bad = text.str.len_chars() > MAX_IDENTIFIER
        given.refuse(bad.fill_null(False), "cell.identifier")
    else:
        return text
    return _null_where(text, bad.fill_null(False))


def _date(given: _Cells, text: pl.Series, limit: date | None) -> pl.Series:
    french = text.str.contains(FRENCH_DATE).fill_null(False)
    shaped = text.str.contains(ISO_DATE).fill_null(True) | french
    if french.any():
        text = text.str.replace(FRENCH_DATE, "${3}-${2}-${1}")
    short = ~shaped & text.str.contains(SHORT_YEAR)
    given.refuse(short, "date.two_digit_year")
    given.refuse(~shaped & ~short, "date.format")
    days = _null_where(text, ~shaped).str.to_date("%Y-%m-%d", strict=False)
    impossible = shaped & text.is_not_null() & days.is_null()
    given.refuse(impossible, "date.impossible")
    given.tolerate(french & ~impossible, "cell.date_french")
    old = (days < date(1900, 1, 1)).fill_null(False)
    given.refuse(old, "date.before_1900")
    if limit:
        late = (days > limit).fill_null(False)
        given.refuse(late, "date.future", sentences.future(limit.isoformat()))
        old = old | late
    return _null_where(days, old)


def _numeric(given: _Cells, text: pl.Series, _: date | None) -> pl.Series:
    column = given.column
    whole = column.type == "integer"
    plain = text.str.contains(INTEGER if whole else NUMBER).fill_null(True)
    french = text.str.contains(FRENCH_INTEGER if whole else FRENCH_NUMBER).fill_null(False)
    given.refuse(~plain & ~french, "cell.number", sentences.number(column))
    given.tolerate(french, "cell.number_french")
    if french.any():
        text = text.str.replace_all(r"\p{Zs}", "").str.replace(",", ".", literal=True)
    text = _null_where(text, ~plain & ~french)
    values = text.cast(pl.Int64 if whole else pl.Float64, strict=False)
    if (values == 0).any():
        values = values.zip_with((values != 0).fill_null(True), pl.Series([0], dtype=values.dtype))  # -0 is 0
    outside = values.is_null() & text.is_not_null()  # more digits than a number holds
    if column.minimum is not None:
        outside |= (values < column.minimum).fill_null(False)
        if column.minimum >= 0:
            outside |= text.str.starts_with("-").fill_null(False)
    if column.maximum is not None:
        outside |= (values > column.maximum).fill_null(False)
    given.refuse(outside, "cell.bounds", sentences.bounds(column))
    return _null_where(values, outside)


def _boolean(given: _Cells, text: pl.Series, _: date | None) -> pl.Series:
    words = text.str.to_lowercase()
    values = words.replace_strict(FRENCH_WORDS, default=None, return_dtype=pl.Boolean)
    given.refuse(values.is_null() & text.is_not_null(), "cell.boolean")
    given.tolerate(values.is_not_null() & ~text.is_in(list(SCHEMA_WORDS)).fill_null(True), "cell.boolean_french")
    return values


_CONVERSIONS: dict[str, Callable[[_Cells, pl.Series, date | None], pl.Series]] = {
    "string": _text,
    "date": _date,
    "integer": _numeric,
    "number": _numeric,
    "boolean": _boolean,
}
