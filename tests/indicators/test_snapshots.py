"""Snapshots: taken again only when facts moved, whole or absent, without anybody's name."""

import os
from datetime import date
from pathlib import Path

import pytest
from django.db.models import F

from amarre.accounts.models import Service
from amarre.directory.models import Establishment, Job, Member, Worker
from amarre.indicators import snapshots
from amarre.indicators.models import Snapshot
from amarre.indicators.snapshots import folder_of, frames_of, snapshot_of
from amarre.indicators.specs import dataset_specs


@pytest.fixture
def worker(service: Service) -> Worker:
    """A worker with one job."""
    member = Member.objects.create(service=service, name="Adhérent", kind="entreprise")
    place = Establishment.objects.create(service=service, member=member, name="Siège", naf="43.99C", headcount=8)
    worker = Worker.objects.create(
        service=service, last_name="Canari-Nom", first_name="Canari", born_on=date(1981, 4, 3), sex="F"
    )
    Job.objects.create(
        service=service, worker=worker, establishment=place, contract_kind="cdi", started_on=date(2015, 1, 1),
        monitoring="simple",
    )  # fmt: skip
    return worker


def move_facts(service: Service) -> None:
    Service.objects.filter(pk=service.pk).update(facts_version=F("facts_version") + 1)


def test_a_snapshot_serves_until_the_facts_move(service: Service, worker: Worker) -> None:
    first = snapshot_of(service)
    again = snapshot_of(service)
    Job.objects.update(ended_on=date(2026, 1, 31))
    move_facts(service)
    after = snapshot_of(service)

    assert again == first
    assert after.fingerprint != first.fingerprint
    assert frames_of(first)["emplois"]["fin"].to_list() == [None]
    assert frames_of(after)["emplois"]["fin"].to_list() == [date(2026, 1, 31)]


def test_the_same_facts_give_the_same_fingerprint(service: Service, worker: Worker) -> None:
    first = snapshot_of(service)
    move_facts(service)

    assert snapshot_of(service).fingerprint == first.fingerprint
    assert Snapshot.objects.count() == 1


def test_only_the_last_two_are_kept(service: Service, worker: Worker) -> None:
    taken = []
    for year in range(2020, 2024):
        Job.objects.update(ended_on=date(year, 1, 31))
        move_facts(service)
        taken.append(snapshot_of(service))

    assert set(Snapshot.objects.all()) == set(taken[-2:])
    folders = {folder.name for folder in folder_of(taken[-1]).parent.iterdir()}
    assert folders == {one.fingerprint for one in taken[-2:]}


def test_a_snapshot_whose_files_are_gone_is_taken_again(service: Service, worker: Worker) -> None:
    first = snapshot_of(service)
    for file in folder_of(first).iterdir():
        file.unlink()
    folder_of(first).rmdir()

    assert frames_of(snapshot_of(service))["travailleurs"].height == 1


def test_a_snapshot_that_fails_half_way_leaves_nothing(
    service: Service, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*args: object) -> str:
        raise OSError("No space left on device")

    monkeypatch.setattr(snapshots, "_hash_of", full)
    snapshots.code_fingerprint.cache_clear()
    monkeypatch.setattr(snapshots, "code_fingerprint", lambda: "essai")

    with pytest.raises(OSError, match="No space"):
        snapshot_of(service)

    root = Path(snapshots._root(service))
    assert list(root.iterdir()) == []
    assert not Snapshot.objects.exists()


def test_what_a_killed_run_left_goes_once_it_is_surely_abandoned(service: Service, worker: Worker) -> None:
    root = folder_of(snapshot_of(service)).parent
    abandoned, written = root / "taking-old", root / "taking-new"
    abandoned.mkdir()
    written.mkdir()
    os.utime(abandoned, (0, 0))

    move_facts(service)
    snapshot_of(service)

    assert (abandoned.exists(), written.exists()) == (False, True)


def test_nobody_is_named_in_a_snapshot(service: Service, worker: Worker) -> None:
    files = list(folder_of(snapshot_of(service)).iterdir())

    assert {file.stem for file in files} == set(dataset_specs())
    assert [file.name for file in files if b"Canari" in file.read_bytes()] == []
    assert worker.external_id in frames_of(snapshot_of(service))["travailleurs"]["travailleur_id"].to_list()
