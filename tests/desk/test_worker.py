"""The page of one worker."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from amarre.accounts.enums import Role
from amarre.accounts.models import Service
from amarre.audit.models import Event
from amarre.cases.models import Case, SupportAct
from amarre.detection.models import Signal
from amarre.directory.models import Job
from amarre.partners.models import Orientation
from amarre.surveillance.models import SickLeave, Visit
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def today() -> date:
    """The page speaks of the day on which it is read."""
    return timezone.localdate()


@pytest.fixture(autouse=True)
def _thirty_years_old(job: Job, today: date) -> None:
    """Too young for a mid-career visit, whenever the tests run."""
    job.worker.born_on = date(today.year - 30, 1, 1)
    job.worker.save()


@pytest.fixture
def leave(job: Job, today: date) -> SickLeave:
    """Forty days of leave so far, ten to come."""
    return SickLeave.objects.create(
        service=job.service, job=job, starts_on=today - timedelta(days=39), ends_on=today + timedelta(days=10),
        cause="maladie_professionnelle",
    )  # fmt: skip


@pytest.fixture
def case(job: Job, today: date) -> Case:
    """An open case with an orientation and an act."""
    case = Case.objects.create(service=job.service, job=job, opened_on=today - timedelta(days=20), level="T2")
    SupportAct.objects.create(service=job.service, job=job, case=case, held_on=today, profession="psychologue")
    Orientation.objects.create(service=job.service, job=job, case=case, sent_on=today, recipient="cap_emploi")
    return case


def read(service: Service, role: Role, job: Job) -> str:
    client = signed_in(person((service, role), email=f"{role}@essai.test"))
    return client.get(f"/services/essai/travailleurs/{job.worker_id}/").content.decode()


def test_the_page_says_who_then_the_situation_then_why_somebody_is_needed(
    service: Service, job: Job, leave: SickLeave, signal: Signal
) -> None:
    page = read(service, Role.PHYSICIAN, job)

    order = [
        "né le",
        "En arrêt depuis 40\u00a0jours, jusqu’au",
        "En arrêt depuis 60 jours.",
        "Ce que dit la loi",
        "L1226-1-3",
    ]
    assert [page.index(part) for part in order] == sorted(page.index(part) for part in order)
    assert "Rendez-vous de liaison" in page


def test_what_the_law_says_stands_by_kind_with_its_article_and_its_doubt(
    service: Service, job: Job, leave: SickLeave, today: date
) -> None:
    page = read(service, Role.PHYSICIAN, job)

    kinds = [kind for kind in ("À faire", "Interdit", "Possible", "Recommandé", "À savoir") if f">{kind}</h3>" in page]
    assert kinds[-4:] == ["Interdit", "Possible", "Recommandé", "À savoir"]
    for words in ("Rendez-vous de liaison", "Visite de pré-reprise", "Essai encadré", "L1226-1-3", "D323-6-5"):
        assert words in page
    assert "valeur à confirmer" in page


@pytest.mark.parametrize(
    ("leaves", "said"),
    [
        ([], "En poste, sans arrêt depuis douze mois."),
        ([(-20, -11)], "après 10\u00a0jours d’absence."),
        ([(-89, -11)], "après 79\u00a0jours d’absence\u202f; visite de reprise non faite."),
        ([(-200, -191)], "En poste\u202f; 1\u00a0arrêt en douze mois, 10\u00a0jours en tout."),
        ([(-9, None)], "En arrêt depuis 10\u00a0jours, sans fin connue."),
    ],
)
def test_the_situation_is_one_sentence_on_the_page_of_the_case_as_well(
    service: Service, job: Job, case: Case, today: date, leaves: list[tuple[int, int | None]], said: str
) -> None:
    for first, last in leaves:
        ends_on = None if last is None else today + timedelta(days=last)
        SickLeave.objects.create(
            service=service, job=job, starts_on=today + timedelta(days=first), ends_on=ends_on, cause="maladie"
        )

    assert said in read(service, Role.NURSE, job)
    of_the_case = signed_in(person((service, Role.NURSE), email="soins@essai.test")).get(
        f"/services/{service.code}/dossiers/{case.pk}/"
    )
    assert said in of_the_case.content.decode()


def test_of_somebody_who_died_no_page_says_that_they_are_at_work(
    service: Service, job: Job, leave: SickLeave, case: Case, today: date
) -> None:
    Case.objects.update(closed_on=today, outcome="deces")
    page = f"/services/{service.code}/dossiers/{case.pk}/"

    assert f"Décès connu du service\u00a0: dossier clos le {today:%d/%m/%Y}." in read(service, Role.NURSE, job)
    of_the_case = signed_in(person((service, Role.NURSE), email="soins@essai.test")).get(page).content.decode()
    lead = of_the_case.partition('class="am-lede">')[2].partition("</p>")[0]
    assert lead == f"Dossier clos le {today:%d/%m/%Y}\u00a0: décès."


def test_a_job_that_only_files_still_hold_is_not_said_to_be_held(service: Service, job: Job, today: date) -> None:
    job.establishment.member.left_on = today - timedelta(days=1)
    job.establishment.member.save()

    assert "Plus d’emploi suivi par le service." in read(service, Role.NURSE, job)


def test_maternity_is_an_absence_and_opens_nothing(service: Service, job: Job, today: date) -> None:
    SickLeave.objects.create(
        service=service, job=job, starts_on=today - timedelta(days=50), ends_on=today, cause="maternite"
    )

    page = read(service, Role.PHYSICIAN, job)

    assert "Absent depuis 51\u00a0jours" in page
    assert ">Possible</h3>" not in page


def test_a_worker_who_left_is_said_to_have_left(service: Service, job: Job) -> None:
    Job.objects.update(ended_on=date(2020, 6, 30))

    assert "Sans emploi suivi par le service depuis le 30/06/2020." in read(service, Role.PHYSICIAN, job)


def test_what_is_drawn_stands_in_the_table_beside_it(
    service: Service, job: Job, leave: SickLeave, visit: Visit, case: Case
) -> None:
    page = read(service, Role.PHYSICIAN, job)

    drawing, table = page[page.index('<svg class="am-chart') : page.index("Parcours en tableau")], page
    assert "<title" in drawing
    assert "<desc" in drawing
    assert drawing.count('class="soft"') == 1
    for words in ("Arrêt, 40\u00a0jours à ce jour", "Visite de pré-reprise", "Dossier ouvert", "Orientation vers"):
        assert words in table
    assert "12/05/2025" in table


def test_neither_cause_nor_opinion_stands_on_the_page_of_who_is_no_health_professional(
    service: Service, job: Job, leave: SickLeave, visit: Visit, today: date
) -> None:
    Visit.objects.update(opinion="inaptitude", held_on=today)

    page = read(service, Role.RETENTION_OFFICER, job).lower()

    assert "porte un avis" in read(service, Role.PHYSICIAN, job)
    assert "porte un avis" not in page

    assert "maladie professionnelle" not in page
    assert "inaptitude" not in page


HEALTH, SUPPORT, TRACE = "Arrêt, 40", "Dossier ouvert", "Qui a lu cette page"


@pytest.mark.parametrize(
    ("role", "shown"),
    [
        (Role.PHYSICIAN, {HEALTH, SUPPORT, TRACE}),
        (Role.COORDINATION, {HEALTH, SUPPORT, TRACE}),
        (Role.NURSE, {HEALTH, SUPPORT}),
        (Role.RETENTION_OFFICER, {HEALTH, SUPPORT}),
        (Role.SOCIAL_WORKER, {SUPPORT}),
        (Role.PSYCHOLOGIST, {SUPPORT}),
        (Role.ERGONOMIST, {SUPPORT}),
        (Role.ASSISTANT, set()),
    ],
)
def test_each_role_reads_its_part(
    service: Service, job: Job, leave: SickLeave, visit: Visit, case: Case, role: Role, shown: set[str]
) -> None:
    page = read(service, role, job)

    assert {part for part in (HEALTH, SUPPORT, TRACE) if part in page} == shown
    assert ("pré-reprise" in page) == (HEALTH in shown)
    assert ("En emploi chez Maçonnerie Belcastel" in page) == (HEALTH not in shown)


def test_reading_is_recorded_and_the_physician_sees_who_read(service: Service, job: Job) -> None:
    assert "Personne avant vous." in read(service, Role.PHYSICIAN, job)
    person((service, Role.NURSE), email="infirmier@essai.test")
    read(service, Role.NURSE, job)

    page = read(service, Role.PHYSICIAN, job)

    assert Event.objects.filter(action="worker.read", subject_id=job.worker_id).count() == 3
    assert page.count("Camille Roy</p>") == 2


def test_a_worker_of_another_service_is_not_found(service: Service, job: Job) -> None:
    other = Service.objects.create(code="autre", name="Autre service")
    client = signed_in(person((other, Role.PHYSICIAN)))

    assert client.get(f"/services/autre/travailleurs/{job.worker_id}/").status_code == 404


def test_the_page_costs_the_same_number_of_queries_for_a_long_story(
    service: Service, job: Job, leave: SickLeave, visit: Visit, case: Case, raised: Callable[..., Signal]
) -> None:
    client = signed_in(person((service, Role.PHYSICIAN)))
    address = f"/services/essai/travailleurs/{job.worker_id}/"
    raised()
    client.get(address)
    with CaptureQueriesContext(connection) as short:
        client.get(address)
    for number in range(1, 12):
        raised(since=date(2026, 1, 1) + timedelta(days=number))
        day = date(2024, number, 1)
        SickLeave.objects.create(service=service, job=job, starts_on=day, ends_on=day, cause="maladie")
        Case.objects.create(service=service, job=job, opened_on=day, closed_on=day, outcome="maintien_poste")
    with CaptureQueriesContext(connection) as long:
        client.get(address)

    assert len(long) == len(short) <= 40


def test_acting_from_the_page_comes_back_to_it(service: Service, job: Job, signal: Signal) -> None:
    client = signed_in(person((service, Role.PHYSICIAN)))
    address = f"/services/essai/signaux/{signal.pk}/ecarter/?retour=travailleur"

    answer = client.post(address, {"reason": "visite-prevue"})

    assert answer["Location"] == f"/services/essai/travailleurs/{job.worker_id}/"


def test_who_reads_a_page_again_does_not_hide_the_others(service: Service, job: Job) -> None:
    nurse = signed_in(person((service, Role.NURSE), email="infirmier@essai.test"))
    nurse.get(f"/services/essai/travailleurs/{job.worker_id}/")
    for _ in range(10):
        page = read(service, Role.PHYSICIAN, job)

    told = page.partition(TRACE)[2]
    assert "9\u00a0fois, en dernier le " in told
    assert told.count("<li>") == 2
