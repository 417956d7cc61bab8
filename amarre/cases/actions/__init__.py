"""What the cell does with what comes to it."""

from amarre.cases.actions.casework import (
    close_case,
    edit_case,
    open_case,
    qualify_case,
    receive_case,
    reopen_case,
    resume_case,
    suspend_case,
)
from amarre.cases.actions.referring import receive_referral, refer_signal, refer_signals
from amarre.cases.actions.team import add_member, delegate, end_membership, reassign_cases

__all__ = [
    "add_member", "close_case", "delegate", "edit_case", "end_membership", "open_case", "qualify_case",
    "reassign_cases", "receive_case", "receive_referral", "refer_signal", "refer_signals", "reopen_case",
    "resume_case", "suspend_case",
]  # fmt: skip
