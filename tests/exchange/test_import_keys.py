"""The keys of SIREN and SIRET over columns are those of python-stdnum."""

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.fr import siren, siret

from amarre.exchange.checking.keys import has_right_key

DIGITS = "0123456789"
ANY = st.text(DIGITS, min_size=9, max_size=9) | st.text(DIGITS, min_size=14, max_size=14)
OF_LA_POSTE = st.text(DIGITS, min_size=5, max_size=5).map("356000000".__add__)
RIGHT_SIREN = st.text(DIGITS, min_size=8, max_size=8).map(lambda text: text + siren.luhn.calc_check_digit(text))
RIGHT_SIRET = st.builds(lambda start, rest: start + rest, RIGHT_SIREN, st.text(DIGITS, min_size=4, max_size=4)).map(
    lambda text: text + siren.luhn.calc_check_digit(text)
)


@given(st.lists(ANY | OF_LA_POSTE | RIGHT_SIREN | RIGHT_SIRET, min_size=1))
@settings(max_examples=200, deadline=None)
def test_columns_answer_as_the_library_does(numbers: list[str]) -> None:
    expected = [siren.is_valid(text) if len(text) == 9 else siret.is_valid(text) for text in numbers]
    assert has_right_key(pl.Series(numbers, dtype=pl.String)).to_list() == expected


def test_the_head_office_of_la_poste_and_its_offices_are_right() -> None:
    numbers = pl.Series(["35600000000048", "35600000000038", "35600000000039", None], dtype=pl.String)
    assert has_right_key(numbers).to_list() == [True, True, False, None]
