"""What the threshold bench tries: a rule of the catalogue with other figures, the screening grid with other weights."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Protocol

import polars as pl
from django.conf import settings

from amarre.detection.datasets import SITUATIONS
from amarre.detection.evaluation import raised
from amarre.detection.facts import Frames
from amarre.detection.grid import Grid, marked, read_grid, total
from amarre.detection.jobs.known import oldest, what_is_known
from amarre.detection.replay import Judge
from amarre.detection.rules import SignalRule, read_rules
from amarre.rules.parameters import Figures

#: The grid among the codes of rules; none may bear it.
GRID = "grille"
THRESHOLD, WEIGHT = "seuil", "poids."


@dataclass(frozen=True)
class Choice:
    """A number that the bench may change: what it is, its unit, a shorter name for lists, its value and its bounds."""

    name: str
    label: str
    unit: str
    short: str
    present: int
    least: int = 1
    most: int = 1000


class Subject(Protocol):
    """What can be tried: `present` names it as it is, beside the trial."""

    @property
    def code(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def present(self) -> str: ...
    @property
    def reference(self) -> str: ...
    @property
    def note(self) -> str | None: ...
    @property
    def choices(self) -> Sequence[Choice]: ...

    def judge(self, versions: Sequence[Mapping[str, int]]) -> Judge:
        """Whom the subject flags with each of these sets of values in the place of its own."""


@dataclass(frozen=True)
class RuleTried:
    """A rule; its choices are the figures that no text fixes, which its conditions or its facts take."""

    rule: SignalRule
    figures: Figures
    day: date
    present: str = "Règle actuelle"

    @property
    def code(self) -> str:
        return self.rule.code

    @property
    def label(self) -> str:
        return self.rule.label

    @property
    def reference(self) -> str:
        return self.rule.reference

    @property
    def note(self) -> str | None:
        return self.rule.note

    @cached_property
    def choices(self) -> list[Choice]:
        found = []
        for name in sorted(self.rule.figures_used | self._deriving):
            figure = self.figures[name]
            value = figure.at(self.day).value if figure.in_force(self.day) else None
            if figure.kind == "choice" and isinstance(value, int):
                found.append(Choice(name, figure.label, figure.unit, figure.unit, value))
        return found

    def judge(self, versions: Sequence[Mapping[str, int]]) -> Judge:
        """The facts of a day are derived once where the versions derive them alike."""
        every = [with_values(self.figures, values) for values in versions]

        def flagged(known: Frames, day: date) -> list[pl.DataFrame]:
            built: dict[tuple[object, ...], pl.DataFrame] = {}
            found = []
            for figures in every:
                names = [name for name in sorted(self._deriving) if figures[name].in_force(day)]
                key = tuple(figures[name].at(day).value for name in names)
                if key not in built:
                    built[key] = self.rule.source.build(what_is_known(known, day, figures))
                found.append(raised(self.rule, built[key], day, figures))
            return found

        return flagged

    @cached_property
    def _deriving(self) -> set[str]:
        return {name for fact in self.rule.facts_used for name in self.rule.source.facts[fact].figures}


@dataclass(frozen=True)
class GridTried:
    """The screening grid: the weight of each sign (0 leaves it out), and from how many points a worker is flagged."""

    grid: Grid
    figures: Figures
    present: str = "Grille actuelle"
    code: str = GRID
    reference: str = "catalogue/grid/grille.yaml"

    @property
    def label(self) -> str:
        return self.grid.label

    @property
    def note(self) -> str:
        return f"{self.grid.note} Un poids de 0 laisse un signe de côté."

    @cached_property
    def choices(self) -> list[Choice]:
        threshold = Choice(
            THRESHOLD, "Points à partir desquels un travailleur est repéré", "points", "seuil", self.grid.threshold
        )
        weights = [
            Choice(f"{WEIGHT}{item.code}", item.label, "points", item.label, item.points, least=0, most=10)
            for item in self.grid.items
        ]
        return [threshold, *weights]

    def judge(self, versions: Sequence[Mapping[str, int]]) -> Judge:
        """The signs of a day are looked for once: only what they weigh differs."""
        present = {choice.name: choice.present for choice in self.choices}
        every = [{**present, **values} for values in versions]

        def flagged(known: Frames, day: date) -> list[pl.DataFrame]:
            situations = oldest(SITUATIONS.build(what_is_known(known, day, self.figures)))
            rows = marked(situations, self.grid, self.figures, day)
            found = []
            for values in every:
                weights = {item.code: values[f"{WEIGHT}{item.code}"] for item in self.grid.items}
                reached = rows.filter(total(weights) >= values[THRESHOLD])
                found.append(reached.select(worker_id="travailleur_id", job_id="emploi_id"))
            return found

        return flagged


def subjects(figures: Figures, day: date) -> Mapping[str, Subject]:
    """All that the bench tries by code, the grid first, as the catalogue stands on that day."""
    rules = read_rules(settings.CATALOGUE / "signals")
    grid = GridTried(read_grid(settings.CATALOGUE), figures)
    return {GRID: grid, **{code: RuleTried(rule, figures, day) for code, rule in rules.items()}}


def with_values(figures: Figures, values: Mapping[str, int]) -> Figures:
    """The figures with those values at every date."""
    changed = {
        name: figures[name].model_copy(
            update={"values": tuple(dated.model_copy(update={"value": value}) for dated in figures[name].values)}
        )
        for name, value in values.items()
    }
    return {**figures, **changed}
