"""The engine on whole data: the worked example of the rules, the rows of each figure, the sums made by hand."""

from datetime import date
from typing import Any

import polars as pl
import pytest
from django.conf import settings

from amarre.indicators.bench import by_hand
from amarre.indicators.definitions import Distinct, Indicator, Median, RatioOf, Scope, Sum, read_indicators, tallies_of
from amarre.indicators.engine import Question
from amarre.indicators.figures import Figure, counted_rows, figures_of, joined
from amarre.indicators.periods import Period
from amarre.indicators.results import UNKNOWN
from amarre.lib.errors import DomainError
from amarre.rules.conditions import Where, parse_where
from amarre.rules.parameters import read_figures
from tests.indicators.drawn import datasets, synthetic_datasets

BUILDING: Where = parse_where({"division_naf": ["41", "42", "43"]})
PERIODS = (Period.year(2026), Period(date(2025, 3, 15), date(2026, 2, 14)))


def indicators() -> list[Indicator]:
    return list(read_indicators(settings.CATALOGUE / "indicators").values())


def question(period: Period, theme: str | None = "rps") -> Question:
    return Question(period, read_figures(settings.CATALOGUE / "parameters"), theme)


def figures(frames: dict[str, pl.DataFrame], period: Period, target: Where | None = BUILDING) -> dict[str, Figure]:
    return figures_of(indicators(), frames, question(period), target)


def test_the_worked_example_of_the_rules_gives_what_they_say() -> None:
    mason_on_leave = datasets(
        visites=[
            {"visite_id": "V1", "emploi_id": 1, "date": date(2026, 5, 12), "nature": "mi_carriere", "amenagement": True}
        ],
        arrets=[{"emploi_id": 1, "debut": date(2026, 5, 4), "motif": "maladie"}],
    )

    found = figures(mason_on_leave, Period.year(2026))

    for scope in ("all", "target"):
        values = {code: found[code][scope]["value"] for code in ("I03", "I16", "I22", "I23", "I17")}  # type: ignore[index]
        assert values == {"I03": 1, "I16": 1, "I22": 2, "I23": 1, "I17": 0}
    assert found["I03"]["all"]["by"]["age"] == {"<30": 0, "30-39": 0, "40-49": 1, "50-59": 0, "60+": 0}  # type: ignore[index]


def test_parts_of_fixed_lists_are_all_there_and_the_others_only_where_something_is_counted() -> None:
    found = figures(datasets(), Period.year(2026))

    assert found["E02"]["all"]["by"]["naf"] == {"43": 1, "62": 1}  # type: ignore[index]
    assert found["I25"]["all"]["by"]["naf"] == {}  # type: ignore[index]
    assert found["I17"]["all"]["by"]["demandeur"] == dict.fromkeys(  # type: ignore[index]
        ("travailleur", "employeur", "medecin_travail", "medecin_traitant", "medecin_conseil"), 0
    )
    assert found["F01"]["all"] == {
        "value": None,
        "numerator": 0,
        "denominator": 0,
        "by": {
            "age": dict.fromkeys(("<30", "30-39", "40-49", "50-59", "60+"), NOTHING),
            "sex": dict.fromkeys(("F", "M"), NOTHING),
            "size": dict.fromkeys(("<11", "11-49", "50-299", "300+"), NOTHING),
            "naf": {},
        },
    }
    assert found["O05"]["all"]["by"]["sex"] == {"F": None, "M": None}  # type: ignore[index]


NOTHING = {"value": None, "numerator": 0, "denominator": 0}


def test_a_contract_without_a_target_or_a_second_theme_leaves_those_figures_out() -> None:
    found = figures_of(indicators(), datasets(), question(Period.year(2026), theme=None), None)

    assert {code for code, scopes in found.items() if scopes["target"] is not None} == set()
    assert found["V01"]["all"] == {"value": None, "carsat": None, "by": {}}


def test_figures_for_all_only_have_no_target_but_participants_do() -> None:
    found = figures(synthetic_datasets(), Period.year(2026))

    assert found["A03"]["target"] is None
    assert found["A08"]["target"] is not None
    assert found["A08"]["target"]["value"] is None
    assert found["A08"]["all"]["participants"] >= found["A08"]["target"]["participants"]  # type: ignore[index]


def test_a_period_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(DomainError, match="avant de commencer"):
        Period(date(2026, 2, 1), date(2026, 1, 31))


@pytest.mark.parametrize("scope", ["all", "target"])
@pytest.mark.parametrize("period", PERIODS, ids=str)
def test_every_figure_opens_exactly_what_it_counts(period: Period, scope: Scope) -> None:
    frames, asked = synthetic_datasets(), question(period)
    found = figures(frames, period)

    for indicator in indicators():
        lists = counted_rows(indicator, scope, frames, asked, BUILDING)
        result: dict[str, Any] = found[indicator.code][scope] or {}
        for slot, tally in tallies_of(indicator, scope).items():
            assert measured(lists[slot], tally.measure) == result[slot], (indicator.code, slot)
        if lists and isinstance(indicator.measure, RatioOf):
            assert list(lists)[:2] == ["numerator", "denominator"]


def measured(rows: pl.DataFrame, measure: object) -> Any:
    match measure:
        case Distinct(distinct=column):
            return rows[f"{column}_id"].n_unique()
        case Sum(sum=column):
            return round(rows[column].sum(), 6)
        case Median(median=column):
            return rows[column].median()
    return rows.height


def test_rows_carry_the_senders_identifiers_and_the_term_that_counts_them() -> None:
    frames = datasets(
        visites=[
            {"visite_id": "V1", "emploi_id": 1, "date": date(2026, 5, 12), "nature": "mi_carriere", "amenagement": True}
        ]
    )
    (indicator,) = [one for one in indicators() if one.code == "I22"]

    rows = joined(counted_rows(indicator, "all", frames, question(Period.year(2026)), None))

    assert rows.select("liste", "acte_id", "travailleur_id", "etablissement_id", "terme").rows() == [
        ("value", "V1", "W1", "B", "mi_carriere"),
        ("value", "V1", "W1", "B", "amenagement"),
    ]


def test_nothing_of_a_target_is_listed_for_a_contract_without_one() -> None:
    for indicator in indicators():
        assert counted_rows(indicator, "target", datasets(), question(Period.year(2026)), None) == {}


@pytest.mark.parametrize("theme", ["rps", None])
@pytest.mark.parametrize("period", PERIODS, ids=str)
def test_the_engine_and_the_aggregates_written_by_hand_agree(period: Period, theme: str | None) -> None:
    frames = synthetic_datasets()

    found = figures_of(indicators(), frames, question(period, theme), BUILDING)
    expected = by_hand(frames, period, theme=theme)

    assert {
        code: {scope: counted_only(result) for scope, result in scopes.items()} for code, scopes in found.items()
    } == {code: {scope: counted_only(result) for scope, result in scopes.items()} for code, scopes in expected.items()}


def counted_only(result: dict[str, Any] | None) -> dict[str, Any] | None:
    """The result without the parts where nothing is counted, as the aggregates written by hand leave them out."""
    if result is None:
        return None
    by = {
        breakdown: {
            None if part == UNKNOWN else part: shown
            for part, cell in cells.items()
            if (shown := (cell["numerator"], cell["denominator"]) if isinstance(cell, dict) else cell)
            not in (0, None, (0, 0))
        }
        for breakdown, cells in result.get("by", {}).items()
    }
    return {**result, "by": by}
