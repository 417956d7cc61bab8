"""Passwords: lost, chosen behind a link, changed."""

import re
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.test import Client

from amarre.accounts.enums import Role
from amarre.accounts.models import Service, User
from amarre.audit.models import Event
from amarre.config.mail import mail_settings
from tests.people import PASSWORD, person

pytestmark = pytest.mark.django_db
NEW = "trois mots sans rapport"
CHOICE = {"password1": NEW, "password2": NEW}


@pytest.fixture(autouse=True)
def _nothing_counted() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def user(service: Service) -> User:
    return person((service, Role.ADMINISTRATION), password=PASSWORD)


def signs_in(password: str) -> bool:
    client = Client()
    client.post("/connexion/", {"login": "personne@essai.test", "password": password})
    return "_auth_user_id" in client.session


def asked(client: Client, outbox: list[EmailMessage], email: str = "personne@essai.test") -> str:
    """Ask for a link; its path."""
    client.post("/mot-de-passe/", {"email": email})
    return link_of(outbox[-1])


def link_of(mail: EmailMessage) -> str:
    found = re.search(r"http://testserver(/mot-de-passe/\S+)", str(mail.body))
    assert found
    return found[1]


def opened(client: Client, link: str) -> str:
    """Follow the link as a browser does; the page's own address."""
    answer = client.get(link)
    return str(answer["Location"]) if answer.status_code == 302 else ""


def test_a_lost_password_is_chosen_again_behind_a_link(
    client: Client, user: User, mailoutbox: list[EmailMessage]
) -> None:
    link = asked(client, mailoutbox)

    done = client.post(opened(client, link), CHOICE, follow=True)

    assert "Votre mot de passe est choisi" in done.content.decode()
    assert signs_in(NEW)
    assert not signs_in(PASSWORD)
    assert "_auth_user_id" not in client.session, "the link alone signs nobody in"
    assert Event.objects.get(action="user.password_set").subject_id == user.pk


def test_the_mail_says_nothing_personal(client: Client, user: User, mailoutbox: list[EmailMessage]) -> None:
    asked(client, mailoutbox)

    text = f"{mailoutbox[0].subject} {mailoutbox[0].body}"

    assert not any(word in text for word in ("Camille", "Roy", "essai.test", "Service", "Administration"))


def test_a_mail_scanner_that_opens_the_link_does_not_use_it_up(
    client: Client, user: User, mailoutbox: list[EmailMessage]
) -> None:
    link = asked(client, mailoutbox)
    for _ in range(3):
        scanner = Client()
        scanner.get(opened(scanner, link))

    client.post(opened(client, link), CHOICE)

    assert signs_in(NEW)


def test_a_link_serves_once(client: Client, user: User, mailoutbox: list[EmailMessage]) -> None:
    link = asked(client, mailoutbox)
    client.post(opened(client, link), CHOICE)

    again = Client().get(link)

    assert "Ce lien ne sert plus" in again.content.decode()


def test_a_link_dies_after_two_days(
    client: Client, user: User, mailoutbox: list[EmailMessage], settings: object
) -> None:
    assert settings.PASSWORD_RESET_TIMEOUT == 48 * 3600  # type: ignore[attr-defined]
    link = asked(client, mailoutbox)
    settings.PASSWORD_RESET_TIMEOUT = -1  # type: ignore[attr-defined]

    assert "Ce lien ne sert plus" in client.get(link).content.decode()


def test_an_unknown_address_reads_as_a_known_one_and_sends_nothing(
    client: Client, user: User, mailoutbox: list[EmailMessage]
) -> None:
    known = client.post("/mot-de-passe/", {"email": "personne@essai.test"}, follow=True)
    unknown = client.post("/mot-de-passe/", {"email": "inconnue@essai.test"}, follow=True)

    assert known.content == unknown.content
    assert len(mailoutbox) == 1


def test_a_closed_account_gets_no_link(client: Client, user: User, mailoutbox: list[EmailMessage]) -> None:
    User.objects.update(is_active=False)

    client.post("/mot-de-passe/", {"email": "personne@essai.test"})

    assert mailoutbox == []


@pytest.mark.parametrize("weak", ["court", "internazionale", "personne@essai.test"])
def test_a_weak_password_is_refused_with_a_reason(
    client: Client, user: User, mailoutbox: list[EmailMessage], weak: str
) -> None:
    page = client.post(opened(client, asked(client, mailoutbox)), {"password1": weak, "password2": weak})

    assert "Erreur" in page.content.decode()
    assert signs_in(PASSWORD)


def test_a_changed_password_needs_the_old_one_and_ends_the_other_sessions(client: Client, user: User) -> None:
    other = Client()
    for browser in (client, other):
        browser.post("/connexion/", {"login": "personne@essai.test", "password": PASSWORD})

    wrong = client.post("/mon-compte/mot-de-passe/", {"oldpassword": "pas celui-là", **CHOICE})
    done = client.post("/mon-compte/mot-de-passe/", {"oldpassword": PASSWORD, **CHOICE}, follow=True)

    assert "Erreur" in wrong.content.decode()
    assert "Votre mot de passe est changé" in done.content.decode()
    assert client.get("/mon-compte/").status_code == 200
    assert other.get("/mon-compte/").status_code == 302
    assert signs_in(NEW)


def test_a_mail_server_is_one_address() -> None:
    settings = mail_settings("smtps://amarre%40service.fr:s%2Fecret@mail.service.fr")

    assert (settings["EMAIL_HOST"], settings["EMAIL_PORT"]) == ("mail.service.fr", 465)
    assert (settings["EMAIL_HOST_USER"], settings["EMAIL_HOST_PASSWORD"]) == ("amarre@service.fr", "s/ecret")
    assert settings["EMAIL_USE_SSL"]
    for wrong in ("mail.service.fr", "http://mail", "smtp://", "smtp://mail:port", "smtp://[mail"):
        with pytest.raises(ValueError, match="smtps://"):
            mail_settings(wrong)
