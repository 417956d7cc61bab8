"""The page of one establishment."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from amarre.accounts.enums import Role
from amarre.accounts.models import Service
from amarre.audit.models import Event
from amarre.cases.models import Case
from amarre.desk.people.establishments import protected, spaced
from amarre.detection.absences import absent_from
from amarre.detection.models import Signal
from amarre.directory.models import Establishment, Job, Worker
from amarre.indicators.law import figures_in_force
from amarre.prevention.models import ActionReach, CollectiveAction
from amarre.surveillance.models import SickLeave
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(job: Job) -> Establishment:
    """The mason's company, with what is known of it, and an action last year."""
    site = job.establishment
    site.siret, site.duerp_on, site.company_sheet_on = "12345678900012", date(2025, 3, 2), date(2023, 5, 4)
    site.save()
    site.member.joined_on = date(2015, 1, 1)
    site.member.save()
    action = CollectiveAction.objects.create(
        service=job.service, kind="amt", theme="tms", held_on=date(2025, 6, 1), partners="Carsat"
    )
    ActionReach.objects.create(service=job.service, action=action, establishment=site, participants=7)
    return site


@pytest.fixture
def leave(job: Job) -> SickLeave:
    """Forty days of leave so far, in two prescriptions that touch."""
    today = timezone.localdate()
    SickLeave.objects.create(
        service=job.service, job=job, starts_on=today - timedelta(days=39), ends_on=today - timedelta(days=10),
        cause="maladie",
    )  # fmt: skip
    return SickLeave.objects.create(
        service=job.service, job=job, starts_on=today - timedelta(days=9), cause="maladie_professionnelle"
    )


def read(service: Service, role: Role, place: Establishment) -> str:
    client = signed_in(person((service, role), email=f"{role}@essai.test"))
    return client.get(f"/services/essai/etablissements/{place.pk}/").content.decode()


def colleague(job: Job, number: int) -> Job:
    worker = Worker.objects.create(
        service=job.service, last_name=f"Nom{number:03}", first_name="Alix", born_on=date(1990, 1, 1), sex="F"
    )
    return Job.objects.create(
        service=job.service, worker=worker, establishment=job.establishment, contract_kind="cdi",
        started_on=date(2020, 1, 1), monitoring="simple",
    )  # fmt: skip


def test_the_facts_the_absent_the_signals_and_the_actions_are_there(
    service: Service, place: Establishment, leave: SickLeave, signal: Signal
) -> None:
    Establishment.objects.create(
        service=service, member=place.member, name="Chantier naval", naf="43.99C", headcount=2, postal_code="29200"
    )

    page = read(service, Role.PHYSICIAN, place)

    for words in (
        "Chantier naval", "2\u00a0salariés · 29200",
        "12\u00a0salariés déclarés", "1\u00a0travailleur suivi", "Travaux de maçonnerie",
        "123\u00a0456\u00a0789\u00a000012",
        "depuis le 01/01/2015", "02/03/2025", "04/05/2023", "40\u00a0jours", "En arrêt depuis 60 jours.",
        "Action en milieu de travail", "7\u00a0participants", "avec Carsat",
    ):  # fmt: skip
        assert words in page, words
    assert "maladie professionnelle" not in page.lower()


NAME, LEAVE, SIGNAL, CASES = "Orsatelli, Yanis", "40\u00a0jours", "En arrêt depuis 60 jours.", "1 en cours, 0 clos"


@pytest.mark.parametrize(
    ("role", "shown"),
    [
        (Role.PHYSICIAN, {NAME, LEAVE, SIGNAL, CASES}),
        (Role.NURSE, {NAME, LEAVE, SIGNAL, CASES}),
        (Role.SOCIAL_WORKER, {NAME, SIGNAL, CASES}),
        (Role.ASSISTANT, {NAME, SIGNAL}),
        (Role.MANAGEMENT, set()),
    ],
)
def test_each_role_reads_its_part_and_direction_no_name(
    service: Service, job: Job, place: Establishment, leave: SickLeave, signal: Signal, role: Role, shown: set[str]
) -> None:
    Case.objects.create(service=service, job=job, opened_on=date(2026, 1, 1))

    page = read(service, role, place)

    assert {part for part in (NAME, LEAVE, SIGNAL, CASES) if part in page} == shown
    assert ("Orsatelli" in page) == (role != Role.MANAGEMENT)
    assert ("moins de 5 en cours" in page) == (role in (Role.ASSISTANT, Role.MANAGEMENT))


