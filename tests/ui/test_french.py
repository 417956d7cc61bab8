"""Formats of French readers."""

from datetime import date

import pytest

from amarre.ui import french


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0, "0"),
        (1234, "1\u202f234"),
        (1234567, "1\u202f234\u202f567"),
        (-1200.5, "−1\u202f200,5"),
        (3.50, "3,5"),
        (None, "sans objet"),
    ],
)
def test_numbers(value: float | None, shown: str) -> None:
    assert french.number(value) == shown


@pytest.mark.parametrize(
    ("value", "shown"), [(0.084, "8,4\u00a0%"), (1, "100\u00a0%"), (0, "0\u00a0%"), (None, "sans objet")]
)
def test_shares(value: float | None, shown: str) -> None:
    assert french.percent(value) == shown


def test_days() -> None:
    assert french.day(date(2026, 2, 3)) == "03/02/2026"
    assert french.long_day(date(2026, 12, 1)) == "mardi 1er décembre 2026"
    assert french.day(None) == "date inconnue"


def test_counted_words() -> None:
    assert french.singular("visites") == "visite"
    assert french.singular("rendez-vous") == "rendez-vous"
    assert french.count(0, "visite", none="aucune") == "aucune\u00a0visite"
    assert french.count(1, "signal", "signaux") == "1\u00a0signal"
    assert french.count(1250, "signal", "signaux") == "1\u202f250\u00a0signaux"
