"""Whose cases they are: those that a professional leads, takes part in, or answers for during an absence."""

from datetime import date

from django.db.models import Exists, OuterRef, Q

from amarre.cases.enums import CasePart
from amarre.cases.models import Delegation, TeamMember
from amarre.directory.models import Professional


def has_part(professional: Professional, part: CasePart, on: date) -> Q:
    """The condition that keeps the cases in which the professional has that part on that day."""
    absent = Delegation.objects.filter(substitute=professional, starts_on__lte=on, ends_on__gte=on)
    team = TeamMember.objects.filter(case=OuterRef("pk"), professional=professional, until__isnull=True)
    parts = {
        CasePart.LEAD: Q(lead=professional),
        CasePart.TEAM: Q(Exists(team)),
        CasePart.STAND_IN: Q(lead__in=absent.values("absent")),
    }
    return parts[part] if part in parts else Q(*parts.values(), _connector=Q.OR)
