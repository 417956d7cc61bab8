"""What the service knows of a worker's health at work."""

from amarre.surveillance.models.known import Dismissal, LiaisonMeeting, RiskIndex, SickLeave, Visit
from amarre.surveillance.models.typed import (
    InsuranceDoctorRequest,
    LiaisonMeetingDetails,
    MeasuresProposal,
    VisitDetails,
)

__all__ = [
    "Dismissal",
    "InsuranceDoctorRequest",
    "LiaisonMeeting",
    "LiaisonMeetingDetails",
    "MeasuresProposal",
    "RiskIndex",
    "SickLeave",
    "Visit",
    "VisitDetails",
]
