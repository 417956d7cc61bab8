"""A meeting of three cases held in a real browser, with and without JavaScript."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from amarre.accounts.enums import Role
from amarre.accounts.models import Service
from amarre.cases.actions import receive_case
from amarre.cases.actions.meetings import ask_cell
from amarre.cases.models import Decision, Task
from tests.detection.drawn import a_worker
from tests.people import PASSWORD, person

from .test_morning import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def plan(page: Page, today: date) -> None:
    """A meeting of today, with the cases proposed."""
    page.get_by_role("navigation", name="Principale").get_by_role("link", name="Réunions").click()
    page.get_by_role("link", name="Prévoir une réunion").click()
    page.get_by_label("Jour").fill(f"{today:%d/%m/%Y}")
    page.get_by_role("button", name="Prévoir la réunion").click()
    page.get_by_role("button", name="Mettre à l’ordre du jour").click()
    page.get_by_role("link", name="Commencer la réunion").click()
    expect(page.get_by_text("Décaler l’essai ?")).to_be_visible()


def hold(page: Page, today: date) -> None:
    """Two decisions on the first case, one on the second, none on the third."""
    decision = page.get_by_role("textbox", name="Décision")
    decision.fill("Décaler d’une semaine")
    page.get_by_label("Qui agit").select_option("Camille Roy")
    page.get_by_label("Pour le").fill(f"{today + timedelta(days=7):%d/%m/%Y}")
    decision.press("Enter")
    expect(page.get_by_role("region", name="Décisions")).to_contain_text("Camille Roy, pour le")
    expect(decision).to_be_focused()
    expect(decision).to_have_value("")
    decision.fill("Prévenir l’employeur")
    page.get_by_role("button", name="Enregistrer, dossier suivant").click()
    expect(page.get_by_text("2 sur 3")).to_be_visible()
    decision.fill("Demander une étude de poste")
    page.get_by_role("button", name="Enregistrer, dossier suivant").click()
    expect(page.get_by_text("3 sur 3")).to_be_visible()
    page.get_by_role("button", name="Passer").click()


def test_a_meeting_of_three_cases(page: Page, live_server: object, service: Service) -> None:
    today = timezone.localdate()
    officer = person((service, Role.RETENTION_OFFICER), password=PASSWORD)
    asked = receive_case(job=a_worker(service), on=today - timedelta(days=20), by=None)
    ask_cell(case=asked, text="Décaler l’essai ?", by=officer)
    for days in (10, 5):
        receive_case(job=a_worker(service), on=today - timedelta(days=days), by=None)
    sign_in(page, live_server.url)

    plan(page, today)
    hold(page, today)
    page.get_by_role("button", name="Terminer la réunion").click()
    expect(page.get_by_role("status")).to_contain_text("Réunion terminée")
    assert {one.text for one in Decision.objects.all()} == {
        "Décaler d’une semaine", "Prévenir l’employeur", "Demander une étude de poste",
    }  # fmt: skip
    with page.expect_download() as download:
        page.get_by_role("link", name="Relevé de décisions (PDF)").click()
    assert download.value.path().read_bytes().startswith(b"%PDF")

    page.get_by_role("link", name="Ma journée").click()
    page.get_by_role("button", name="C’est fait : Décaler d’une semaine").click()
    expect(page.get_by_role("button", name="Remettre à faire : Décaler d’une semaine")).to_be_visible()
    assert Task.objects.get().state == "fait"
