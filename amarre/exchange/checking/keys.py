"""The keys of SIREN and SIRET numbers over whole columns."""

import polars as pl

LA_POSTE = "356000000"
# Its head office alone follows the common rule.
LA_POSTE_HEAD_OFFICE = "35600000000048"


def has_right_key(numbers: pl.Series) -> pl.Series:
    """Whether each number of 9 (SIREN) or 14 digits (SIRET) has its right key; null for null.

    A SIRET's first nine digits must be right as well. Source: INSEE's Luhn key; for the establishments of La Poste, the
    sum of the digits is a multiple of five instead (as python-stdnum has it).
    """
    return (
        numbers.to_frame("number")
        .select(pl.when(pl.col("number").str.len_bytes() == 9).then(_luhn(9)).otherwise(_siret()))
        .to_series()
    )


def _siret() -> pl.Expr:
    number = pl.col("number")
    la_poste = number.str.starts_with(LA_POSTE) & (number != LA_POSTE_HEAD_OFFICE)
    return pl.when(la_poste).then(pl.sum_horizontal(_digits(14)) % 5 == 0).otherwise(_luhn(14) & _luhn(9))


def _digits(length: int) -> list[pl.Expr]:
    # Anything but a digit counts for nothing here: the pattern of the column has been checked before.
    return [pl.col("number").str.slice(place, 1).cast(pl.Int32, strict=False) for place in range(length)]


def _luhn(length: int) -> pl.Expr:
    """Luhn's key over the first digits."""
    digits = _digits(length)
    doubled = [2 * digit - pl.when(digit > 4).then(9).otherwise(0) for digit in digits[-2::-2]]
    return pl.sum_horizontal(*digits[-1::-2], *doubled, ignore_nulls=False) % 10 == 0
