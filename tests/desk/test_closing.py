"""Ending a case from its page, and taking it up again."""

from datetime import date

import pytest
from django.test import Client

from amarre.accounts.enums import Role
from amarre.accounts.models import Service
from amarre.cases.models import Case, PlannedFollowUp
from amarre.directory.models import Job, Professional
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db
GIVEN = {
    "outcome": "maintien_poste", "on": "2026-03-31", "decisive": "poste", "satisfaction": "non_recueillie",
    "channel": "courriel", "address": "yanis@exemple.fr", "reason": "", "seen": "0",
}  # fmt: skip


@pytest.fixture
def case(job: Job) -> Case:
    """A case of the mason."""
    lead = Professional.objects.create(service=job.service, last_name="Lassalle", role="charge_maintien")
    return Case.objects.create(service=job.service, job=job, opened_on=date(2026, 1, 5), lead=lead)


@pytest.fixture
def client(service: Service) -> Client:
    """A retention officer."""
    return signed_in(person((service, Role.RETENTION_OFFICER)))


def at(case: Case, act: str = "") -> str:
    return f"/services/essai/dossiers/{case.pk}/{act}"


def test_a_case_is_closed_from_its_page_and_its_follow_ups_are_shown(client: Client, case: Case) -> None:
    assert at(case, "faire/clore/") in client.get(at(case)).content.decode()
    assert client.get(at(case, "faire/clore/"))["Location"] == at(case, "clore/")

    answer = client.post(at(case, "clore/"), GIVEN, follow=True)

    page = answer.content.decode()
    assert "Suivis prévus les 30/06/2026, 30/09/2026, 31/03/2027." in page
    assert "yanis@exemple.fr" in page
    assert "Prévu à 12 mois" in page
    assert at(case, "faire/rouvrir/") in page
    assert at(case, "faire/clore/") not in page


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"outcome": ""}, "Choisissez l’issue du dossier."),
        ({"on": ""}, "Donnez la date de clôture."),
        ({"on": "2999-01-01"}, "Cette date est à venir"),
        ({"decisive": ""}, "Choisissez ce qui a été décisif."),
        ({"satisfaction": ""}, "Choisissez une réponse"),
        ({"channel": ""}, "Demandez-lui"),
        ({"channel": "sms", "address": "05 65 00 00 00"}, "Un SMS part vers un numéro mobile"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_closed(
    client: Client, case: Case, changes: dict[str, str], said: str
) -> None:
    answer = client.post(at(case, "clore/"), {**GIVEN, **changes})

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not PlannedFollowUp.objects.exists()


def test_a_closing_typed_on_an_old_page_is_refused_with_what_happened_since(client: Client, case: Case) -> None:
    client.post(at(case, "clore/"), GIVEN)
    client.post(at(case, "rouvrir/"), {"on": "2026-04-02", "reason": "Nouvel arrêt", "seen": "1"})

    answer = client.post(at(case, "clore/"), GIVEN)

    assert answer.status_code == 409
    assert "«\u00a0rouvrir\u00a0»" in answer.content.decode()


def test_a_reopened_case_is_asked_nothing_more(client: Client, case: Case) -> None:
    client.post(at(case, "clore/"), GIVEN)
    assert client.post(at(case, "rouvrir/"), {"on": "2026-04-02", "reason": "", "seen": "1"}).status_code == 422

    page = client.post(at(case, "rouvrir/"), {"on": "2026-04-02", "reason": "Nouvel arrêt", "seen": "1"}, follow=True)

    assert "Dossier rouvert" in page.content.decode()
    assert not PlannedFollowUp.objects.waiting().exists()


def test_after_a_death_no_contact_is_asked_for(client: Client, case: Case) -> None:
    answer = client.post(at(case, "clore/"), {**GIVEN, "outcome": "deces", "channel": "", "address": ""}, follow=True)

    assert "Aucun suivi n’est prévu." in answer.content.decode()


def test_the_contact_can_be_taken_back(client: Client, case: Case) -> None:
    client.post(at(case, "clore/"), GIVEN)

    page = client.post(at(case, "contact/"), {"channel": "aucun", "address": ""}, follow=True).content.decode()

    assert "ne souhaite pas être recontacté" in page
    assert "yanis@exemple.fr" not in page


def test_a_case_of_another_service_is_not_closed_through_ones_own(case: Case) -> None:
    other = Service.objects.create(code="autre", name="Autre")
    client = signed_in(person((other, Role.PHYSICIAN)))

    assert client.post(at(case, "clore/").replace("essai", "autre"), GIVEN).status_code == 404
