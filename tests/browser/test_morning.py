"""A professional's morning, in a real browser."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from amarre.accounts.enums import Role
from amarre.detection.enums import SignalStatus
from amarre.detection.models import Signal
from amarre.surveillance.models import Visit
from tests.people import PASSWORD, person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def sign_in(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_label("Adresse e-mail").fill("personne@essai.test")
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()


def test_the_physician_signs_in_sets_a_signal_aside_and_takes_it_back(
    page: Page, live_server: object, signal: Signal
) -> None:
    person((signal.service, Role.PHYSICIAN), password=PASSWORD)
    sign_in(page, live_server.url)

    expect(page.get_by_role("heading", name="À voir d’abord")).to_be_visible()
    page.get_by_role("link", name="Écarter le signal de Yanis Orsatelli").click()
    page.get_by_role("button", name="Écarter le signal").click()
    expect(page.get_by_role("alert")).to_contain_text("Choisissez une raison dans la liste.")
    page.get_by_label("Visite déjà programmée").check()
    page.get_by_role("button", name="Écarter le signal").click()
    expect(page.get_by_role("status")).to_contain_text("Signal écarté")
    signal.refresh_from_db()
    assert signal.status == SignalStatus.SET_ASIDE

    page.get_by_role("button", name=re.compile("Reprendre")).click()
    expect(page.get_by_role("status")).to_contain_text("Signal repris")
    page.get_by_role("button", name="Se déconnecter").click()
    expect(page.get_by_role("heading", name="Se connecter")).to_be_visible()


def test_a_figure_opens_down_to_its_rows(page: Page, live_server: object, visit: Visit) -> None:
    person((visit.service, Role.COORDINATION), password=PASSWORD)
    sign_in(page, live_server.url)

    page.get_by_role("navigation", name="Principale").get_by_role("link", name="CPOM").click()
    page.get_by_label("Année", exact=True).select_option("2025")
    page.get_by_role("button", name="Afficher").click()
    page.get_by_role("link", name="Visites de pré-reprise réalisées").first.click()

    expect(page.get_by_role("rowheader", name="Orsatelli, Yanis")).to_be_visible()
    expect(page.get_by_text("Cette lecture est tracée.")).to_be_visible()


@pytest.mark.parametrize("width", [320, 683, 1366])
def test_no_page_overflows_its_screen(
    page: Page, live_server: object, raised: Callable[..., Signal], visit: Visit, width: int
) -> None:
    line = raised()
    person((line.service, Role.PHYSICIAN), password=PASSWORD)
    page.set_viewport_size({"width": width, "height": 768})
    sign_in(page, live_server.url)

    for address in ("", f"signaux/{line.pk}/ecarter/", "cpom/?annee=2025", "cpom/I17/?annee=2025", "cpom/?annee=1999"):
        page.goto(f"{live_server.url}/services/essai/{address}")
        body = page.locator("main").bounding_box()
        assert body["width"] <= width, address
        for selector in ("h1", ".am-lede", ".am-foot"):
            for box in page.locator(selector).all():
                edges = box.bounding_box()
                assert edges["x"] + edges["width"] <= width, (address, selector)
