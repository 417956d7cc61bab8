"""The figures of a set of datasets, and the rows that each one counts."""

from collections.abc import Iterable

import narwhals as nw
import polars as pl

from amarre.indicators.definitions import SCOPES, Distinct, Indicator, Median, Scope, Sum, Tally, tallies_of
from amarre.indicators.engine import IN_TARGET, FrameOf, Question, breakdown_column, breakdowns_of, count, mask_of
from amarre.indicators.results import ScopeResult, scope_result
from amarre.indicators.specs import AGE_AT_END, Frames, dataset_specs
from amarre.rules.conditions import Where, expression, resolve

Figure = dict[Scope, ScopeResult | None]
RowTable = pl.DataFrame
#: What a figure counts, by list: `value`, or `numerator` and `denominator`, then companions.
RowLists = dict[str, RowTable]


def figures_of(
    indicators: Iterable[Indicator], frames: Frames, question: Question, target: Where | None
) -> dict[str, Figure]:
    """`{code: {"all": ..., "target": ...}}` in the order of the indicators; `target` is null without a target."""
    indicators = list(indicators)
    numbers = count(indicators, rows_at(frames, question, target), question)
    scopes = SCOPES if target is not None else ("all",)
    return {
        indicator.code: {
            scope: scope_result(indicator, scope, numbers) if scope in scopes else None for scope in SCOPES
        }
        for indicator in indicators
    }


def rows_at(frames: Frames, question: Question, target: Where | None) -> FrameOf:
    """The rows of a dataset with what the period adds and, where the contract has a target, `cible`."""
    period = question.period
    establishments = dataset_specs()["etablissements"].frame(frames, period)
    reached: pl.Series | None = None
    if target is not None:
        condition = expression(resolve(target, question.names))
        in_target = nw.from_native(establishments, eager_only=True).filter(condition)
        reached = in_target.to_native()["etablissement"]

    def rows(dataset: str) -> pl.DataFrame:
        frame = establishments if dataset == "etablissements" else dataset_specs()[dataset].frame(frames, period)
        if reached is None or "etablissement" not in frame.columns:
            return frame
        return frame.with_columns(pl.col("etablissement").is_in(reached.implode()).alias(IN_TARGET))

    return rows


def counted_rows(
    indicator: Indicator, scope: Scope, frames: Frames, question: Question, target: Where | None
) -> RowLists:
    """What a figure counts, by slot (`value`, or `numerator` and `denominator`, then companions).

    Each list holds `pk`, the sender's identifier of the row, `travailleur_id` and `etablissement_id` where the rows
    have them, then the columns that the figure reads. A distinct count lists the rows of each worker or establishment,
    together; a median lists the rows that have a value. A slot that does not apply is absent.
    """
    if scope == "target" and target is None:
        return {}
    rows = rows_at(frames, question, target)
    lists = {}
    for slot, tally in tallies_of(indicator, scope).items():
        if question.applies_to(tally):
            lists[slot] = _listed(indicator, scope, tally, rows(tally.dataset), mask_of(tally, question), frames)
    return lists


def _listed(
    indicator: Indicator, scope: Scope, tally: Tally, rows: pl.DataFrame, mask: nw.Expr, frames: Frames
) -> pl.DataFrame:
    counted: pl.DataFrame = nw.from_native(rows, eager_only=True).filter(mask).to_native()
    if scope == "target":
        counted = counted.filter(IN_TARGET) if IN_TARGET in counted.columns else counted.clear()
    measured = []
    match tally.measure:
        case Median(median=column):
            counted = counted.filter(pl.col(column).is_not_null())
            measured = [column]
        case Sum(sum=column):
            measured = [column]
        case Distinct(distinct=column):
            counted = counted.sort(column, maintain_order=True)
    for reference in ("travailleur", "etablissement"):
        name = f"{reference}_id"
        if reference in counted.columns and name not in counted.columns:
            known = frames[f"{reference}s"].select(pl.col("pk").alias(reference), name)
            counted = counted.join(known, on=reference, how="left", maintain_order="left")
    tested = [column for where in (tally.where, *tally.any_of) for column in where]
    breakdowns = [breakdown_column(breakdown, tally) for breakdown in breakdowns_of(indicator)]
    wanted = (
        "pk", dataset_specs()[tally.dataset].identifier, "travailleur_id", "etablissement_id", tally.dated_by or "",
        "terme", *tested, *measured, *breakdowns,
    )  # fmt: skip
    columns = list(dict.fromkeys(column for column in wanted if column in counted.columns))
    return counted.select(columns).rename({AGE_AT_END: "age"} if AGE_AT_END in columns else {})


def joined(lists: RowLists) -> RowTable:
    """The lists of a figure as one table, `liste` first, without row numbers; cells that a list lacks are empty."""
    tables = [
        rows.select(pl.lit(slot).alias("liste"), pl.all().exclude("pk")).with_columns(
            pl.col(pl.Enum, pl.Categorical).cast(pl.String)
        )
        for slot, rows in lists.items()
    ]
    return pl.concat(tables, how="diagonal_relaxed") if tables else pl.DataFrame(schema={"liste": pl.String})
