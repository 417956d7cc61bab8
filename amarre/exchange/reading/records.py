"""Rows that hold a double quote: the csv module reads them one by one."""

import csv
import sys
from collections.abc import Iterator, Sequence

# A cell over the format's limit refuses its row, not the file; the csv module's own limit would end the reading.
csv.field_size_limit(min(sys.maxsize, 2**31 - 1))

# Stands for a lone carriage return, which the csv module takes for the end of a row; a non-character of Unicode.
LONE_RETURN = "\ufdd0"


class Records:
    """Reads the record that begins on a given line, pulling the next lines only inside quotes.

    `position` is the line after the last one read; `ran_out` tells that a quote was still open at the end.
    """

    def __init__(self, lines: Sequence[str], separator: str) -> None:
        self.position = 0
        self.ran_out = False
        self._lines = lines
        self._reader = csv.reader(self._feed(), delimiter=separator)

    def at(self, start: int) -> list[str]:
        """The cells of the record that begins on the line of that index."""
        self.position = start
        record = next(self._reader, [])
        if LONE_RETURN in "".join(record):
            return [cell.replace(LONE_RETURN, "\r") for cell in record]
        return record

    def _feed(self) -> Iterator[str]:
        while self.position < len(self._lines):
            line = self._lines[self.position]
            self.position += 1
            yield (line.replace("\r", LONE_RETURN) if "\r" in line else line) + "\n"
        self.ran_out = True
