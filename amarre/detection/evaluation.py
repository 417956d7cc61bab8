"""Which rows of a dataset raise a signal on a day, and what the signal says: all in columns."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import narwhals as nw
import polars as pl

from amarre.detection.facts import Frames
from amarre.detection.jobs.known import what_is_known
from amarre.detection.rules import SignalRule
from amarre.detection.sentences import worded
from amarre.rules.branches import Branch
from amarre.rules.conditions import Operator, Where, expression
from amarre.rules.parameters import Figures

#: What `found_signals` gives: the key of a signal, then what it says.
KEY = ("worker_id", "rule", "since", "subject")
FOUND: Mapping[str, type[pl.DataType]] = {
    "worker_id": pl.Int64,
    "job_id": pl.Int64,
    "establishment_id": pl.Int64,
    "rule": pl.String,
    "since": pl.Date,
    "subject": pl.String,
    "reason": pl.String,
    "confirmed": pl.Boolean,
}


#: How many work on the rules of one run at once.
PROCESSORS = 2


def found_signals(rules: Mapping[str, SignalRule], frames: Frames, day: date, figures: Figures) -> pl.DataFrame:
    """Every signal that the rules raise on that day: the columns of FOUND, one row per key.

    What is known is gathered once for all datasets, and each of them is built once; beside each other, as the rules
    are judged: much of what columns take is done by one processor alone.
    """
    known = what_is_known(frames, day, figures)
    datasets = {rule.dataset: rule.source for rule in rules.values()}
    with ThreadPoolExecutor(PROCESSORS, "judge") as judge:
        building = {name: judge.submit(dataset.build, known) for name, dataset in datasets.items()}
        built = {name: rows.result() for name, rows in building.items()}
        parts = [*judge.map(lambda rule: raised(rule, built[rule.dataset], day, figures), rules.values())]
    jobs = frames["emplois"].select(job_id="pk", establishment_id="etablissement_id")
    return pl.concat(parts).join(jobs, on="job_id", how="left").select(*FOUND) if parts else pl.DataFrame(schema=FOUND)


def raised(rule: SignalRule, rows: pl.DataFrame, day: date, figures: Figures) -> pl.DataFrame:
    """The rows of the rule's dataset that fulfil it, as signals: the columns of FOUND but the establishment.

    Of a worker's jobs that fulfil it, the oldest raises the signal: there is one per worker and subject.
    """
    ways = rule.ways(figures, day)
    if not ways:
        return pl.DataFrame(schema={name: dtype for name, dtype in FOUND.items() if name != "establishment_id"})
    asked = rows.select("travailleur_id", "emploi_id", *rule.facts_used)
    chosen = held(asked, ways).filter(pl.col(rule.since).is_not_null())
    one = ["travailleur_id", *filter(None, (rule.subject,))]
    chosen = chosen.unique(one, keep="first", maintain_order=True)
    cautions = pl.Series([way.caution for way in ways], dtype=pl.String)
    caution = pl.lit(cautions).gather(pl.col("_way"))
    sentence = worded(rule.because, rule.source.facts, figures, day)
    return chosen.select(
        worker_id="travailleur_id",
        job_id="emploi_id",
        rule=pl.lit(rule.code),
        since=rule.since,
        subject=pl.col(rule.subject) if rule.subject else pl.lit(""),
        reason=pl.when(caution.is_null()).then(sentence).otherwise(
            pl.concat_str(sentence.str.strip_suffix("."), pl.lit(" ("), caution, pl.lit(")."))
        ),
        confirmed=caution.is_null(),
    )  # fmt: skip


def held(rows: pl.DataFrame, ways: list[Branch]) -> pl.DataFrame:
    """The rows that fulfil one of the ways, with `_way`: the number of the first that they fulfil."""
    # What all ways ask leaves few rows, of which the ways are then asked one by one.
    first, *others = [way.where for way in ways]
    shared = {
        column: {op: wanted for op, wanted in tests.items() if all(_asks(one, column, op, wanted) for one in others)}
        for column, tests in first.items()
    }
    frame = nw.from_native(rows, eager_only=True).filter(expression(shared))
    number = nw.lit(None, dtype=nw.Int64)
    for index in range(len(ways) - 1, -1, -1):
        number = nw.when(expression(ways[index].where)).then(nw.lit(index)).otherwise(number)
    return frame.with_columns(_way=number).to_native().filter(pl.col("_way").is_not_null())


def _asks(where: Where, column: str, op: Operator, wanted: Any) -> bool:
    tests = where.get(column, {})
    return op in tests and tests[op] == wanted
