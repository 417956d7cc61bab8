"""Referrals that the cell receives, cases, what is done in them, and what became of the worker."""

from amarre.cases.models.cases import Case, CaseQuerySet
from amarre.cases.models.history import CaseChange, CaseTransition
from amarre.cases.models.referrals import Referral, SignalReferral
from amarre.cases.models.support import FollowUp, SchemeUse, SupportAct
from amarre.cases.models.team import Delegation, TeamMember

__all__ = [
    "Case", "CaseChange", "CaseQuerySet", "CaseTransition", "Delegation", "FollowUp", "Referral", "SchemeUse",
    "SignalReferral", "SupportAct", "TeamMember",
]  # fmt: skip
