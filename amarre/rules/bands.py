"""Prices and duties by band of headcount, as a board or a brochure writes them."""

from collections.abc import Sequence

from amarre.lib.errors import DomainError


def band_of(bands: Sequence[str], headcount: int) -> int:
    """The number of the band (`50-199`, `1751-`: both bounds included) that holds the headcount.

    DomainError where none does: a gap between two bands is asked about, never filled in.
    """
    for number, band in enumerate(bands):
        low, _, high = band.partition("-")
        if int(low) <= headcount and (not high or headcount <= int(high)):
            return number
    raise DomainError(
        f"Aucune tranche de tarif ne contient un effectif de {headcount}\u00a0: demandez le prix à qui l’a fixé.",
        code="band.none",
    )
