"""What the rules say of the facts on a day: of whole columns, or of one job; a property test holds the two together."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

import polars as pl

from amarre.detection.evaluation import held
from amarre.detection.statements.rules import MOMENTS, Kind, Moment, StatementRule
from amarre.detection.statements.wording import over_columns, over_facts
from amarre.lib.calendars import add_days, add_months
from amarre.rules.branches import Branch
from amarre.rules.conditions import holds
from amarre.rules.parameters import Figures

#: What `stated` gives.
SAID: Mapping[str, type[pl.DataType]] = {
    "travailleur_id": pl.Int64,
    "emploi_id": pl.Int64,
    "rule": pl.String,
    "code": pl.String,
    "kind": pl.String,
    "since": pl.Date,
    "due_on": pl.Date,
    "until": pl.Date,
    "article": pl.String,
    "confirmed": pl.Boolean,
    "text": pl.String,
}
#: Months in the units of figures that months count; days count in the others.
UNITS = {"mois": 1, "ans": 12, "années": 12}


class Statement(NamedTuple):
    """One thing that the law says of a job on a day: the columns of SAID."""

    travailleur_id: int
    emploi_id: int
    rule: str
    code: str
    kind: Kind
    since: date | None
    due_on: date | None
    until: date | None
    article: str
    confirmed: bool
    text: str


class Judged(NamedTuple):
    """A rule and the ways to fulfil it on a day."""

    rule: StatementRule
    ways: list[Branch]


def judged(rules: Iterable[StatementRule], figures: Figures, day: date) -> list[Judged]:
    """The rules that the law of that day knows: worked out once for every job judged on it."""
    found = [Judged(rule, rule.ways(figures, day)) for rule in rules]
    return [one for one in found if one.ways]


def stated(rules: Iterable[Judged], rows: pl.DataFrame, day: date, figures: Figures) -> pl.DataFrame:
    """Every statement about these jobs (rows of columns.job_facts): the columns of SAID."""
    parts = [pl.DataFrame(schema=dict(SAID))]
    for rule, ways in rules:
        chosen = held(rows, ways)
        for number, way in enumerate(ways):
            of_way = chosen.filter(pl.col("_way") == number)
            if of_way.height:
                parts.append(_said(rule, of_way, way, day, figures))
    return pl.concat(parts)


def _said(rule: StatementRule, rows: pl.DataFrame, way: Branch, day: date, figures: Figures) -> pl.DataFrame:
    moments = {
        name: _column(moment, way, figures) if moment else pl.lit(None, pl.Date)
        for name, moment in zip(MOMENTS, (rule.since, rule.due, rule.until), strict=True)
    }
    dated = rows.with_columns(**moments)
    late = (pl.col("due_on") < day).fill_null(False) if rule.kind == "due" else pl.lit(False)
    if rule.kind == "due" and rule.past == "silent":
        dated = dated.filter(~late)
    text = over_columns(rule.text, way.values, figures)
    if rule.text_late:
        text = pl.when(late).then(over_columns(rule.text_late, way.values, figures)).otherwise(text)
    dated = dated.with_columns(text=text, late=late)
    return dated.select(
        "travailleur_id",
        "emploi_id",
        rule=pl.lit(rule.code),
        code=pl.lit(rule.says),
        kind=pl.when("late").then(pl.lit("late")).otherwise(pl.lit(rule.kind)),
        since=pl.when("late").then(pl.col("due_on").dt.offset_by("1d")).otherwise("since"),
        due_on="due_on",
        until="until",
        article=pl.lit(rule.reference),
        confirmed=pl.lit(way.caution is None),
        text=_with_caution(pl.col("text"), way.caution),
    )


def _column(moment: Moment, way: Branch, figures: Figures) -> pl.Expr:
    column = pl.col(moment.start)
    if moment.plus:
        months, days = _length(moment.plus, way, figures)
        column = column.dt.offset_by(f"{months}mo").dt.offset_by(f"{days}d")
    return column.dt.offset_by(f"{moment.days}d") if moment.days else column


def _length(name: str, way: Branch, figures: Figures) -> tuple[int, int]:
    """The figure as months and days."""
    count, unit = int(way.values[name]), figures[name].unit
    return (count * UNITS[unit], 0) if unit in UNITS else (0, count)


def _with_caution(text: pl.Expr, caution: str | None) -> pl.Expr:
    return text if caution is None else pl.concat_str(text.str.strip_suffix("."), pl.lit(f" ({caution})."))


def stated_of(
    rules: Iterable[Judged], rows: Sequence[Mapping[str, Any]], day: date, figures: Figures
) -> list[Statement]:
    """The same for a few jobs in plain Python (rows of alone.job_facts_of), in the order of the rules."""
    found = []
    for rule, ways in rules:
        for row in rows:
            way = next((way for way in ways if holds(way.where, row)), None)
            one = _statement(rule, row, way, day, figures) if way else None
            if one:
                found.append(one)
    return found


def _statement(
    rule: StatementRule, row: Mapping[str, Any], way: Branch, day: date, figures: Figures
) -> Statement | None:
    since, due_on, until = (
        _day(moment, row, way, figures) if moment else None for moment in (rule.since, rule.due, rule.until)
    )
    late = rule.kind == "due" and due_on is not None and due_on < day
    if late and rule.past == "silent":
        return None
    words = {**row, "since": since, "due_on": due_on, "until": until}
    text = over_facts(rule.text_late if late and rule.text_late else rule.text, words, way.values, figures)
    if way.caution:
        text = f"{text.removesuffix('.')} ({way.caution})."
    return Statement(
        row["travailleur_id"], row["emploi_id"], rule.code, rule.says, "late" if late else rule.kind,
        due_on + timedelta(1) if late and due_on else since, due_on, until, rule.reference, way.caution is None, text,
    )  # fmt: skip


def _day(moment: Moment, row: Mapping[str, Any], way: Branch, figures: Figures) -> date | None:
    start: date | None = row[moment.start]
    if start is None:
        return None
    if moment.plus:
        months, days = _length(moment.plus, way, figures)
        start = add_days(add_months(start, months), days)
    return add_days(start, moment.days)
