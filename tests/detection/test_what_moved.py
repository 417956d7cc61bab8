"""A run that reads only what moved leaves what a run that reads everything would leave."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import polars as pl
import pytest
from django.conf import settings as installation
from django.core.management import call_command
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amarre.accounts.models import Service, User
from amarre.cases import actions as casework
from amarre.cases.actions.notes import record_act
from amarre.cases.actions.schemes import use_scheme
from amarre.cases.models import Case
from amarre.detection.actions import restore_signal, set_aside_signal
from amarre.detection.datasets import READ
from amarre.detection.detect import FOLDER, detect
from amarre.detection.models import DetectionRun, GroupSignal, Signal
from amarre.directory.models import Job, Professional, Worker
from amarre.exchange.actions import import_set
from amarre.exchange.kept_tables import Kept, read_what_moved, root_of
from amarre.exchange.loading.undo import undo_batch
from amarre.exchange.models import FactsMove, HandEntry, ImportBatch
from amarre.exchange.moves import facts_moved
from amarre.exchange.synthetic import synthesize
from amarre.exchange.tables import read_tables
from amarre.exchange.writing import write_set
from amarre.lib.errors import DomainError
from amarre.surveillance import actions, kinds
from amarre.surveillance.models import SickLeave, Visit
from amarre.surveillance.rows import revision
from tests.detection.drawn import a_worker, day, leave
from tests.people import person

pytestmark = pytest.mark.django_db
START = date(2025, 12, 20)
DATED = {"arrets": "fin", "visites": "date", "emplois": "fin", "dispositifs": "fin", "reconnaissances": "fin"}


@dataclass
class Life:
    """A service to which things happen, drawn one after the other; `sent` is what its business software holds."""

    service: Service
    by: User
    random: Random
    folder: Path
    sent: dict[str, pl.DataFrame]
    on: date = START
    seen: list[str] = field(default_factory=list)

    def happen(self) -> None:
        """One thing, or nothing where the law or the house refuses it."""
        acts: list[Callable[[], object]] = [
            self.send, self.send, self.undo, self.undo, self.type, self.correct, self.withdraw, self.take_back,
            self.refer, self.follow, self.act, self.close, self.hand_over, self.judge, self.unsaid,
        ]  # fmt: skip
        chosen = self.random.choice(acts)
        with suppress(DomainError), transaction.atomic():
            chosen()
            self.seen.append(chosen.__name__)

    def one_of(self, rows: Any) -> Any:
        found = list(rows.order_by("pk"))
        if not found:
            raise DomainError("Rien à faire.", code="none")
        return self.random.choice(found)

    def job(self) -> Job:
        job: Job = self.one_of(Job.objects.filter(service=self.service))
        return job

    def send(self) -> None:
        """The next set: dates moved, rows gone, rows more."""
        for name, column in DATED.items():
            table = self.sent[name]
            drawn = pl.Series([self.random.random() for _ in range(table.height)], dtype=pl.Float64)
            days = self.random.randint(-40, 40)
            moved = pl.col(column).dt.offset_by(f"{days}d").clip(upper_bound=self.on)
            self.sent[name] = table.with_columns(pl.when(drawn < 0.06).then(moved).otherwise(column)).filter(
                drawn < 0.99
            )
        target = self.folder / str(len(list(self.folder.iterdir())))
        write_set(self.sent, target)
        import_set(source=target, service=self.service, by=None, as_of=self.on, full=self.random.random() < 0.5)

    def undo(self) -> None:
        """The last set that was not taken back; the first one stays, for the rest to rest on."""
        sent = list(ImportBatch.objects.filter(service=self.service, undone_at=None).order_by("pk"))[1:]
        if not sent:
            raise DomainError("Rien à annuler.", code="none")
        undo_batch(batch=sent[-1], by=None)

    def type(self) -> None:
        start = self.on - timedelta(days=self.random.choice([2, 31, 32, 60, 91, 200]))
        values: dict[str, Any] = {"debut": start, "fin": self.random.choice([None, self.on]), "motif": "maladie"}
        kind = kinds.SICK_LEAVES
        if self.random.random() < 0.5:
            nature = self.random.choice(["pre_reprise", "reprise", "demande", "mi_carriere"])
            values = {"date": start, "nature": nature, "modalite": "presentiel", "avis": "aucun"}
            kind = kinds.VISITS
        actions.enter_fact(
            kind=kind, job=self.job(), values=values, author="medecin_travail", by=self.by, accepted=every_warning()
        )

    def correct(self) -> None:
        row = self.one_of(SickLeave.objects.filter(service=self.service))
        actions.correct_fact(
            kind=kinds.SICK_LEAVES, row=row, seen=revision(kinds.SICK_LEAVES, row), author="medecin_travail",
            values={"fin": row.starts_on + timedelta(days=self.random.randint(0, 100))}, by=self.by,
            accepted=every_warning(),
        )  # fmt: skip

    def withdraw(self) -> None:
        row = self.one_of(Visit.objects.filter(service=self.service))
        actions.withdraw_fact(
            kind=kinds.VISITS, row=row, seen=revision(kinds.VISITS, row), reason="Erreur de dossier", by=self.by
        )

    def take_back(self) -> None:
        actions.undo_entry(entry=self.one_of(HandEntry.objects.filter(service=self.service)), by=self.by)

    def refer(self) -> None:
        signal = self.one_of(Signal.objects.open().filter(service=self.service))
        casework.refer_signal(signal=signal, by=self.by, on=self.on)

    def follow(self) -> None:
        lead = self.one_of(Professional.objects.filter(service=self.service))
        casework.receive_case(job=self.job(), on=self.on, by=self.by, lead=lead)

    def act(self) -> None:
        case = self.one_of(Case.objects.going_on().filter(service=self.service))
        record_act(case=case, profession="ergonome", by=self.by, on=self.on)
        use_scheme(
            case=case, scheme="temps_partiel_therapeutique", approval="oui", by=self.by,
            seen=Case.objects.get(pk=case.pk).version, starts_on=self.on,
            ends_on=self.on + timedelta(days=self.random.randint(10, 60)),
        )  # fmt: skip

    def close(self) -> None:
        case = self.one_of(Case.objects.going_on().filter(service=self.service))
        casework.close_case(
            case=case, by=self.by, seen=case.version, on=self.on, outcome="maintien_poste",
            decisive="poste", satisfaction="tres_satisfait", reason="Fin",
        )  # fmt: skip

    def hand_over(self) -> None:
        cases = Case.objects.filter(service=self.service).values_list("pk", flat=True)
        lead = self.one_of(Professional.objects.filter(service=self.service))
        casework.reassign_cases(service=self.service, cases=list(cases), lead=lead, by=self.by)

    def judge(self) -> None:
        """A signal is set aside, or taken up again."""
        signal = self.one_of(Signal.objects.filter(service=self.service, status__in=["open", "set_aside"]))
        if signal.status == "open":
            set_aside_signal(signal=signal, reason="refus", by=self.by)
        else:
            restore_signal(signal=signal, by=self.by)

    def unsaid(self) -> None:
        """A writer that does not say what it wrote."""
        worker = self.one_of(Worker.objects.filter(service=self.service))
        Worker.objects.filter(pk=worker.pk).update(born_on=date(self.on.year - 45, 3, 2))
        facts_moved(self.service.pk)


def every_warning() -> frozenset[str]:
    return frozenset(path.stem for path in (installation.CATALOGUE / "prohibitions").glob("*.yaml"))


def stands(service: Service) -> list[Any]:
    """Every signal and group, without the numbers that the database gives."""
    kept = [
        [{name: value for name, value in row.items() if name != "id"} for row in rows.filter(service=service).values()]
        for rows in (Signal.objects.order_by("worker", "rule", "since", "subject"), GroupSignal.objects.order_by("pk"))
    ]
    moves = Signal.objects.filter(service=service).order_by("worker", "rule", "since", "subject", "transitions__pk")
    return [*kept, list(moves.values_list("transitions__move", flat=True))]


def both_ways(service: Service, on: date) -> DetectionRun:
    """A run that reads everything, taken back, then one that reads what moved: the same in the end."""
    with transaction.atomic():
        wanted_counts = detect(service=service, on=on)
        wanted = stands(service)
        transaction.set_rollback(True)
    counts = detect(service=service, on=on, full=False)
    assert stands(service) == wanted
    assert counts == wanted_counts
    return DetectionRun.objects.get(service=service, on=on)


@settings(max_examples=2, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**9))
def test_whatever_happens_and_however_many_days_pass(service: Service, tmp_path: Path, seed: int) -> None:
    random = Random(seed)
    with transaction.atomic():
        sent = synthesize(workers=30, seed=random.randint(0, 99), year=2025, catalogue=installation.CATALOGUE)
        folder = tmp_path / str(seed)
        write_set(sent, folder / "first")
        import_set(source=folder / "first", service=service, by=None, as_of=START)
        life = Life(service, person((service, "medecin")), random, folder, dict(sent))
        detect(service=service, on=START)
        for _ in range(6):
            life.on += timedelta(days=random.choice([0, 1, 1, 3, 15, 31]))
            for _ in range(random.randint(0, 4)):
                life.happen()
            run = both_ways(service, life.on)
            assert (run.rows_read is None) == ("unsaid" in life.seen), life.seen
            life.seen.clear()
        transaction.set_rollback(True)


def test_the_kept_facts_are_those_of_the_database_or_are_read_again(
    service: Service, capsys: pytest.CaptureFixture[str]
) -> None:
    job, other = a_worker(service), a_worker(service)
    root = root_of(service, FOLDER)
    detect(service=service, on=START)
    last = DetectionRun.objects.get()
    added = leave(job, "2025-10-01", None)
    facts_moved(service.pk, dataset="arrets", rows=[added.pk])
    facts_moved(service.pk, dataset="suivis", rows=[1])
    Job.objects.filter(pk=other.pk).update(ended_on=START)
    facts_moved(service.pk, dataset="emplois", rows=[other.pk, 10**9])
    service.refresh_from_db()

    reading = read_what_moved(service, READ, Kept(last.facts_folder, last.facts_version), root)

    assert reading.again == 3
    assert all(reading.frames[name].equals(frame) for name, frame in read_tables(service, READ).items())

    call_command("detect", service="essai", on="2025-12-21")
    assert "3 rows that moved since the last run were read again" in capsys.readouterr().out
    kept = DetectionRun.objects.get(on=day("2025-12-21"))
    assert {one.name for one in root.iterdir()} == {last.facts_folder, kept.facts_folder}
    assert [one.dataset for one in FactsMove.objects.all()] == []

    (root / kept.facts_folder / "arrets.arrow").unlink()
    call_command("detect", service="essai", on="2025-12-22")
    assert "Every row was read." in capsys.readouterr().out
    call_command("detect", service="essai", on="2025-12-23", full=True)
    assert "Every row was read." in capsys.readouterr().out
