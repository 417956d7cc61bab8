"""Referrals that the cell receives, cases, what is done in them, and what became of the worker."""

from amarre.cases.models.access import AccessRequest
from amarre.cases.models.cases import Case, CaseQuerySet
from amarre.cases.models.closings import Closing, FollowUpContact
from amarre.cases.models.consents import Consent
from amarre.cases.models.documents import Document
from amarre.cases.models.followups import FollowUpAnswer, FollowUpLink, PlannedFollowUp
from amarre.cases.models.history import CaseChange, CaseTransition
from amarre.cases.models.intakes import Intake
from amarre.cases.models.letters import Letter
from amarre.cases.models.meetings import AgendaItem, CellMeeting, CellQuestion, Decision, MeetingGuest
from amarre.cases.models.notes import NOTES, MedicalNote, Note, PsychologicalNote, SharedNote, SocialNote
from amarre.cases.models.paths import CasePath, PathMark
from amarre.cases.models.plans import PlanAction, PlanSignature, RetentionPlan
from amarre.cases.models.procedures import DetectionAct, EmployerDetection
from amarre.cases.models.referrals import Referral, ReferralTransition, SignalReferral
from amarre.cases.models.schemes import SchemeAgreement, SchemeRenewal, SchemeUse
from amarre.cases.models.support import ActEntry, FollowUp, SupportAct
from amarre.cases.models.tasks import Task
from amarre.cases.models.team import Delegation, TeamMember

__all__ = [
    "NOTES",
    "AccessRequest",
    "ActEntry",
    "AgendaItem",
    "Case",
    "CaseChange",
    "CasePath",
    "CaseQuerySet",
    "CaseTransition",
    "CellMeeting",
    "CellQuestion",
    "Closing",
    "Consent",
    "Decision",
    "Delegation",
    "DetectionAct",
    "Document",
    "EmployerDetection",
    "FollowUp",
    "FollowUpAnswer",
    "FollowUpContact",
    "FollowUpLink",
    "Intake",
    "Letter",
    "MedicalNote",
    "MeetingGuest",
    "Note",
    "PathMark",
    "PlanAction",
    "PlanSignature",
    "PlannedFollowUp",
    "PsychologicalNote",
    "Referral",
    "ReferralTransition",
    "RetentionPlan",
    "SchemeAgreement",
    "SchemeRenewal",
    "SchemeUse",
    "SharedNote",
    "SignalReferral",
    "SocialNote",
    "SupportAct",
    "Task",
    "TeamMember",
]
