"""What can be said of rows against each other and of cells against each other in one row."""

import polars as pl

from amarre.exchange.findings import Findings
from amarre.exchange.schema import Resource
from amarre.exchange.specs import Check, OnlyWith, Ordered, Together


def refuse_conflicts(rows: pl.DataFrame, cells: pl.DataFrame, resource: Resource, findings: Findings) -> None:
    """Refuse every row whose identifier comes again with other cells; `cells` are the same rows as text.

    Rows are compared after trimming and conversion; a cell that does not convert counts as the text it is.
    """
    key = list(resource.key)
    suspects = rows.with_row_index("place").filter(
        pl.struct(key).is_duplicated() & pl.all_horizontal(pl.col(key).is_not_null())
    )
    if suspects.is_empty():
        return
    columns = [name for name in cells.columns[1:] if name not in key]
    texts = cells[suspects["place"]]
    as_read = pl.DataFrame(
        [
            suspects[name].cast(pl.String).fill_null(texts[name].str.strip_chars()).fill_null("").alias(name)
            for name in columns
        ]
    )
    known = pl.concat([suspects.select("line", *key), as_read], how="horizontal")
    conflicts = (
        known.with_columns(
            kinds=pl.struct(columns or key).n_unique().over(key),
            first=pl.col("line").min().over(key),
            second=pl.col("line").sort().gather(1).first().over(key),
        )
        .filter(pl.col("kinds") > 1)
        .with_columns(
            value=pl.concat_str(key, separator=" ; "),
            other=pl.when(pl.col("line") == pl.col("first")).then("second").otherwise("first"),
        )
    )
    if conflicts.height:
        findings.refuse(
            conflicts["line"],
            column=resource.identifier,
            values=conflicts["value"],
            code="row.conflict",
            reason=conflicts.select(
                pl.format(
                    "Le même identifiant revient ligne {} avec d'autres valeurs : gardez une seule ligne.", "other"
                )
            ).to_series(),
        )


def refuse_contradictions(rows: pl.DataFrame, cells: pl.DataFrame, resource: Resource, findings: Findings) -> None:
    """Apply the rules between columns; `rows` are as they will be, `cells` the text that was sent for them."""
    for check in resource.spec.checks:
        column, other = _columns(check)
        # A cell that is refused by itself has no value yet: nothing can be said of the pair.
        known = ~rows["line"].is_in(findings.refused_lines((column, other)).implode())
        broken = rows.select(_broken(check).fill_null(False)).to_series() & known
        if broken.any():
            sent = cells if column in cells.columns else rows
            findings.refuse(
                rows["line"].filter(broken), column=column, values=sent[column].cast(pl.String).filter(broken),
                code=_CODES[type(check)], reason=_reason(check),
            )  # fmt: skip


_CODES = {Ordered: "order.dates", Together: "row.together", OnlyWith: "row.only_with"}


def _columns(check: Check) -> tuple[str, str]:
    match check:
        case Ordered(start, end):
            return end, start
        case Together(first, second):
            return second, first
        case OnlyWith(column, other, _):
            return column, other


def _broken(check: Check) -> pl.Expr:
    match check:
        case Ordered(start, end):
            return pl.col(end) < pl.col(start)
        case Together(first, second):
            return pl.col(first).is_null() != pl.col(second).is_null()
        case OnlyWith(column, other, value):
            return _filled(column) & pl.col(other).ne_missing(pl.lit(value))


def _filled(column: str) -> pl.Expr:
    """A text that is there, or a boolean that is true."""
    return pl.col(column).is_not_null() & pl.col(column).cast(pl.String).ne_missing(pl.lit("false"))


def _reason(check: Check) -> str:
    match check:
        case Ordered(start, end):
            return f"« {end} » est avant « {start} » : corrigez l'une des deux dates."
        case Together(first, second):
            return f"« {first} » et « {second} » vont ensemble : renseignez les deux, ou aucune."
        case OnlyWith(column, other, value):
            return f"« {column} » n'a de sens que si « {other} » vaut {value} : corrigez l'une des deux cellules."


def drop_repeated(good: pl.DataFrame, resource: Resource, findings: Findings) -> pl.DataFrame:
    """Keep the first of identical rows and tell of the others, and of identifiers that differ only by case."""
    key = list(resource.key)
    first = good.select(pl.struct(key).is_first_distinct()).to_series()
    if not first.all():
        findings.warn_rows(
            good["line"].filter(~first), column=None, code="row.duplicate",
            reason="Cette ligne répète à l'identique une ligne précédente : une seule est gardée.",
        )  # fmt: skip
        good = good.filter(first)
    folded = pl.concat_str(pl.col(key).cast(pl.String).str.to_lowercase(), separator="\n")
    again = good.select(~folded.is_first_distinct()).to_series()
    if again.any():
        findings.warn_rows(
            good["line"].filter(again), column=resource.identifier, code="id.case",
            reason="Cet identifiant ne diffère d'un précédent que par la casse : c'est une autre ligne.",
        )  # fmt: skip
    return good
