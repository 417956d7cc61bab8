"""The subjects of a copy, as tables of words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from amarre.ui import french

Row = tuple[str, ...]


@dataclass(frozen=True)
class Part:
    """One subject: a name for its file, a title, the heads of its columns, its rows; the last column may be long."""

    name: str
    title: str
    columns: Row
    rows: Sequence[Row]


def day(value: date | None) -> str:
    """03/02/2026, or nothing."""
    return french.day(value) if value else ""
