"""Statutory figures as dated data: `catalogue/parameters/*.yaml`."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

from pydantic import Field, model_validator

from amarre.lib.errors import DomainError
from amarre.rules.catalogue import Entry, files_of, read_mapping


class DatedValue(Entry):
    """The value in force from a day on; `confirmed: false` where the text changed and nobody has read the new one."""

    start: date = Field(alias="from")
    value: float | int | str | tuple[str, ...]
    confirmed: bool = True
    applies_to: str | None = None
    note: str | None = None


class Value(NamedTuple):
    """A figure on a day: the value, whether it is confirmed, and since when it is in force."""

    value: float | int | str | tuple[str, ...]
    confirmed: bool
    since: date


class Figure(Entry):
    """One statutory or local figure with its source; `legal: false` for a choice of the project or of a service."""

    label: str
    unit: str
    reference: str
    legal: bool = True
    certain: bool = True
    note: str | None = None
    values: tuple[DatedValue, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _in_order(self) -> "Figure":
        starts = [value.start for value in self.values]
        if starts != sorted(set(starts)):
            raise ValueError("the values must follow one another by `from`")
        return self

    def at(self, day: date) -> Value:
        """The value of that day; DomainError before the first one."""
        for dated in reversed(self.values):
            if dated.start <= day:
                return Value(dated.value, dated.confirmed and self.certain, dated.start)
        raise DomainError(f"« {self.label} » n'a pas de valeur au {day:%d/%m/%Y}.", code="figure.not_in_force")


Figures = Mapping[str, Figure]


@cache
def read_figures(folder: Path) -> Figures:
    """Every figure of the folder by `file.name`, as conditions write it after the `@`."""
    return {
        f"{path.stem}.{name}": figure
        for path in files_of(folder)
        for name, figure in read_mapping(path, Figure).items()
    }
