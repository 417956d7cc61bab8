"""The figures and charts of the CPOM pages, made in the background so that nobody waits for them on a page."""

import logging
from collections.abc import Iterator, Mapping
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone
from django_tasks import task

from amarre.accounts.models import Service
from amarre.contracts.definitions import Contract, read_contracts
from amarre.desk.steering.years import Overview, overview, years_of
from amarre.documents.charts import Chart
from amarre.documents.drawing import picture
from amarre.exchange.models import Operation
from amarre.exchange.operations.actions import Runner
from amarre.exchange.operations.progress import Progress
from amarre.indicators.snapshots import snapshot_of

logger = logging.getLogger(__name__)
#: The class with which the page draws the bar of an objective.
BAR = "am-bullet"
#: Seconds after which figures that are still not there are asked for again: their worker may have been ended.
ASKED_AGAIN = 600


def run_figures(operation: Operation, progress: Progress) -> Mapping[str, Any]:
    """Take the snapshot of the facts, then make what the page of every contract shows."""
    contracts = list(read_contracts(settings.CATALOGUE / "contracts").values())
    progress.plan(len(contracts) + 1)
    service = Service.objects.get(pk=operation.service_id)
    snapshot_of(service)
    progress.step("faits relevés")
    for contract in contracts:
        warm(service, contract)
        progress.step(contract.short_title)
    return {"contracts": len(contracts)}


def figures_after(first: Runner) -> Runner:
    """That work, then the figures of what it changed; it stays done when they fail, and the page computes them."""

    def run(operation: Operation, progress: Progress) -> Mapping[str, Any]:
        outcome = first(operation, progress)
        if outcome.get("batch"):
            try:
                warm_all(Service.objects.get(pk=operation.service_id))
            except Exception:
                logger.exception("figures after operation %s failed", operation.pk)
        return outcome

    return run


def ask_for_figures(service: Service) -> None:
    """Have the background worker make the figures of every contract, unless somebody asked minutes ago."""
    if cache.add(f"figures-asked:{service.pk}", 1, ASKED_AGAIN):
        make_figures.enqueue(service.pk)


@task()  # type: ignore[untyped-decorator]
def make_figures(service: int) -> None:
    """The task of the background worker."""
    warm_all(Service.objects.get(pk=service))


def warm_all(service: Service) -> None:
    """Compute and draw the page of every contract."""
    for contract in read_contracts(settings.CATALOGUE / "contracts").values():
        warm(service, contract)


def warm(service: Service, contract: Contract) -> None:
    """Compute and draw the page of that contract for the year that runs; both are kept for every process."""
    today = timezone.localdate()
    years = years_of(contract, today)
    for chart, extra in _charts(overview(service, contract, years, over=years[-1] < today.year)):
        picture(chart, extra)


def _charts(view: Overview) -> Iterator[tuple[Chart, str]]:
    yield from ((goal.picture, BAR) for goal in view.goals if goal.picture)
    yield from ((trend, "") for _, trend in view.comparisons)
    for section in view.sections:
        yield from ((row.picture, "") for row in section.rows)
    yield from ((row.picture, "") for row in view.others)
