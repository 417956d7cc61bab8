"""Whole columns into tables, in the transaction of the caller."""

import gc
import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from itertools import chain
from types import MappingProxyType

import polars as pl
from django.db import connection

from amarre.exchange.loading.plan import DOUBTFUL, VANISHED, Plan, doubtful_columns
from amarre.exchange.models import ImportBatch, RowsBefore
from amarre.exchange.schema import Resource
from amarre.exchange.tables import database_column

CHUNK, AT_ONCE = 50_000, 100
#: From how many rows on making the indexes again costs less than keeping them up.
MUCH = 20_000
CACHE_KIB = 512 * 1024
#: From how many new rows on a table is weighed, and how many rows of each index SQLite looks at for it.
MANY, SAMPLE = 200, 1000


def write_plan(plan: Plan, batch: ImportBatch) -> None:
    """Insert the created rows, overwrite the updated ones, and keep what they were, so that the batch can be undone."""
    names = table_columns(plan.resource)
    table = plan.resource.spec.model._meta.db_table
    owner = {"service_id": batch.service_id, "batch_id": batch.pk}
    kept = plan.before.join(_batches(table, plan.before["pk"]), on="pk", how="left")
    if plan.created.height:
        with without_indexes(table, plan.created.height):
            insert(table, _renamed(plan.created, names), owner)
        weigh(table, plan.created.height)
    if plan.updated.height:
        update(table, _renamed(plan.updated, names).with_columns(batch_id=pl.lit(batch.pk)))
    RowsBefore.objects.create(batch=batch, resource=plan.resource.name, table=_parquet(plan.created, kept))


@contextmanager
def loading_much() -> Iterator[None]:
    """Spare what costs most over a million rows: Python's search for cycles, and SQLite's spilling of pages.

    Rows are tuples that nothing refers to twice. SQLite holds the whole import in memory until its commit.
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        with _roomy_cache() if connection.vendor == "sqlite" else nullcontext():
            yield
    finally:
        if collects:
            gc.enable()


@contextmanager
def _roomy_cache() -> Iterator[None]:
    with connection.cursor() as cursor:
        usual = cursor.execute("PRAGMA cache_size").fetchone()[0]
        cursor.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA cache_size = {usual}")


@contextmanager
def without_indexes(table: str, rows: int) -> Iterator[None]:
    """Let a large load fill a smaller table of SQLite without its indexes, made again from the whole at the end.

    All of it in the caller's transaction, like everything else: a failure leaves the indexes where they were. The
    indexes that constraints make stay.
    """
    if connection.vendor != "sqlite" or rows < MUCH:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM {table}")
        larger = rows > cursor.fetchone()[0]
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = %s AND sql <> ''", [table]
        )
        indexes = cursor.fetchall() if larger else []
        for name, _ in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        yield
        for _, statement in indexes:
            cursor.execute(statement)


def table_columns(resource: Resource) -> Mapping[str, str]:
    """The column of the table behind each column that a plan may hold."""
    fields = resource.spec.fields
    doubts = {name + DOUBTFUL: f"{fields[name]}_doubtful" for name in doubtful_columns(resource)}
    return {
        "pk": "id",
        VANISHED: "vanished_on",
        **{name: database_column(resource, name) for name in resource.columns},
        **doubts,
    }


def insert(table: str, rows: pl.DataFrame, same: Mapping[str, int] = MappingProxyType({})) -> None:
    """Add the rows; the frame's columns are the table's, and `same` holds columns with one number for all rows."""
    # A column without any value is what the table puts there by itself: fewer values to hand over.
    rows = rows.select(column for column in rows if column.null_count() < rows.height)
    if connection.vendor == "postgresql":
        _copy(table, rows.with_columns(pl.lit(value).alias(name) for name, value in same.items()))
        return
    # Many rows per statement: SQLite sets up each statement, and the word lists of its CHECKs, once.
    row = f"({', '.join([_slot(column) for column in rows] + [str(int(value)) for value in same.values()])})"
    insertion = f"INSERT INTO {table} ({', '.join((*rows.columns, *same))}) VALUES "
    with connection.cursor() as cursor:
        for part in rows.iter_slices(CHUNK):
            values = part.select(_handed_over(column) for column in rows).rows()
            whole = len(values) - len(values) % AT_ONCE
            if whole:
                many = [list(chain.from_iterable(values[at : at + AT_ONCE])) for at in range(0, whole, AT_ONCE)]
                cursor.executemany(insertion + ", ".join([row] * AT_ONCE), many)
            if values[whole:]:
                cursor.executemany(insertion + row, values[whole:])


def weigh(table: str, rows: int) -> None:
    """After as many new rows: let the database count what its plans rest on, for it knows an empty table as empty."""
    if rows < MANY:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"PRAGMA analysis_limit = {SAMPLE}")
        cursor.execute(f"ANALYZE {table}")


def _slot(column: pl.Series) -> str:
    """Where a value goes. A missing one travels as an empty text, which no cell holds: the driver is slow with None."""
    return "NULLIF(%s, '')" if column.null_count() else "%s"


def _handed_over(column: pl.Series) -> pl.Expr:
    """The column as SQLite keeps it: dates as text, booleans as numbers; text becomes a number again in its column."""
    kept = pl.col(column.name)
    if column.dtype == pl.Boolean:
        kept = kept.cast(pl.Int8)
    if column.dtype == pl.Date or column.null_count():
        kept = kept.cast(pl.String)
    return kept.fill_null("") if column.null_count() else kept


def update(table: str, rows: pl.DataFrame) -> None:
    """Overwrite rows by `id`; the frame's other columns are those that change."""
    with staged(table, rows) as name, connection.cursor() as cursor:
        changes = ", ".join(f"{column} = {name}.{column}" for column in rows.columns if column != "id")
        cursor.execute(f"UPDATE {table} SET {changes} FROM {name} WHERE {table}.id = {name}.id")


