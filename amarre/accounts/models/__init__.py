"""Services, cells, and the people who work in them."""

from amarre.accounts.models.confirmations import LegalConfirmation
from amarre.accounts.models.digests import SentDigest
from amarre.accounts.models.keys import ApiKey
from amarre.accounts.models.organisations import Cell, Service
from amarre.accounts.models.people import CellCoordinator, Membership, SecondFactorRule, User

__all__ = [
    "ApiKey",
    "Cell",
    "CellCoordinator",
    "LegalConfirmation",
    "Membership",
    "SecondFactorRule",
    "SentDigest",
    "Service",
    "User",
]
