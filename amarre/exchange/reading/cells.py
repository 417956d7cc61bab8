"""Lines of text as cells: columns of text with line numbers, without a Python loop over plain lines."""

from dataclasses import dataclass

import polars as pl

from amarre.exchange.reading.header import Header, read_header, separator_of
from amarre.exchange.reading.records import Records
from amarre.exchange.reading.text import FileRefused, Lines
from amarre.exchange.schema import Resource

BLANK = r"^[\p{Z}\t;,]*$"


@dataclass(frozen=True)
class Cells:
    """One file as text. `rows` has `line` (the row's first, the header being 1 in a plain file) and the columns of the
    format that the header names; `misshapen` has `line` and `width` of the rows with too few or too many cells.
    """

    header: Header
    rows: pl.DataFrame
    misshapen: pl.DataFrame
    first_blank: int | None
    lines: pl.Series
    last_lines: dict[int, int]

    @property
    def count(self) -> int:
        """Data rows, without blank ones."""
        return self.rows.height + self.misshapen.height

    def as_sent(self, line: int) -> list[str]:
        """The cells of the row that begins on that line, as they came."""
        end = self.last_lines.get(line, line)
        return Records(self.lines[line - 1 : end].to_list(), self.header.separator).at(0)


def read_cells(lines: Lines, resource: Resource) -> Cells:
    """Split the lines into the cells of that resource.

    Raises FileRefused when there is no header, when it does not fit, or when a quote is never closed.
    """
    text = lines.text.to_frame("text").with_row_index("line", offset=1).cast({"line": pl.Int64})
    filled = text["text"].str.contains(BLANK).not_()
    start = filled.arg_max()
    if start is None or not filled[start]:
        raise FileRefused("Le fichier n'a pas de ligne d'en-tête : la première ligne doit nommer les colonnes.")
    header, after = _header(lines.text, start, resource)
    body = text.slice(after)
    quoted = _Quoted(lines.text, header, body.filter(pl.col("text").str.contains('"', literal=True))["line"].to_list())
    plain = body.filter(~pl.col("line").is_in(quoted.consumed)) if quoted.consumed else body
    separator = "\\t" if header.separator == "\t" else header.separator
    blank = plain["text"].str.contains(rf"^[\p{{Z}}\t{separator}]*$")
    blank_lines = [*plain["line"].filter(blank).head(1), *quoted.blank, *([1] if start else [])]
    plain = plain.filter(~blank).with_columns(
        width=pl.col("text").str.count_matches(header.separator, literal=True).cast(pl.Int64) + 1
    )
    fits = pl.col("width").is_between(header.named, header.width)
    rows = [_plain_rows(plain.filter(fits), header), quoted.rows()]
    misshapen = [plain.filter(~fits).select("line", "width"), quoted.misshapen()]
    return Cells(
        header=header,
        rows=_in_order(rows),
        misshapen=_in_order(misshapen),
        first_blank=min(blank_lines, default=None),
        lines=lines.text,
        last_lines=quoted.last_lines,
    )


def _header(lines: pl.Series, start: int, resource: Resource) -> tuple[Header, int]:
    first = lines[start]
    separator = separator_of(first, resource)
    records = Records(lines.to_list() if '"' in first else [first], separator)
    cells = records.at(start if '"' in first else 0)
    if records.ran_out:
        raise FileRefused(_unclosed(start + 1))
    return read_header(cells, separator, resource), max(records.position, start + 1)


def _unclosed(line: int) -> str:
    return (
        f"Un guillemet ouvert ligne {line} n'est jamais refermé : refermez-le, ou doublez-le s'il fait partie du texte."
    )


class _Quoted:
    """The rows that hold a double quote, the only ones that Python reads one by one."""

    def __init__(self, lines: pl.Series, header: Header, starts: list[int]) -> None:
        self.header = header
        self.consumed: list[int] = []
        self.blank: list[int] = []
        self.last_lines: dict[int, int] = {}
        self._good: tuple[list[int], list[list[str]]] = ([], [])
        self._misshapen: tuple[list[int], list[int]] = ([], [])
        if starts:
            self._read(Records(lines.to_list(), header.separator), starts)

    def _read(self, records: Records, starts: list[int]) -> None:
        for line in starts:
            if line <= records.position:
                continue  # inside the row before, whose cell holds line breaks
            record = records.at(line - 1)
            if records.ran_out:
                raise FileRefused(_unclosed(line))
            if records.position > line:
                self.last_lines[line] = records.position
            self.consumed.extend(range(line, records.position + 1))
            self._sort(line, record)

    def _sort(self, line: int, record: list[str]) -> None:
        if not record[0].strip() and not "".join(record).strip():
            self.blank.append(line)
        elif self.header.named <= len(record) <= self.header.width:
            self._good[0].append(line)
            self._good[1].append(record)
        else:
            self._misshapen[0].append(line)
            self._misshapen[1].append(len(record))

    def rows(self) -> pl.DataFrame:
        lines, records = self._good
        cells = {
            name: pl.Series(name, [record[index] for record in records], dtype=pl.String)
            for name, index in self.header.positions.items()
        }
        return pl.DataFrame({"line": pl.Series(lines, dtype=pl.Int64), **cells})

    def misshapen(self) -> pl.DataFrame:
        lines, widths = self._misshapen
        return pl.DataFrame({"line": lines, "width": widths}, schema={"line": pl.Int64, "width": pl.Int64})


def _plain_rows(plain: pl.DataFrame, header: Header) -> pl.DataFrame:
    parts = plain.select("line", pl.col("text").str.split_exact(header.separator, header.width - 1)).unnest("text")
    return parts.select("line", **{name: pl.col(f"field_{index}") for name, index in header.positions.items()})


def _in_order(frames: list[pl.DataFrame]) -> pl.DataFrame:
    filled = [frame for frame in frames if frame.height]
    if len(filled) < 2:
        return filled[0] if filled else frames[0]
    return pl.concat(filled).sort("line")
