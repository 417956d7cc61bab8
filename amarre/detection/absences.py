"""Who of a set of workers is absent on a day, by the same merging of prescriptions as the detection of a service."""

from collections.abc import Mapping
from datetime import date, timedelta

import polars as pl
from django.db.models import Q

from amarre.detection.datasets import READ
from amarre.detection.one_worker import Leave
from amarre.detection.spells import LASTING, prescriptions, spells
from amarre.detection.worker_rows import frame
from amarre.directory.models import Establishment, Worker
from amarre.exchange.schema import resources
from amarre.indicators.law import figures_in_force
from amarre.surveillance.models import SickLeave

NEEDED = ("arrets", "emplois", "visites")


def absent_from(establishment: Establishment, day: date) -> Mapping[int, Leave]:
    """The absences that cover that day, by worker, of those whose job there is held that day: four queries."""
    gap = int(figures_in_force()["arrets.ecart_tolere"].at(day).value)  # type: ignore[arg-type]
    held = Q(jobs__ended_on__isnull=True) | Q(jobs__ended_on__gte=day)
    there = Worker.objects.filter(held, jobs__establishment=establishment, jobs__started_on__lte=day)
    # A leave that ended within the tolerated gap may be continued by the next one.
    covering = Q(ends_on__isnull=True) | Q(ends_on__gte=day - timedelta(days=gap))
    leaves = SickLeave.objects.filter(covering, starts_on__lte=day, job__worker__in=there.order_by())
    workers = list(leaves.order_by().values_list("job__worker", flat=True).distinct())
    known = resources()
    frames = {name: frame(workers, known[name], READ[name]) for name in NEEDED}
    found = spells(prescriptions(frames["arrets"], frames["emplois"], frames["visites"]), gap)
    covered = found.filter(pl.lit(day).is_between("debut", "fin")).select("travailleur_id", "debut", "fin")
    absences = {pk: Leave(start, None if end == LASTING else end) for pk, start, end in covered.iter_rows()}
    return dict(sorted(absences.items(), key=lambda one: (one[1].starts_on, one[0])))
