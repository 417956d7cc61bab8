"""Columns that every breakdown needs: age bands, size bands, NAF divisions (shared/indicators.md, "Words")."""

from datetime import date

import polars as pl

from amarre.indicators.periods import years_before

AGE_BANDS = ("<30", "30-39", "40-49", "50-59", "60+")
AGE_LIMITS = (30, 40, 50, 60)
SIZE_BANDS = ("<11", "11-49", "50-299", "300+")


def age_at(born: pl.Expr, day: pl.Expr) -> pl.Expr:
    """Completed years on that day; born on a 29 February, a year older on 1 March of common years.

    Dates read as numbers YYYYMMDD: their difference loses a year exactly when the birthday has not come.
    """
    return (_as_number(day) - _as_number(born)) // 10_000


def _as_number(day: pl.Expr) -> pl.Expr:
    month_and_day = day.dt.month().cast(pl.Int32) * 100 + day.dt.day().cast(pl.Int32)
    return day.dt.year().cast(pl.Int32) * 10_000 + month_and_day


def age_band(born: pl.Expr, day: pl.Expr) -> pl.Expr:
    """The band of the age on that day; null where the day is not known."""
    return _band(age_at(born, day), AGE_BANDS, AGE_LIMITS)


def age_band_at(born: pl.Expr, day: date) -> pl.Expr:
    """The same band for one day: the limits are birthdays, compared with a date of birth as it is."""
    birthdays = tuple(years_before(day, years) for years in AGE_LIMITS)
    kind = pl.Enum(AGE_BANDS)
    found: pl.Expr = pl.lit(AGE_BANDS[0], dtype=kind)
    for band, birthday in zip(AGE_BANDS[1:], birthdays, strict=True):
        found = pl.when(born <= birthday).then(pl.lit(band, dtype=kind)).otherwise(found)
    return pl.when(born.is_not_null()).then(found)


def size_band(headcount: pl.Expr) -> pl.Expr:
    """The band of the declared headcount."""
    return _band(headcount, SIZE_BANDS, (11, 50, 300))


def _band(value: pl.Expr, bands: tuple[str, ...], limits: tuple[int, ...]) -> pl.Expr:
    kind = pl.Enum(bands)
    found: pl.Expr = pl.lit(bands[-1], dtype=kind)
    for band, limit in reversed(list(zip(bands, limits, strict=False))):
        found = pl.when(value < limit).then(pl.lit(band, dtype=kind)).otherwise(found)
    return pl.when(value.is_not_null()).then(found)
