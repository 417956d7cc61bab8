"""« À voir d'abord » and the groups: each worker once, a stable order, each physician's load, no name in groups."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from amarre.accounts.enums import Role
from amarre.accounts.models import Service
from amarre.audit.models import Event
from amarre.cases.models import Case
from amarre.detection.enums import Priority
from amarre.detection.models import DetectionRun, GroupSignal, Signal
from amarre.directory.models import Establishment, Job, Professional, Worker
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db
LIST = "/services/essai/a-voir-d-abord/"


@pytest.fixture
def client(service: Service) -> Client:
    """The physician's browser."""
    return signed_in(person((service, Role.PHYSICIAN)))


def text(client: Client, address: str = LIST) -> str:
    return client.get(address).content.decode()


def another(job: Job, name: str) -> Job:
    """A colleague of the mason."""
    worker = Worker.objects.create(
        service=job.service, last_name=name, first_name="Noa", born_on=date(1980, 1, 1), sex="F", external_id=name
    )
    return Job.objects.create(
        service=job.service, worker=worker, establishment=job.establishment, started_on=date(2015, 1, 1),
        contract_kind="cdi", monitoring="simple", external_id=f"J{name}",
    )  # fmt: skip


def test_a_worker_stands_once_with_the_best_of_their_signals(client: Client, raised: Callable[..., Signal]) -> None:
    raised(priority=Priority.LOW, rule="mi_carriere_a_faire", label="Mi-carrière", reason="Peut attendre.")
    raised(since=date(2026, 2, 1), reason="Presse.")

    page = text(client)

    assert page.count("Yanis Orsatelli</a>") == 1
    assert "Presse." in page
    assert "Aussi\u00a0: Mi-carrière" in page
    assert "1\u00a0travailleur" in page


def test_urgency_comes_before_benefit_and_benefit_before_age(
    client: Client, raised: Callable[..., Signal], job: Job
) -> None:
    order = [
        ("Premier", {"priority": Priority.HIGH, "rule": "reprise_non_faite", "since": date(2026, 3, 1)}),
        ("Deuxieme", {"priority": Priority.NORMAL, "rule": "visite_demandee_par_le_travailleur",
                      "since": date(2026, 3, 1)}),
        ("Troisieme", {"priority": Priority.NORMAL, "rule": "arrets_cumules", "since": date(2026, 1, 1)}),
        ("Quatrieme", {"priority": Priority.NORMAL, "rule": "arrets_cumules", "since": date(2026, 2, 1)}),
        ("Dernier", {"priority": Priority.LOW, "rule": "mi_carriere_a_faire", "since": date(2020, 1, 1)}),
    ]  # fmt: skip
    for name, fields in reversed(order):
        other = another(job, name)
        raised(worker=other.worker, job=other, **fields)

    page = text(client)

    assert [page.index(name) for name, _ in order] == sorted(page.index(name) for name, _ in order)
    assert text(client).split("<ol")[1] == page.split("<ol")[1]


def test_the_load_of_each_physician_is_there_and_chooses(
    client: Client, raised: Callable[..., Signal], job: Job
) -> None:
    doctor = Professional.objects.create(service=job.service, last_name="Renault", role="medecin_travail")
    raised()
    assert "Sans médecin désigné" in text(client)
    Establishment.objects.update(physician=doctor)

    page = text(client)

    assert "Dr Renault (1)" in page
    assert "Yanis Orsatelli" in text(client, f"{LIST}?medecin={doctor.pk}")
    assert client.get(f"{LIST}?medecin=999999").status_code == 404
    assert client.get(f"{LIST}?medecin=abc").status_code == 404


def test_the_list_costs_the_same_number_of_queries_for_one_and_for_thirty_workers(
    client: Client, raised: Callable[..., Signal], job: Job
) -> None:
    raised()
    client.get(LIST)
    with CaptureQueriesContext(connection) as one:
        client.get(LIST)
    for number in range(30):
        other = another(job, f"N{number}")
        raised(worker=other.worker, job=other, since=date(2026, 1, 1) + timedelta(days=number))
    with CaptureQueriesContext(connection) as thirty:
        page = client.get(LIST).content.decode()

    assert "1 à 25 sur 31" in page
    assert len(thirty) == len(one) <= 30
    assert len(Event.objects.filter(action="signals.read").latest("pk").details["workers"]) == 25


