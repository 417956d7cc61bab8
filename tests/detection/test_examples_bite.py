"""Each rule of the catalogue is held by its examples: whatever small mistake is made in it, one of them fails."""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from amarre.detection.grid import Item, read_grid
from amarre.detection.jobs.facts import FACTS
from amarre.detection.rules import SignalRule
from amarre.detection.statements.deciding import judged, stated_of
from amarre.detection.statements.rules import StatementRule
from amarre.lib.errors import DomainError
from amarre.rules.branches import branches
from amarre.rules.conditions import holds, references
from amarre.rules.parameters import Figures, read_figures
from amarre.rules.prohibitions import Prohibition, mistake_in
from amarre.surveillance.entry_facts import ENTRY_DATASETS
from tests.detection.mutants import mutants, shifted

Rule = SignalRule | StatementRule | Prohibition


def signal_holds(rule: SignalRule, figures: Figures) -> bool:
    """Whether every example of a signal holds, but for its sentence."""
    for example in rule.examples:
        ways = branches(rule.alternatives, figures, example.day, rule.judged_on)
        way = next((way for way in ways if holds(way.where, example.given)), None)
        raised = way is not None and example.given[rule.since] is not None
        if raised != example.raised:
            return False
        if way and raised and example.confirmed is not None and (way.caution is None) != example.confirmed:
            return False
    return True


def statement_holds(rule: StatementRule, figures: Figures) -> bool:
    """Whether every example of a statement holds: kind, days, certainty."""
    for example in rule.examples:
        row: Mapping[str, Any] = {"travailleur_id": 1, "emploi_id": 1, **dict.fromkeys(FACTS), **example.given}
        found = stated_of(judged([rule], figures, example.day), [row], example.day, figures)
        if (found[0].kind if found else None) != example.kind:
            return False
        told = {name for name in ("since", "due_on", "until", "confirmed") if name in example.model_fields_set}
        if found and any(getattr(found[0], name) != getattr(example, name) for name in told):
            return False
    return True


def prohibition_holds(rule: Prohibition, figures: Figures) -> bool:
    """Whether every example of a prohibition holds."""
    return mistake_in(rule, ENTRY_DATASETS, figures) is None


def item_holds(item: Item, figures: Figures) -> bool:
    """Whether every example of an item of the grid holds."""
    ways = branches(item.alternatives, figures, date(2026, 6, 30))
    return all(
        any(holds(way.where, given) for way in ways) is wanted
        for wanted, examples in ((True, item.holds), (False, item.fails))
        for given in examples
    )


KINDS: Mapping[str, tuple[type[Rule], Callable[[Any, Figures], bool]]] = {
    "signals": (SignalRule, signal_holds),
    "statements": (StatementRule, statement_holds),
    "prohibitions": (Prohibition, prohibition_holds),
}


def survivors(path: Path, figures: Figures) -> list[str]:
    """The mistakes in that file that no example notices."""
    model, holding = KINDS[path.parent.name]
    raw = yaml.safe_load(path.read_text("utf-8"))
    rule = model.model_validate(raw)
    assert holding(rule, figures)
    found = []
    for said, changed in mutants(raw):
        try:
            if holding(model.model_validate(changed), figures):
                found.append(said)
        except (ValidationError, DomainError, KeyError):
            continue
    compared = {name for where in rule.alternatives for name in references(where)}
    dated = {moment.plus for moment in rule.moments if moment.plus} if isinstance(rule, StatementRule) else set()
    for name in sorted(compared | dated):
        for more in (1, -1):
            other = shifted(figures, name, more)
            if other is not None and holding(rule, other):
                found.append(f"@{name} {more:+}")
    return found


#: Mistakes that change nothing, and why.
WITHOUT_EFFECT = {
    "invalidite_sans_visite": {
        "way 1, invalidite_depuis not tested": "it dates the signal: without it there is none",
        "way 1, invalidite_depuis unknown holds": "it dates the signal: without it there is none",
    },
    "entretien_parcours": {
        "way 1, derniere_mi_carriere not tested": "it chooses the law: without it there is none",
        "way 1, derniere_mi_carriere unknown holds": "it chooses the law: without it there is none",
    },
    "mi_carriere": {"late instead of silent": "the age of the year changes with the year: never late"},
    "mi_carriere_manquee": dict.fromkeys(("since +1 day", "since -1 day"), "always late: since the day after"),
    "second_examen_tardif": dict.fromkeys(("since +1 day", "since -1 day"), "always late: since the day after"),
}


@pytest.mark.parametrize("folder", sorted(KINDS))
def test_no_small_mistake_goes_unnoticed(folder: str, catalogue: Path) -> None:
    figures = read_figures(catalogue / "parameters")
    files = sorted((catalogue / folder).glob("*.yaml"))

    found = {path.stem: set(survivors(path, figures)) - set(WITHOUT_EFFECT.get(path.stem, ())) for path in files}

    assert {code: unnoticed for code, unnoticed in found.items() if unnoticed} == {}


def test_no_small_mistake_in_the_grid_goes_unnoticed(catalogue: Path) -> None:
    figures, grid = read_figures(catalogue / "parameters"), read_grid(catalogue)
    raw = yaml.safe_load((catalogue / "grid" / "grille.yaml").read_text("utf-8"))

    unnoticed = [
        (item["code"], said)
        for item in raw["items"]
        for said, changed in mutants({"where": item["where"]})
        if item_holds(Item.model_validate({**item, **changed}), figures)
    ]

    assert all(item_holds(item, figures) for item in grid.items)
    assert unnoticed == []
