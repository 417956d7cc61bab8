"""The threshold bench, against a dozen workers reckoned by hand; what the past did not know; a rule never reached."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from amarre.accounts.models import Service
from amarre.cases.models import Case
from amarre.detection.bench import try_out, wilson
from amarre.detection.datasets import read_frames
from amarre.detection.replay import known_on, month_ends
from amarre.directory.models import Job
from amarre.lib.errors import DomainError, UnknownName
from amarre.surveillance.models import Visit
from tests.detection.drawn import a_worker, day, leave, visit

RULE, FIGURE = "amenagements_repetes", "signaux.amenagements"
TODAY = date(2026, 1, 15)


def measures(job: Job, *held: str) -> None:
    for one in held:
        Visit.objects.filter(pk=visit(job, one, "demande").pk).update(measures_proposed=True)


def unfit(job: Job, held: str) -> None:
    Visit.objects.filter(pk=visit(job, held, "demande").pk).update(opinion="inaptitude")


def a_case(job: Job, opened: str, closed: str | None = None) -> None:
    Case.objects.create(
        service=job.service, job=job, opened_on=day(opened), closed_on=closed and day(closed),
        outcome="maintien_poste" if closed else None,
    )  # fmt: skip


@pytest.fixture
def dozen(service: Service) -> Service:
    """Twelve workers between the end of January 2023 and the end of December 2025 (36 months' ends)."""
    jobs = [a_worker(service) for _ in range(12)]
    measures(jobs[0], "2024-01-10", "2024-03-10")  # twice: flagged on 31/03/2024, once: on 31/01/2024
    unfit(jobs[0], "2024-09-30")  # 183 days after, 243 days after
    a_case(jobs[0], "2024-01-01", "2024-03-31")  # open on both days
    measures(jobs[1], "2024-02-05", "2024-05-20")  # 31/05, 29/02
    unfit(jobs[1], "2024-06-10")  # 10 days after, 102 days after
    measures(jobs[2], "2024-04-02", "2024-06-15")  # flagged, and nothing happens
    a_case(jobs[2], "2024-07-10")  # after either flag
    measures(jobs[3], "2025-01-10", "2025-02-10")  # 28/02/2025, 31/01/2025
    Job.objects.filter(pk=jobs[3].pk).update(ended_on=day("2025-06-30"))  # 122 days after, 150 days after
    measures(jobs[4], "2024-07-01")  # never, 31/07/2024
    unfit(jobs[4], "2025-07-01")  # 335 days after
    measures(jobs[5], "2023-05-05")  # never, 31/05/2023
    a_case(jobs[5], "2023-01-01")
    unfit(jobs[6], "2024-10-10")  # nobody saw it come
    unfit(jobs[7], "2022-12-01")  # before the first month's end
    measures(jobs[8], "2024-08-05", "2024-08-20")  # flagged on 31/08/2024...
    unfit(jobs[8], "2024-08-25")  # ...too late
    measures(jobs[10], "2026-01-02", "2026-01-05")  # after the last month's end
    return service


def tried(service: Service, values: dict[str, int], rule: str = RULE) -> dict[str, Any]:
    return try_out(service=service, subject=rule, values=values, on=TODAY)


@pytest.mark.django_db
def test_a_dozen_workers_are_measured_as_by_hand(dozen: Service) -> None:
    found = tried(dozen, {FIGURE: 1})

    assert (found["first"], found["last"]) == ("2023-01-31", "2025-12-31")
    present, other = found["versions"]
    assert (present["flagged"], present["followed"]) == (5, 1)
    unfit_then = present["inapte"]
    assert (unfit_then["happened"], unfit_then["foreseen"]) == (5, 2)
    assert unfit_then["sensitivity"][0] == unfit_then["value"][0] == pytest.approx(2 / 5)
    assert unfit_then["lead"] == [53.25, 96.5, 139.75]
    assert present["parti"] == {
        "happened": 1, "foreseen": 1, "sensitivity": wilson(1, 1), "value": wilson(1, 5), "lead": [122, 122, 122],
    }  # fmt: skip
    assert (other["flagged"], other["followed"]) == (7, 2)
    assert (other["inapte"]["happened"], other["inapte"]["foreseen"]) == (5, 3)
    assert other["inapte"]["value"][0] == pytest.approx(3 / 7)
    assert other["inapte"]["lead"] == [172.5, 243, 289]
    assert other["parti"]["lead"] == [150, 150, 150]


@pytest.mark.django_db
def test_each_worker_is_new_in_one_month_and_under_one_physician(dozen: Service) -> None:
    found = tried(dozen, {FIGURE: 1})

    newly = {day_: count for day_, count in found["versions"][0]["months"] if count}
    assert newly == {
        "2024-03-31": 1, "2024-05-31": 1, "2024-06-30": 1, "2024-08-31": 1, "2025-02-28": 1
    }  # fmt: skip
    assert len(found["versions"][0]["months"]) == 36
    assert found["physicians"] == [{"name": "Sans médecin désigné", "flagged": [5, 7]}]


@pytest.mark.django_db
def test_a_rule_that_nobody_reaches_measures_nothing_without_dividing(dozen: Service) -> None:
    found = tried(dozen, {FIGURE: 900})["versions"][1]

    assert (found["flagged"], found["followed"]) == (0, 0)
    assert found["inapte"] == {"happened": 5, "foreseen": 0, "sensitivity": wilson(0, 5), "value": None, "lead": None}
    assert {count for _, count in found["months"]} == {0}


@pytest.mark.django_db
def test_a_service_without_anything_has_nothing_to_share_out(service: Service) -> None:
    found = tried(service, {})

    assert found["versions"][0]["inapte"] == {
        "happened": 0, "foreseen": 0, "sensitivity": None, "value": None, "lead": None
    }  # fmt: skip
    assert found["physicians"] == []


@pytest.mark.django_db
def test_a_figure_that_derives_the_facts_is_tried_as_well(dozen: Service) -> None:
    """Within one month, only the ninth worker had two measures; the fourth had his a month and a day apart."""
    found = tried(dozen, {"signaux.periode_amenagements": 1})

    assert [one["flagged"] for one in found["versions"]] == [5, 1]


@pytest.mark.django_db
def test_the_weights_and_the_threshold_of_the_grid_are_tried_beside_the_present_ones(dozen: Service) -> None:
    found = tried(dozen, {"poids.amenagement": 4, "seuil": 4}, rule="grille")

    present, other = found["versions"]
    assert present["flagged"] == 0
    # Flagged at the end of the month of their first measure: as the rule is where one measure is enough.
    assert (other["flagged"], other["followed"]) == (7, 2)
    assert (other["inapte"]["happened"], other["inapte"]["foreseen"]) == (5, 3)
    assert other["inapte"]["lead"] == [172.5, 243, 289]
    assert other["parti"]["lead"] == [150, 150, 150]
    assert found["physicians"] == [{"name": "Sans médecin désigné", "flagged": [0, 7]}]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["poids.inconnu", "signaux.amenagements", "threshold"])
