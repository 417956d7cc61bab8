"""The two evaluators of a condition give the same answer, nulls included."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import narwhals as nw
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amarre.lib.errors import DomainError
from amarre.rules.conditions import expression, holds, parse_where, references, resolve

SCHEMA = {"nombre": pl.Int64, "valeur": pl.Float64, "jour": pl.Date, "oui": pl.Boolean, "mot": pl.String}
VALUES: Mapping[str, st.SearchStrategy[Any]] = {
    "nombre": st.integers(-3, 3),
    "valeur": st.sampled_from([-1.5, 0.0, 0.5, 2.0]),
    "jour": st.sampled_from([date(2022, 3, 31), date(2022, 4, 1), date(2026, 6, 15)]),
    "oui": st.booleans(),
    "mot": st.sampled_from(["", "maladie", "maternite", "Maladie"]),
}


def drawn_tests(column: str) -> st.SearchStrategy[Any]:
    value = VALUES[column] | st.none()
    ordering = ("is", "not") if column == "oui" else ("is", "not", "lt", "le", "ge", "gt")
    compared = st.dictionaries(st.sampled_from(ordering), value, min_size=1, max_size=3)
    return st.one_of(
        value,
        st.lists(VALUES[column], max_size=3),
        compared,
        st.fixed_dictionaries({"missing": st.booleans()}),
        st.fixed_dictionaries({"in": st.lists(VALUES[column], max_size=3)}),
    )


conditions = st.fixed_dictionaries({}, optional={name: drawn_tests(name) for name in SCHEMA}).map(parse_where)
rows = st.lists(st.fixed_dictionaries({name: values | st.none() for name, values in VALUES.items()}), max_size=8)


@settings(deadline=None)
@given(conditions, rows)
def test_a_row_and_a_column_are_judged_alike(where: Any, drawn: list[dict[str, Any]]) -> None:
    frame = nw.from_native(pl.DataFrame(drawn, schema=SCHEMA))

    columns = frame.with_columns(fulfilled=expression(where))["fulfilled"].to_list()

    assert columns == [holds(where, row) for row in drawn]


def test_an_unknown_value_fulfils_no_test_but_missing() -> None:
    row = {"nombre": None}

    for op, wanted in {"is": 1, "not": 1, "lt": 1, "le": 1, "ge": 1, "gt": 1, "in": [1]}.items():
        assert not holds(parse_where({"nombre": {op: wanted}}), row)
    assert holds(parse_where({"nombre": {"missing": True}}), row)
    assert not holds(parse_where({"nombre": {"missing": False}}), row)


def test_an_unknown_word_is_named() -> None:
    with pytest.raises(ValueError, match="plus_que"):
        parse_where({"jours": {"plus_que": 30}})


def test_figures_are_named_then_replaced() -> None:
    where = parse_where({"jours": {"gt": "@arrets.cumul", "le": 365}, "motif": ["@a.b", "maladie"]})

    assert references(where) == {"arrets.cumul", "a.b"}
    assert resolve(where, {"arrets.cumul": 60, "a.b": "autre"}) == {
        "jours": {"gt": 60, "le": 365},
        "motif": {"in": ["autre", "maladie"]},
    }
    with pytest.raises(DomainError, match=r"@a\.b"):
        resolve(where, {"arrets.cumul": 60})
