"""What the cell does with what comes to it."""

from amarre.cases.actions.casework import (
    edit_case,
    open_case,
    qualify_case,
    receive_case,
    resume_case,
    suspend_case,
)
from amarre.cases.actions.closing import Contact, close_case, keep_contact, reopen_case
from amarre.cases.actions.following import (
    Answers,
    declare_unreachable,
    note_attempt,
    note_call,
    note_called_back,
    plan_missing,
    record_answers,
)
from amarre.cases.actions.referring import receive_referral, refer_signal, refer_signals
from amarre.cases.actions.team import add_member, delegate, end_membership, reassign_cases

__all__ = [
    "Answers",
    "Contact",
    "add_member",
    "close_case",
    "declare_unreachable",
    "delegate",
    "edit_case",
    "end_membership",
    "keep_contact",
    "note_attempt",
    "note_call",
    "note_called_back",
    "open_case",
    "plan_missing",
    "qualify_case",
    "reassign_cases",
    "receive_case",
    "receive_referral",
    "record_answers",
    "refer_signal",
    "refer_signals",
    "reopen_case",
    "resume_case",
    "suspend_case",
]