def test_the_grid_takes_no_other_number(service: Service, name: str) -> None:
    with pytest.raises(DomainError, match="ne dépend pas"):
        tried(service, {name: 1}, rule="grille")


@pytest.mark.django_db
def test_what_a_day_did_not_know_is_not_there(service: Service) -> None:
    job = a_worker(service)
    Job.objects.filter(pk=job.pk).update(ended_on=day("2025-06-30"))
    leave(job, "2025-03-03", "2025-05-31")
    leave(job, "2025-06-01", "2025-06-20")
    visit(job, "2025-05-02", "reprise")
    a_case(job, "2025-02-01", "2025-06-01")
    known = known_on(read_frames(service), day("2025-05-01"))

    assert known["emplois"]["fin"].to_list() == [None]
    assert known["arrets"]["fin"].to_list() == [day("2025-05-31")], "its end was prescribed, the next one was not"
    assert known["visites"].height == 0
    assert known["dossiers"]["cloture"].to_list() == [None]
    assert known_on(read_frames(service), day("2025-06-30"))["emplois"]["fin"].to_list() == [day("2025-06-30")]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["pre_reprise.duree_arret", "signaux.sans_contact", "inconnu.chiffre"])
def test_neither_a_legal_figure_nor_another_rule_s_is_tried(service: Service, name: str) -> None:
    with pytest.raises(DomainError, match="ne dépend pas"):
        tried(service, {name: 10})


@pytest.mark.django_db
def test_an_unknown_rule_is_refused(service: Service) -> None:
    with pytest.raises(UnknownName):
        tried(service, {}, rule="nulle_part")


@pytest.mark.parametrize(
    ("on", "first", "last"),
    [
        ("2026-01-15", "2025-11-30", "2025-12-31"),
        ("2024-02-29", "2024-01-31", "2024-02-29"),
        ("2024-02-28", "2023-12-31", "2024-01-31"),
        ("2025-12-31", "2025-11-30", "2025-12-31"),
    ],
)
def test_the_months_are_whole(on: str, first: str, last: str) -> None:
    assert month_ends(day(on), 2) == [day(first), day(last)]


@given(whole=st.integers(1, 5000), data=st.data())
def test_intervals_are_those_of_scipy(whole: int, data: st.DataObject) -> None:
    part = data.draw(st.integers(0, whole))
    exact = stats.binomtest(part, whole).proportion_ci(0.95, "wilson")

    assert wilson(part, whole) == pytest.approx([part / whole, exact.low, exact.high], abs=1e-9)
