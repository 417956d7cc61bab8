"""Figures by date, and conditions judged by the law of their own day."""

from datetime import date
from pathlib import Path

import pytest

from amarre.lib.errors import DomainError
from amarre.rules.branches import branches
from amarre.rules.catalogue import CatalogueError, read_mapping
from amarre.rules.conditions import holds, parse_where
from amarre.rules.parameters import Figure, read_figures

MARCH_2026, OCTOBER_2026 = date(2026, 3, 1), date(2026, 10, 1)


@pytest.mark.parametrize(
    ("day", "value", "confirmed"),
    [
        (date(2022, 3, 31), 30, True),
        (date(2022, 4, 1), 60, True),
        (date(2026, 6, 14), 60, True),
        (date(2026, 6, 15), 60, False),
    ],
)
def test_a_figure_has_the_value_of_its_day(catalogue: Path, day: date, value: int, confirmed: bool) -> None:
    figure = read_figures(catalogue / "parameters")["reprise.absence_maladie"]

    assert figure.at(day)[:2] == (value, confirmed)
    assert figure.caution(day) == (None if confirmed else "texte modifié le 15 juin 2026, valeur à confirmer")


def test_a_figure_has_no_value_before_its_first_day(catalogue: Path) -> None:
    with pytest.raises(DomainError, match="30/06/2012"):
        read_figures(catalogue / "parameters")["reprise.delai"].at(date(2012, 6, 30))


def test_a_leave_is_judged_by_the_law_of_the_day_it_began(catalogue: Path) -> None:
    figures = read_figures(catalogue / "parameters")
    where = parse_where({"jours": {"ge": "@reprise.absence_maladie"}})
    ways = branches([where], figures, MARCH_2026, judged_on="debut")

    def fulfilled(days: int, start: date) -> bool:
        return any(holds(way.where, {"jours": days, "debut": start}) for way in ways)

    assert fulfilled(30, date(2022, 3, 31))
    assert not fulfilled(59, date(2022, 4, 1))
    assert fulfilled(60, date(2022, 4, 1))
    assert not fulfilled(400, date(2012, 6, 30))


def test_once_the_text_has_changed_earlier_leaves_are_to_confirm_too(catalogue: Path) -> None:
    figures = read_figures(catalogue / "parameters")
    where = parse_where({"jours": {"ge": "@reprise.absence_maladie"}})

    row = {"jours": 70, "debut": date(2026, 5, 1)}
    [before] = [way for way in branches([where], figures, MARCH_2026, "debut") if holds(way.where, row)]
    [after] = [way for way in branches([where], figures, OCTOBER_2026, "debut") if holds(way.where, row)]

    assert (before.caution, after.caution) == (None, "texte modifié le 15 juin 2026, valeur à confirmer")


def test_the_surest_way_to_fulfil_a_rule_comes_first(catalogue: Path) -> None:
    figures = read_figures(catalogue / "parameters")
    doubtful = parse_where({"jours": {"ge": "@reprise.absence_trajet_ou_autre"}})
    sure = parse_where({"jours": {"ge": "@reprise.absence_maladie"}})

    ways = branches([doubtful, sure], figures, MARCH_2026)

    assert [way.caution for way in ways] == [None, "lecture du texte à confirmer"]


def test_an_unknown_figure_is_named(catalogue: Path) -> None:
    with pytest.raises(DomainError, match=r"@reprise\.rien"):
        branches([parse_where({"jours": {"ge": "@reprise.rien"}})], read_figures(catalogue / "parameters"), MARCH_2026)


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("a:\n  label: A\n  unit: jours\n  reference: x\n  values:\n    - {from: 2026-13-01, value: 1}\n", 6, "month"),
        ("a:\n  label: A\n  unit: jours\n  reference: x\n  value: 3\n", 5, "value"),
        ("a:\n  label: A\n  unit: j\n  autre: 3\n  values:\n    - {from: 2026-01-01, value: 1}\n", 4, "autre"),
        ("a:\n  label: A\n  label: B\n", 3, "twice"),
        ("a: [\n", 2, ""),
        ("- a\n", 1, "key: value"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_file_is_named_by_its_line(tmp_path: Path, text: str, line: int, said: str) -> None:
    path = tmp_path / "essai.yaml"
    path.write_text(text, "utf-8")

    with pytest.raises(CatalogueError, match=rf"essai\.yaml:{line}: .*{said}"):
        read_mapping(path, Figure)
