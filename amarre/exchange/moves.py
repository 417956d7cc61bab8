"""The version of a service's facts: every write raises it, and says which rows moved where it knows."""

import io
from collections.abc import Iterable, Mapping

import polars as pl
from django.db.models import F

from amarre.accounts.models import Service
from amarre.exchange.models import FactsMove, ImportBatch, RowsBefore


def facts_moved(service: int, *, dataset: str = "", rows: Iterable[int] = (), batch: ImportBatch | None = None) -> None:
    """Raise the version of the service's facts, in the transaction that wrote them.

    Name the dataset and its rows, or the batch that was loaded or undone. Without either, anything may have moved, and
    whoever keeps a copy reads everything again.
    """
    Service.objects.filter(pk=service).update(facts_version=F("facts_version") + 1)
    if batch is not None or dataset:
        # The row of the service is locked until the end of the transaction: nobody else has this version.
        version = Service.objects.values_list("facts_version", flat=True).get(pk=service)
        FactsMove.objects.create(service_id=service, version=version, batch=batch, dataset=dataset, rows=[*rows])


def forget_moves(service: Service) -> None:
    """Drop what is known of the moves up to the present version: whoever kept a copy has just brought it up to date."""
    FactsMove.objects.filter(service=service, version__lte=service.facts_version).delete()


def rows_moved(service: Service, since: int, names: Iterable[str]) -> Mapping[str, pl.Series] | None:
    """The `pk` of the rows that moved after version `since` of the service's facts, by resource among `names`.

    None where a write did not say which. The rows may be new, changed, or gone.
    """
    moves = list(FactsMove.objects.filter(service=service, version__gt=since, version__lte=service.facts_version))
    if len(moves) != service.facts_version - since:
        return None
    wanted = set(names)
    found = {name: [pl.Series([], dtype=pl.Int64)] for name in wanted}
    for move in moves:
        if move.dataset in wanted:
            found[move.dataset].append(pl.Series(move.rows, dtype=pl.Int64))
    batches = [move.batch_id for move in moves if move.batch_id]
    for kept in RowsBefore.objects.filter(batch__in=batches, resource__in=wanted):
        found[kept.resource].append(pl.read_parquet(io.BytesIO(bytes(kept.table)), columns=["pk"])["pk"])
    return {name: pks for name, parts in found.items() if len(pks := pl.concat(parts).unique())}