def test_an_empty_list_says_so(client: Client, job: Job) -> None:
    assert "Personne à voir" in text(client)


def test_groups_are_shown_with_what_was_expected_and_without_a_name(service: Service, job: Job) -> None:
    DetectionRun.objects.create(service=service, on=date(2026, 3, 1))
    GroupSignal.objects.create(
        service=service, on=date(2026, 3, 1), dimension="etablissement", group=str(job.establishment_id),
        establishment=job.establishment, measure="arrets", headcount=40, observed=20, expected=4.0, ratio=5.0,
        ratio_low=3.4, ratio_high=6.6, adjusted=0.0001,
    )  # fmt: skip
    GroupSignal.objects.create(
        service=service, on=date(2026, 3, 1), dimension="pcs", group="653a", measure="arrets", headcount=40,
        observed=20, expected=4.0, ratio=5.0, ratio_low=3.4, ratio_high=6.6, adjusted=0.0001,
    )  # fmt: skip
    for number, title in enumerate(["cariste"] * 5 + ["Magasinier"] * 6 + ["agent unique"]):
        Job.objects.create(
            service=service, worker=job.worker, establishment=job.establishment, pcs="653a", title=title,
            started_on=date(2012, 1, 1), contract_kind="cdi", monitoring="simple", external_id=f"M{number}",
        )  # fmt: skip
    client = signed_in(person((service, Role.MANAGEMENT)))

    page = text(client, "/services/essai/collectifs/")

    assert "Maçonnerie Belcastel" in page
    # A trade is told by how its posts are called, those that several people hold; its code comes after.
    assert "Magasinier, cariste<small>" in page
    assert "agent unique" not in page
    assert "× 5" in page
    assert "3,4 à 6,6" in page
    assert "Orsatelli" not in page


def test_without_any_group_the_page_says_what_it_means(service: Service) -> None:
    client = signed_in(person((service, Role.COORDINATION)))
    assert "L’analyse reste à faire" in text(client, "/services/essai/collectifs/")
    DetectionRun.objects.create(service=service, on=date(2026, 3, 1))
    assert "Aucun collectif ne se distingue" in text(client, "/services/essai/collectifs/")


@pytest.mark.parametrize(
    ("role", "seen"), [(Role.PHYSICIAN, True), (Role.NURSE, True), (Role.COORDINATION, False), (Role.ASSISTANT, False)]
)
def test_only_health_professionals_see_the_grid(service: Service, job: Job, role: Role, seen: bool) -> None:
    page = text(signed_in(person((service, role))), f"/services/essai/travailleurs/{job.worker_id}/")

    assert ("Grille indicative, non officielle" in page) is seen
    assert ("Elle ne décide jamais seule" in page) is seen


def test_the_cases_under_way_of_each_lead_are_counted_and_open(
    service: Service, job: Job, raised: Callable[..., Signal]
) -> None:
    raised()
    lead = Professional.objects.create(service=service, last_name="Lassalle", first_name="Inès", role="charge_maintien")
    for one in (lead, lead, None):
        Case.objects.create(service=service, job=job, opened_on=date(2026, 1, 5), lead=one)
    Case.objects.create(
        service=service,
        job=job,
        opened_on=date(2025, 1, 5),
        closed_on=date(2026, 1, 5),
        lead=lead,
        outcome="maintien_poste",
    )

    client = signed_in(person((service, Role.COORDINATION)))
    page = client.get("/services/essai/a-voir-d-abord/").content.decode().partition("Charge par référent")[2]
    cases = client.get(f"/services/essai/dossiers/?etat=non_clos&referent={lead.pk}").content.decode()

    assert f'referent={lead.pk}">Inès Lassalle</a></th><td class="am-num">2</td>' in page
    assert 'referent=sans">Sans référent</a></th><td class="am-num">1</td>' in page
    assert "2\u00a0dossiers" in cases
