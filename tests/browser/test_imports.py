"""Files with an error, sent and corrected in a real browser, with the real worker."""

import zipfile
from pathlib import Path

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from amarre.accounts.enums import Role
from amarre.accounts.models import Service
from amarre.directory.models import Job
from tests.exchange.import_sets import RIGHT
from tests.people import PASSWORD, person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def work() -> None:
    """The worker, until nothing waits."""
    call_command("db_worker", batch=True, interval=0, startup_delay=False, reload=False, verbosity=0)


def correct(archive: Path, folder: Path) -> None:
    """What a person does with the refused rows in a spreadsheet."""
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(folder)
    jobs = folder / "emplois.csv"
    jobs.write_text(jobs.read_text(encoding="utf-8").replace("2015-02-31", "2015-02-28"), encoding="utf-8")


def test_a_file_with_an_error_is_sent_explained_corrected_and_sent_again(
    page: Page, live_server: object, service: Service, tmp_path: Path
) -> None:
    person((service, Role.COORDINATION), password=PASSWORD)
    files = {**RIGHT, "emplois": RIGHT["emplois"].replace("2015-01-01", "2015-02-31")}
    paths = [tmp_path / f"{name}.csv" for name in files]
    for path in paths:
        path.write_text(files[path.stem], encoding="utf-8")
    page.goto(live_server.url)
    page.get_by_label("Adresse e-mail").fill("personne@essai.test")
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()

    page.get_by_role("link", name="Déposer des fichiers").click()
    page.get_by_role("button", name="Déposer").click()
    expect(page.get_by_role("alert")).to_contain_text("Choisissez les fichiers à déposer.")
    page.locator("#id_sent").set_input_files(paths)
    page.get_by_role("button", name="Déposer").click()
    expect(page.get_by_text("En attente de son tour.")).to_be_visible()
    work()
    page.goto(page.url)

    expect(page.get_by_role("heading", name="À corriger dans emplois.csv")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Télécharger les lignes refusées").click()
    corrected = tmp_path / "corrige"
    correct(download.value.path(), corrected)
    page.get_by_role("link", name="Déposer le fichier corrigé").click()
    page.locator("#id_sent").set_input_files(sorted(corrected.iterdir()))
    page.get_by_role("button", name="Déposer").click()
    expect(page.get_by_role("heading", name="Import", exact=True)).to_be_visible()
    work()
    page.goto(page.url)

    expect(page.get_by_text("Aucune n’est refusée.")).to_be_visible()
    assert set(Job.objects.values_list("external_id", flat=True)) == {"J1", "J2"}
