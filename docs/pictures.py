"""Takes the guide's pictures anew: real pages of a demonstration service, in docs/guide/images.

Run by `make pictures`. A picture is added here, by the steps that lead to it, and nowhere by hand.
"""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
FLAGS += ["--disable-sync", "--no-first-run", "--lang=fr-FR"]
IMAGES = Path(__file__).parent / "guide" / "images"
ADDRESS = "127.0.0.1:8765"
SERVICE = f"http://{ADDRESS}/services/demo/"
#: A browser in French writes these boxes in French; the one that takes the pictures has only English words.
AS_IN_FRENCH = """() => document.querySelectorAll("input[type=date], input[type=file]").forEach(box => {
  const words = box.type === "file" ? "Choisir des fichiers…   Aucun fichier choisi"
    : box.value.split("-").reverse().join("/") || "jj/mm/aaaa"
  box.type = "text"; box.value = words })"""
PASSWORD = "seulement-pour-les-images"


def start(page: Page) -> None:
    page.goto(SERVICE)


def worklist(page: Page) -> None:
    page.goto(f"{SERVICE}signaux/")


def worker(page: Page) -> None:
    worklist(page)
    page.locator("main table tbody th a").first.click()


def case(page: Page) -> None:
    page.goto(f"{SERVICE}dossiers/?etat=non_clos")
    page.locator("main table tbody th a").nth(1).click()


def letter(page: Page) -> None:
    case(page)
    page.goto(f"{page.url}lettres/")
    page.get_by_role("button", name="Visite de pré-reprise").click()


def plan(page: Page) -> None:
    """A plan as it is written: what it aims at, and three actions with their owners."""
    case(page)
    page.goto(f"{page.url}plan/")
    page.get_by_role("textbox", name="Objectifs").fill("Reprendre sur le même poste, sans charge de plus de 8 kg.")
    page.get_by_role("button", name="Enregistrer les objectifs").click()
    actions = (("Étudier le poste", "l’employeur", 9), ("Écrire ce qui coûte au poste", "le travailleur", 16),
               ("Préparer la pré-reprise", "le travailleur", 30))  # fmt: skip
    for what, who, days in actions:
        page.get_by_role("link", name="Ajouter une action").click()
        page.get_by_label("Quoi faire").fill(what)
        page.get_by_label("Qui").select_option(label=who)
        page.get_by_label("Pour le").fill(f"{date.today() + timedelta(days=days):%Y-%m-%d}")
        page.get_by_role("button", name="Enregistrer l’action").click()


def consents(page: Page) -> None:
    """What a person has agreed to, for whom, how."""
    case(page)
    page.get_by_role("link", name="Consentements").click()
    page.get_by_label("Destinataire", exact=True).select_option("cap_emploi")
    page.get_by_label("L’identité et les coordonnées").check()
    page.get_by_label("La situation de travail et le poste").check()
    page.get_by_label(re.compile("Par écrit")).check()
    page.get_by_role("button", name="Enregistrer l’accord").click()


def copy(page: Page) -> None:
    case(page)
    page.goto(f"{page.url}copie/")


def meeting(page: Page) -> None:
    """The first case of a meeting, on one screen, with a decision."""
    page.goto(f"{SERVICE}reunions/prevoir/")
    page.get_by_label("Jour").fill(f"{date.today():%d/%m/%Y}")
    page.get_by_role("button", name="Prévoir la réunion").click()
    for box in page.get_by_role("group", name="Dossiers à mettre à l’ordre du jour").get_by_role("checkbox").all()[:4]:
        box.check()
    page.get_by_role("button", name="Mettre à l’ordre du jour").click()
    page.get_by_role("link", name="Commencer la réunion").click()
    page.get_by_role("textbox", name="Décision").fill("Proposer un essai encadré avant la reprise")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    page.get_by_text("écrite par").wait_for()


def referrals(page: Page) -> None:
    page.goto(f"{SERVICE}signalements/")


def organisation(page: Page) -> None:
    page.goto(f"{SERVICE}comptes/organisation/")


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
    ("plan", "charge-maintien", plan),
    ("consentements", "charge-maintien", consents),
    ("copie", "charge-maintien", copy),
    ("reunion", "coordination", meeting),
    ("signalements", "coordination", referrals),
    ("organisation", "admin", organisation),
    ("direction", "direction", start),
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
    """Every picture, each by a person signed in with the role that the page is for, once per role."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        signed: dict[str, Page] = {}
        for name, role, reach in PICTURES:
            if role not in signed:
                signed[role] = chromium.new_page(viewport={"width": 1200, "height": 800}, locale="fr-FR")
                sign_in(signed[role], role)
            page = signed[role]
            reach(page)
            page.evaluate(AS_IN_FRENCH)
            page.screenshot(path=folder / f"{name}.png")
            print(f"{name}.png", page.url)  # noqa: T201
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
