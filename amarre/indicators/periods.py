"""The interval of dates that a figure is about."""

from dataclasses import dataclass
from datetime import date

from amarre.lib.errors import DomainError


@dataclass(frozen=True)
class Period:
    """Two dates, both included; a stock is counted at its end."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise DomainError(
                f"La période finit le {self.end:%d/%m/%Y}, avant de commencer le {self.start:%d/%m/%Y}.",
                code="period.reversed",
            )

    @classmethod
    def year(cls, number: int) -> "Period":
        """A calendar year."""
        return cls(date(number, 1, 1), date(number, 12, 31))

    def __str__(self) -> str:
        return f"{self.start.isoformat()}/{self.end.isoformat()}"


def years_before(day: date, years: int) -> date:
    """The same day that many years earlier; the last day of February for a 29 February without its like."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
