"""The search of every page."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from amarre.accounts.enums import Role
from amarre.accounts.models import Service
from amarre.audit.models import Event
from amarre.directory.models import Job
from amarre.directory.search.index import index_names
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db
SEARCH = "/services/essai/recherche/"


@pytest.fixture
def client(service: Service, job: Job) -> Client:
    """The nurse's browser; the mason can be found."""
    index_names(service=service)
    return signed_in(person((service, Role.NURSE)))


def test_the_form_leads_to_an_address_without_the_name_that_shows_who_was_found(client: Client, job: Job) -> None:
    sent = client.post(SEARCH, {"q": "orsateli"})
    page = client.get(sent["Location"]).content.decode()

    assert sent["Location"] == SEARCH
    assert "Orsatelli Yanis</a>, né le 03/04/1981" in page
    assert "maçon, Maçonnerie Belcastel, 12\u00a0salariés, Travaux de construction spécialisés" in page
    assert 'value="orsateli"' in page
    assert f"/travailleurs/{job.worker_id}/" in page


def test_what_htmx_receives_is_what_the_page_shows(client: Client) -> None:
    there = {"HX-Request": "true", "HX-Current-URL": f"https://testserver{SEARCH}"}
    fragment = client.post(SEARCH, {"q": "belcastel"}, headers=there).content.decode()
    page = client.get(SEARCH).content.decode()

    assert "<html" not in fragment
    assert "1\u00a0établissement" in fragment
    assert re.sub(r"\s+", " ", fragment).strip() in re.sub(r"\s+", " ", page)


def test_what_the_box_of_the_header_finds_while_one_types_is_not_kept(client: Client) -> None:
    elsewhere = {"HX-Request": "true", "HX-Current-URL": "https://testserver/services/essai/"}

    assert "1\u00a0établissement" in client.post(SEARCH, {"q": "belcastel"}, headers=elsewhere).content.decode()
    assert "1\u00a0établissement" not in client.get(SEARCH).content.decode()


def test_a_name_in_the_address_is_not_looked_for(client: Client) -> None:
    assert "Orsatelli" not in client.get(f"{SEARCH}?q=orsatelli").content.decode()


def test_whose_names_were_shown_is_recorded_and_what_was_typed_is_not(client: Client, job: Job) -> None:
    client.post(SEARCH, {"q": "orsatelli"}, headers={"HX-Request": "true"})

    event = Event.objects.get(action="workers.read")
    assert event.details == {"workers": [job.worker_id]}


def test_nothing_found_says_what_to_try(client: Client) -> None:
    fragment = client.post(SEARCH, {"q": "<b>zzz"}, headers={"HX-Request": "true"}).content.decode()

    assert "Rien ne répond à «\u00a0&lt;b&gt;zzz\u00a0»" in fragment
    assert not Event.objects.filter(action="workers.read").exists()


@pytest.mark.parametrize(
    "text", ["", "a", " ", "\x00", "'", "%", "é" * 500, "9" * 300, "31/02/1981", "a b c d e f g h"]
)
def test_whatever_is_typed_is_answered(client: Client, text: str) -> None:
    assert client.post(SEARCH, {"q": text}, headers={"HX-Request": "true"}).status_code == 200


def test_words_that_are_not_made_yet_are_announced(service: Service, job: Job) -> None:
    page = signed_in(person((service, Role.NURSE))).post(SEARCH, {"q": "orsatelli"}, follow=True).content.decode()

    assert "la recherche se met à jour" in page


def test_every_page_has_the_box_for_those_who_may_look(client: Client, service: Service) -> None:
    for address in ("/services/essai/", "/services/essai/signaux/", "/services/essai/cpom/"):
        assert 'role="search"' in client.get(address).content.decode()
    administrator = signed_in(person((service, Role.ADMINISTRATION), email="admin@essai.test"))
    assert 'role="search"' not in administrator.get("/services/essai/donnees/").content.decode()


def test_direction_finds_companies_and_never_a_person(client: Client, service: Service) -> None:
    manager = signed_in(person((service, Role.MANAGEMENT), email="direction@essai.test"))

    person_asked = manager.post(SEARCH, {"q": "orsatelli"}, headers={"HX-Request": "true"}).content.decode()
    company_asked = manager.post(SEARCH, {"q": "belcastel"}, headers={"HX-Request": "true"}).content.decode()

    assert "Orsatelli" not in person_asked
    assert "Maçonnerie Belcastel" in company_asked


def test_a_search_costs_few_queries(client: Client) -> None:
    client.post(SEARCH, {"q": "x"})
    with CaptureQueriesContext(connection) as spent:
        client.post(SEARCH, {"q": "yanis orsatelli maconnerie"}, headers={"HX-Request": "true"})

    assert len(spent) <= 40
