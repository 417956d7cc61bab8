"""The plan de maintien en emploi: written, signed, changed, sent to the worker."""

from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from amarre.accounts.enums import Role
from amarre.accounts.models import Service
from amarre.audit.models import Event
from amarre.cases.actions import edit_case, receive_case
from amarre.cases.models import Case, PlanAction, RetentionPlan
from amarre.directory.models import Job, Professional
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(service: Service) -> Professional:
    return Professional.objects.create(service=service, last_name="Lassalle", first_name="Inès", role="charge_maintien")


@pytest.fixture
def case(job: Job, lead: Professional) -> Case:
    return receive_case(job=job, on=date(2026, 3, 2), by=None, lead=lead)


@pytest.fixture
def client(service: Service) -> Client:
    return signed_in(person((service, Role.RETENTION_OFFICER)))


@pytest.fixture
def address(case: Case) -> str:
    return f"/services/essai/dossiers/{case.pk}/"


def typed(lead: Professional, what: str = "Étudier le poste", **changes: object) -> dict[str, object]:
    return {"what": what, "who": lead.pk, "due_on": "2026-04-01", "state": "a_faire", **changes}


def written(client: Client, address: str, lead: Professional) -> RetentionPlan:
    """A plan of one objective and one action, signed by the worker."""
    client.post(f"{address}plan/", {"objectives": "Reprendre à mi-temps"})
    client.post(f"{address}plan/action/", typed(lead))
    client.post(f"{address}plan/signer/", {"signatory": "travailleur", "on": "2026-03-10"})
    return RetentionPlan.objects.get()


def test_a_plan_is_written_then_signed_by_each_on_their_day(
    client: Client, case: Case, lead: Professional, address: str
) -> None:
    plan = written(client, address, lead)
    client.post(f"{address}plan/signer/", {"signatory": "employeur", "name": "Mme Pagnac", "on": "2026-03-12"})

    page = client.get(f"{address}plan/").content.decode()
    case.refresh_from_db()
    assert (plan.number, plan.objectives, plan.signed_on) == (1, "Reprendre à mi-temps", date(2026, 3, 10))
    assert [one.name for one in plan.signatures.all()] == ["Yanis Orsatelli", "Mme Pagnac"]
    assert case.plan_opened_on == timezone.localdate()
    assert "Mme Pagnac" in page


def test_a_signed_version_is_frozen_and_a_change_begins_the_next(
    client: Client, lead: Professional, address: str
) -> None:
    signed = written(client, address, lead)
    thread = signed.actions.get().thread
    client.post(f"{address}plan/action/{thread}/", typed(lead, "Étudier un autre poste"))

    assert signed.actions.get().what == "Étudier le poste"
    draft = RetentionPlan.objects.get(number=2)
    assert (draft.signed_on, draft.actions.get().what) == (None, "Étudier un autre poste")
    assert [one.plan.number for one in PlanAction.objects.in_force()] == [1]
    assert "la version 2 attend une signature" in client.get(address).content.decode()


def test_following_an_action_leaves_the_signed_version_and_empties_the_next_action(
    client: Client, lead: Professional, address: str
) -> None:
    signed = written(client, address, lead)
    before = client.get(address).content.decode()
    client.post(f"{address}plan/action/{signed.actions.get().thread}/", typed(lead, state="faite"))

    assert RetentionPlan.objects.count() == 1
    assert signed.actions.get().state == "faite"
    assert "Prochaine action, attendue le 01/04/2026, Inès Lassalle" in before
    assert "Prochaine action" not in client.get(address).content.decode()


def test_an_empty_plan_is_not_signed_and_nobody_signs_twice(
    client: Client, case: Case, lead: Professional, address: str
) -> None:
    signature = {"signatory": "travailleur", "on": "2026-03-10"}
    assert client.post(f"{address}plan/signer/", signature).status_code == 409
    written(client, address, lead)

    assert client.post(f"{address}plan/signer/", signature).status_code == 422
    assert (
        client.post(f"{address}plan/signer/", {"signatory": "medecin_travail", "on": "2026-03-10"}).status_code == 409
    )
    assert client.post(f"{address}plan/signer/", {"signatory": "employeur", "on": "2026-03-10"}).status_code == 422


def test_the_second_of_two_writers_is_told_what_the_first_one_did(
    client: Client, case: Case, lead: Professional, address: str
) -> None:
    edit_case(case=case, by=None, seen=0, level="T2")

    refused = client.post(f"{address}plan/", {"objectives": "Autre chose", "seen": 0})

    assert refused.status_code == 409
    assert "«\u00a0niveau\u00a0» modifié" in refused.content.decode()
    assert not RetentionPlan.objects.exists()


def test_the_letter_is_an_archivable_tagged_file_recorded_when_it_is_taken(
    client: Client, case: Case, lead: Professional, address: str
) -> None:
    written(client, address, lead)

    letter = client.get(f"{address}plan/1/lettre.pdf")

    assert letter["Content-Type"] == "application/pdf"
    assert letter.content.startswith(b"%PDF-1.7")
    for mark in (b"/StructTreeRoot", b"/MarkInfo"):
        assert mark in letter.content
    assert b"pdfuaid:part" in letter.content
    assert b"pdfaid:part" in letter.content
    assert Event.objects.filter(action="plan.letter").count() == 1
    assert client.get(f"{address}plan/7/lettre.pdf").status_code == 404


def test_what_is_written_is_sealed_in_the_database(client: Client, lead: Professional, address: str) -> None:
    written(client, address, lead)

    sealed = RetentionPlan.objects.values_list("objectives", flat=True).get()
    assert b"Reprendre" not in bytes(sealed)
