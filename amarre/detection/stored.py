"""The signals of the database as columns: read to be compared with what was found, and written where they differ."""

from collections.abc import Mapping
from datetime import date

import polars as pl

from amarre.accounts.models import Service
from amarre.detection.enums import Priority, SignalStatus
from amarre.detection.evaluation import KEY
from amarre.detection.models import Signal
from amarre.detection.rules import SignalRule
from amarre.directory.models import Worker
from amarre.exchange.loading.write import insert, update, weigh, without_indexes
from amarre.exchange.tables import read_rows

#: What the file of a rule says of all its signals.
WORDS = {
    "rule": pl.String, "priority": pl.Int64, "label": pl.String, "suggestion": pl.String, "reference": pl.String,
}  # fmt: skip
#: What a signal says of its worker, and may say otherwise the next day.
SAID = {"job_id": pl.Int64, "establishment_id": pl.Int64, "reason": pl.String, "confirmed": pl.Boolean}
STORED = {
    "pk": pl.Int64, "worker_id": pl.Int64, "rule": pl.String, "since": pl.Date, "subject": pl.String,
    "status": pl.String, "raised_on": pl.Date, **SAID,
}  # fmt: skip
TABLE = Signal._meta.db_table


def with_words(found: pl.DataFrame, rules: Mapping[str, SignalRule]) -> pl.DataFrame:
    """What the files say of each rule, beside what was found: the columns of WORDS."""
    words = pl.DataFrame([_words(rule) for rule in rules.values()], schema=WORDS, orient="row")
    return found.join(words, on="rule", how="left")


def _words(rule: SignalRule) -> tuple[str, int, str, str, str]:
    return rule.code, Priority[rule.priority.upper()].value, rule.label, rule.suggest, rule.reference


def stored_signals(service: Service, rules: Mapping[str, SignalRule], worker: Worker | None = None) -> pl.DataFrame:
    """The signals of the service, or of one worker: the columns of STORED, and `as_worded`.

    What an open one says of its worker is read, and whether it says what the file of its rule says (`as_worded`); what
    a closed one said is compared with nothing.
    """
    opened = f"status = '{SignalStatus.OPEN.value}'"
    columns = {
        name: ("id" if name == "pk" else f"CASE WHEN {opened} THEN {name} END" if name in SAID else name, dtype)
        for name, dtype in STORED.items()
    }
    # The database compares these long texts itself: bringing them here would cost more than all the rest.
    same = "CASE WHEN priority = %s AND label = %s AND suggestion = %s AND reference = %s THEN 'yes' END"
    cases = " ".join([f"WHEN %s THEN {same}"] * len(rules))
    columns["as_worded"] = (f"CASE WHEN {opened} THEN CASE rule {cases} END END", pl.String)
    condition = "service_id = %s"
    parameters = [*(value for rule in rules.values() for value in _words(rule)), service.pk]
    if worker is not None:
        condition, parameters = f"{condition} AND worker_id = %s", [*parameters, worker.pk]
    rows = read_rows(TABLE, columns, condition, parameters)
    return rows.with_columns(pl.col("subject").fill_null(""), as_worded=pl.col("as_worded").is_not_null())


def write_signals(service: Service, plan: pl.DataFrame, on: date) -> None:
    """Insert the new signals and reword those that are there, whole columns at a time; `plan` is from `compared`."""
    changed = plan.filter(pl.col("outcome").is_in(["raised", "refreshed"]))
    reopened = pl.col("status") == SignalStatus.CLOSED.value
    words = changed.with_columns(
        raised_on=pl.when(reopened).then(pl.lit(on)).otherwise(pl.min_horizontal("raised_on", pl.lit(on))),
        refreshed_on=pl.lit(on),
        slight=pl.col("as_worded")
        & (pl.col("raised_on") <= on)
        & pl.all_horizontal(pl.col(name) == pl.col(f"{name}_stored") for name in ("job_id", "establishment_id")),
    )
    dated = (*WORDS, "raised_on", "refreshed_on")
    new = words.filter(pl.col("pk").is_null()).select(*KEY[:1], *KEY[2:], *SAID, *dated)
    if new.height:
        with without_indexes(TABLE, new.height):
            insert(TABLE, new.with_columns(service_id=pl.lit(service.pk), status=pl.lit(SignalStatus.OPEN.value)))
        weigh(TABLE, new.height)
    # Most only count one day more: their columns that no index holds are written alone, at a third of the cost.
    known = words.filter(pl.col("pk").is_not_null()).rename({"pk": "id"})
    slight = pl.col("slight").fill_null(False)
    for rows, columns in (
        (known.filter(slight), ("reason", "confirmed", "refreshed_on")),
        (known.filter(~slight), (*SAID, *dated[1:])),
    ):
        if rows.height:
            update(TABLE, rows.select("id", *columns))
