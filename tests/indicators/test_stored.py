"""Figures kept with their snapshot: computed once, computed again when what they come from moved."""

import json
from datetime import date
from typing import Any

import pytest
from django.db.models import F

from amarre.accounts.models import Service
from amarre.contracts.definitions import contract_of
from amarre.contracts.figures import contract_figures
from amarre.indicators.models import StoredResult
from amarre.indicators.periods import Period
from amarre.indicators.snapshots import snapshot_of
from amarre.indicators.stored import stored
from tests.indicators.test_snapshots import worker  # noqa: F401

YEAR = Period.year(2025)


def test_figures_are_computed_once_for_a_snapshot_contract_and_period(service: Service) -> None:
    snapshot = snapshot_of(service)
    asked: list[str] = []

    def compute() -> dict[str, Any]:
        asked.append("again")
        return {"I17": {"all": {"value": 0.1}, "target": None}}

    answers = [stored(snapshot, "prevy-2025", YEAR, compute) for _ in range(2)]
    stored(snapshot, "pst38-2025", YEAR, compute)
    stored(snapshot, "prevy-2025", Period.year(2024), compute)

    assert answers[0] == answers[1]
    assert len(asked) == 3


@pytest.mark.parametrize("moved", ["catalogue_fingerprint", "code_fingerprint"])
def test_another_catalogue_or_code_computes_them_again_in_their_place(service: Service, moved: str) -> None:
    snapshot = snapshot_of(service)
    stored(snapshot, "prevy-2025", YEAR, lambda: {"I17": "before"})
    StoredResult.objects.update(**{moved: "another"})

    assert stored(snapshot, "prevy-2025", YEAR, lambda: {"I17": "after"}) == {"I17": "after"}
    assert json.loads(StoredResult.objects.get().figures) == {"I17": "after"}


def test_kept_figures_keep_their_order(service: Service) -> None:
    contract = contract_of("pst38-2025")

    first, again = (contract_figures(service, contract, YEAR.start, YEAR.end).results for _ in range(2))

    assert StoredResult.objects.exists()
    assert list(again) == list(first)
    assert list(again["I17"]["all"]["by"]["age"]) == ["<30", "30-39", "40-49", "50-59", "60+"]


def test_what_is_kept_is_what_was_computed(service: Service, worker: object) -> None:  # noqa: F811
    contract = contract_of("prevy-2025")

    first = contract_figures(service, contract, date(2025, 1, 1), date(2025, 12, 31))
    again = contract_figures(service, contract, date(2025, 1, 1), date(2025, 12, 31))

    assert StoredResult.objects.count() == 1
    assert again.results == first.results


def test_results_go_with_the_last_snapshots(service: Service, worker: object) -> None:  # noqa: F811
    from amarre.directory.models import Job

    for year in range(2020, 2024):
        Job.objects.update(ended_on=date(year, 1, 31))
        Service.objects.update(facts_version=F("facts_version") + 1)
        contract_figures(service, contract_of("prevy-2025"), date(2025, 1, 1), date(2025, 12, 31))

    assert StoredResult.objects.count() == 2
