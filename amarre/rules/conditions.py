"""Conditions: one closed vocabulary, two evaluators that agree, nulls included (a property test holds them to it).

`where` maps a column to a literal (`is`), a list (`in`), or tests among `is not lt le ge gt in missing`. A text that
begins with `@` is a figure of the day, or a bound of the period: it is resolved before either evaluator runs. An
unknown value fulfils no test but `missing`.
"""

import operator
from collections.abc import Callable, Mapping
from typing import Any, Literal, get_args

import narwhals as nw
from pydantic import BaseModel

from amarre.lib.errors import DomainError

Operator = Literal["is", "not", "lt", "le", "ge", "gt", "in", "missing"]
Literals = str | int | float | bool | None
Where = Mapping[str, Mapping[Operator, Any]]


def parse_where(raw: Mapping[str, Any]) -> Where:
    """The condition with every test written out; ValueError names the column and the word that is not known."""
    return {column: _tests(column, wanted) for column, wanted in raw.items()}


def _tests(column: str, wanted: Any) -> Mapping[Operator, Any]:
    if isinstance(wanted, list | tuple):
        return {"in": list(wanted)}
    if not isinstance(wanted, Mapping):
        return {"is": wanted}
    unknown = [word for word in wanted if word not in get_args(Operator)]
    if unknown or not wanted:
        raise ValueError(f"{column}: « {', '.join(map(str, unknown))} » is not one of {', '.join(get_args(Operator))}")
    return dict(wanted)


def resolve(where: Where, names: Mapping[str, Any]) -> Where:
    """The condition with every `@name` replaced by its value; DomainError names one that is not known."""
    return {column: {op: _resolved(wanted, names) for op, wanted in tests.items()} for column, tests in where.items()}


def _resolved(wanted: Any, names: Mapping[str, Any]) -> Any:
    if isinstance(wanted, list):
        return [_resolved(one, names) for one in wanted]
    if not (isinstance(wanted, str) and wanted.startswith("@")):
        return wanted
    name = wanted[1:]
    if name not in names:
        raise DomainError(
            f"« @{name} » n'est ni une valeur du catalogue ni une borne de la période.", code="figure.unknown"
        )
    value = names[name]
    return list(value) if isinstance(value, tuple) else value


def references(where: Where) -> set[str]:
    """The names after the `@` that the condition uses."""
    wanted = [
        one
        for tests in where.values()
        for value in tests.values()
        for one in (value if isinstance(value, list) else [value])
    ]
    return {one[1:] for one in wanted if isinstance(one, str) and one.startswith("@")}


COMPARISONS: Mapping[str, Callable[[Any, Any], Any]] = {
    "is": operator.eq,
    "not": operator.ne,
    "lt": operator.lt,
    "le": operator.le,
    "ge": operator.ge,
    "gt": operator.gt,
}


def holds(where: Where, row: Mapping[str, Any]) -> bool:
    """True when every test of every column holds on this row of plain Python values."""
    return all(_test(op, row[column], wanted) for column, tests in where.items() for op, wanted in tests.items())


def _test(op: Operator, value: Any, wanted: Any) -> bool:
    if op == "missing":
        return (value is None) is bool(wanted)
    if value is None or wanted is None:
        return False
    if op == "in":
        return value in wanted
    return bool(COMPARISONS[op](value, wanted))


def expression(where: Where) -> nw.Expr:
    """The same condition over columns, never null; the empty condition holds everywhere."""
    tests = [_column_test(op, nw.col(column), wanted) for column, ops in where.items() for op, wanted in ops.items()]
    # What is unknown makes the whole unknown, unless another test fails: either way it does not hold.
    return nw.all_horizontal(*tests, ignore_nulls=False).fill_null(False) if tests else nw.lit(True)


def _column_test(op: Operator, column: nw.Expr, wanted: Any) -> nw.Expr:
    if op == "missing":
        return column.is_null() if wanted else ~column.is_null()
    if wanted is None:
        return column.is_null() & ~column.is_null()
    return column.is_in(wanted) if op == "in" else COMPARISONS[op](column, wanted)


class Condition(BaseModel):
    """Mixin of catalogue entries that carry a `where`."""

    where: Mapping[str, Any] = {}

    @property
    def condition(self) -> Where:
        """The condition with every test written out."""
        return parse_where(self.where)
