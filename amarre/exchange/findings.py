"""What the import has to say of one file: refusals by cell, warnings by file or by row."""

from collections.abc import Mapping

import polars as pl

#: How much of a refused cell the report quotes.
QUOTED = 80

#: A line number after every line.
AFTER_ALL = 2**62

ENTRY = {
    "line": pl.Int64,
    "column": pl.String,
    "value": pl.String,
    "code": pl.String,
    "reason": pl.String,
}


class Findings:
    """Collects, as columns, what is refused and what is tolerated in one file."""

    def __init__(self) -> None:
        self._refusals: list[pl.DataFrame] = []
        self._warnings: list[pl.DataFrame] = []
        self._once: dict[str, str] = {}
        self._cells: dict[str, tuple[int, int, str]] = {}

    def refuse(
        self, lines: pl.Series, *, column: str | None, values: pl.Series, code: str, reason: str | pl.Series
    ) -> None:
        """One refusal per line, quoting the value that stands there."""
        self._refusals.append(_entries(lines, column, values, code, reason))

    def warn_rows(self, lines: pl.Series, *, column: str | None, code: str, reason: str | pl.Series) -> None:
        """One warning per line."""
        empty = pl.Series([None], dtype=pl.String).new_from_index(0, len(lines))
        self._warnings.append(_entries(lines, column, empty, code, reason))

    def warn_once(self, code: str, reason: str) -> None:
        """The file's one warning of that code."""
        self._once.setdefault(code, reason)

    def tolerate(self, code: str, *, column: str, lines: pl.Series) -> None:
        """Count cells that were mended; the file gets one warning of that code for all of them."""
        if lines.is_empty():
            return
        count, line, first_column = self._cells.get(code, (0, AFTER_ALL, column))
        first = int(lines.min())  # type: ignore[arg-type]
        nearest = (first, column) if first < line else (line, first_column)
        self._cells[code] = (count + len(lines), *nearest)

    @property
    def refusals(self) -> pl.DataFrame:
        """Every refusal: line, column, value, code, reason."""
        return pl.concat([pl.DataFrame(schema=ENTRY), *self._refusals])

    def refused_lines(self, columns: tuple[str, ...] | None = None) -> pl.Series:
        """The lines that have a refusal, or one in some of these columns."""
        parts = [
            part["line"] if columns is None else part.filter(pl.col("column").is_in(columns))["line"]
            for part in self._refusals
        ]
        return pl.concat([pl.Series("line", [], dtype=pl.Int64), *parts]).unique()

    def warnings(self, sentences: Mapping[str, str]) -> pl.DataFrame:
        """Every warning, those of the file first; `sentences` begin those that count cells."""
        counted = {
            code: f"{sentences[code]} ({count} {'cellules, la première' if count > 1 else 'cellule'} ligne {line}, "
            f"colonne {column})."
            for code, (count, line, column) in self._cells.items()
        }
        once = {**self._once, **counted}
        whole = pl.DataFrame(
            {"code": list(once), "reason": list(once.values())}, schema={"code": pl.String, "reason": pl.String}
        ).select(
            pl.lit(None, dtype=ENTRY[name]).alias(name) if name in ("line", "column", "value") else name
            for name in ENTRY
        )
        rows = pl.concat([pl.DataFrame(schema=ENTRY), *self._warnings]).sort("line", maintain_order=True)
        return pl.concat([whole, rows])


def _entries(
    lines: pl.Series, column: str | None, values: pl.Series, code: str, reason: str | pl.Series
) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "line": lines,
            "column": pl.Series([column], dtype=pl.String).new_from_index(0, len(lines)),
            "value": values.cast(pl.String).fill_null("").str.slice(0, QUOTED),
            "code": pl.Series([code]).new_from_index(0, len(lines)),
            "reason": reason if isinstance(reason, pl.Series) else pl.Series([reason]).new_from_index(0, len(lines)),
        },
        schema_overrides=ENTRY,
    )
