"""What stands around a dispositif when its limits are checked: the stops, the worker's other uses, the contract."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from amarre.cases.enums import Approval
from amarre.cases.models import SchemeUse
from amarre.cases.schemes.entries import Status, read_schemes
from amarre.cases.schemes.facts import Around, Before, Period
from amarre.directory.enums import ContractKind, MemberKind
from amarre.indicators.law import figures_in_force
from amarre.lib.calendars import add_months, territory_of
from amarre.surveillance.enums import LeaveCause, Opinion, VisitKind
from amarre.surveillance.models import SickLeave, Visit

OCCUPATIONAL = {LeaveCause.WORK_ACCIDENT, LeaveCause.COMMUTING_ACCIDENT, LeaveCause.OCCUPATIONAL_DISEASE}
#: Contracts of which no limit of the catalogue speaks.
NEITHER = {ContractKind.PUBLIC_CONTRACT, ContractKind.SELF_EMPLOYED}
PUBLIC_EMPLOYERS = {MemberKind.LOCAL_AUTHORITY, MemberKind.PUBLIC_BODY}
#: How long one works again before the caisse begins a new count (R323-1, 3°).
ANEW = "dispositifs.indemnites_reprise"


@dataclass(frozen=True)
class Stop:
    """Prescriptions that touch or overlap, and whether one of them comes from work."""

    period: Period
    occupational: bool


def around(use: SchemeUse) -> Around:
    """What the law looks at around a use that has a first day, saved or not; seven queries at most."""
    day, status = use.starts_on, status_of(use.job.contract_kind)
    if day is None:
        return Around(status=status)
    worker, place = use.job.worker_id, use.job.establishment
    stops = [one for one in stops_of(worker) if one.period.first <= day]
    last = stops[-1] if stops else None
    leave = last if last is not None and (day - last.period.last).days <= 1 else None
    others = _others(use)
    return Around(
        before=tuple(one for one in others if leave is None or _within(one, leave.period)),
        others=others,
        leave=leave.period if leave else None,
        preceding=_preceding(stops, day),
        occupational=bool(last and last.occupational and _preceding(stops, day)),
        status=status,
        territory=territory_of(place.insee_code, place.postal_code),
        risk_seen=_risk_seen(worker, day) if "risque_repere" in read_schemes()[use.scheme].requires else None,
        public_employer=place.member.kind in PUBLIC_EMPLOYERS,
    )


def stops_of(worker: int) -> list[Stop]:
    """The worker's stops, in order."""
    stops: list[Stop] = []
    for leave in SickLeave.objects.filter(job__worker=worker, vanished_on__isnull=True).order_by("starts_on", "pk"):
        last, at_work = leave.ends_on or date.max, leave.cause in OCCUPATIONAL
        if stops and (leave.starts_on - stops[-1].period.last).days <= 1:
            before = stops.pop()
            longest = Period(before.period.first, max(before.period.last, last))
            stops.append(Stop(longest, before.occupational or at_work))
        else:
            stops.append(Stop(Period(leave.starts_on, last), at_work))
    return stops


def status_of(contract: str) -> Status:
    """Whose limits a contract falls under."""
    if contract == ContractKind.CIVIL_SERVANT:
        return "titulaire"
    return "" if contract in NEITHER else "prive"


def _preceding(stops: list[Stop], day: date) -> Before | None:
    """The last stop begun by that day, unless work went on so long since that the caisse counts anew."""
    if not stops:
        return None
    anew = figures_in_force()[ANEW]
    months = 12 * int(str(anew.at(day).value))
    *earlier, last = stops
    gap = max((day - last.period.last).days - 1, 0)
    if gap and add_months(last.period.last, months) < day:
        return None
    former = earlier[-1].period.last if earlier else None
    relapse = former if former and add_months(former, months) >= last.period.first else None
    return Before(last.period, gap, relapse)


def _others(use: SchemeUse) -> tuple[Period, ...]:
    """The periods of the worker's other uses of the dispositif, refused ones apart."""
    others = SchemeUse.objects.filter(job__worker=use.job.worker_id, scheme=use.scheme, vanished_on__isnull=True)
    others = others.exclude(approval=Approval.REFUSED).exclude(pk=use.pk).prefetch_related("renewals")
    return tuple(Period(*span) for other in others for span in other.spans)


def _within(period: Period, leave: Period) -> bool:
    return leave.first <= period.first <= leave.last


def _risk_seen(worker: int, day: date) -> bool:
    """Whether the worker was declared unfit, or seen before the return, by that day."""
    seen = Visit.objects.filter(job__worker=worker, held_on__lte=day)
    return seen.filter(Q(kind=VisitKind.PRE_RETURN) | Q(opinion=Opinion.UNFIT)).exists()
