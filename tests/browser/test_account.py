"""One's own account in a real browser: a key added, used, refused; a link to choose a password that was used."""

import re
from collections.abc import Iterator

import pytest
from django.core import mail
from django.core.cache import cache
from playwright.sync_api import Browser, Page, expect

from amarre.accounts.enums import Role
from amarre.accounts.models import Service, User
from tests.people import PASSWORD, person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
REFUSES = "navigator.credentials.create = () => Promise.reject(new DOMException('closed', 'NotAllowedError'))"


@pytest.fixture
def user(service: Service) -> User:
    return person((service, Role.NURSE), password=PASSWORD)


@pytest.fixture
def tab(browser: Browser, live_server: object, user: User) -> Iterator[Page]:
    """The nurse's browser, signed in."""
    cache.clear()
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="fr-FR", base_url=live_server.url)
    page = context.new_page()
    sign_in(page, user)
    expect(page.get_by_role("navigation", name="Principale")).to_be_visible()
    yield page
    context.close()
    cache.clear()


def sign_in(page: Page, user: User) -> None:
    page.goto("/connexion/")
    page.get_by_label("Adresse e-mail").fill(user.email)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()


def add_a_key(page: Page, name: str) -> None:
    page.goto("/mon-compte/cles/ajouter/")
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Continuer").click()
    expect(page.get_by_role("heading", name="Ajouter une clé")).to_be_visible()
    page.wait_for_load_state("load")
    page.get_by_label("Nom de la clé").fill(name)
    page.get_by_label("Nom de la clé").press("Enter")


def test_a_key_is_added_and_opens_the_next_session(tab: Page, user: User) -> None:
    devices = tab.context.new_cdp_session(tab)
    devices.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})

    add_a_key(tab, "Clé de l’accueil")
    expect(tab.get_by_role("heading", name="Codes de secours")).to_be_visible()
    tab.locator("header summary").press("Enter")
    tab.get_by_role("button", name="Se déconnecter").click()
    expect(tab.get_by_role("heading", name="Se connecter")).to_be_visible()
    sign_in(tab, user)
    expect(tab.get_by_role("button", name="Utiliser la clé")).to_be_visible()
    tab.wait_for_load_state("load")
    tab.get_by_role("button", name="Utiliser la clé").click()

    expect(tab.get_by_role("navigation", name="Principale")).to_be_visible()


def test_a_key_that_is_refused_says_so(tab: Page) -> None:
    tab.add_init_script(REFUSES)

    add_a_key(tab, "Clé")

    expect(tab.get_by_role("alert")).to_contain_text("La clé n’a pas été lue.")
    expect(tab.get_by_role("alert")).to_be_focused()


def test_a_link_that_chose_a_password_says_that_it_is_used(tab: Page, user: User) -> None:
    tab.context.clear_cookies()
    tab.goto("/mot-de-passe/")
    tab.get_by_label("Adresse e-mail").fill(user.email)
    tab.get_by_role("button").last.click()
    expect(tab.get_by_role("heading", name="Regardez vos mails")).to_be_visible()
    link = re.search(r"https?://[^/\s]+(/\S+)", str(mail.outbox[-1].body))
    assert link

    tab.goto(link[1])
    for field in tab.locator("main input[type=password]").all():
        field.fill("phare-de-cordouan-77")
    tab.get_by_role("button", name="Choisir ce mot de passe").click()
    expect(tab.get_by_role("heading", name="Votre mot de passe est choisi")).to_be_visible()
    tab.goto(link[1])

    expect(tab).to_have_title("Ce lien ne sert plus - Amarre")
