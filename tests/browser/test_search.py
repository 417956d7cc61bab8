"""The search box, in a real browser."""

import pytest
from playwright.sync_api import Page, expect

from amarre.accounts.enums import Role
from amarre.accounts.models import Service
from amarre.directory.models import Job
from amarre.directory.search.index import index_names
from tests.people import PASSWORD, person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_somebody_is_found_from_any_page_and_the_address_stays_without_the_name(
    page: Page, live_server: object, service: Service, job: Job, request: pytest.FixtureRequest
) -> None:
    index_names(service=service)
    person((service, Role.NURSE), password=PASSWORD)
    page.goto(live_server.url)
    page.get_by_label("Adresse e-mail").fill("personne@essai.test")
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()

    box = page.get_by_role("searchbox")
    box.press_sequentially("yanis orsate")
    if "without" not in request.node.name:
        expect(page.get_by_role("link", name="Orsatelli Yanis")).to_be_visible()
    box.press("Enter")

    expect(page.get_by_role("heading", name="Recherche")).to_be_visible()
    assert page.url == f"{live_server.url}/services/essai/recherche/"
    page.get_by_role("link", name="Orsatelli Yanis").click()
    expect(page.get_by_role("heading", name="Yanis Orsatelli")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("link", name="Orsatelli Yanis")).to_be_visible()
