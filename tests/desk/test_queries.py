"""A page asks the database as often for ten times as many people, and seldom."""

from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from amarre.accounts.enums import Role
from amarre.accounts.models import Service
from amarre.cases.enums import Outcome
from amarre.cases.models import Case, FollowUp, Referral
from amarre.detection.models import Signal
from amarre.directory.models import Job
from amarre.lib.calendars import add_months
from tests.browser.filled import load
from tests.people import person, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

FEW, MANY = 60, 600
LIST, FILE = 30, 40
#: Each page of a service, and the most that it may ask.
PAGES: dict[str, int] = {
    "": LIST,
    "signaux/": LIST,
    "a-voir-d-abord/": LIST,
    "collectifs/": LIST,
    "dossiers/": LIST,
    "signalements/": LIST,
    "donnees/": LIST,
    "comptes/": LIST,
    "cpom/": FILE,
    "cpom/I17/?perimetre=tous": FILE,
    "travailleurs/{worker}/": FILE,
    "travailleurs/{worker}/faits/": FILE,
    "travailleurs/{worker}/faits/visite/": FILE,
    "etablissements/{place}/": FILE,
    "dossiers/{case}/": FILE,
}

#: What Direction reads of the same addresses, without a name.
DIRECTION: dict[str, int] = {"": LIST, "collectifs/": LIST, "cpom/": FILE, "etablissements/{place}/": FILE}


def counted(service: Service, client: Client, pages: dict[str, int]) -> dict[str, int]:
    """The queries of each page, warm, for the dearest of three workers, establishments and cases."""
    signals = list(Signal.objects.filter(service=service).open().by_urgency().select_related("job")[:3])
    cases = list(Case.objects.filter(service=service).order_by("pk")[:3])
    dearest: dict[str, int] = {}
    for page in pages:
        for signal, case in zip(signals, cases, strict=True):
            filled = page.format(worker=signal.worker_id, place=signal.job.establishment_id, case=case.pk)
            address = f"/services/{service.code}/{filled}"
            assert client.get(address).status_code == 200, address
            with CaptureQueriesContext(connection) as captured:
                client.get(address)
            dearest[page] = max(dearest.get(page, 0), len(captured))
            if filled == page:
                break
    return dearest


def due_today(service: Service) -> None:
    """A case whose worker is to be asked today what became of them: few people may have none, and nothing to fetch."""
    case = Case.objects.filter(service=service, closed_on__isnull=False).exclude(outcome=Outcome.DECEASED)[0]
    FollowUp.objects.filter(case=case).delete()
    day = add_months(timezone.localdate(), -6)
    Case.objects.filter(pk=case.pk).update(opened_on=day, closed_on=day)


def received_today(service: Service) -> None:
    """A signalement that waits, which few people may not have either: whose name is shown is recorded."""
    job = Job.objects.filter(service=service)[0]
    Referral.objects.create(
        service=service, job=job, received_on=timezone.localdate(), origin="employeur", reason="sante"
    )


def test_ten_times_as_many_people_cost_no_query_more(tmp_path: Path) -> None:
    counts = []
    for number in (FEW, MANY):
        service = Service.objects.create(code=f"de-{number}", name=f"Service de {number}")
        load(service, number, tmp_path / str(number))
        due_today(service)
        received_today(service)
        client = signed_in(person(*((service, role) for role in Role), email=f"{number}@essai.test"))
        direction = signed_in(person((service, Role.MANAGEMENT), email=f"direction-{number}@essai.test"))
        # The figures of the year that are on Direction's first page are those that the CPOM page computed.
        counts.append((counted(service, client, PAGES), counted(service, direction, DIRECTION)))
        assert "objectifs atteints sur" in direction.get(f"/services/{service.code}/").content.decode()

    for few, many, most in zip(*counts, (PAGES, DIRECTION), strict=True):
        assert {page: (few[page], many[page]) for page in most if few[page] != many[page]} == {}
        assert {page: count for page, count in many.items() if count > most[page]} == {}
