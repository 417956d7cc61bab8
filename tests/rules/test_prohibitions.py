"""What the catalogue forbids, and what a mistake in one of its files is answered."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from amarre.rules.parameters import read_figures
from amarre.rules.prohibitions import Prohibition, mistake_in, read_prohibitions, verdicts
from amarre.surveillance.entry_facts import ENTRY_DATASETS

#: The rows of the table of rules that an entry can break.
ASKED = {
    "R02", "R03", "R04", "R13", "R15", "R16", "R17", "R18", "R21", "R34", "R35", "R41", "R42", "R43", "R44",
}  # fmt: skip


def said(catalogue: Path, dataset: str, **facts: Any) -> dict[str, str]:
    """The code and sentence of what applies to a row."""
    rules = read_prohibitions(catalogue / "prohibitions").values()
    row = {**dict.fromkeys(ENTRY_DATASETS[dataset]), **facts}
    found = verdicts(rules, dataset, row, read_figures(catalogue / "parameters"), date(2026, 3, 18))
    return {one.prohibition.code: one.sentence for one in found}


def changed(catalogue: Path, code: str, **changes: Any) -> Prohibition:
    raw = yaml.safe_load((catalogue / "prohibitions" / f"{code}.yaml").read_text("utf-8"))
    return Prohibition.model_validate({**raw, **changes})


def test_every_rule_that_an_entry_can_break_has_its_file(catalogue: Path) -> None:
    rules = read_prohibitions(catalogue / "prohibitions").values()

    assert {rule.rule for rule in rules} >= ASKED


def test_every_file_holds_an_unknown_value_among_its_examples(catalogue: Path) -> None:
    rules = read_prohibitions(catalogue / "prohibitions").values()

    assert [rule.code for rule in rules if not any(None in case.given.values() for case in rule.examples)] == []


def test_the_second_examination_is_held_within_fifteen_days(catalogue: Path) -> None:
    late = said(catalogue, "visites", date=date(2026, 3, 18), jours_depuis_premier_examen=16)
    in_time = said(catalogue, "visites", date=date(2026, 3, 17), jours_depuis_premier_examen=15)

    assert "16 jours après le premier" in late["second_examen_tardif"]
    assert "15\u00a0jours" in late["second_examen_tardif"]
    assert in_time == {}


def test_a_stop_that_began_under_another_text_is_judged_and_told_by_it(catalogue: Path) -> None:
    before = said(
        catalogue, "visites", nature="pre_reprise", date=date(2022, 5, 1), jours_arret=32, debut_arret=date(2022, 3, 31)
    )
    after = said(
        catalogue, "visites", nature="pre_reprise", date=date(2022, 5, 1), jours_arret=31, debut_arret=date(2022, 4, 1)
    )

    assert "ne dépassent pas 90\u00a0jours" in before["pre_reprise_avant_ouverture"]
    assert after == {}


def test_an_empty_row_falls_under_nothing_but_what_a_missing_answer_breaks(catalogue: Path) -> None:
    assert {dataset: set(said(catalogue, dataset)) for dataset in ENTRY_DATASETS} == {
        "visites": set(),
        "arrets": set(),
        "indices": set(),
        "rendez_vous_liaison": {"rendez_vous_de_liaison_avant_ouverture"},
        "mesures": {"annexe_4_sans_echange_avec_le_travailleur", "annexe_4_sans_echange_avec_l_employeur"},
        "demandes_medecin_conseil": {"medecin_conseil_avant_trois_mois"},
    }


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"dataset": "voyages"}, "voyages is not one of"),
        ({"column": "couleur"}, "couleur is not one of"),
        ({"where": {"nature": "promenade"}}, "'promenade' is not of its values"),
        ({"where": {"jours_arret": True}}, "True is not of its values"),
        ({"where": {"jours_arret": {"gt": "@arrets.inconnu"}}}, "@arrets.inconnu is not a figure"),
        ({"examples": [{"given": {"nature": "reprise"}, "applies": True}] * 3}, "example 1: applies is False"),
        ({"examples": [{"given": {"nature": "reprise"}, "applies": False}] * 3}, "one must fall under it"),
        ({"examples": [{"given": {"humeur": 1}, "applies": False}] * 3}, "humeur is not a fact"),
    ],
)
def test_a_mistake_in_a_file_is_named(catalogue: Path, changes: dict[str, Any], expected: str) -> None:
    rule = changed(catalogue, "pre_reprise_demandee_par_employeur", **changes)

    mistake = mistake_in(rule, ENTRY_DATASETS, read_figures(catalogue / "parameters"))

    assert mistake is not None
    assert expected in mistake


def test_a_prohibition_that_tests_nothing_is_refused(catalogue: Path) -> None:
    with pytest.raises(ValueError, match="must test a fact"):
        changed(catalogue, "pre_reprise_demandee_par_employeur", where={})
