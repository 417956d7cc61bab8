"""Dispositifs: what the catalogue holds, and what the law refuses."""

from datetime import date

import pytest

from amarre.cases.enums import Scheme
from amarre.cases.schemes import Period, check_schemes, last_day, read_schemes, refuse_beyond
from amarre.lib.errors import DomainError

pytestmark = pytest.mark.django_db
LEAVE = Period(date(2026, 1, 5), date(2026, 12, 31))


def test_every_dispositif_of_the_format_has_its_file_and_its_figures() -> None:
    assert set(read_schemes()) == set(Scheme.values)
    assert check_schemes() == (12, 4)


def test_a_supervised_trial_lasts_fourteen_working_days_sundays_and_public_holidays_apart() -> None:
    first = date(2026, 5, 4)
    assert last_day("essai_encadre", first) == date(2026, 5, 21)  # 8 and 14 May are public holidays

    refuse_beyond("essai_encadre", Period(first, date(2026, 5, 21)), leave=LEAVE)
    with pytest.raises(DomainError, match=r"14 jours ouvrables au plus .*D323-6-5"):
        refuse_beyond("essai_encadre", Period(first, date(2026, 5, 22)), leave=LEAVE)


def test_trials_last_twenty_eight_working_days_together_and_only_during_the_leave() -> None:
    before = (Period(date(2026, 5, 4), date(2026, 5, 21)),)
    refuse_beyond("essai_encadre", Period(date(2026, 6, 1), date(2026, 6, 16)), before=before, leave=LEAVE)
    again = (*before, Period(date(2026, 6, 1), date(2026, 6, 16)))
    with pytest.raises(DomainError, match="28 jours ouvrables"):
        refuse_beyond("essai_encadre", Period(date(2026, 7, 1), date(2026, 7, 1)), before=again, leave=LEAVE)
    with pytest.raises(DomainError, match="pendant l’arrêt"):
        refuse_beyond("essai_encadre", Period(date(2026, 5, 4), date(2026, 5, 5)))


@pytest.mark.parametrize(
    ("scheme", "last", "late", "article"),
    [
        ("crpe", date(2027, 8, 31), date(2027, 9, 1), "R5213-15"),
        ("ppr", date(2027, 2, 28), date(2027, 3, 1), "L826-2"),
    ],
)
def test_a_convention_and_a_preparation_end_in_time(scheme: str, last: date, late: date, article: str) -> None:
    first = date(2026, 3, 1)
    assert last_day(scheme, first) == last
    refuse_beyond(scheme, Period(first, last), civil_servant=True)
    with pytest.raises(DomainError, match=article):
        refuse_beyond(scheme, Period(first, late), civil_servant=True)


def test_a_preparation_is_for_civil_servants_and_a_scheme_without_limit_is_not_refused() -> None:
    with pytest.raises(DomainError, match="titulaires seulement"):
        refuse_beyond("ppr", Period(date(2026, 3, 1), date(2026, 4, 1)))
    refuse_beyond("fipu", Period(date(2026, 3, 1), date(2036, 3, 1)))
    assert last_day("fipu", date(2026, 3, 1)) is None
