"""A worker drawn in a few lines: jobs, leave, visits and indices of one service."""

from datetime import date
from itertools import count

from amarre.accounts.models import Service
from amarre.directory.models import Establishment, Job, Member, Worker
from amarre.surveillance.models import RiskIndex, SickLeave, Visit

numbers = count(1)


def day(text: str) -> date:
    return date.fromisoformat(text)


def an_establishment(service: Service, *, left_on: str | None = None) -> Establishment:
    number = next(numbers)
    member = Member.objects.create(
        service=service, external_id=f"M{number}", name="Maçonnerie Dupin", kind="entreprise",
        left_on=left_on and day(left_on),
    )  # fmt: skip
    return Establishment.objects.create(
        service=service, external_id=f"E{number}", member=member, name="Chantier nord", naf="43.99C", headcount=12
    )


def a_worker(service: Service, *, born: str = "1990-06-15", left_on: str | None = None) -> Job:
    """A worker with one job since 2015; the job is returned."""
    number = next(numbers)
    worker = Worker.objects.create(
        service=service, external_id=f"T{number}", last_name="Alba", first_name="Noa", born_on=day(born), sex="F"
    )
    return a_job(worker, "2015-01-05", establishment=an_establishment(service, left_on=left_on))


def a_job(worker: Worker, start: str, end: str | None = None, *, establishment: Establishment | None = None) -> Job:
    return Job.objects.create(
        service=worker.service, external_id=f"J{next(numbers)}", worker=worker, started_on=day(start),
        establishment=establishment or an_establishment(worker.service), ended_on=end and day(end),
        contract_kind="cdi", monitoring="simple",
    )  # fmt: skip


def leave(job: Job, start: str, end: str | None, cause: str = "maladie") -> SickLeave:
    return SickLeave.objects.create(
        service=job.service, external_id=f"A{next(numbers)}", job=job, starts_on=day(start),
        ends_on=end and day(end), cause=cause,
    )  # fmt: skip


def visit(job: Job, held: str, kind: str) -> Visit:
    return Visit.objects.create(
        service=job.service, external_id=f"V{next(numbers)}", job=job, held_on=day(held), kind=kind,
        modality="presentiel", opinion="aucun",
    )  # fmt: skip


def index(job: Job, measured: str, instrument: str, value: float) -> RiskIndex:
    return RiskIndex.objects.create(
        service=job.service, external_id=f"I{next(numbers)}", job=job, instrument=instrument, value=value,
        measured_on=day(measured),
    )  # fmt: skip
