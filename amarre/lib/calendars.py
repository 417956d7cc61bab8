"""The three calendars in which the law counts: calendar days, jours ouvrables, months.

Jours ouvrables run from Monday to Saturday without public holidays; those of Alsace-Moselle and overseas go by the
commune of the establishment.
"""

from calendar import monthrange
from datetime import date, timedelta
from functools import cache

import holidays

SUNDAY = 6
#: Where other public holidays are kept than in the rest of France, by the start of the commune's INSEE code.
TERRITORIES = {
    "57": "57", "67": "6AE", "68": "6AE", "971": "971", "972": "972", "973": "973", "974": "974", "975": "PM",
    "976": "976", "977": "BL", "978": "MF", "984": "TF", "986": "WF", "987": "PF", "988": "NC",
}  # fmt: skip
#: Postal codes of Guadeloupe's range that are islands of their own.
ISLANDS = {"97133": "977", "97150": "978"}


def territory_of(insee_code: str | None, postal_code: str | None = None) -> str | None:
    """The territory with public holidays of its own that holds this commune; None for the rest of France.

    The INSEE code decides, the postal code where there is none. Good Friday is counted everywhere in Alsace-Moselle:
    whether a commune has a mixed temple is not in any register.
    """
    code = insee_code or ISLANDS.get(postal_code or "", postal_code) or ""
    return TERRITORIES.get(code[:3]) or TERRITORIES.get(code[:2])


@cache
def public_holidays(territory: str | None, year: int) -> frozenset[date]:
    """The public holidays of that year."""
    return frozenset(holidays.country_holidays("FR", subdiv=territory, years=year))


def is_working_day(day: date, territory: str | None = None) -> bool:
    """Whether the day is a jour ouvrable."""
    return day.weekday() != SUNDAY and day not in public_holidays(territory, day.year)


def working_days(first: date, last: date, territory: str | None = None) -> int:
    """Jours ouvrables from `first` to `last`, both included; 0 when `last` comes before."""
    span = (last - first).days + 1
    return sum(is_working_day(first + timedelta(number), territory) for number in range(span))


def last_working_day(first: date, count: int, territory: str | None = None) -> date:
    """The last day of a period of `count` jours ouvrables (at least one) that begins on `first`."""
    day, left = first, count - is_working_day(first, territory)
    while left > 0:
        day += timedelta(1)
        left -= is_working_day(day, territory)
    return day


def add_days(day: date, count: int) -> date:
    """That many calendar days later, or earlier when negative."""
    return day + timedelta(count)


def add_months(day: date, count: int) -> date:
    """The same day that many months later, or the last of the month where it has no such day."""
    years, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(years, month + 1, min(day.day, monthrange(years, month + 1)[1]))
