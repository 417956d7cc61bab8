"""Staying in employment, against the product written out by hand."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from amarre.cases.survival import Observed, staying

HORIZONS = (3, 6, 12)


def by_hand(people: list[Observed], horizon: int) -> float:
    share = Fraction(1)
    for month in HORIZONS:
        at_risk = sum(one.months >= month for one in people)
        left = sum(one.left and one.months == month for one in people)
        if month <= horizon and at_risk:
            share *= Fraction(at_risk - left, at_risk)
    return float(share)


def test_a_lost_person_counts_as_long_as_they_are_known() -> None:
    people = [Observed(3, left=True), Observed(3, left=False), Observed(6, left=True), Observed(12, left=False)]

    three, six, year = staying(people, HORIZONS)

    # 3 of 4 stay at three months; one is lost; 1 of the 2 known stays at six months.
    assert (three.share, six.share, year.share) == (0.75, 0.375, 0.375)
    assert (three.observed, six.observed, year.observed) == (4, 2, 1)


def test_nothing_is_said_where_nobody_was_observed() -> None:
    assert [one.share for one in staying([], HORIZONS)] == [None, None, None]
    assert [one.share for one in staying([Observed(0, left=False), Observed(3, left=False)], HORIZONS)] == [
        1,
        None,
        None,
    ]
    assert [one.share for one in staying([Observed(3, left=True)], HORIZONS)] == [0, 0, 0]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.sampled_from((0, 3, 6, 12)), st.booleans()), min_size=1, max_size=40))
def test_the_estimate_is_the_product_of_the_shares_that_stay(drawn: list[tuple[int, bool]]) -> None:
    people = [Observed(months, left and months > 0) for months, left in drawn]

    for one in staying(people, HORIZONS):
        if one.share is not None:
            assert abs(one.share - by_hand(people, one.months)) < 1e-9


def test_an_interval_of_no_width_is_not_said() -> None:
    three, six, _ = staying([Observed(6, left=number < 3) for number in range(6)], HORIZONS)

    assert (three.share, three.low, three.high) == (1, None, None)
    assert six.low is not None
    assert six.high is not None
    assert six.low < 0.5 < six.high
