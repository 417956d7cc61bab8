"""Who of a set of workers is absent on a day, by the same merging of prescriptions as the detection of a service."""

from collections.abc import Mapping
from datetime import date, timedelta

import polars as pl
from django.db.models import Q

from amarre.detection.one_worker import Leave
from amarre.detection.spells import LASTING, prescriptions, spells
from amarre.directory.models import Establishment, Job
from amarre.rules.parameters import Figures
from amarre.surveillance.enums import VisitKind
from amarre.surveillance.models import SickLeave, Visit

OF_A_JOB = {"emploi_id": pl.Int64, "travailleur_id": pl.Int64, "fin_emploi": pl.Date}
OF_A_LEAVE = OF_A_JOB | {"debut": pl.Date, "fin": pl.Date, "motif": pl.String}
OF_A_RETURN = OF_A_JOB | {"date": pl.Date, "nature": pl.String}


def absent_from(establishment: Establishment, day: date, figures: Figures) -> Mapping[int, Leave]:
    """The absences that cover that day, by worker, of those whose job there is held that day: two queries."""
    gap = int(figures["arrets.ecart_tolere"].at(day).value)  # type: ignore[arg-type]
    held = Q(ended_on__isnull=True) | Q(ended_on__gte=day)
    there = Job.objects.filter(held, establishment=establishment, started_on__lte=day)
    # A leave that ended within the tolerated gap may be continued by the next one.
    covering = Q(ends_on__isnull=True) | Q(ends_on__gte=day - timedelta(days=gap))
    now = SickLeave.objects.filter(covering, starts_on__lte=day, job__worker__in=there.order_by().values("worker"))
    of_them = SickLeave.objects.filter(job__worker__in=now.order_by().values("job__worker")).order_by()
    of_job = ("job", "job__worker", "job__ended_on")
    leaves = list(of_them.values_list(*of_job, "starts_on", "ends_on", "cause"))
    workers = {leave[1] for leave in leaves}
    returns = Visit.objects.filter(kind=VisitKind.RETURN, job__worker__in=workers).order_by()
    visits = list(returns.values_list(*of_job, "held_on", "kind"))
    jobs = pl.DataFrame(list({row[:3] for row in (*leaves, *visits)}), schema=OF_A_JOB, orient="row")
    prescribed = prescriptions(
        pl.DataFrame(leaves, schema=OF_A_LEAVE, orient="row"),
        jobs.rename({"emploi_id": "pk", "fin_emploi": "fin"}),
        pl.DataFrame(visits, schema=OF_A_RETURN, orient="row").select("emploi_id", "date", "nature"),
    )
    covered = spells(prescribed, gap).filter(pl.lit(day).is_between("debut", "fin"))
    found = covered.select("travailleur_id", "debut", "fin").iter_rows()
    absences = {pk: Leave(start, None if end == LASTING else end) for pk, start, end in found}
    return dict(sorted(absences.items(), key=lambda one: (one[1].starts_on, one[0])))
