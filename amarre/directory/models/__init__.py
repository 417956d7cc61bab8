"""Members and their establishments, staff, workers and their jobs."""

from amarre.directory.models.employers import Establishment, Member, Professional
from amarre.directory.models.search import SearchEntry, SearchSpelling, SearchState
from amarre.directory.models.staff import StaffAccount
from amarre.directory.models.workers import Job, Recognition, Worker

__all__ = [
    "Establishment",
    "Job",
    "Member",
    "Professional",
    "Recognition",
    "SearchEntry",
    "SearchSpelling",
    "SearchState",
    "StaffAccount",
    "Worker",
]
