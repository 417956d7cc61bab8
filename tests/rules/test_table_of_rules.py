"""The project's table of rules, R01 to R95: each row that holds a figure has it in the catalogue, with its article."""

from pathlib import Path

import pytest

from amarre.rules.parameters import read_figures

ROWS = [f"R{number:02}" for number in range(1, 96)]

#: The rows that hold no figure, and what they hold instead.
WITHOUT_FIGURE = {
    "R04": "a prohibition",
    "R14": "who starts the meeting",
    "R15": "a right to refuse",
    "R21": "a prohibition",
    "R27": "« without delay », in no number of days",
    "R28": "« before assignment », in no number of days",
    "R34": "a list of conditions",
    "R40": "a duty to give reasons",
    "R41": "a prohibition",
    "R42": "a prohibition",
    "R43": "a consent to record",
    "R47": "a list of agreements",
    "R48": "within the dates of the stop",
    "R50": "a condition of eligibility",
    "R55": "« before expiry », in no number of days",
    "R63": "a condition of eligibility",
    "R69": "a consent to record",
    "R74": "a trace to keep",
    "R75": "limits of access",
    "R77": "a breakdown by sex",
    "R83": "the form of an identifier (python-stdnum)",
    "R84": "the form of an identifier (python-stdnum)",
    "R85": "a condition on an identifier",
    "R87": "a list of documents",
    "R91": "a document to validate",
    "R92": "fields that a recipient requires",
}


@pytest.mark.parametrize("row", ROWS)
def test_each_row_is_in_the_catalogue_or_is_said_to_hold_no_figure(row: str, catalogue: Path) -> None:
    figures = [figure for figure in read_figures(catalogue / "parameters").values() if row in figure.rules]

    assert bool(figures) != (row in WITHOUT_FIGURE)
    assert all(figure.reference and figure.source for figure in figures)


def test_no_figure_names_a_row_that_does_not_exist(catalogue: Path) -> None:
    named = {row for figure in read_figures(catalogue / "parameters").values() for row in figure.rules}

    assert named <= set(ROWS)


def test_practice_is_told_from_law(catalogue: Path) -> None:
    figures = read_figures(catalogue / "parameters")

    assert {figures[name].kind for name in ("liaison.prevenance_service", "liaison.proposition_employeur")} == {
        "recommendation"
    }
    assert all(figure.certainty == "practice" for figure in figures.values() if figure.kind == "choice")
    assert figures["reprise.delai"].kind == "legal"


CHANGED = {
    "reprise.delai": "2026-06-15",
    "pre_reprise.information_sauf_opposition": "2026-06-15",
    "mi_carriere.age": "2026-07-29",
    "mi_carriere.anticipation": "2026-07-29",
    "inaptitude.iti_duree": "2026-06-16",
}


@pytest.mark.parametrize("code", CHANGED)
def test_a_text_that_changed_in_2026_keeps_its_value_until_somebody_reads_it(code: str, catalogue: Path) -> None:
    before, after = read_figures(catalogue / "parameters")[code].values[-2:]

    assert after.start.isoformat() == CHANGED[code]
    assert (after.value, before.confirmed, after.confirmed) == (before.value, True, False)
    assert after.version is not None
