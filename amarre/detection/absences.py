"""Who of an establishment is absent on a day, by the same merging of prescriptions as a worker's page."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import Q

from amarre.detection.jobs.alone_leaves import absences_of
from amarre.detection.one_worker import Leave
from amarre.detection.spells import LASTING
from amarre.directory.models import Establishment, Job
from amarre.rules.parameters import Figures
from amarre.surveillance.enums import VisitKind
from amarre.surveillance.models import SickLeave, Visit


def absent_from(establishment: Establishment, day: date, figures: Figures) -> Mapping[int, Leave]:
    """The absences that cover that day, by worker, of those whose job there is held that day: two queries."""
    gap = int(figures["arrets.ecart_tolere"].at(day).value)  # type: ignore[arg-type]
    held = Q(ended_on__isnull=True) | Q(ended_on__gte=day)
    there = Job.objects.filter(held, establishment=establishment, started_on__lte=day)
    # A leave that ended within the tolerated gap may be continued by the next one.
    covering = Q(ends_on__isnull=True) | Q(ends_on__gte=day - timedelta(days=gap))
    now = SickLeave.objects.filter(covering, starts_on__lte=day, job__worker__in=there.order_by().values("worker"))
    absences = {
        worker: Leave(start, None if end == LASTING else end)
        for worker, rows in _rows(now.order_by().values("job__worker")).items()
        for start, end in absences_of(rows, gap)
        if start <= day <= end
    }
    return dict(sorted(absences.items(), key=lambda one: (one[1].starts_on, one[0])))


def _rows(workers: Any) -> Mapping[int, Mapping[str, list[dict[str, Any]]]]:
    """What each worker's absences rest on: every leave, the job that it is of, the visits that end one."""
    found: dict[int, dict[str, list[dict[str, Any]]]] = defaultdict(
        lambda: {"arrets": [], "emplois": [], "visites": []}
    )
    leaves = SickLeave.objects.filter(job__worker__in=workers).order_by()
    of_a_leave = ("job__worker", "job", "job__ended_on", "starts_on", "ends_on", "cause")
    for worker, job, ended_on, start, end, cause in leaves.values_list(*of_a_leave):
        found[worker]["emplois"].append({"pk": job, "fin": ended_on})
        found[worker]["arrets"].append({"emploi_id": job, "debut": start, "fin": end, "motif": cause})
    returns = Visit.objects.filter(kind=VisitKind.RETURN, job__worker__in=list(found)).order_by()
    for worker, held_on in returns.values_list("job__worker", "held_on"):
        found[worker]["visites"].append({"date": held_on, "nature": VisitKind.RETURN})
    return found
