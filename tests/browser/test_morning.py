"""A professional's morning, in a real browser."""

import re

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
    page.locator("header summary").press("Enter")
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
