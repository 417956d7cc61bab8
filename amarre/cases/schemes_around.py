"""What stands around a dispositif when its limits are checked: the stop, the worker's other uses, the contract."""

from dataclasses import dataclass
from datetime import date

from amarre.cases.enums import Approval
from amarre.cases.models import SchemeUse
from amarre.cases.schemes import Around, Period, Status
from amarre.directory.enums import ContractKind
from amarre.lib.calendars import territory_of
from amarre.surveillance.enums import LeaveCause
from amarre.surveillance.models import SickLeave

OCCUPATIONAL = {LeaveCause.WORK_ACCIDENT, LeaveCause.COMMUTING_ACCIDENT, LeaveCause.OCCUPATIONAL_DISEASE}
#: Contracts of which no limit of the catalogue speaks.
NEITHER = {ContractKind.PUBLIC_CONTRACT, ContractKind.SELF_EMPLOYED}


@dataclass(frozen=True)
class Stop:
    """Prescriptions that touch or overlap, and whether one of them comes from work."""

    period: Period
    occupational: bool


def around(use: SchemeUse) -> Around:
    """What the law looks at around a use that has a first day, saved or not; four queries at most."""
    if use.starts_on is None:
        return Around(status=_status(use.job.contract_kind))
    stop = stop_around(use.job.worker_id, use.starts_on)
    place = use.job.establishment
    return Around(
        before=_others(use, stop.period if stop else None),
        leave=stop.period if stop else None,
        occupational=bool(stop and stop.occupational),
        status=_status(use.job.contract_kind),
        territory=territory_of(place.insee_code, place.postal_code),
    )


def stop_around(worker: int, day: date) -> Stop | None:
    """The worker's stop that holds that day, or that ended on the day before."""
    stop: Stop | None = None
    for leave in SickLeave.objects.filter(job__worker=worker, vanished_on__isnull=True).order_by("starts_on", "pk"):
        last, at_work = leave.ends_on or date.max, leave.cause in OCCUPATIONAL
        if stop is not None and (leave.starts_on - stop.period.last).days <= 1:
            longest = Period(stop.period.first, max(stop.period.last, last))
            stop = Stop(longest, stop.occupational or at_work)
        elif leave.starts_on > day:
            break
        else:
            stop = Stop(Period(leave.starts_on, last), at_work)
    return stop if stop is not None and (day - stop.period.last).days <= 1 else None


def _others(use: SchemeUse, leave: Period | None) -> tuple[Period, ...]:
    """The periods of the worker's other uses, refused ones apart; those of the same stop where there is one."""
    others = SchemeUse.objects.filter(job__worker=use.job.worker_id, scheme=use.scheme, vanished_on__isnull=True)
    others = others.exclude(approval=Approval.REFUSED).exclude(pk=use.pk).prefetch_related("renewals")
    spans = (Period(*span) for other in others for span in other.spans)
    return tuple(one for one in spans if leave is None or leave.first <= one.first <= leave.last)


def _status(contract: str) -> Status:
    if contract == ContractKind.CIVIL_SERVANT:
        return "titulaire"
    return "" if contract in NEITHER else "prive"
