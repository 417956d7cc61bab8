"""What a file changes in its table, worked out as columns before anything is written."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

import polars as pl
from django.db import connection

from amarre.accounts.models import Service
from amarre.exchange.checking.comparisons import COMPARED
from amarre.exchange.checking.keys import has_right_key
from amarre.exchange.schema import Resource
from amarre.exchange.specs import Ordered

#: Marks the columns that hold the row as the database has it.
BEFORE = "@before"
#: Marks the columns that say whether a SIREN or SIRET is doubtful.
DOUBTFUL = "@doubtful"
VANISHED = "@vanished_on"


@dataclass(frozen=True)
class Plan:
    """`created` and `updated` hold `pk`, every column of the resource, its doubts (and `@vanished_on` for `updated`);
    `before` holds the updated rows as they were, `good` every good row of the file, with `line` and `pk`, as far as
    comparisons need it, `ids` the identifier (`id`) and `pk` of every row that there will be, `kept` the lines that say
    something else of a row than the person who wrote it here.
    """

    resource: Resource
    created: pl.DataFrame
    updated: pl.DataFrame
    before: pl.DataFrame
    good: pl.DataFrame
    changed: int
    vanished: int
    ids: pl.DataFrame
    kept: pl.Series

    @property
    def writes(self) -> bool:
        """Whether the table changes at all."""
        return self.created.height > 0 or self.updated.height > 0


def with_database(rows: pl.DataFrame, existing: pl.DataFrame, resource: Resource) -> pl.DataFrame:
    """The rows as they will be: `line`, `pk` (null for a new row), every column, and each column `@before`.

    A column that was not sent is as the database has it.
    """
    before = existing.rename({name: name + BEFORE for name in resource.columns})
    key = list(resource.key)
    joined = rows.join(
        before, left_on=key, right_on=[name + BEFORE for name in key], how="left", maintain_order="left", coalesce=False
    )
    return joined.with_columns(
        pl.col(name + BEFORE).alias(name) for name in resource.columns if name not in rows.columns
    ).select("line", "pk", *resource.columns, *(name + BEFORE for name in resource.columns))


def make_plan(
    good: pl.DataFrame,
    existing: pl.DataFrame,
    marks: pl.DataFrame,
    resource: Resource,
    allocate: Callable[[Resource, int], pl.Series],
    ours: pl.Series,
) -> Plan:
    """Part the good rows (as `with_database` gives them) into new, changed and unchanged ones.

    `marks` has `pk` and `@vanished_on` of the rows that a full import once missed: they come back. `ours` has the `pk`
    of the rows that a person wrote here: they stay as they are, and `kept` holds the lines that would change them.
    """
    columns = list(resource.columns)
    new = good.filter(pl.col("pk").is_null()).sort(resource.key)
    new = new.with_columns(allocate(resource, new.height).alias("pk"))
    old = good.filter(pl.col("pk").is_not_null())
    # The key differs too where a fact that was born here takes the identifier that the software gives it.
    differs = pl.any_horizontal(pl.lit(False), *(pl.col(name).ne_missing(pl.col(name + BEFORE)) for name in columns))
    changing = old.filter(differs | pl.col("pk").is_in(marks["pk"].implode()))
    ours_too = pl.col("pk").is_in(ours.implode())
    changed, kept = changing.filter(~ours_too), changing.filter(ours_too)
    updated = changed.select("pk", *columns, pl.lit(None, dtype=pl.Date).alias(VANISHED))
    before = changed.select("pk", **{name: pl.col(name + BEFORE) for name in columns})
    ids = pl.concat([_ids(existing, resource), _ids(new, resource)])
    return Plan(
        resource=resource,
        created=with_doubts(new.select("pk", *columns), resource),
        updated=with_doubts(updated, resource),
        before=with_doubts(before, resource),
        good=pl.concat([old, new]).select("line", "pk", *COMPARED.get(resource.name, ())),
        changed=changed.height,
        vanished=0,
        ids=ids,
        kept=kept["line"],
    )


def with_vanished(
    plan: Plan, existing: pl.DataFrame, marks: pl.DataFrame, sent: pl.DataFrame, as_of: date, ours: pl.Series
) -> Plan:
    """Mark as ended the rows that a full file no longer holds; `sent` has the key of every row that it does hold.

    Rows that a person wrote here (`ours`) were never in the file, or no longer follow it: they do not vanish.

    They keep everything but `@vanished_on` and the column that the spec's `ends` names, which becomes `as_of` where it
    is empty or later, though never before the row's start.
    """
    resource = plan.resource
    left_alone = pl.concat([marks["pk"], ours])
    missing = existing.join(sent, on=list(resource.key), how="anti").filter(~pl.col("pk").is_in(left_alone.implode()))
    if missing.is_empty():
        return plan
    gone = missing.with_columns(pl.lit(as_of).alias(VANISHED))
    if end := resource.spec.ends:
        gone = gone.with_columns(
            pl.when(pl.col(end).is_null() | (pl.col(end) > as_of))
            .then(pl.max_horizontal(pl.lit(as_of), *_starts(resource, end)))
            .otherwise(end)
            .alias(end)
        )
    return replace(
        plan,
        updated=pl.concat([plan.updated, with_doubts(gone, resource)], how="diagonal"),
        before=pl.concat([plan.before, with_doubts(missing, resource)], how="diagonal"),
        vanished=missing.height,
    )


def _starts(resource: Resource, end: str) -> list[str]:
    return [check.start for check in resource.spec.checks if isinstance(check, Ordered) and check.end == end]


def _ids(rows: pl.DataFrame, resource: Resource) -> pl.DataFrame:
    if resource.identifier is None:
        return pl.DataFrame(schema={"id": pl.String, "pk": pl.Int64})
    return rows.select(id=resource.identifier, pk="pk")


def doubtful_columns(resource: Resource) -> list[str]:
    """The columns whose table says beside them whether the number is doubtful."""
    fields = {field.name for field in resource.spec.model._meta.get_fields()}
    return [name for name, field in resource.spec.fields.items() if f"{field}_doubtful" in fields]


def with_doubts(rows: pl.DataFrame, resource: Resource) -> pl.DataFrame:
    """The rows and, for each SIREN or SIRET, whether its key is wrong."""
    return rows.with_columns(
        (~has_right_key(rows[name])).fill_null(False).alias(name + DOUBTFUL) for name in doubtful_columns(resource)
    )


def vanished_marks(service: Service, resource: Resource) -> pl.DataFrame:
    """`pk` and `@vanished_on` of the service's rows that a full import missed."""
    rows = resource.spec.model._base_manager.filter(service_id=service.pk, vanished_on__isnull=False)
    return pl.DataFrame(
        list(rows.values_list("pk", "vanished_on")), schema={"pk": pl.Int64, VANISHED: pl.Date}, orient="row"
    )


