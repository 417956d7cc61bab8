"""Figures in the background, so that nobody waits for them on a page."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import timezone

from amarre.contracts.definitions import read_contracts
from amarre.contracts.figures import contract_figures
from amarre.exchange.models import Operation
from amarre.exchange.operations.progress import Progress
from amarre.indicators.snapshots import snapshot_of


def run_figures(operation: Operation, progress: Progress) -> Mapping[str, Any]:
    """Take the snapshot of the facts, then compute the year's figures of every contract."""
    contracts = list(read_contracts(settings.CATALOGUE / "contracts").values())
    progress.plan(len(contracts) + 1)
    snapshot_of(operation.service)
    progress.step("faits relevés")
    year = timezone.localdate().year
    for contract in contracts:
        contract_figures(operation.service, contract, date(year, 1, 1), date(year, 12, 31))
        progress.step(contract.short_title)
    return {"contracts": len(contracts)}
