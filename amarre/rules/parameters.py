"""Statutory figures as dated data: `catalogue/parameters/*.yaml`."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import Field, model_validator

from amarre.lib.errors import DomainError
from amarre.rules.catalogue import Entry, files_of, read_mapping

MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
    "décembre",
)  # fmt: skip


FigureKind = Literal["legal", "recommendation", "contract", "choice"]
Certainty = Literal["C", "V", "practice"]
#: What a figure is, as pages and commands say it.
KINDS: Mapping[FigureKind, str] = {
    "legal": "texte légal",
    "recommendation": "recommandation, sans valeur légale",
    "contract": "contrat ou convention",
    "choice": "choix du projet",
}


class DatedValue(Entry):
    """The value in force from a day on; `confirmed: false` where the text changed and nobody has read the new one.

    `version` is the identifier of the article's version, `applies_to` says which facts it judges.
    `settled` once a person has read the text of that version: sure, even where the figure's reading is disputed.
    """

    start: date = Field(alias="from")
    value: float | int | str | tuple[str, ...]
    confirmed: bool = True
    settled: bool = False
    applies_to: str | None = None
    version: str | None = Field(default=None, pattern=r"^LEGIARTI\d{12}$")
    note: str | None = None


class Value(NamedTuple):
    """A figure on a day: the value, whether it is confirmed, and since when it is in force."""

    value: float | int | str | tuple[str, ...]
    confirmed: bool
    since: date


class Figure(Entry):
    """One statutory or local figure: what it is, its unit, its article, where it was read, its dated values.

    `kind` tells a legal deadline from the ministry's recommendation, a contract's or a convention's figure and a choice
    of the project. `certainty` is C where the article was read, V where the reading is disputed or rests on a single
    source, practice where no text says it. `rules` are the rows of the project's table of rules.
    """

    label: str
    unit: str
    reference: str
    source: str | None = None
    rules: tuple[Annotated[str, Field(pattern=r"^R\d\d$")], ...] = ()
    kind: FigureKind = "legal"
    certainty: Certainty = "C"
    note: str | None = None
    values: tuple[DatedValue, ...] = Field(min_length=1)

    @model_validator(mode="before")
    @classmethod
    def _no_text_says_a_choice(cls, raw: Any) -> Any:
        if isinstance(raw, dict) and raw.get("kind") in {"choice", "recommendation"}:
            return {"certainty": "practice", **raw}
        return raw

    @model_validator(mode="after")
    def _in_order(self) -> "Figure":
        starts = [value.start for value in self.values]
        if starts != sorted(set(starts)):
            raise ValueError("the values must follow one another by `from`")
        return self

    @property
    def nature(self) -> str:
        """What the figure is, in French."""
        return KINDS[self.kind]

    def in_force(self, day: date) -> bool:
        """Whether the figure has a value on that day."""
        return self.values[0].start <= day

    def at(self, day: date) -> Value:
        """The value of that day; DomainError before the first one."""
        dated = self._dated(day)
        return Value(dated.value, self.caution(day) is None, dated.start)

    def caution(self, day: date) -> str | None:
        """What to say beside the value of that day when nobody has confirmed it, in French; None when it is sure."""
        dated = self._dated(day)
        if not dated.confirmed and dated is self.values[0]:
            return "valeur à confirmer"  # the first version known: nothing says that the text changed then
        if not dated.confirmed:
            return f"texte modifié le {in_words(dated.start)}, valeur à confirmer"
        return None if self.certainty != "V" or dated.settled else "lecture du texte à confirmer"

    def settled(self, start: date, value: float | int | str | tuple[str, ...]) -> "Figure":
        """The figure once the text of the version that begins on `start` was read: that value, and sure."""
        read = {"value": value, "confirmed": True, "settled": True}
        values = [dated.model_copy(update=read) if dated.start == start else dated for dated in self.values]
        return self.model_copy(update={"values": tuple(values)})

    def _dated(self, day: date) -> DatedValue:
        for dated in reversed(self.values):
            if dated.start <= day:
                return dated
        raise DomainError(f"« {self.label} » n'a pas de valeur au {day:%d/%m/%Y}.", code="figure.not_in_force")


Figures = Mapping[str, Figure]


def in_words(day: date) -> str:
    """A date as French writes it in a sentence: 1er juin 2026."""
    return f"{'1er' if day.day == 1 else day.day} {MONTHS[day.month - 1]} {day.year}"


@cache
def read_figures(folder: Path) -> Figures:
    """Every figure of the folder by `file.name`, as conditions write it after the `@`."""
    return {
        f"{path.stem}.{name}": figure
        for path in files_of(folder)
        for name, figure in read_mapping(path, Figure).items()
    }
