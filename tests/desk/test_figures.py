"""The CPOM pages."""

import re
import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from amarre.accounts.enums import Role
from amarre.accounts.models import Service
from amarre.audit.models import Event
from amarre.directory.models import Job
from amarre.indicators.models import Snapshot
from amarre.lib.keeping import forget
from amarre.surveillance.models import Visit
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db
CPOM = "/services/essai/cpom/"


@pytest.fixture
def client(service: Service) -> Client:
    """The coordination's browser."""
    return signed_in(person((service, Role.COORDINATION)))


def text(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_every_contract_shows_its_figures_for_target_and_all(client: Client, visit: Visit) -> None:
    for contract in ("prevy-2025", "pst38-2025"):
        page = text(client, f"{CPOM}?contrat={contract}&annee=2025")

        assert f"contrat={contract}" in page
        assert "Visites de pré-reprise" in page
    assert "Objectifs de 2025" in text(client, f"{CPOM}?annee=2025")
    assert "non atteint" in text(client, f"{CPOM}?annee=2025")


def test_a_figure_opens_its_parts_and_the_rows_that_it_counts(client: Client, visit: Visit) -> None:
    page = text(client, f"{CPOM}I17/?annee=2025")

    assert "1\u00a0visite dans la cible" in page
    assert "40 à 49 ans" in page
    assert "Par demandeur" in page
    assert "Orsatelli, Yanis" in page
    assert "12/05/2025" in page


def test_reading_the_rows_is_recorded_with_whose_they_are(client: Client, visit: Visit) -> None:
    client.get(f"{CPOM}I17/?annee=2025")

    event = Event.objects.get(action="figure.rows_read")
    assert event.details == {"figure": "I17", "year": 2025, "workers": [visit.job.worker_id]}


@pytest.mark.parametrize("role", [Role.MANAGEMENT, Role.SOCIAL_WORKER, Role.ASSISTANT])
def test_roles_without_the_permission_get_the_figure_and_no_name(role: Role, service: Service, visit: Visit) -> None:
    page = text(signed_in(person((service, role))), f"{CPOM}I17/?annee=2025")

    assert "Par demandeur" in page
    assert "Orsatelli" not in page
    assert "celles de personnes" in page
    assert not Event.objects.filter(action="figure.rows_read").exists()


def test_rows_about_establishments_open_to_direction(service: Service, visit: Visit) -> None:
    page = text(signed_in(person((service, Role.MANAGEMENT))), f"{CPOM}E01/?annee=2025")

    assert "Maçonnerie Belcastel" in page
    assert "Orsatelli" not in page


def test_both_lists_of_a_share_open(client: Client, visit: Visit) -> None:
    page = text(client, f"{CPOM}E04/?annee=2025&perimetre=tous")
    denominator = text(client, f"{CPOM}E04/?annee=2025&perimetre=tous&liste=denominator")

    assert "0\u00a0% (0 sur 1)" in page
    assert "Maçonnerie Belcastel" in denominator


@pytest.mark.parametrize(
    ("address", "named"),
    [
        ("?annee=1999", "choisissez une année de 2022 à"),
        ("?annee=demain", "choisissez une année"),
        ("?contrat=inconnu", "CPOM PREVY"),
        ("Z99/", "Indicateur «\u00a0Z99\u00a0»"),
        ("I17/?perimetre=lune", "la cible, tous"),
        ("I17/?liste=lune", "Liste «\u00a0lune\u00a0»"),
    ],
)
def test_what_does_not_exist_is_named_with_what_does(client: Client, visit: Visit, address: str, named: str) -> None:
    page = client.get(f"{CPOM}{address}")

    assert page.status_code == 404
    assert named in page.content.decode()


def test_every_figure_of_every_contract_has_a_page(client: Client, visit: Visit) -> None:
    from amarre.contracts.definitions import contract_of

    for code in ("prevy-2025", "pst38-2025"):
        for figure in contract_of(code).codes():
            assert client.get(f"{CPOM}{figure}/?contrat={code}&annee=2025").status_code == 200, figure


def test_figures_move_with_the_facts(client: Client, service: Service, visit: Visit) -> None:
    before = text(client, f"{CPOM}I17/?annee=2025")
    Visit.objects.create(
        service=service, job=visit.job, held_on="2025-06-01", kind="pre_reprise", modality="presentiel",
        opinion="attestation",
    )  # fmt: skip
    Service.objects.update(facts_version=1)

    assert before != text(client, f"{CPOM}I17/?annee=2025")
    assert "2\u00a0visites" in text(client, f"{CPOM}I17/?annee=2025")


def test_the_last_years_with_data_stand_beside_the_objective(client: Client, visit: Visit) -> None:
    page = text(client, f"{CPOM}?annee=2026")

    assert re.findall(r'<th scope="col" class="am-num">(\d{4})</th>', page)[:2] == ["2025", "2026"]
    assert 'data-label="2025">1<small>tous\u00a0: 1</small>' in page
    assert "Hors du contrat" in page
    assert "style=" not in page


def test_a_second_reading_computes_nothing_and_asks_little(
    client: Client, visit: Visit, django_assert_max_num_queries: Callable[..., AbstractContextManager[object]]
) -> None:
    text(client, f"{CPOM}?annee=2026")

    with django_assert_max_num_queries(10) as queries:
        text(client, f"{CPOM}?annee=2026")
    assert not [query["sql"] for query in queries.captured_queries if "storedresult" in query["sql"]]  # type: ignore[attr-defined]


def test_another_process_reads_what_one_has_computed(client: Client, visit: Visit) -> None:
    before = text(client, f"{CPOM}?annee=2025").partition("<main")[2]
    forget()
    shutil.rmtree(settings.HOME / "snapshots")
    Path(settings.HOME / "snapshots" / "essai" / Snapshot.objects.get().fingerprint).mkdir(parents=True)

    assert text(client, f"{CPOM}?annee=2025").partition("<main")[2] == before


def test_the_parts_of_a_figure_are_drawn_and_named(client: Client, visit: Visit) -> None:
    page = text(client, f"{CPOM}I17/?annee=2025")

    assert "43\u00a0Travaux de construction spécialisés" in page
    assert "<title>Par demandeur</title><desc>Travailleur 1, " in page


def test_an_empty_service_says_what_to_do_first(client: Client) -> None:
    assert "Déposer des fichiers" in text(client, CPOM)


def test_the_exchange_format_is_published_byte_for_byte(client: Client, job: Job) -> None:
    from amarre.exchange.schema import datapackage_text

    first = Client().get("/exchange/datapackage.json")
    again = Client().get("/exchange/datapackage.json", headers={"If-None-Match": first["ETag"]})

    assert first.content == datapackage_text().encode()
    assert first["Content-Type"] == "application/json"
    assert "public" in first["Cache-Control"]
    assert again.status_code == 304
