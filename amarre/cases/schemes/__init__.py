"""Dispositifs: who starts and who agrees, how long each may last, what is to be checked (`catalogue/schemes`)."""

from amarre.cases.schemes.entries import check_schemes, read_schemes
from amarre.cases.schemes.facts import Around, Before, Bound, Period
from amarre.cases.schemes.limits import bounds, last_day, refuse_beyond

__all__ = [
    "Around",
    "Before",
    "Bound",
    "Period",
    "bounds",
    "check_schemes",
    "last_day",
    "read_schemes",
    "refuse_beyond",
]
