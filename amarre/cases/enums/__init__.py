"""Words about referrals and cases: those of the exchange format, and those of the work that it does not hold."""

from amarre.cases.enums.casework import (
    STAGES,
    BoeStatus,
    CaseMove,
    CaseStatus,
    PreventionLevel,
    WorkSituation,
)
from amarre.cases.enums.exchanged import (
    Approval,
    DueMonth,
    Level,
    Outcome,
    Profession,
    ReferralOrigin,
    ReferralPartner,
    ReferralReason,
    Scheme,
    SchemeInitiator,
    Situation,
)

__all__ = [
    "STAGES", "Approval", "BoeStatus", "CaseMove", "CaseStatus", "DueMonth", "Level", "Outcome", "PreventionLevel",
    "Profession", "ReferralOrigin", "ReferralPartner", "ReferralReason", "Scheme", "SchemeInitiator", "Situation",
    "WorkSituation",
]  # fmt: skip
