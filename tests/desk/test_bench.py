"""The page of the threshold bench: a rule chosen, figures tried in the background, the result read and recorded."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from amarre.accounts.enums import Role
from amarre.accounts.models import Service
from amarre.audit.models import Event
from amarre.detection.models import Signal
from amarre.detection.replay import month_ends
from amarre.directory.models import Job
from amarre.exchange.enums import OperationState
from amarre.exchange.models import Operation
from amarre.exchange.operations.actions import execute
from amarre.surveillance.models import Visit
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db
PAGE = "/services/essai/banc-d-essai/"
ASKED = {"regle": "amenagements_repetes", "signaux.amenagements": "1", "signaux.periode_amenagements": "24"}


@pytest.fixture
def client(service: Service) -> Client:
    """A physician's browser: no right on the data themselves."""
    return signed_in(person((service, Role.PHYSICIAN)))


@pytest.fixture
def measured(job: Job) -> None:
    """The mason had one measure proposed last autumn, and was declared unfit three months later."""
    ends = month_ends(timezone.localdate(), 8)
    for held_on, opinion, measures in ((ends[0], "aucun", True), (ends[3], "inaptitude", False)):
        Visit.objects.create(
            service=job.service, job=job, held_on=held_on, kind="demande", modality="presentiel", opinion=opinion,
            measures_proposed=measures,
        )  # fmt: skip


def read(client: Client, asked: dict[str, str]) -> str:
    """Ask for a trial, let the worker do it, and read the page that waits."""
    answer = client.post(PAGE, asked)
    assert answer.status_code == 302
    assert "Vous pouvez quitter cette page" in client.get(answer["Location"]).content.decode()
    execute(Operation.objects.latest("pk").pk)
    return client.get(answer["Location"]).content.decode().replace("\u00a0", " ")


def test_a_rule_with_another_figure_is_set_beside_the_rule_as_it_is(client: Client, measured: None) -> None:
    form = client.get(PAGE, {"regle": ASKED["regle"]}).content.decode()
    assert 'name="signaux.amenagements" value="2"' in form

    page = read(client, ASKED)

    assert "1, au lieu de 2 (propositions)" in page
    assert 'data-label="Règle actuelle">0</td><td class="am-num" data-label="Essai">1</td>' in page
    assert "100 % (20,7 % à 100 %)" in page
    assert "Sans médecin désigné" in page
    assert "<svg" in page
    assert "Orsatelli" not in page
    event = Event.objects.get(action="bench.read")
    assert event.details == {"rule": "amenagements_repetes"}


def test_the_same_trial_on_the_same_facts_is_made_once_and_waits_in_the_list(client: Client, measured: None) -> None:
    read(client, ASKED)

    again = client.post(PAGE, ASKED)

    operation = Operation.objects.get()
    assert again["Location"] == f"{PAGE}?essai={operation.pk}"
    assert f'href="?essai={operation.pk}"' in client.get(PAGE).content.decode()


def test_the_grid_with_other_weights_is_set_beside_the_grid_as_it_is(client: Client, measured: None) -> None:
    form = client.get(PAGE, {"regle": "grille"}).content.decode().replace("\u00a0", " ")
    asked = dict(re.findall(r'name="((?:seuil|poids)[^"]*)" value="(\d+)"', form))
    assert asked["poids.amenagement"] == "2"
    assert "ne décide jamais seule" in form

    page = read(client, {**asked, "regle": "grille", "poids.amenagement": "10", "seuil": "10"})

    assert "Aménagement déjà proposé (annexe 4)</dt><dd>10, au lieu de 2 (points)" in page
    assert 'data-label="Grille actuelle">0</td><td class="am-num" data-label="Essai">1</td>' in page
    assert "Orsatelli" not in page
    assert "10 (seuil), 10 (Aménagement" in client.get(PAGE).content.decode()
    assert client.post(PAGE, {**asked, "regle": "grille", "poids.age": "11"}).status_code == 422


def test_a_rule_that_nobody_reaches_says_so(client: Client, job: Job) -> None:
    page = read(client, {**ASKED, "signaux.amenagements": "2"})

    assert "Personne n’aurait été signalé" in page
    assert "Aucun chiffre n’est changé" in page


@pytest.mark.parametrize(("typed", "said"), [("", "Donnez un nombre."), ("0", "au moins 1"), ("9999", "au plus 1000")])
def test_a_figure_that_makes_no_sense_is_refused(client: Client, typed: str, said: str) -> None:
    answer = client.post(PAGE, {**ASKED, "signaux.amenagements": typed})

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Operation.objects.exists()


def test_a_trial_of_another_service_or_of_nobody_is_not_found(client: Client, service: Service) -> None:
    other = Service.objects.create(code="autre", name="Autre")
    foreign = Operation.objects.create(
        service=other, kind="banc-essai", created_by=person((other, Role.PHYSICIAN), email="x@essai.test"),
        arguments={"rule": "amenagements_repetes", "values": {}},
    )  # fmt: skip

    for number in (str(foreign.pk), "999999", "abc", "9" * 30):
        assert client.get(PAGE, {"essai": number}).status_code == 404


def test_whoever_lost_the_right_to_health_data_has_no_trial_made(client: Client, service: Service) -> None:
    client.post(PAGE, ASKED)
    service.memberships.update(role=Role.ADMINISTRATION)
    execute(Operation.objects.get().pk)

    assert Operation.objects.get().state == OperationState.REFUSED


def test_the_list_of_whom_to_see_first_leads_there_those_who_may(
    service: Service, raised: Callable[..., Signal]
) -> None:
    raised(since=date(2026, 1, 1))
    ranking = "/services/essai/a-voir-d-abord/"
    for role, there in ((Role.PHYSICIAN, True), (Role.COORDINATION, True), (Role.ASSISTANT, False)):
        page = signed_in(person((service, role), email=f"{role}@essai.test")).get(ranking).content.decode()
        assert (PAGE in page) is there
