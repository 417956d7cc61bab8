"""The resources of the exchange format, apart from the other lists: a command that only reads tables loads no page."""

from amarre.cases.imports import CASES, FOLLOW_UPS, REFERRALS, SCHEME_USES, SUPPORT_ACTS
from amarre.directory.imports import ESTABLISHMENTS, JOBS, MEMBERS, PROFESSIONALS, RECOGNITIONS, WORKERS
from amarre.exchange.specs import ResourceSpec
from amarre.partners.imports import ORIENTATIONS
from amarre.prevention.imports import ACTION_REACHES, ACTIONS
from amarre.surveillance.imports import DISMISSALS, LIAISON_MEETINGS, RISK_INDICES, SICK_LEAVES, VISITS

#: The resources of the exchange format, each after those that it refers to.
RESOURCES: tuple[ResourceSpec, ...] = (
    MEMBERS,
    PROFESSIONALS,
    ESTABLISHMENTS,
    WORKERS,
    JOBS,
    RECOGNITIONS,
    VISITS,
    SICK_LEAVES,
    RISK_INDICES,
    LIAISON_MEETINGS,
    REFERRALS,
    CASES,
    SUPPORT_ACTS,
    ORIENTATIONS,
    SCHEME_USES,
    FOLLOW_UPS,
    ACTIONS,
    ACTION_REACHES,
    DISMISSALS,
)
