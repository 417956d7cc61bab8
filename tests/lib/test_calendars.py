"""The three calendars, with the days that people of the field argue about."""

from datetime import date

import pytest

from amarre.lib.calendars import (
    add_days,
    add_months,
    is_working_day,
    last_working_day,
    public_holidays,
    territory_of,
    working_days,
)

ALSACE, REUNION = territory_of("67482"), territory_of("97411")


def test_fourteen_working_days_end_a_day_later_when_a_public_holiday_falls_within() -> None:
    # Monday 8 June 2026 opens an ordinary fortnight; Monday 6 April 2026 is Easter Monday.
    assert last_working_day(date(2026, 6, 8), 14) == date(2026, 6, 23)
    assert last_working_day(date(2026, 4, 6), 14) == date(2026, 4, 22)
    assert last_working_day(date(2026, 4, 7), 14) == date(2026, 4, 22)


def test_a_saturday_counts_and_a_sunday_does_not() -> None:
    assert is_working_day(date(2026, 6, 13))
    assert not is_working_day(date(2026, 6, 14))
    assert working_days(date(2026, 6, 8), date(2026, 6, 14)) == 6
    assert working_days(date(2026, 6, 14), date(2026, 6, 13)) == 0


@pytest.mark.parametrize("count", [1, 2, 14, 28])
def test_a_period_of_some_working_days_holds_as_many(count: int) -> None:
    last = last_working_day(date(2026, 5, 1), count, ALSACE)

    assert working_days(date(2026, 5, 1), last, ALSACE) == count
    assert is_working_day(last, ALSACE)


@pytest.mark.parametrize(
    ("insee_code", "postal_code", "territory"),
    [
        ("67482", None, "6AE"), ("68066", None, "6AE"), ("57463", None, "57"), ("75056", "67000", None),
        ("97411", None, "974"), (None, "97400", "974"), (None, "67000", "6AE"), (None, "97133", "BL"),
        (None, "97150", "MF"), ("97133", None, "971"), ("97701", None, "BL"), ("2A004", None, None), (None, None, None),
        ("06088", "06000", None),
    ],
)  # fmt: skip
def test_the_commune_says_which_public_holidays_are_kept(
    insee_code: str | None, postal_code: str | None, territory: str | None
) -> None:
    assert territory_of(insee_code, postal_code) == territory


def test_alsace_and_overseas_have_days_of_their_own() -> None:
    good_friday, boxing_day, abolition = date(2026, 4, 3), date(2026, 12, 26), date(2026, 12, 20)

    assert {good_friday, boxing_day} <= public_holidays(ALSACE, 2026)
    assert not {good_friday, boxing_day, abolition} & public_holidays(None, 2026)
    assert abolition in public_holidays(REUNION, 2026)
    assert len(public_holidays(None, 2026)) == 11


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 10, 31), 4, date(2027, 2, 28)),
        (date(2026, 3, 15), -12, date(2025, 3, 15)),
        (date(2024, 2, 29), 60, date(2029, 2, 28)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
    ],
)
def test_months_go_from_date_to_date_and_stop_at_the_end_of_a_short_one(day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected


def test_calendar_days_count_everything() -> None:
    assert add_days(date(2026, 3, 2), 15) == date(2026, 3, 17)
