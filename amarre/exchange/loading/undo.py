"""Taking a batch back: created rows go, updated rows are again what they were."""

import io
from collections.abc import Callable, Iterable, Mapping

import polars as pl
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from amarre.accounts.models import Service, User
from amarre.audit.journal import record
from amarre.exchange.following import tell_followers
from amarre.exchange.loading.write import staged, table_columns, update
from amarre.exchange.models import Exchanged, ImportBatch
from amarre.exchange.moves import facts_moved
from amarre.exchange.schema import resources
from amarre.lib.errors import DomainError

#: Lets go of what was only derived from rows about to be removed: the resource, and the table that holds their `id`.
Release = Callable[[str, str], None]


@transaction.atomic
def undo_batch(*, batch: ImportBatch, by: User | None) -> ImportBatch:
    """Restore the service's tables to what they were before the batch.

    What was only derived from the rows that it created (open signals that nobody touched) goes with them.
    Raises DomainError when it was undone already, when a later import or a person changed one of its rows since, or
    when something else now depends on a row that it created; the sentence names the first resource and counts.
    """
    Service.objects.select_for_update().get(pk=batch.service_id)
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.undone_at:
        raise DomainError(f"Le lot {batch.pk} est déjà annulé.", code="import.undone")
    touched = {kept.resource: pl.read_parquet(io.BytesIO(bytes(kept.table))) for kept in batch.rows_before.all()}
    for name, rows in touched.items():
        _refuse_newer(batch, name, rows)
    for name, rows in touched.items():
        _restore(name, rows.filter(~pl.col("@created")))
    # Rows refer to rows of the resources before theirs: the last ones go first.
    for name in reversed([name for name in resources() if name in touched]):
        _remove(batch, name, touched[name].filter(pl.col("@created")).select(id="pk"))
    if touched:
        facts_moved(batch.service_id, batch=batch)
    batch.undone_at, batch.undone_by = timezone.now(), by
    batch.save(update_fields=["undone_at", "undone_by"])
    tell_followers(batch.service, set(touched))
    record("import.undone", batch, by=by, service=batch.service, details={"resources": sorted(touched)})
    return batch


def _refuse_newer(batch: ImportBatch, name: str, rows: pl.DataFrame) -> None:
    table = _table(name)
    with staged(table, rows.select(id="pk")) as touched:
        count = _count(
            f"SELECT COUNT(*) FROM {touched} LEFT JOIN {table} ON {table}.id = {touched}.id "
            f"WHERE {table}.batch_id IS NULL OR {table}.batch_id <> %s",
            batch.pk,
        )
    if count:
        raise DomainError(
            f"Le lot {batch.pk} ne peut plus être annulé : {count} lignes de « {name} » ont changé depuis.",
            code="import.newer",
        )


def _restore(name: str, before: pl.DataFrame) -> None:
    if before.is_empty():
        return
    columns: Mapping[str, str] = {**table_columns(resources()[name]), "@batch_id": "batch_id"}
    kept = {column: columns[column] for column in before.columns if column in columns}
    update(_table(name), before.select(list(kept)).rename(kept))


def _remove(batch: ImportBatch, name: str, created: pl.DataFrame) -> None:
    if created.is_empty():
        return
    table = _table(name)
    with staged(table, created) as gone:
        for release in _releases():
            release(name, gone)
        for relation in resources()[name].spec.model._meta.related_objects:
            model, field = relation.related_model, relation.field
            condition = f"{field.column} IN (SELECT id FROM {gone})"
            count = _count(f"SELECT COUNT(*) FROM {model._meta.db_table} WHERE {condition}")
            if count:
                label = model._meta.verbose_name
                raise DomainError(
                    f"Le lot {batch.pk} ne peut plus être annulé : {count} lignes ({label}) dépendent de lignes de "
                    f"« {name} » qu'il a créées.",
                    code="import.depended_on",
                )
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table} WHERE id IN (SELECT id FROM {gone})")


def _releases() -> Iterable[Release]:
    releases: Iterable[Release] = import_string(settings.EXCHANGE_RELEASES)
    return releases


def _table(name: str) -> str:
    model: type[Exchanged] = resources()[name].spec.model
    return model._meta.db_table


def _count(sql: str, *parameters: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return int(cursor.fetchone()[0])
