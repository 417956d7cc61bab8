"""The rows of a service as the exchange format hands them back."""

import polars as pl
from django.db import connection, transaction

from amarre.accounts.models import Service, User
from amarre.audit.journal import record
from amarre.exchange.schema import Resource, resources
from amarre.exchange.tables import read_tables


def export_tables(*, service: Service, by: User | None) -> dict[str, pl.DataFrame]:
    """Every resource of the service, references as identifiers, rows in the order of their key (code points).

    The whole set is of one instant. The export is recorded before anything is read.
    """
    record("service.exported", service, by=by, service=service)
    with transaction.atomic():
        _hold_the_view()
        tables = read_tables(service)
    identifiers = {
        name: tables[name].select("pk", pl.col(resource.identifier).alias("identifier"))
        for name, resource in resources().items()
        if resource.identifier
    }
    return {name: _with_identifiers(resource, tables[name], identifiers) for name, resource in resources().items()}


def _hold_the_view() -> None:
    """On PostgreSQL each query sees the rows of its own instant unless told otherwise."""
    if connection.vendor == "postgresql" and len(connection.savepoint_ids) == 0:
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")


def _with_identifiers(resource: Resource, table: pl.DataFrame, identifiers: dict[str, pl.DataFrame]) -> pl.DataFrame:
    for name, column in resource.columns.items():
        if column.references:
            pointed = identifiers[column.references].rename({"pk": name, "identifier": f"{name}|"})
            table = table.join(pointed, on=name, how="left").drop(name).rename({f"{name}|": name})
    return table.select(list(resource.columns)).sort(resource.key)
