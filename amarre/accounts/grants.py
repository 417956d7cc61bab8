"""Who may do what: the one table, deny by default.

A signal tells of sick leave, and the rows of a figure of visits and indices: health data. Direction sees figures
without names; Administration runs the accounts and sees no health data, not even counted.
"""

from collections.abc import Mapping

from amarre.accounts.enums import Role
from amarre.accounts.permissions import Permission

_FIGURES = frozenset({Permission.FIGURE_READ, Permission.ESTABLISHMENT_READ})
_READER = _FIGURES | {Permission.SIGNAL_READ, Permission.WORKER_READ}
_CELL = _READER | {
    Permission.MEETING_WRITE,
    Permission.COMMITTEE_WRITE,
    Permission.SIGNAL_REFER,
    Permission.CASE_READ,
    Permission.CASE_WRITE,
    Permission.CONSENT_WRITE,
    Permission.NOTE_SHARED,
    Permission.CELL_MEETING_HOLD,
}
_TRIAGE = _CELL | {
    Permission.SIGNAL_SET_ASIDE,
    Permission.FIGURE_ROWS_READ,
    Permission.HEALTH_READ,
    Permission.LEAVE_WRITE,
    Permission.CASE_QUALIFY,
    Permission.CASE_CLOSE,
    Permission.EXTRACT_GIVE,
}

GRANTS: Mapping[Role, frozenset[Permission]] = {
    Role.PHYSICIAN: _TRIAGE
    | {
        Permission.GRID_READ,
        Permission.TRACE_READ,
        Permission.NOTE_MEDICAL,
        Permission.VISIT_WRITE,
        Permission.MEASURE_WRITE,
    },
    Role.NURSE: _TRIAGE | {Permission.GRID_READ, Permission.NOTE_MEDICAL, Permission.VISIT_WRITE},
    Role.COORDINATION: _TRIAGE | {Permission.TRACE_READ, Permission.DATA_MANAGE, Permission.DATA_READ},
    Role.RETENTION_OFFICER: _TRIAGE,
    Role.SOCIAL_WORKER: _CELL | {Permission.NOTE_SOCIAL},
    Role.PSYCHOLOGIST: _CELL | {Permission.NOTE_PSYCHOLOGICAL},
    Role.ERGONOMIST: _CELL,
    # Calls and books for the team (R4624-45-5: by delegation): it reads what is to be done and decides nothing.
    # It types what an employer announces, and reads no leave.
    Role.ASSISTANT: _READER | {Permission.MEETING_WRITE, Permission.COMMITTEE_WRITE, Permission.LEAVE_WRITE},
    Role.MANAGEMENT: _FIGURES,
    # Loads files and reads what was refused in those it sent itself, never in others'.
    Role.ADMINISTRATION: frozenset({Permission.SERVICE_MANAGE, Permission.DATA_MANAGE}),
}

#: No role of a service, given with a shared cell: the cases of the services that it serves and their figures, and
#: neither signals, nor workers' pages, nor health.
SHARED_COORDINATION = "coordination-partagee"
_SHARED = frozenset(
    {
        Permission.CASE_READ,
        Permission.CASE_QUALIFY,
        Permission.CASE_WRITE,
        Permission.CONSENT_WRITE,
        Permission.NOTE_SHARED,
        Permission.CELL_MEETING_HOLD,
        Permission.EXTRACT_GIVE,
        Permission.FIGURE_READ,
    }
)


def granted(role: str) -> frozenset[Permission]:
    """What that role may do; nothing when it is unknown."""
    if role == SHARED_COORDINATION:
        return _SHARED
    return GRANTS[Role(role)] if role in Role.values else frozenset()
