"""Facts typed in a real browser: what the law forbids is refused, corrected and saved."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from amarre.accounts.enums import Role
from amarre.directory.models import Job
from amarre.surveillance.models import Visit
from tests.people import PASSWORD, person

from .test_morning import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def ago(days: int) -> str:
    return f"{timezone.localdate() - timedelta(days=days):%d/%m/%Y}"


def describe(page: Page, day: str, kind: str, opinion: str) -> None:
    """What every visit says."""
    page.get_by_label("Date de la visite").fill(day)
    page.get_by_label(kind, exact=True).check()
    page.get_by_label("En présence").check()
    page.get_by_label(opinion, exact=True).check()


def test_a_nurse_types_an_opinion_is_refused_corrects_and_saves(page: Page, live_server: object, job: Job) -> None:
    person((job.service, Role.NURSE), password=PASSWORD)
    sign_in(page, live_server.url)
    page.goto(f"{live_server.url}/services/essai/travailleurs/{job.worker_id}/")

    page.get_by_role("navigation", name="Saisir un fait").get_by_role("link", name="visite", exact=True).click()
    describe(page, ago(1), "Visite périodique", "Avis d’aptitude")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("alert").first).to_contain_text("art. R4623-14")
    expect(page).to_have_title("Erreur : Saisir une visite - Amarre")
    expect(page.get_by_label("Date de la visite")).to_have_value(ago(1))
    page.get_by_label("Attestation de suivi", exact=True).check()
    page.get_by_role("button", name="Enregistrer").click()

    expect(page.get_by_role("status")).to_contain_text("C’est enregistré")
    expect(page.get_by_role("region", name="Parcours en tableau")).to_contain_text("Visite périodique")
    assert Visit.objects.get().opinion == "attestation"


def test_a_physician_types_the_two_examinations_of_an_inaptitude(page: Page, live_server: object, job: Job) -> None:
    person((job.service, Role.PHYSICIAN), password=PASSWORD)
    sign_in(page, live_server.url)
    address = f"{live_server.url}/services/essai/travailleurs/{job.worker_id}/faits/visite/"
    page.goto(address)
    describe(page, ago(15), "Visite de reprise", "Aucun document")
    page.get_by_label("Un second examen est nécessaire").check()
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("status")).to_contain_text("C’est enregistré")

    page.goto(address)
    describe(page, ago(0), "Visite à la demande", "Avis d’inaptitude")
    page.get_by_label("Premier examen").fill(ago(15))
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("alert").first).to_contain_text("étude du poste")
    for label in ("Étude du poste", "Étude des conditions", "Dernière actualisation", "Échange avec l’employeur"):
        page.get_by_label(label).fill(ago(5))
    page.get_by_role("button", name="Enregistrer").click()

    expect(page.get_by_role("status")).to_contain_text("C’est enregistré")
    assert Visit.objects.get(opinion="inaptitude").details.first_exam_on == timezone.localdate() - timedelta(days=15)
