"""The person's own open sessions."""

from collections.abc import Iterator

import pytest
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.test import Client

from amarre.accounts.enums import Role
from amarre.accounts.models import Service, User
from amarre.accounts.views import browser_of
from amarre.audit.models import Event
from tests.people import PASSWORD, person

pytestmark = pytest.mark.django_db
PAGE = "/mon-compte/sessions/"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:130.0) Gecko/20100101 Firefox/130.0"
EDGE = "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_0) AppleWebKit/537.36 Chrome/129.0 Safari/537.36 Edg/129.0"


@pytest.fixture(autouse=True)
def _nothing_counted() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def user(service: Service) -> User:
    return person((service, Role.NURSE), password=PASSWORD)


def at_work(agent: str = FIREFOX, email: str = "personne@essai.test") -> Client:
    client = Client(headers={"user-agent": agent})
    client.post("/connexion/", {"login": email, "password": PASSWORD})
    return client


def test_a_person_sees_its_sessions_and_ends_one(user: User) -> None:
    here, lost = at_work(), at_work(EDGE)
    page = here.get(PAGE).content.decode()
    assert page.index("Firefox, Windows") < page.index("Edge, Mac")
    assert page.count("celle-ci") == 1
    other = UserSession.objects.get(user_agent=EDGE)

    page = here.post(f"{PAGE}{other.pk}/terminer/", follow=True).content.decode()

    assert "Cette session est terminée." in page
    assert "Edge" not in page
    assert lost.get(PAGE)["Location"].startswith("/connexion/")
    assert here.get(PAGE).status_code == 200
    assert Event.objects.get(action="user.session_ended").details == {"session": other.pk}


def test_neither_this_session_nor_anothers_is_ended_from_here(user: User, service: Service) -> None:
    person((service, Role.NURSE), email="collegue@essai.test", password=PASSWORD)
    here, theirs = at_work(), at_work(EDGE, "collegue@essai.test")

    for session in UserSession.objects.all():
        assert here.post(f"{PAGE}{session.pk}/terminer/").status_code == 404

    assert theirs.get(PAGE).status_code == 200
    assert "Edge" not in here.get(PAGE).content.decode()


def test_once_the_others_are_ended_this_one_stays_in_the_list(user: User) -> None:
    here, lost = at_work(), at_work(EDGE)

    here.post("/mon-compte/terminer-sessions/")

    page = here.get(PAGE).content.decode()
    assert "celle-ci" in page
    assert "Edge" not in page
    assert lost.get(PAGE).status_code == 302


def test_an_unknown_browser_is_said_to_be_unknown() -> None:
    assert browser_of("curl/8.0") == "Navigateur inconnu"
