"""The morning of each role, in a real browser, with and without JavaScript: what it does, and what it must not see."""

import re
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import connection
from playwright.sync_api import Page, expect

from amarre.accounts.enums import Role
from amarre.accounts.models import LegalConfirmation
from amarre.detection.models import Signal
from amarre.directory.models import Establishment, Job, Worker
from tests.exchange.import_sets import RIGHT
from tests.people import PASSWORD

from .filled import filled, work

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("mornings"),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="the filled service is put back by SQLite"),
]

FIRST = "Ma journée"
CELL = (FIRST, "Signaux", "Signalements", "Dossiers", "Réunions", "Collectifs", "CPOM")
MANAGE = ("Comptes", "Chiffres légaux")
DATA = ("Données",)
#: The header holds seven entries: the groups are then reached from the signals.
SEVEN = (*(one for one in CELL if one != "Collectifs"), *DATA)
#: Pages that only some open, each by the section under which it stands.
RESERVED = {
    "signaux/": "Signaux",
    "dossiers/": "Dossiers",
    "signalements/": "Signalements",
    "cpom/": "CPOM",
    "comptes/": "Comptes",
    "chiffres-legaux/": "Chiffres légaux",
    "donnees/": "Données",
}


FIRST_PAINT = """() => new Promise(told => new PerformanceObserver(list => told(list.getEntries()[0].startTime))
  .observe({type: "paint", buffered: true}))"""


@dataclass(frozen=True)
class Morning:
    """What a role has in its header, what it may do, and what it finds by typing."""

    sections: tuple[str, ...]
    finds: type[Worker] | type[Establishment] | None = Worker
    sets_aside: bool = False
    reads_health: bool = False
    opens_rows: bool = False


