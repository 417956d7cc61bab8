"""The cases of the person who is signed in: lead, member of the team, or substitute during an absence."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Window

from amarre.accounts.models import Service
from amarre.cases.enums import CasePart
from amarre.cases.models import Case
from amarre.cases.parts import has_part
from amarre.desk.casework.caselist import ordered_by
from amarre.directory.models import Professional

SHOWN = 5
#: What a line says of the worker and of the lead.
OF_PEOPLE = ("job__worker__first_name", "job__worker__last_name", "lead__first_name", "lead__last_name")


@dataclass(frozen=True)
class MyCase:
    """One of them: what the person is to it, and for how long nobody has done anything."""

    case: Case
    part: str
    silent_days: int


@dataclass(frozen=True)
class MyCases:
    """How many are under way, and the most silent ones."""

    count: int
    lines: list[MyCase]


def my_cases(me: Professional, service: Service, today: date) -> MyCases:
    """The cases under way in which the person has a part, in one query: they are a few dozen."""
    found = Case.objects.of(service).going_on().filter(has_part(me, CasePart.ANY, today))
    rows = found.select_related("job__worker", "lead").only("status", *OF_PEOPLE)
    counted = rows.annotate(in_all=Window(Count("pk")), in_team=has_part(me, CasePart.TEAM, today))
    first = list(ordered_by(counted, "acte")[:SHOWN])
    return MyCases(
        first[0].in_all if first else 0,  # type: ignore[attr-defined]
        [MyCase(case, _part(case, me), (today - case.last_act).days) for case in first],  # type: ignore[attr-defined]
    )


def _part(case: Case, me: Professional) -> str:
    if case.lead_id == me.pk:
        return "référent"
    if case.in_team or case.lead is None:  # type: ignore[attr-defined]
        return "équipe"
    return f"remplacement de {case.lead.first_name or ''} {case.lead.last_name}".replace("  ", " ")
