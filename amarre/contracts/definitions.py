"""What a contract's file says (catalogue/contracts/*.yaml), read into frozen models."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

from django.conf import settings
from pydantic import Field, field_validator

from amarre.lib.errors import UnknownName
from amarre.rules.catalogue import Entry, NamedEntry, read_folder
from amarre.rules.conditions import Where, parse_where


class Party(Entry):
    """Who signs, and as what; persons are not named."""

    name: str
    role: str


class ContractDate(Entry):
    """A date of the document; `certain: false` where the document does not say it outright."""

    day: date
    certain: bool = True
    note: str | None = None


class Target(Entry):
    """The establishments that the contract aims at, and what the document says of their number."""

    label: str
    where: Mapping[str, Any] = Field(min_length=1)
    facts: Mapping[str, int] = {}

    @field_validator("where")
    @classmethod
    def _known(cls, where: Mapping[str, Any]) -> Mapping[str, Any]:
        parse_where(where)
        return where

    @property
    def condition(self) -> Where:
        """The filter on establishments with every test written out."""
        return parse_where(self.where)


class Section(Entry):
    """One list of indicators, numbered and titled as in the document, in its order."""

    number: str
    title: str
    figures: tuple[str, ...] = Field(min_length=1)
    note: str | None = None


class Objective(Entry):
    """A number that the document asks for each year."""

    figure: str
    scope: Literal["all", "target"]
    at_least: int | float
    per: Literal["year"] = "year"
    wording: str


class Milestone(Entry):
    """A delivery or a meeting of the document's calendar."""

    due: str
    title: str
    yearly: bool = False


class Committee(Entry):
    """Who meets, and how often."""

    name: str
    frequency: str
    members: tuple[str, ...]


class Contract(NamedEntry):
    """A CPOM: parties, dates, target, indicators in the order of the document, objectives and calendar."""

    title: str
    short_title: str
    source: str
    parties: tuple[Party, ...] = Field(min_length=2)
    signed: ContractDate
    starts: ContractDate
    ends: ContractDate
    theme: str | None = None
    target: Target | None = None
    sections: tuple[Section, ...] = Field(min_length=1)
    objectives: tuple[Objective, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    committees: tuple[Committee, ...] = ()
    not_computed: tuple[str, ...] = ()

    def codes(self) -> Iterator[str]:
        """The indicators in the order of the document, each once."""
        yield from dict.fromkeys(code for section in self.sections for code in section.figures)


@cache
def read_contracts(folder: Path) -> Mapping[str, Contract]:
    """Every contract by code; CatalogueError names file and line."""
    return read_folder(folder, Contract)


def contract_of(code: str) -> Contract:
    """The contract of that code; UnknownName lists the known ones."""
    contracts = read_contracts(settings.CATALOGUE / "contracts")
    if code not in contracts:
        raise UnknownName("Contrat", code, list(contracts), [one.short_title for one in contracts.values()])
    return contracts[code]
