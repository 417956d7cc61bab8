"""The NAF rev. 2 as it ships."""

import re

import pytest

from amarre.directory.naf import division_label, label, labels


def test_the_naf_has_88_divisions_and_732_sub_classes() -> None:
    codes = list(labels())

    assert sum(re.fullmatch(r"\d{2}", code) is not None for code in codes) == 88
    assert sum(re.fullmatch(r"\d{2}\.\d{2}[A-Z]", code) is not None for code in codes) == 732
    assert len(codes) == 820


@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        ("43.99C", "Travaux de maçonnerie générale et gros œuvre de bâtiment"),
        ("01.12Z", "Culture du riz"),
        ("41.20A", "Construction de maisons individuelles"),
        ("43", "Travaux de construction spécialisés"),
    ],
)
def test_a_code_has_the_label_that_insee_gives_it(code: str, wanted: str) -> None:
    assert label(code) == wanted


@pytest.mark.parametrize("code", ["", "4", "99.99Z", "43.99", "43.99c"])
def test_an_unknown_code_has_no_label(code: str) -> None:
    assert label(code) is None


def test_only_two_digits_name_a_division() -> None:
    assert division_label("42") == "Génie civil"
    assert division_label("04") is None
    assert division_label("43.99C") is None


def test_labels_are_tidy() -> None:
    for text in labels().values():
        assert text == text.strip()
        assert "  " not in text