TRIAGE = Morning(CELL, sets_aside=True, reads_health=True, opens_rows=True)
SUPPORT = Morning(CELL)
MORNINGS: dict[Role, Morning] = {
    Role.PHYSICIAN: TRIAGE,
    Role.NURSE: TRIAGE,
    Role.COORDINATION: Morning(SEVEN, sets_aside=True, reads_health=True, opens_rows=True),
    Role.RETENTION_OFFICER: TRIAGE,
    Role.SOCIAL_WORKER: SUPPORT,
    Role.PSYCHOLOGIST: SUPPORT,
    Role.ERGONOMIST: SUPPORT,
    Role.ASSISTANT: Morning((FIRST, "Signaux", "Collectifs", "CPOM")),
    Role.MANAGEMENT: Morning((FIRST, "Collectifs", "CPOM"), finds=Establishment),
    Role.ADMINISTRATION: Morning((FIRST, *MANAGE, *DATA), finds=None),
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the files of the filled service stay from one test to the next."""
    return tmp_path_factory.mktemp("mornings")


@pytest.fixture
def site(live_server: object, settings: object, home: Path, _own_home: None) -> str:
    """The address of a site whose service is filled, the same before every test."""
    filled(home, workers=120)
    return str(live_server.url)


def test_the_table_has_every_role() -> None:
    assert set(MORNINGS) == set(Role)


@pytest.mark.parametrize("role", Role)
def test_a_role_goes_through_its_morning(role: Role, page: Page, site: str, tmp_path: Path) -> None:
    morning = MORNINGS[role]
    sign_in(page, site, role)
    header = page.get_by_role("navigation", name="Principale")
    assert header.get_by_role("link").all_inner_texts() == list(morning.sections)
    holds_on_one_line(page)

    if "Signaux" in morning.sections:
        reaches_a_worker(page)
        sees_health(page, morning)
        sets_a_signal_aside(page, morning)
    if morning.finds:
        finds(page, morning.finds)
    if "CPOM" in morning.sections:
        opens_a_figure(page, morning)
    if "Données" in morning.sections:
        imports_and_corrects(page, tmp_path)
    if "Chiffres légaux" in morning.sections:
        confirms_a_legal_figure(page)
    reserved = [address for address, section in RESERVED.items() if section not in morning.sections]
    for address in reserved:
        assert page.request.get(f"{site}/services/essai/{address}").status == 403
    page.goto(f"{site}/services/essai/{reserved[0]}")
    expect(page.get_by_role("heading", name="Page réservée")).to_be_visible()
    page.locator("header summary").press("Enter")
    page.get_by_role("button", name="Se déconnecter").click()
    expect(page.get_by_role("heading", name="Se connecter")).to_be_visible()


def sign_in(page: Page, site: str, role: Role) -> None:
    """The form, then the first page, which names the role."""
    page.goto(site)
    page.get_by_label("Adresse e-mail").fill(f"{role}@essai.test")
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    expect(page).to_have_title("Ma journée - Amarre")
    expect(page.get_by_role("contentinfo")).to_contain_text(role.label)


def holds_on_one_line(page: Page) -> None:
    """The header of narrower screens, then its two lines; the way out is one key away, and goes away again."""
    wide = page.viewport_size
    for width, height in ((1280, 60), (1100, 60), (800, 105)):
        page.set_viewport_size({"width": width, "height": 768})
        assert page.get_by_role("banner").bounding_box()["height"] < height, width
    page.set_viewport_size(wide)
    account = page.locator("header summary")
    for expected in (True, False):
        account.press("Enter")
        assert page.get_by_role("link", name="Mon compte").is_visible() is expected


def section(page: Page, label: str) -> None:
    """Follow a link of the header."""
    page.get_by_role("navigation", name="Principale").get_by_role("link", name=label, exact=True).click()


def reaches_a_worker(page: Page) -> None:
    """The work list, then the first person on it."""
    section(page, "Signaux")
    expect(page.get_by_role("heading", name="Signaux à traiter")).to_be_visible()
    somebody = page.get_by_role("region", name="Liste des signaux").get_by_role("rowheader").get_by_role("link").first
    last, _, first = somebody.inner_text().partition(", ")
    somebody.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{first} {last}")


def sees_health(page: Page, morning: Morning) -> None:
    """Leave and visits are on the worker's page for those whom they are opened to, and for nobody else."""
    expect(page.get_by_role("heading", name="Ce que dit la loi")).to_have_count(int(morning.reads_health))
    expect(page.get_by_role("heading", name="Arrêts et visites")).to_have_count(int(not morning.reads_health))


def sets_a_signal_aside(page: Page, morning: Morning) -> None:
    """With a reason, and takes it back; who may not finds nothing to click."""
    offered = page.get_by_role("link", name="Écarter le signal de")
    if not morning.sets_aside:
        expect(offered).to_have_count(0)
        return
    worker = int(page.url.rstrip("/").rpartition("/")[2])
    before = Signal.objects.filter(worker=worker).open().count()
    offered.first.click()
    page.get_by_role("button", name="Écarter le signal").click()
    expect(page.get_by_role("alert")).to_contain_text("Choisissez une raison dans la liste.")
    page.get_by_label("Visite déjà programmée").check()
    page.get_by_role("button", name="Écarter le signal").click()
    expect(page.get_by_role("status")).to_contain_text("Signal écarté")
    assert Signal.objects.filter(worker=worker).open().count() == before - 1
    section(page, FIRST)
    page.get_by_role("button", name="Reprendre le signal de").click()
    expect(page.get_by_role("status")).to_contain_text("Signal repris")
    assert Signal.objects.filter(worker=worker).open().count() == before


def finds(page: Page, wanted: type[Worker] | type[Establishment]) -> None:
    """A person by both names, or, for who sees no name, an establishment; never a person then."""
    worker = Worker.objects.filter(vanished_on=None).order_by("pk")[0]
    place = Establishment.objects.filter(vanished_on=None).order_by("pk")[0]
    people = page.get_by_role("region", name="Travailleurs")
    page.get_by_role("searchbox").fill(f"{worker.first_name} {worker.last_name}")
    page.get_by_role("searchbox").press("Enter")
    expect(page).to_have_title("Recherche - Amarre")
    if wanted is Worker:
        people.get_by_role("link", name=f"{worker.last_name} {worker.first_name}").first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text(f"{worker.first_name} {worker.last_name}")
        return
    expect(people).to_have_count(0)
    page.get_by_role("searchbox").fill(place.name)
    page.get_by_role("searchbox").press("Enter")
    page.get_by_role("region", name="Établissements").get_by_role("link", name=place.name).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(place.name)
    expect(page.locator("main a[href*='/travailleurs/']")).to_have_count(0)


def opens_a_figure(page: Page, morning: Morning) -> None:
    """A figure of the contract, its parts, then the rows that it counts or the sentence that says whom they open to."""
    section(page, "CPOM")
    page.get_by_role("link", name="Visites de pré-reprise réalisées").first.click()
    expect(page.get_by_role("heading", name="De quoi il se compose")).to_be_visible()
    page.goto(f"{page.url}&perimetre=tous")
    rows = page.get_by_role("region", name="Lignes comptées")
    if not morning.opens_rows:
        expect(page.get_by_text("Ces lignes sont celles de personnes")).to_be_visible()
        expect(rows).to_have_count(0)
        expect(page.locator("main a[href*='/travailleurs/']")).to_have_count(0)
        return
    expect(page.get_by_text("Cette lecture est tracée.")).to_be_visible()
    counted = rows.get_by_role("rowheader").get_by_role("link").first
    last, _, first = counted.inner_text().partition(", ")
    counted.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{first} {last}")


def imports_and_corrects(page: Page, folder: Path) -> None:
    """A date that does not exist, explained; the refused rows downloaded, corrected and sent again."""
    files = {**RIGHT, "emplois": RIGHT["emplois"].replace("2015-01-01", "2015-02-31")}
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    section(page, "Données")
    page.locator("#id_sent").set_input_files([folder / f"{name}.csv" for name in files])
    page.get_by_role("button", name="Déposer").click()
    expect(page.get_by_text("En attente de son tour.")).to_be_visible()
    comes_back_when_done(page)
    expect(page.get_by_role("heading", name="À corriger dans emplois.csv")).to_be_visible()

    with page.expect_download() as download:
        page.get_by_role("link", name="Télécharger les lignes refusées").click()
    with zipfile.ZipFile(download.value.path()) as packed:
        packed.extractall(folder / "corrige")
    jobs = folder / "corrige" / "emplois.csv"
    jobs.write_text(jobs.read_text(encoding="utf-8").replace("2015-02-31", "2015-02-28"), encoding="utf-8")
    page.get_by_role("link", name="Déposer le fichier corrigé").click()
    page.locator("#id_sent").set_input_files(sorted((folder / "corrige").iterdir()))
    page.get_by_role("button", name="Déposer").click()
    expect(page.get_by_role("heading", name="Import", exact=True)).to_be_visible()
    comes_back_when_done(page)
    expect(page.get_by_text("Aucune n’est refusée.")).to_be_visible()
    assert Job.objects.filter(external_id="J1").exists()


def comes_back_when_done(page: Page) -> None:
    """Leave the page of a piece of work, which looks after itself, and open it again once the worker has done it."""
    address = page.url
    page.goto("about:blank")
    work()
    page.goto(address)


def confirms_a_legal_figure(page: Page) -> None:
    """A value whose text somebody has now read."""
    section(page, "Chiffres légaux")
    page.get_by_role("link", name=re.compile("^Confirmer ou corriger")).first.click()
    page.get_by_role("button", name="Confirmer la valeur").click()
    expect(page.get_by_role("alert")).to_contain_text("Dites quel texte vous avez lu.")
    page.get_by_label("Texte lu").fill("Article relu ce matin")
    page.get_by_role("button", name="Confirmer la valeur").click()
    expect(page.get_by_role("status")).to_contain_text("C’est enregistré.")
    assert LegalConfirmation.objects.get().reference == "Article relu ce matin"


@pytest.mark.parametrize("page", [True], indirect=True, ids=["with JavaScript"])
def test_the_first_paint_of_a_page_comes_within_a_second(
    page: Page, site: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The best of three readings: what else the machine does is not the page's; with -s or alone, printed."""
    sign_in(page, site, Role.COORDINATION)
    painted = {}
    for address in ("", "signaux/", "dossiers/", "cpom/", "donnees/"):
        times = []
        for _ in range(3):
            page.goto(f"{site}/services/essai/{address}")
            times.append(page.evaluate(FIRST_PAINT))
        painted[address] = min(times)
    with capsys.disabled():
        sys.stdout.write("\nfirst paint, ms: " + ", ".join(f"/{name} {time:.0f}" for name, time in painted.items()))

    assert {name: time for name, time in painted.items() if time >= 1000} == {}
