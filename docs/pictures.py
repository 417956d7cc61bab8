"""Takes the guide's pictures anew: real pages of a demonstration service, in docs/guide/images.

Run by `make pictures`. A picture is added here, by the steps that lead to it, and nowhere by hand.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
FLAGS += ["--disable-sync", "--no-first-run", "--lang=fr-FR"]
IMAGES = Path(__file__).parent / "guide" / "images"
ADDRESS = "127.0.0.1:8765"
SERVICE = f"http://{ADDRESS}/services/demo/"
PASSWORD = "seulement-pour-les-images"


def start(page: Page) -> None:
    page.goto(SERVICE)


def worklist(page: Page) -> None:
    page.goto(f"{SERVICE}signaux/")


def worker(page: Page) -> None:
    worklist(page)
    page.locator("main table tbody th a").first.click()


def case(page: Page) -> None:
    page.goto(f"{SERVICE}dossiers/")
    page.locator("main table tbody th a").nth(4).click()


def letter(page: Page) -> None:
    case(page)
    page.goto(f"{page.url}lettres/")
    page.get_by_role("button", name="Visite de pré-reprise").click()


def outcomes(page: Page) -> None:
    page.goto(f"{SERVICE}devenirs/")


def figures(page: Page) -> None:
    page.goto(f"{SERVICE}cpom/")


def figure(page: Page) -> None:
    page.goto(f"{SERVICE}cpom/I17/")


def data(page: Page) -> None:
    page.goto(f"{SERVICE}donnees/")


PICTURES: tuple[tuple[str, str, Callable[[Page], None]], ...] = (
    ("accueil", "coordination", start),
    ("liste", "coordination", worklist),
    ("travailleur", "medecin", worker),
    ("dossier", "charge-maintien", case),
    ("lettre", "charge-maintien", letter),
    ("devenirs", "direction", outcomes),
    ("cpom", "direction", figures),
    ("chiffre", "coordination", figure),
    ("donnees", "coordination", data),
)


def sign_in(page: Page, role: str) -> None:
    page.goto(f"http://{ADDRESS}/")
    page.get_by_label("Adresse").fill(f"{role}@demo.test")
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    page.wait_for_load_state()


def take(folder: Path) -> None:
    """Every picture, each by a person signed in with the role that the page is for."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for name, role, reach in PICTURES:
            page = chromium.new_page(viewport={"width": 1200, "height": 800}, locale="fr-FR")
            sign_in(page, role)
            reach(page)
            page.screenshot(path=folder / f"{name}.png")
            print(f"{name}.png", page.url)  # noqa: T201
            page.context.close()
        chromium.close()


def main() -> None:
    """A demonstration service in a folder of its own, its site, the pictures, and nothing left behind."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    amarre = Path(sys.executable).parent / "amarre"
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "AMARRE_HOME": home, "DATABASE_URL": "", "AMARRE_DEMO_PASSWORD": PASSWORD}
        command = [str(amarre), "demo", "--workers", "1500", "--bind", ADDRESS]
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as site:
            assert site.stdout is not None
            try:
                next(line for line in site.stdout if "Amarre is on" in line)
                take(IMAGES)
            finally:
                site.terminate()


if __name__ == "__main__":
    main()
