"""A service with one mason on leave, what he needs, and what was done for him."""

from collections.abc import Callable
from datetime import date

import pytest

from amarre.accounts.models import Service
from amarre.detection.enums import Priority
from amarre.detection.models import DetectionRun, Signal
from amarre.directory.models import Establishment, Job, Member, Worker
from amarre.surveillance.models import Visit


@pytest.fixture
def job(service: Service) -> Job:
    """A mason of a company of the building trade."""
    member = Member.objects.create(service=service, name="Maçonnerie Belcastel", kind="entreprise")
    site = Establishment.objects.create(
        service=service, member=member, name="Maçonnerie Belcastel", naf="43.99C", headcount=12, external_id="E1"
    )
    worker = Worker.objects.create(
        service=service, last_name="Orsatelli", first_name="Yanis", born_on=date(1981, 4, 3), sex="M", external_id="T1"
    )
    return Job.objects.create(
        service=service, worker=worker, establishment=site, title="maçon", contract_kind="cdi",
        started_on=date(2010, 1, 1), monitoring="simple",
    )  # fmt: skip


@pytest.fixture
def raised(job: Job) -> Callable[..., Signal]:
    """Makes an open signal about the mason."""

    def make(since: date = date(2026, 1, 1), **changes: object) -> Signal:
        DetectionRun.objects.get_or_create(service=job.service, on=date(2026, 3, 1))
        fields = {
            "service": job.service, "worker": job.worker, "job": job,
            "establishment": job.establishment, "rule": "arret_long_sans_pre_reprise",
            "since": since, "raised_on": date(2026, 3, 1), "refreshed_on": date(2026, 3, 1),
            "priority": Priority.HIGH, "label": "Arrêt long", "reason": "En arrêt depuis 60 jours.",
            "suggestion": "Proposer une visite de pré-reprise", "reference": "Code du travail, art. R4624-29",
            "confirmed": True,
        }  # fmt: skip
        return Signal.objects.create(**{**fields, **changes})

    return make


@pytest.fixture
def signal(raised: Callable[..., Signal]) -> Signal:
    """One open signal."""
    return raised()


@pytest.fixture
def visit(job: Job) -> Visit:
    """A pre-return visit in 2025, in the target of the first contract."""
    return Visit.objects.create(
        service=job.service, job=job, held_on=date(2025, 5, 12), kind="pre_reprise", requester="travailleur",
        modality="presentiel", opinion="attestation",
    )  # fmt: skip
