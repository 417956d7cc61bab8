"""The rates of the synthetic data set, each with its source and how certain it is (catalogue/synthetic.yaml)."""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import Field, field_validator

from amarre.rules.catalogue import Entry, read_entry

Certainty = Literal["cited", "derived", "assumed"]


class Figure(Entry):
    """One number; `assumed` ones are working hypotheses that no published series supports."""

    value: float = Field(ge=0)
    source: str
    certainty: Certainty


class Shares(Entry):
    """How a whole is divided between words."""

    values: Mapping[str, float]
    source: str
    certainty: Certainty

    @field_validator("values")
    @classmethod
    def _whole(cls, values: Mapping[str, float]) -> Mapping[str, float]:
        if abs(sum(values.values()) - 1) > 1e-9:
            raise ValueError(f"the shares add up to {sum(values.values()):g}, not to 1")
        return values


class Rates(Entry):
    """The file: rates per 10,000 workers a year, other figures, shares."""

    rates: Mapping[str, Figure]
    figures: Mapping[str, Figure]
    shares: Mapping[str, Shares]

    def figure(self, name: str) -> float:
        """A part, a mean or a ratio."""
        return self.figures[name].value

    def share(self, name: str) -> Mapping[str, float]:
        """The shares by word."""
        return self.shares[name].values

    def yearly(self, name: str, workers: int) -> int:
        """How many acts a year for that many workers; at least one, however small the service."""
        return max(1, round(self.rates[name].value * workers / 10_000))


def read_rates(catalogue: Path) -> Rates:
    """The rates; CatalogueError names the line of a mistake."""
    return read_entry(catalogue / "synthetic.yaml", Rates)
