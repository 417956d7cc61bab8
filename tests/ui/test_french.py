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


def test_quantities_are_said_as_they_are_read() -> None:
    assert french.quantity(0.05, "proportion") == "5\u00a0%"
    assert french.quantity(1, "jours ouvrables") == "1\u00a0jour ouvrable"
    assert french.quantity(1, "mois") == "1\u00a0mois"


def test_a_text_typed_with_plain_signs_is_set_as_it_is_printed() -> None:
    typed = "L'accord : « oui » ; « non » ? À 10:30 !"

    assert french.typeset(typed) == ("L’accord\u00a0: «\u00a0oui\u00a0»\u202f; «\u00a0non\u00a0»\u202f? À 10:30\u202f!")
    assert french.typeset(french.typeset(typed)) == french.typeset(typed)


def test_lists_and_sizes_of_files() -> None:
    assert [french.listed(words) for words in ([], ["3"], ["3", "6", "12"])] == ["", "3", "3, 6 et 12"]
    sizes = [french.octets(value) for value in (0, 18_600, 2_400_000, 1_020_000)]
    assert sizes == ["1\u00a0Ko", "18\u00a0Ko", "2,3\u00a0Mo", "996\u00a0Ko"]


def test_a_name_that_begins_with_a_vowel_is_elided() -> None:
    assert [french.of(name) for name in ("Yanis", "Élodie", "Hugo")] == ["de Yanis", "d’Élodie", "de Hugo"]