@pytest.mark.parametrize(
    ("count", "among", "words"),
    [
        (0, 80, "moins de 5"),
        (4, 80, "moins de 5"),
        (5, 80, "5"),
        (75, 80, "75"),
        (76, 80, "tous, à moins de 5 près"),
        # Nine of thirteen are not nearly all of them.
        (9, 13, "tous, à moins de 5 près"),
        (9, None, "9"),
    ],
)
def test_a_count_tells_of_nobody(count: int, among: int | None, words: str) -> None:
    assert protected(count, among, 5) == words


def test_a_siret_is_spaced_and_a_wrong_one_left_alone() -> None:
    assert spaced("12345678900012") == "123\u00a0456\u00a0789\u00a000012"
    assert (spaced("123"), spaced(None)) == ("123", "")


def test_reading_names_is_recorded_and_reading_figures_is_not(
    service: Service, job: Job, place: Establishment, leave: SickLeave
) -> None:
    read(service, Role.MANAGEMENT, place)
    assert not Event.objects.filter(action="establishment.read").exists()

    read(service, Role.NURSE, place)

    event = Event.objects.get(action="establishment.read")
    assert event.subject_id == place.pk
    assert event.details == {"workers": [job.worker_id]}


def test_who_left_who_returned_and_who_works_elsewhere_is_not_absent(job: Job, place: Establishment) -> None:
    today = timezone.localdate()
    gone, back = colleague(job, 1), colleague(job, 2)
    elsewhere = Establishment.objects.create(
        service=job.service, member=place.member, name="Dépôt", naf="43.99C", headcount=2
    )
    moved = colleague(job, 3)
    Job.objects.filter(pk=gone.pk).update(ended_on=today - timedelta(days=1))
    Job.objects.filter(pk=moved.pk).update(establishment=elsewhere)
    for absentee in (gone, moved, job):
        SickLeave.objects.create(
            service=job.service, job=absentee, starts_on=today - timedelta(days=3), cause="maladie"
        )
    SickLeave.objects.create(
        service=job.service, job=back, starts_on=today - timedelta(days=9), ends_on=today - timedelta(days=1),
        cause="maladie",
    )  # fmt: skip

    absent = absent_from(place, today, figures_in_force())
    assert list(absent) == [job.worker_id]
    assert absent[job.worker_id].days_on(today) == 4


def test_the_page_costs_the_same_number_of_queries_for_one_and_for_sixty_workers(
    service: Service, job: Job, place: Establishment, leave: SickLeave, raised: Callable[..., Signal]
) -> None:
    client: Client = signed_in(person((service, Role.PHYSICIAN)))
    address = f"/services/essai/etablissements/{place.pk}/"
    raised()
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    for number in range(60):
        other = colleague(job, number)
        SickLeave.objects.create(service=service, job=other, starts_on=leave.starts_on, cause="maladie")
        raised(since=date(2026, 1, 2) + timedelta(days=number), worker=other.worker, job=other)
    with CaptureQueriesContext(connection) as sixty:
        page = client.get(address).content.decode()

    assert "1 à 25 sur 61" in page
    assert "les 20 premières" in page
    assert len(sixty) == len(one) <= 40


def test_pages_lead_to_it_and_acting_comes_back_to_it(service: Service, place: Establishment, signal: Signal) -> None:
    client = signed_in(person((service, Role.PHYSICIAN)))
    address = f"/services/essai/etablissements/{place.pk}/"

    for page in ("/services/essai/", "/services/essai/signaux/", f"/services/essai/travailleurs/{signal.worker_id}/"):
        assert f'href="{address}"' in client.get(page).content.decode(), page
    act = f"/services/essai/signaux/{signal.pk}/ecarter/?retour=etablissement"
    assert act in client.get(address).content.decode()
    assert client.post(act, {"reason": "visite-prevue"})["Location"] == address


def test_the_establishment_of_another_service_is_not_found(service: Service, place: Establishment) -> None:
    other = Service.objects.create(code="autre", name="Autre service")
    client = signed_in(person((other, Role.PHYSICIAN)))

    assert client.get(f"/services/autre/etablissements/{place.pk}/").status_code == 404
