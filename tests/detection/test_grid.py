"""The open screening grid: each point with its reason, the same for one worker and for the whole service."""

import pytest
from django.conf import settings

from amarre.accounts.models import Service
from amarre.detection.datasets import SITUATIONS, read_frames
from amarre.detection.grid import check_grid, graded, points_of, read_grid
from amarre.detection.jobs.known import what_is_known
from amarre.detection.one_worker import state_of
from amarre.indicators.law import figures_in_force
from tests.detection.drawn import a_worker, day, leave


def test_every_example_of_the_grid_holds() -> None:
    files, examples = check_grid(settings.CATALOGUE)

    assert files == 1
    assert examples >= 2 * len(read_grid(settings.CATALOGUE).items)


def test_the_grid_says_that_it_is_not_official_and_decides_nothing() -> None:
    grid = read_grid(settings.CATALOGUE)

    assert grid.label == "Grille indicative, non officielle"
    assert "ne décide jamais seule" in grid.note
    assert {item.dimension for item in grid.items} == set(grid.dimensions)


@pytest.mark.django_db
def test_one_worker_and_the_whole_service_have_the_same_points(service: Service) -> None:
    tired, fresh = a_worker(service, born="1970-01-01"), a_worker(service, born="2000-01-01")
    leave(tired, "2026-01-01", "2026-03-31")
    today, figures, grid = day("2026-04-10"), figures_in_force(), read_grid(settings.CATALOGUE)

    rows = SITUATIONS.build(what_is_known(read_frames(service), today, figures))
    whole = dict(graded(rows, grid, figures, today).select("travailleur_id", "points").iter_rows())

    for job in (tired, fresh):
        own = state_of(job.worker, today, with_grid=True).points
        assert sum(point.points for point in own) == whole[job.worker_id]
    assert whole == {tired.worker_id: 4, fresh.worker_id: 0}
    assert [point.reason.replace("\u00a0", " ") for point in state_of(tired.worker, today, with_grid=True).points] == [
        "Plus de 30 jours d'arrêt en 12 mois : 90 jours.",
        "Plus de 60 jours d'arrêt en 12 mois : 90 jours.",
        "56 ans.",
    ]


@pytest.mark.django_db
def test_without_an_active_job_there_is_no_point(service: Service) -> None:
    figures = figures_in_force()
    rows = SITUATIONS.build(what_is_known(read_frames(service), day("2026-04-10"), figures))

    assert points_of(rows, read_grid(settings.CATALOGUE), figures, day("2026-04-10")) == []