def written_here(service: Service, resource: Resource) -> pl.Series:
    """`pk` of the service's rows that a person made or changed here: no batch answers for them."""
    rows = resource.spec.model._base_manager.filter(service_id=service.pk, batch__isnull=True)
    return pl.Series("pk", list(rows.values_list("pk", flat=True)), dtype=pl.Int64)


class Allocation:
    """Hands out row numbers of a table; on a dry run nothing is reserved."""

    def __init__(self, *, reserve: bool) -> None:
        self.reserve = reserve

    def __call__(self, resource: Resource, count: int) -> pl.Series:
        """That many unused row numbers, ascending."""
        table = resource.spec.model._meta.db_table
        if count == 0:
            return pl.Series([], dtype=pl.Int64)
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql" and self.reserve:
                # The sequence itself: other sessions go on inserting meanwhile.
                cursor.execute(
                    "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count]
                )
                return pl.Series([row[0] for row in cursor.fetchall()], dtype=pl.Int64)
            cursor.execute(f"SELECT COALESCE(MAX(id), 0) FROM {table}")
            last = cursor.fetchone()[0]
            if connection.vendor == "sqlite":
                # AUTOINCREMENT: the number of a deleted row is never used again.
                cursor.execute("SELECT COALESCE(MAX(seq), 0) FROM sqlite_sequence WHERE name = %s", [table])
                last = max(last, cursor.fetchone()[0])
        return pl.int_range(last + 1, last + 1 + count, eager=True)
