"""What needs each role today, on the first page of a service."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from amarre.accounts.enums import Role
from amarre.accounts.models import Service
from amarre.audit.models import Event
from amarre.cases.actions.following import plan_follow_ups
from amarre.cases.actions.intakes import keep_intake
from amarre.cases.models import Case, FollowUp, PlannedFollowUp, Referral, SchemeUse, SupportAct
from amarre.desk.day.morning import state_of
from amarre.desk.day.reminders import reminders
from amarre.desk.referring.qualifying import qualification_days
from amarre.desk.steering.warming import make_figures
from amarre.detection.enums import Priority
from amarre.detection.models import Signal
from amarre.directory.models import Job, Professional, Worker
from amarre.directory.staff import link_account
from amarre.exchange.models import ImportBatch
from amarre.indicators.models import StoredResult
from amarre.lib.calendars import add_months
from amarre.lib.keeping import forget
from amarre.partners.models import Orientation
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db
HOME = "/services/essai/"


@pytest.fixture
def today() -> date:
    return timezone.localdate()


def page(service: Service, role: Role) -> str:
    # Rows are made here past the actions: no event says that they moved.
    forget()
    return signed_in(person((service, role), email=f"{role}@essai.test")).get(HOME).content.decode()


def closed(job: Job, on: date, outcome: str = "maintien_poste") -> Case:
    case = Case.objects.create(
        service=job.service, job=job, opened_on=on - timedelta(days=100), closed_on=on, outcome=outcome
    )
    plan_follow_ups(case)
    return case


def test_a_follow_up_is_due_until_it_is_made(job: Job, today: date) -> None:
    case = closed(job, add_months(today, -6))
    three, six = plan_follow_ups(case)[:2]
    FollowUp.objects.create(service=job.service, case=case, due_month="3", held_on=today, situation="meme_poste")
    text = page(job.service, Role.NURSE)

    assert "suivi à 6\u00a0mois" in text
    assert f"/suivis/{six.pk}/" in text
    assert f"/suivis/{three.pk}/" not in text
    FollowUp.objects.create(service=job.service, case=case, due_month="6", held_on=today, situation="meme_poste")
    assert "suivi à" not in page(job.service, Role.NURSE)


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 7, 14), [("depuis le 25/06", True)]), (date(2026, 6, 25), [("aujourd’hui", False)]),
        (date(2026, 6, 24), []),
    ],
)  # fmt: skip
def test_the_page_tells_the_follow_ups_of_their_own_page(job: Job, day: date, said: list[tuple[str, bool]]) -> None:
    case = closed(job, date(2026, 3, 25))
    plan_follow_ups(case)

    sections = reminders(job.service, day, health=False, state=state_of(job.service))

    assert [(line.standing, line.late) for one in sections for line in one.lines] == said
    assert [one.count for one in sections] == [PlannedFollowUp.objects.due(day).count()] * len(said)


def test_nobody_asks_what_became_of_somebody_who_died(job: Job, today: date) -> None:
    plan_follow_ups(closed(job, add_months(today, -6), outcome="deces"))

    assert "suivi à" not in page(job.service, Role.NURSE)


def test_a_case_without_a_recent_act_is_named_and_opens_the_list(job: Job, today: date) -> None:
    case = Case.objects.create(service=job.service, job=job, opened_on=today - timedelta(days=90))

    assert "sans_acte=60" in page(job.service, Role.SOCIAL_WORKER)
    SupportAct.objects.create(service=job.service, job=job, case=case, held_on=today, profession="ergonome")
    assert "sans_acte=60" not in page(job.service, Role.SOCIAL_WORKER)


def test_an_orientation_without_an_answer_says_for_how_long(job: Job, today: date) -> None:
    sent = Orientation.objects.create(
        service=job.service, job=job, sent_on=today - timedelta(days=14), recipient="cap_emploi"
    )

    assert "14\u00a0jours" in page(job.service, Role.NURSE)
    sent.acknowledged_on = today
    sent.save()
    assert "Orientations sans réponse" not in page(job.service, Role.NURSE)


def test_what_is_not_qualified_stands_by_age_against_the_deadline_of_the_service(job: Job, today: date) -> None:
    deadline = qualification_days(job.service, today)
    for days in (0, deadline, deadline + 3):
        Referral.objects.create(
            service=job.service, job=job, received_on=today - timedelta(days=days), origin="employeur", reason="sante"
        )
    keep_intake(service=job.service, sender="employeur", answers={"nom": "Canari"})

    (section,) = (
        one
        for one in reminders(job.service, today, health=False, state=state_of(job.service))
        if one.code == "signalements"
    )
    text = page(job.service, Role.SOCIAL_WORKER)

    assert section.count == 4
    assert [(one.standing, one.late) for one in section.lines][:2] == [
        ("en retard de 3\u00a0jours", True), ("dernier jour", False)
    ]  # fmt: skip
    assert "4\u00a0signalements à qualifier" in text
    assert f"La cellule décide sous {deadline}\u00a0jours." in text
    assert "Canari" not in text


def test_a_referral_waits_until_a_case_takes_it_up(job: Job, today: date) -> None:
    referral = Referral.objects.create(
        service=job.service, job=job, received_on=today, origin="employeur", reason="sante"
    )

    assert "Signalements à qualifier" in page(job.service, Role.NURSE)
    Case.objects.create(service=job.service, job=job, referral=referral, opened_on=today)
    assert "Signalements à qualifier" not in page(job.service, Role.NURSE)


def test_schemes_that_end_are_shown_to_those_who_read_health_data_alone(job: Job, today: date) -> None:
    SchemeUse.objects.create(
        service=job.service, job=job, scheme="essai_encadre", approval="oui", starts_on=today, ends_on=today
    )

    assert "Dispositifs qui finissent" in page(job.service, Role.NURSE)
    assert "Dispositifs qui finissent" not in page(job.service, Role.SOCIAL_WORKER)


def test_a_worker_stands_once_with_the_other_reasons_counted(raised: Callable[..., Signal], job: Job) -> None:
    worker = Worker.objects.create(
        service=job.service, last_name="Delmas", first_name="Noa", born_on=date(1980, 1, 1), sex="F", external_id="D"
    )
    for rank in range(1, 13):
        raised(since=date(2026, 1, rank), rule="arrets_cumules")
    raised(worker=worker, priority=Priority.HIGH, reason="Fin d'arrêt proche.")
    raised(worker=worker, priority=Priority.LOW, rule="mi_carriere_a_faire")
    text = page(job.service, Role.NURSE)

    assert text.count("Yanis Orsatelli</a>") == text.count("Noa Delmas</a>") == 1
    # What acting changes comes before how many reasons there are.
    assert text.index("Noa Delmas") < text.index("Yanis Orsatelli")
    assert "et 1\u00a0autre motif<" in text
    assert "et 11\u00a0autres motifs<" in text
    assert "14\u00a0signaux à traiter, 2\u00a0travailleurs à voir d’abord" in text
    assert 'À voir d’abord <span class="am-count">2</span>' in text


def test_an_assistant_reads_signals_and_no_case(signal: Signal, today: date) -> None:
    closed(signal.job, add_months(today, -6))
    text = page(signal.service, Role.ASSISTANT)

    assert "Yanis Orsatelli" in text
    assert "suivi à" not in text


def test_direction_reads_numbers_and_no_name(signal: Signal, today: date) -> None:
    closed(signal.job, add_months(today, -6))
    text = page(signal.service, Role.MANAGEMENT)

    assert "1\u00a0travailleur suivi" in text
    assert "Orsatelli" not in text
    assert "En arrêt" not in text
    assert "/cpom/?contrat=" in text
    assert not Event.objects.filter(action="signals.read").exists()


def test_direction_reads_objectives_as_they_were_computed_and_what_waits(
    raised: Callable[..., Signal], job: Job, today: date
) -> None:
    for days in (1, 10, 40):
        raised(since=today - timedelta(days=days), raised_on=today - timedelta(days=days))
    for days in (0, qualification_days(job.service, today) + 1):
        received = today - timedelta(days=days)
        Referral.objects.create(service=job.service, job=job, received_on=received, origin="employeur", reason="sante")
    Case.objects.create(service=job.service, job=job, opened_on=today - timedelta(days=90))

    with CaptureQueriesContext(connection) as spent:
        first = page(job.service, Role.MANAGEMENT)
    assert "sont en cours de calcul" in first
    make_figures.call(job.service.pk)
    text = page(job.service, Role.MANAGEMENT)

    assert f"CPOM PST38 en {today.year}" in text
    assert f"/cpom/V02/?contrat=pst38-2025&amp;annee={today.year}" in text
    assert "Chiffres calculés le" in text
    assert "/cpom/O01/" in text
    assert "2 depuis plus d’une semaine, dont 1 depuis plus d’un mois" in text
    assert "1 en retard" in text
    assert "Dossiers sans référent" in text
    assert "Orsatelli" not in text
    assert not any("indicators_" in query["sql"] and "INSERT" in query["sql"] for query in spent)


def test_direction_never_has_to_ask_for_the_figures(job: Job, today: date) -> None:
    page(job.service, Role.MANAGEMENT)
    page(job.service, Role.MANAGEMENT)
    assert make_figures_asked() == [[job.service.pk]]
    make_figures.call(job.service.pk)
    StoredResult.objects.update(code_fingerprint="of the release before")
    cache.clear()
    assert "sont en cours de calcul" in page(job.service, Role.MANAGEMENT)
    assert make_figures_asked() == [[job.service.pk]] * 2
    make_figures.call(job.service.pk)
    assert "sont en cours de calcul" not in page(job.service, Role.MANAGEMENT)
    # Facts that moved are looked at once a day.
    StoredResult.objects.update(computed_at=timezone.now() - timedelta(days=1))
    Service.objects.filter(pk=job.service_id).update(facts_version=F("facts_version") + 1)
    cache.clear()
    assert f"CPOM PST38 en {today.year}" in page(job.service, Role.MANAGEMENT)
    assert len(make_figures_asked()) == 3


def make_figures_asked() -> list[list[int]]:
    """The arguments of each request made to the background worker."""
    asked = DBTaskResult.objects.filter(task_path=make_figures.module_path).order_by("enqueued_at")
    return [one.args_kwargs["args"] for one in asked]


def test_administration_reads_what_is_to_be_done_and_no_name(signal: Signal) -> None:
    batch = ImportBatch.objects.create(
        service=signal.service, as_of=date(2026, 3, 1), counts={"emplois.csv": {"refused": 3}}
    )
    text = page(signal.service, Role.ADMINISTRATION)

    assert "3\u00a0lignes refusées" in text
    assert f"/donnees/imports/{batch.pk}/" in text
    assert "à confirmer" in text
    assert "Orsatelli" not in text
    assert "signaux à traiter" not in text


def test_data_that_came_after_the_signals_are_announced(signal: Signal) -> None:
    assert "arrivées depuis" not in page(signal.service, Role.NURSE)
    ImportBatch.objects.create(service=signal.service, as_of=date(2026, 3, 1))

    assert "La coordination de la cellule ou l’administration du service la relance." in page(
        signal.service, Role.NURSE
    )
    assert "La relancer" in page(signal.service, Role.COORDINATION)


def test_an_empty_service_tells_administration_to_send_files(service: Service) -> None:
    text = page(service, Role.ADMINISTRATION)

    assert "Déposer des fichiers" in text
    assert "Inviter une personne" in text


def test_whose_names_stand_on_the_page_is_recorded(job: Job, today: date) -> None:
    plan_follow_ups(closed(job, add_months(today, -6)))
    page(job.service, Role.NURSE)

    assert Event.objects.get(action="signals.read").details == {"workers": [job.worker_id]}


def test_the_page_costs_the_same_queries_for_one_case_and_for_twenty(
    raised: Callable[..., Signal], job: Job, today: date
) -> None:
    raised()
    lead = Professional.objects.create(service=job.service, last_name="Lassalle", role="charge_maintien")
    user = person((job.service, Role.COORDINATION))
    link_account(user=user, service=job.service, professional=lead, by=None)
    client = signed_in(user)
    counts = []
    for number in (1, 20):
        for _ in range(number):
            plan_follow_ups(closed(job, add_months(today, -6)))
            Referral.objects.create(service=job.service, job=job, received_on=today, origin="employeur", reason="sante")
            Case.objects.create(service=job.service, job=job, lead=lead, opened_on=today - timedelta(days=90))
        client.get(HOME)
        with CaptureQueriesContext(connection) as spent:
            client.get(HOME)
        counts.append(len(spent))

    assert counts[0] == counts[1] <= 30


def test_the_pages_of_a_service_without_a_cell_speak_of_none(signal: Signal, client: Client) -> None:
    service = signal.service
    service.profile = "petit-service"
    service.save()
    ImportBatch.objects.create(service=service, as_of=date(2026, 3, 1))
    lead = signed_in(person((service, Role.RETENTION_OFFICER), (service, Role.NURSE), email="mission@essai.test"))
    pages = {
        address: (lead if address.startswith("/services/") else client).get(address)
        for address in (
            HOME, f"{HOME}signaux/", f"{HOME}a-voir-d-abord/", f"{HOME}collectifs/", f"{HOME}signalements/",
            f"{HOME}travailleurs/{signal.worker_id}/", f"{HOME}etablissements/{signal.job.establishment_id}/",
            f"{HOME}signaux/{signal.pk}/ecarter/", "/signaler/essai/", "/signaler/essai/travailleur/",
            "/signaler/essai/employeur/",
        )
    }  # fmt: skip

    assert {page.status_code for page in pages.values()} == {200}
    assert [address for address, page in pages.items() if "cellule" in page.content.decode().lower()] == []