@contextmanager
def staged(table: str, rows: pl.DataFrame) -> Iterator[str]:
    """Put the rows in a temporary table that has these columns of `table`, and give its name.

    After a failure the transaction takes the table away with everything else.
    """
    name, columns = f"staged_{table}", ", ".join(rows.columns)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE {name} AS SELECT {columns} FROM {table} WHERE 1 = 0")
        insert(name, rows)
        yield name
        cursor.execute(f"DROP TABLE {name}")


def _renamed(rows: pl.DataFrame, names: Mapping[str, str]) -> pl.DataFrame:
    return rows.rename({column: names[column] for column in rows.columns})


def _copy(table: str, rows: pl.DataFrame) -> None:
    # The text format: in the CSV one, a line that is `\.` ends the data, even inside quotes.
    escaped = [_escaped(name, dtype) for name, dtype in rows.schema.items()]
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({', '.join(rows.columns)}) FROM STDIN") as copy:
        for part in rows.iter_slices(CHUNK):
            lines = part.select(pl.concat_str(escaped, separator="\t")).to_series()
            copy.write("\n".join(lines.to_list()) + "\n")


def _escaped(name: str, dtype: pl.DataType) -> pl.Expr:
    text = pl.col(name).cast(pl.String)
    if dtype == pl.String:
        for mark, escape in (("\\", "\\\\"), ("\n", "\\n"), ("\t", "\\t"), ("\r", "\\r")):
            text = text.str.replace_all(mark, escape, literal=True)
    return text.fill_null("\\N")


def _batches(table: str, pks: pl.Series) -> pl.DataFrame:
    """The batch and the mark of each of these rows, as the database has them."""
    rows: list[Sequence[object]] = []
    with connection.cursor() as cursor:
        for start in range(0, len(pks), 500):
            part = pks[start : start + 500].to_list()
            cursor.execute(
                "SELECT id, batch_id, CAST(vanished_on AS TEXT) "
                f"FROM {table} WHERE id IN ({', '.join(['%s'] * len(part))})",
                part,
            )
            rows.extend(cursor.fetchall())
    schema = {"pk": pl.Int64, "@batch_id": pl.Int64, VANISHED: pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row").with_columns(pl.col(VANISHED).str.to_date("%Y-%m-%d"))


def _parquet(created: pl.DataFrame, before: pl.DataFrame) -> bytes:
    kept = pl.concat(
        [
            created.select("pk", pl.lit(True).alias("@created")),
            before.with_columns(pl.lit(False).alias("@created")),
        ],
        how="diagonal",
    )
    stream = io.BytesIO()
    kept.write_parquet(stream)
    return stream.getvalue()
