"""What became of the people whose cases were closed: one line each, without a name, and what they have in common."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.db.models import DateField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from amarre.accounts.models import Service
from amarre.cases.enums import Approval, DueMonth, Outcome, Situation
from amarre.cases.models import Case, FollowUp, SchemeUse
from amarre.cases.survival import Observed
from amarre.lib.calendars import add_months
from amarre.surveillance.enums import LeaveCause
from amarre.surveillance.models import SickLeave

HORIZONS = tuple(int(month) for month in DueMonth.values)
#: Closed in employment: those who can stay in it.
IN_EMPLOYMENT = {Outcome.SAME_POST, Outcome.ADAPTED_POST, Outcome.SAME_COMPANY, Outcome.OTHER_COMPANY}
#: The situations of indicator O02.
EMPLOYED = {Situation.SAME_POST, Situation.ADAPTED_POST, Situation.OTHER_POST, Situation.OTHER_EMPLOYER}
UNKNOWN = "inconnu"


@dataclass
class Ended:
    """One closed case: its outcome, what it is grouped by, and its last known situation at each echelon."""

    outcome: str
    closed_on: date
    groups: dict[str, tuple[str, ...]]
    situations: dict[int, str] = field(default_factory=dict)

    def observed(self) -> Observed:
        """How long the person is known to have stayed; retirement ends the observation, and is no loss."""
        known = 0
        for months in HORIZONS:
            situation = self.situations.get(months, Situation.UNREACHABLE)
            if situation == Situation.UNREACHABLE:
                continue
            if situation == Situation.RETIRED:
                break
            if situation not in EMPLOYED:
                return Observed(months, left=True)
            known = months
        return Observed(known, left=False)

    def due(self, months: int, today: date) -> bool:
        """Whether the echelon has come."""
        return add_months(self.closed_on, months) <= today


def ended_cases(service: Service, year: int | None = None) -> list[Ended]:
    """The cases closed in that year, or ever, other than by a death; three queries whatever their number."""
    cases = Case.objects.of(service).filter(closed_on__isnull=False).exclude(outcome=Outcome.DECEASED)
    if year is not None:
        cases = cases.filter(closed_on__year=year)
    cases = cases.annotate(seen_on=Coalesce("referral__received_on", "opened_on"))
    leave = SickLeave.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=OuterRef("seen_on")),
        job__worker=OuterRef("job__worker"),
        starts_on__lte=OuterRef("seen_on"),
    ).exclude(cause=LeaveCause.MATERNITY)
    started = Subquery(leave.order_by("starts_on").values("starts_on")[:1], output_field=DateField())
    rows = cases.annotate(leave_since=started).values_list(
        "pk", "outcome", "closed_on", "seen_on", "leave_since", "job__worker__born_on",
        "job__establishment__naf", "job__establishment__headcount",
    )  # fmt: skip
    schemes: dict[int, set[str]] = defaultdict(set)
    used = SchemeUse.objects.filter(service=service, case__isnull=False, approval=Approval.GRANTED)
    for pk, scheme in used.values_list("case_id", "scheme"):
        if pk is not None:
            schemes[pk].add(scheme)
    found: dict[int, Ended] = {}
    for pk, outcome, closed_on, seen_on, since, born_on, naf, headcount in rows:
        if closed_on is None:
            continue
        groups = {
            "issue": (str(outcome),),
            "secteur": (naf[:2] if naf else UNKNOWN,),
            "taille": (_size(headcount),),
            "age": (_age(born_on, closed_on),),
            "dispositif": tuple(sorted(schemes[pk])) or ("aucun",),
            "delai": (_delay(since, seen_on),),
        }
        found[pk] = Ended(str(outcome), closed_on, groups)
    _with_situations(service, found)
    return list(found.values())


def _with_situations(service: Service, found: dict[int, Ended]) -> None:
    """The last reached situation of each echelon, « injoignable » where nobody could be reached (indicator O02)."""
    rows = FollowUp.objects.filter(service=service).order_by("held_on", "external_id")
    for pk, month, situation in rows.values_list("case_id", "due_month", "situation"):
        case = found.get(pk)
        if case is not None and (situation != Situation.UNREACHABLE or int(month) not in case.situations):
            case.situations[int(month)] = situation


def _size(headcount: int | None) -> str:
    if headcount is None:
        return UNKNOWN
    return "<11" if headcount < 11 else "11-49" if headcount < 50 else "50-299" if headcount < 300 else "300+"


def _age(born_on: date | None, on: date) -> str:
    if born_on is None:
        return UNKNOWN
    age = on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))
    return "<30" if age < 30 else "60+" if age >= 60 else f"{age // 10}0-{age // 10}9"


def _delay(since: date | None, seen_on: date) -> str:
    """How early the person was seen: days of leave at the signalement, or at the opening without one."""
    if since is None:
        return "hors_arret"
    days = (seen_on - since).days
    return "moins_30" if days < 30 else "30_90" if days <= 90 else "plus_90"
