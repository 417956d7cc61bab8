"""What falls due, by month, for those who may read it."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from amarre.accounts.enums import Role
from amarre.accounts.models import Service
from amarre.audit.models import Event
from amarre.cases.actions import receive_case
from amarre.cases.actions.planning import Wanted, write_action
from amarre.cases.models import SchemeUse
from amarre.directory.models import Job, Recognition
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db
ADDRESS = "/services/essai/dossiers/echeances/"


def test_deadlines_are_read_by_month_and_health_by_those_who_may(service: Service, job: Job) -> None:
    today = timezone.localdate()
    case = receive_case(job=job, on=date(2026, 3, 2), by=None)
    for seen, days in enumerate((-3, 40)):
        wanted = Wanted(f"Étape {days}", today + timedelta(days), outside="employeur")
        write_action(case=case, wanted=wanted, by=None, seen=seen, on=today)
    ends = today + timedelta(50)
    SchemeUse.objects.create(
        service=service, job=job, case=case, scheme="crpe", approval="oui", starts_on=today, ends_on=ends
    )
    SchemeUse.objects.create(service=service, job=job, scheme="ppr", approval="attente", starts_on=today)
    Recognition.objects.create(service=service, worker=job.worker, kind="rqth", ends_on=ends)

    nurse = signed_in(person((service, Role.NURSE), email="a@essai.test")).get(ADDRESS).content.decode()
    social = signed_in(person((service, Role.SOCIAL_WORKER), email="b@essai.test")).get(ADDRESS).content.decode()

    assert nurse.index("En retard") < nurse.index("Étape -3 (l’employeur)") < nurse.index("Étape 40")
    assert "CRPE" in nurse
    assert "Le projet se notifie" in nurse
    assert "Le projet se notifie" not in social
    assert "Préparer le renouvellement" in nurse
    assert "Étape 40" in social
    assert "CRPE" not in social
    assert "renouvellement" not in social
    assert Event.objects.filter(action="deadlines.read").count() == 2
