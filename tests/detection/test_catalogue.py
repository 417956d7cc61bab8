"""The rules of the catalogue, and what is said of a mistake in one."""

from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from amarre.detection.checks import check_parameters, check_rule, check_signals
from amarre.detection.rules import SignalRule, read_rules
from amarre.rules.catalogue import CatalogueError, read_entry
from amarre.rules.parameters import read_figures


def test_every_example_of_every_rule_holds(catalogue: Path) -> None:
    files, examples = check_signals()

    assert files == len(read_rules(catalogue / "signals")) == len(list((catalogue / "signals").glob("*.yaml")))
    assert examples >= 4 * files


def test_every_figure_loads_and_says_where_it_was_read(catalogue: Path) -> None:
    files, _ = check_parameters()

    assert files == len(list((catalogue / "parameters").glob("*.yaml")))


@pytest.mark.parametrize(
    ("file", "written", "slip", "said"),
    [
        ("mi_carriere", "value: []", 'value: ["43=50", "56:48"]', r"mi_carriere\.yaml:\d+: ages_de_branche: .*56:48"),
        ("mi_carriere", "value: []", 'value: ["4322=48"]', r"mi_carriere\.yaml:\d+: ages_de_branche: .*4322=48"),
        ("mi_carriere", "value: []", "value: 50", r"mi_carriere\.yaml:\d+: ages_de_branche: "),
        ("pre_reprise", "medecin_traitant", "medecin_traitent", r"pre_reprise\.yaml:\d+: demandeurs: medecin_traitent"),
        ("suivi", "[embauche, periodique]", "[embauche, periodic]", r"suivi\.yaml:\d+: visites_qui_comptent: periodic"),
    ],
)
def test_a_slip_in_a_list_of_the_figures_is_named_with_its_line_before_any_page_reads_it(
    tmp_path: Path, settings: Any, catalogue: Path, file: str, written: str, slip: str, said: str
) -> None:
    copytree(catalogue / "parameters", tmp_path / "parameters")
    path = tmp_path / "parameters" / f"{file}.yaml"
    text = path.read_text("utf-8")
    assert written in text
    path.write_text(text.replace(written, slip), "utf-8")
    settings.CATALOGUE = tmp_path

    with pytest.raises(CatalogueError, match=said):
        check_parameters()


def test_every_sentence_tells_the_reader_what_to_do(catalogue: Path) -> None:
    for rule in read_rules(catalogue / "signals").values():
        assert rule.suggest.split()[0].endswith(("er", "ir", "re"))
        assert len(rule.examples) >= 4
        assert any(None in example.given.values() for example in rule.examples)


RULE = """code: essai
label: Essai
priority: low
dataset: situations
where:
  jours_arret: {gt: 30}
since: debut_arret
because: "En arrêt depuis {jours_arret}."
suggest: Proposer une visite
reference: Code du travail
examples:
  - {day: 2026-03-01, given: {jours_arret: 31, debut_arret: 2026-01-30}, raised: true}
  - {day: 2026-03-01, given: {jours_arret: 30, debut_arret: 2026-01-31}, raised: false}
  - {day: 2026-03-01, given: {jours_arret: 29, debut_arret: 2026-02-01}, raised: false}
  - {day: 2026-03-01, given: {jours_arret: null, debut_arret: null}, raised: false}
"""


def test_the_rule_that_the_mistakes_start_from_is_right(tmp_path: Path, catalogue: Path) -> None:
    path = tmp_path / "essai.yaml"
    path.write_text(RULE, "utf-8")

    assert check_rule(path, read_entry(path, SignalRule), read_figures(catalogue / "parameters")) == 4


@pytest.mark.parametrize(
    ("right", "wrong", "line", "said"),
    [
        ("  jours_arret: {gt: 30}", "  jour_arret: {gt: 30}", 5, "jour_arret is not one of"),
        ("{gt: 30}", "{plus: 30}", 5, "plus"),
        ("{gt: 30}", "{gt: trente}", 5, "'trente' is not a integer"),
        ("{gt: 30}", '{gt: "@arrets.rien"}', 1, "@arrets.rien is not a figure"),
        ("dataset: situations", "dataset: lignes", 4, "lignes is not one of situations"),
        ("since: debut_arret", "since: jours_arret", 7, "jours_arret is not a date"),
        ("depuis {jours_arret}", "depuis {jours}", 8, "jours is not one of"),
        ("priority: low", "priority: urgente", 3, "priority"),
        ("suggest: Pr", "conseil: Pr", 9, "conseil"),
        ("{jours_arret: 31,", "{jours_arret: 30,", 12, "example 1: raised is False"),
        ("{jours_arret: 30,", "{en_arret: true,", 13, "example 2: jours_arret is not given"),
        ("jours_arret: 29,", "jours_arret: 29, taille: 3,", 14, "example 3: taille is not a fact"),
    ],
)
def test_a_mistake_in_a_rule_is_named_by_its_line(
    tmp_path: Path, catalogue: Path, right: str, wrong: str, line: int, said: str
) -> None:
    path = tmp_path / "essai.yaml"
    path.write_text(RULE.replace(right, wrong), "utf-8")

    with pytest.raises(CatalogueError) as error:
        check_rule(path, read_entry(path, SignalRule), read_figures(catalogue / "parameters"))
    place, _, sentence = error.value.message.partition(": ")
    assert (place.rsplit(":", 1)[1], said in sentence) == (str(line), True), error.value.message
