"""Getting in, staying in, getting out."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from amarre.accounts.enums import Role
from amarre.accounts.models import Service
from tests.people import PASSWORD, person, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_counted() -> None:
    cache.clear()


def sign_in(client: Client, password: str = PASSWORD, email: str = "personne@essai.test") -> object:
    return client.post("/connexion/", {"login": email, "password": password})


def test_the_first_screen_says_what_amarre_is_and_signs_in(client: Client) -> None:
    page = client.get("/", follow=True)

    assert page.redirect_chain == [("/connexion/?next=/", 302)]
    assert "cellule de prévention de la désinsertion professionnelle" in page.content.decode()
    assert 'type="password"' in page.content.decode()


def test_the_right_password_opens_the_persons_service(client: Client, service: Service) -> None:
    person((service, Role.ADMINISTRATION), password=PASSWORD)

    page = client.post(
        "/connexion/?next=/", {"login": "Personne@Essai.test", "password": PASSWORD, "next": "/"}, follow=True
    )

    assert page.status_code == 200
    assert page.request["PATH_INFO"] == "/services/essai/"


def test_a_wrong_password_and_an_unknown_address_read_the_same(client: Client, service: Service) -> None:
    person((service, Role.PHYSICIAN), password=PASSWORD)

    wrong = sign_in(client, "autre chose entièrement")
    unknown = sign_in(client, email="inconnue@essai.test")

    for page in (wrong, unknown):
        assert page.status_code == 200
        assert "n’est pas le bon" in page.content.decode()
        assert "Erreur" in page.content.decode()


def test_failures_are_throttled_even_for_the_right_password(client: Client, service: Service) -> None:
    person((service, Role.PHYSICIAN), password=PASSWORD)
    for _ in range(5):
        sign_in(client, "pas celui-là")

    page = sign_in(client)

    assert "Attendez cinq minutes" in page.content.decode()
    assert "_auth_user_id" not in client.session


def test_a_closed_account_does_not_come_in_and_its_open_session_ends(service: Service) -> None:
    user = person((service, Role.ADMINISTRATION), password=PASSWORD)
    client = signed_in(user)
    assert client.get("/services/essai/comptes/").status_code == 200

    user.is_active = False
    user.save()

    assert client.get("/services/essai/comptes/").status_code == 302
    sign_in(fresh := Client())
    assert "_auth_user_id" not in fresh.session


def test_a_session_ends_half_an_hour_after_its_last_page(service: Service) -> None:
    client = signed_in(person((service, Role.ADMINISTRATION)))
    client.get("/services/essai/comptes/")
    session = Session.objects.get()
    assert timedelta(minutes=29) < session.expire_date - timezone.now() <= timedelta(minutes=30)

    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))

    assert client.get("/services/essai/comptes/").status_code == 302


def test_a_page_read_later_pushes_the_end_back(service: Service) -> None:
    client = signed_in(person((service, Role.ADMINISTRATION)))
    session = client.session
    session["seen_at"] = timezone.now().timestamp() - 600
    session.save()
    Session.objects.update(expire_date=timezone.now() + timedelta(minutes=20))

    client.get("/services/essai/comptes/")

    assert Session.objects.get().expire_date > timezone.now() + timedelta(minutes=29)


def test_signing_out_needs_a_form_and_ends_the_session(service: Service) -> None:
    client = signed_in(person((service, Role.ADMINISTRATION)))

    assert client.get("/deconnexion/").status_code == 200
    assert client.get("/services/essai/comptes/").status_code == 200
    client.post("/deconnexion/")

    assert client.get("/services/essai/comptes/").status_code == 302


def test_passwords_are_kept_as_argon2_at_the_cost_that_is_advised(
    service: Service, password_cost: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, cost in password_cost.items():
        monkeypatch.setattr(Argon2PasswordHasher, name, cost)

    kept = person((service, Role.NURSE), password=PASSWORD).password

    assert kept.startswith("argon2$argon2id$")
    memory, turns = re.search(r"\$m=(\d+),t=(\d+),", kept).groups()
    assert int(memory) >= 19 * 1024
    assert int(turns) >= 2


def test_nobody_can_sign_up(client: Client) -> None:
    for address in ("/signup/", "/inscription/", "/accounts/signup/"):
        assert client.get(address).status_code == 404


def test_the_way_back_never_leads_to_another_site(client: Client, service: Service) -> None:
    person((service, Role.ADMINISTRATION), password=PASSWORD)

    answer = client.post(
        "/connexion/", {"login": "personne@essai.test", "password": PASSWORD, "next": "https://ailleurs.example/"}
    )

    assert answer.status_code == 302
    assert answer["Location"] == "/"


def test_a_person_ends_its_other_sessions_and_stays_in_this_one(service: Service) -> None:
    user = person((service, Role.ADMINISTRATION))
    here, elsewhere = signed_in(user), signed_in(user)

    page = here.post("/mon-compte/terminer-sessions/", follow=True)

    assert "Vos autres sessions sont terminées" in page.content.decode()
    assert here.get("/services/essai/comptes/").status_code == 200
    assert elsewhere.get("/services/essai/comptes/").status_code == 302
