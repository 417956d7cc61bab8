"""Spells against a slow reader that walks day by day."""

from datetime import date, timedelta
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from amarre.detection.spells import LASTING, days_by_spell, numbered, prescriptions, spells

ORIGIN = date(2026, 1, 1)
CAUSES = ("maladie", "accident_travail", "maternite")
prescribed = st.lists(
    st.tuples(st.integers(1, 2), st.integers(0, 40), st.integers(0, 8), st.sampled_from(CAUSES)), max_size=12
)


def frame(drawn: list[tuple[int, int, int, str]]) -> pl.DataFrame:
    rows = [
        (worker, ORIGIN + timedelta(start), ORIGIN + timedelta(start + length), cause)
        for worker, start, length, cause in drawn
    ]
    schema = {"travailleur_id": pl.Int64, "debut": pl.Date, "fin": pl.Date, "motif": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def days_off(drawn: list[tuple[int, int, int, str]], worker: int) -> dict[int, set[str]]:
    """Each day off of the worker with the causes prescribed for it."""
    found: dict[int, set[str]] = {}
    for whose, start, length, cause in drawn:
        for number in range(start, start + length + 1):
            if whose == worker:
                found.setdefault(number, set()).add(cause)
    return found


def walked(drawn: list[tuple[int, int, int, str]], gap: int) -> list[tuple[int, date, date]]:
    found: list[tuple[int, date, date]] = []
    for worker in (1, 2):
        runs: list[list[int]] = []
        for number in sorted(days_off(drawn, worker)):
            if runs and number - runs[-1][-1] <= gap + 1:
                runs[-1].append(number)
            else:
                runs.append([number])
        found += [(worker, ORIGIN + timedelta(run[0]), ORIGIN + timedelta(run[-1])) for run in runs]
    return found


@settings(deadline=None)
@given(prescribed, st.integers(0, 3))
def test_spells_are_those_of_a_reader_who_walks_day_by_day(drawn: list[Any], gap: int) -> None:
    merged = spells(frame(drawn), gap)

    assert merged.select("travailleur_id", "debut", "fin").rows() == walked(drawn, gap)


@settings(deadline=None)
@given(prescribed)
def test_days_of_a_cause_count_once_however_many_prescriptions_cover_them(drawn: list[Any]) -> None:
    counted = days_by_spell(numbered(frame(drawn), 0), {"jours": pl.col("motif") != "maternite"})

    expected = sum(1 for worker in (1, 2) for causes in days_off(drawn, worker).values() if causes - {"maternite"})
    assert counted["jours"].sum() == expected


jobs_ends = st.tuples(st.none() | st.integers(0, 60), st.none() | st.integers(0, 60))
open_leaves = st.lists(st.tuples(st.integers(1, 2), st.integers(0, 40)), max_size=4)
held = st.lists(st.tuples(st.integers(1, 2), st.integers(0, 60), st.sampled_from(["reprise", "demande"])), max_size=6)


@settings(deadline=None)
@given(open_leaves, jobs_ends, held)
def test_a_leave_without_end_stops_before_the_first_return_visit_or_with_its_job(
    leaves: list[tuple[int, int]], ends: tuple[int | None, int | None], visits: list[tuple[int, int, str]]
) -> None:
    """Both jobs are of the same worker."""

    def moment(number: int | None) -> date | None:
        return None if number is None else ORIGIN + timedelta(number)

    found = prescriptions(
        pl.DataFrame(
            [(job, moment(start), None, "maladie") for job, start in leaves],
            schema={"emploi_id": pl.Int64, "debut": pl.Date, "fin": pl.Date, "motif": pl.String},
            orient="row",
        ),
        pl.DataFrame(
            {"pk": [1, 2], "travailleur_id": [9, 9], "fin": [moment(end) for end in ends]},
            schema_overrides={"fin": pl.Date},
        ),
        pl.DataFrame(
            [(job, moment(number), kind) for job, number, kind in visits],
            schema={"emploi_id": pl.Int64, "date": pl.Date, "nature": pl.String},
            orient="row",
        ),
    )

    expected = []
    for job, start in leaves:
        stops = [number - 1 for _, number, kind in visits if kind == "reprise" and number > start]
        stops += [end for end in (ends[job - 1],) if end is not None]
        last = min(stops, default=None)
        if last is None or last >= start:
            expected.append((moment(start), LASTING if last is None else moment(last)))
    assert sorted(found.select("debut", "fin").rows()) == sorted(expected)
