"""The levels of a case, as the service words them: `catalogue/nomenclatures/niveaux.yaml`."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from django.conf import settings
from pydantic import model_validator

from amarre.cases.enums import Level
from amarre.rules.catalogue import CatalogueError, Entry, read_mapping


class LevelEntry(Entry):
    """One level: its words, where they were read, and whether any document read defines it."""

    label: str
    defined: bool = True
    reference: str | None = None
    note: str | None = None

    @model_validator(mode="after")
    def _read_somewhere(self) -> "LevelEntry":
        if self.defined and not self.reference:
            raise ValueError("a level that is defined says where it was read (reference)")
        return self

    def shown(self, code: str) -> str:
        """The level as a page writes it; one that nobody defined is marked so."""
        if not self.defined:
            return f"{code} (niveau non défini dans les sources)"
        return f"{code}\u00a0: {self.short}"

    @property
    def short(self) -> str:
        """The words alone, beside the code."""
        return f"{self.label[:1].lower()}{self.label[1:]}".replace("'", "’") if self.defined else "niveau non défini"


def read_levels() -> Mapping[str, LevelEntry]:
    """The levels by code; CatalogueError when the file does not hold exactly the codes of the exchange format."""
    return _levels(settings.CATALOGUE / "nomenclatures" / "niveaux.yaml")


@cache
def _levels(path: Path) -> Mapping[str, LevelEntry]:
    levels = read_mapping(path, LevelEntry)
    if list(levels) != list(Level.values):
        raise CatalogueError(path, 1, f"the levels must be {', '.join(Level.values)}, in this order")
    return levels


def check_levels() -> tuple[int, int]:
    """Load the levels: one file, and as many definitions as it holds."""
    return 1, len(read_levels())
