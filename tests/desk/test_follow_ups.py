"""The follow-ups to make, the call, and the workers who wish to be called."""

from datetime import date

import pytest
from django.test import Client

from amarre.accounts.enums import Role
from amarre.accounts.models import Service
from amarre.cases.actions import Contact, keep_contact
from amarre.cases.models import Case, FollowUp, FollowUpAnswer, PlannedFollowUp
from amarre.directory.models import Job
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db
LIST = "/services/essai/suivis/"
SAID = {"situation": "meme_poste", "helped": "poste", "recommends": "oui", "words": "", "wants_call": "oui"}


@pytest.fixture
def planned(job: Job) -> PlannedFollowUp:
    """A follow-up of the mason, whose day has come."""
    case = Case.objects.create(
        service=job.service, job=job, opened_on=date(2025, 1, 5), closed_on=date(2025, 3, 31), outcome="maintien_poste"
    )
    keep_contact(
        case=case, contact=Contact("telephone", "05 65 00 00 00"), on=date(2025, 3, 31), by=None, seen=case.version
    )
    return PlannedFollowUp.objects.create(
        service=job.service, case=case, closed_on=case.closed_on, due_month="3", due_on=date(2025, 6, 30)
    )


@pytest.fixture
def client(service: Service) -> Client:
    """A social worker."""
    return signed_in(person((service, Role.SOCIAL_WORKER)))


def test_a_call_goes_through_the_same_questions_and_a_wish_to_be_called_reopens_contact(
    client: Client, planned: PlannedFollowUp
) -> None:
    assert "Orsatelli, Yanis" in client.get(LIST).content.decode()
    script = client.get(f"{LIST}{planned.pk}/").content.decode()
    assert "+33565000000" in script
    assert "Où en êtes-vous aujourd’hui" in script

    client.post(f"{LIST}{planned.pk}/", SAID)

    follow_up, answer = FollowUp.objects.get(), FollowUpAnswer.objects.get()
    assert (follow_up.situation, answer.way, answer.taken_by) == ("meme_poste", "telephone", person())
    assert "Souhaitent être rappelés" in client.get("/services/essai/").content.decode()
    assert "Rappel fait" in client.get(LIST).content.decode()
    client.post(f"{LIST}rappels/{answer.pk}/")
    assert "Rappel fait" not in client.get(LIST).content.decode()
    assert client.post(f"{LIST}rappels/{answer.pk}/").status_code == 409


def test_four_calls_without_an_answer_make_the_worker_unreachable(client: Client, planned: PlannedFollowUp) -> None:
    for _ in range(4):
        client.post(f"{LIST}{planned.pk}/", {"sans_reponse": "1"})

    assert FollowUp.objects.get().situation == "injoignable"
    assert "Aucun suivi n’est arrivé à son jour" in client.get(LIST).content.decode()


def test_a_question_left_open_is_said_and_nothing_is_kept(client: Client, planned: PlannedFollowUp) -> None:
    answer = client.post(f"{LIST}{planned.pk}/", {**SAID, "situation": ""})

    assert answer.status_code == 422
    assert "Choisissez la situation" in answer.content.decode()
    assert not FollowUp.objects.exists()


def test_a_follow_up_of_another_service_is_not_reached_through_ones_own(planned: PlannedFollowUp) -> None:
    other = Service.objects.create(code="autre", name="Autre")
    client = signed_in(person((other, Role.PHYSICIAN)))

    assert client.post(f"{LIST}{planned.pk}/".replace("essai", "autre"), SAID).status_code == 404
