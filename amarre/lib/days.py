"""Days as people type them on the command line."""

from datetime import date

from amarre.lib.errors import DomainError


def read_day(text: str) -> date:
    """The day written YYYY-MM-DD; DomainError for anything else."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    # Python 3.11 also reads 20261231 and 2026-W01-1, which nobody means.
    if day is None or day.isoformat() != text:
        raise DomainError(f"« {text} » is not a date: write it as YYYY-MM-DD, for instance 2026-12-31.", code="day")
    return day
