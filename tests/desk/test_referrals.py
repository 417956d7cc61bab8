"""The pages of signalements: what waits, the decision, a sealed message recognised."""

from datetime import date

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from amarre.accounts.enums import Role
from amarre.accounts.models import Service
from amarre.audit.models import Event
from amarre.cases.actions import receive_referral
from amarre.cases.actions.intakes import keep_intake
from amarre.cases.models import Case, Intake, Referral
from amarre.directory.models import Job
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db
LIST = "/services/essai/signalements/"


@pytest.fixture
def officer(service: Service) -> Client:
    return signed_in(person((service, Role.RETENTION_OFFICER)))


def test_what_waits_is_listed_by_age_with_what_is_late(officer: Client, job: Job) -> None:
    receive_referral(job=job, origin="employeur", by=None, on=date(2026, 1, 5))
    receive_referral(job=job, origin="travailleur", by=None, on=timezone.localdate())
    keep_intake(service=job.service, sender="employeur", answers={"worker_last_name": "Canari"})

    page = officer.get(LIST).content.decode()

    assert "3 signalements à qualifier, dont 1 depuis plus de 7 jours" in page.replace("\u00a0", " ").replace(
        "\u202f", " "
    )
    assert page.index("05/01/2026") < page.index(f"{timezone.localdate():%d/%m/%Y}", page.index("05/01/2026"))
    assert "Canari" not in page
    assert Event.objects.filter(action="referrals.read").exists()


def test_a_case_without_a_lead_is_shown_as_an_error(officer: Client, job: Job) -> None:
    Case.objects.create(service=job.service, job=job, opened_on=date(2026, 1, 5))

    assert "pas de référent" in officer.get(LIST).content.decode()


def test_accepting_leads_to_the_case(officer: Client, job: Job) -> None:
    referral = receive_referral(job=job, origin="employeur", by=None, on=date(2026, 1, 5))
    answer = officer.post(f"{LIST}{referral.pk}/decider/", {"move": "accepter"}, follow=True)

    assert answer.redirect_chain[-1][0] == f"/services/essai/dossiers/{Case.objects.get().pk}/"
    assert officer.post(f"{LIST}{referral.pk}/decider/", {"move": "accepter"}).status_code == 409


def test_a_signalement_that_files_brought_with_its_case_is_not_decided_about_again(officer: Client, job: Job) -> None:
    referral = receive_referral(job=job, origin="employeur", by=None, on=date(2026, 1, 5))
    case = Case.objects.create(
        service=job.service, job=job, referral=referral, opened_on=date(2026, 1, 9), closed_on=date(2026, 2, 1),
        outcome="maintien_poste",
    )  # fmt: skip

    page = officer.get(f"{LIST}{referral.pk}/").content.decode()

    assert "dossier ouvert." in page
    assert "à qualifier" not in page.partition("<main")[2]
    assert "Décider" not in page
    assert officer.post(f"{LIST}{referral.pk}/decider/", {"move": "accepter"}).status_code == 409
    assert list(Case.objects.all()) == [case]


def test_a_signalement_opens_a_case_or_joins_the_one_under_way(officer: Client, job: Job) -> None:
    referral = receive_referral(job=job, origin="employeur", by=None, on=date(2026, 1, 5))
    alone = officer.get(f"{LIST}{referral.pk}/decider/").content.decode()
    Case.objects.create(service=job.service, job=job, opened_on=date(2026, 1, 9))
    beside = officer.get(f"{LIST}{referral.pk}/decider/").content.decode()

    assert ['value="accepter"' in page for page in (alone, beside)] == [True, False]
    assert ['value="joindre"' in page for page in (alone, beside)] == [False, True]


@pytest.mark.parametrize(
    ("sent", "said"),
    [({}, "Choisissez une réponse"), ({"move": "refuser"}, "motif du refus"), ({"move": "orienter"}, "doit faire")],
)
def test_a_decision_comes_with_what_it_needs(officer: Client, job: Job, sent: dict[str, str], said: str) -> None:
    referral = receive_referral(job=job, origin="employeur", by=None, on=date(2026, 1, 5))
    answer = officer.post(f"{LIST}{referral.pk}/decider/", sent)

    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_staff_refer_from_the_page_of_a_worker(officer: Client, job: Job) -> None:
    address = f"/services/essai/travailleurs/{job.worker_id}/signaler/"
    wanted = {"job": job.pk, "origin": "partenaire", "partner": "mdph", "reason": "social", "urgency": "urgente"}
    assert officer.post(address, {**wanted, "partner": ""}).status_code == 422
    officer.post(address, {**wanted, "worker_agrees": "oui"})

    referral = Referral.objects.get()
    assert (referral.partner, referral.reason, referral.urgency, referral.worker_agrees) == (
        "mdph", "social", "urgente", True,
    )  # fmt: skip


def test_a_sealed_message_is_read_matched_and_answered(
    officer: Client, job: Job, django_capture_on_commit_callbacks: object
) -> None:
    from amarre.directory.search.index import index_names

    index_names(service=job.service)
    intake = keep_intake(
        service=job.service, sender="employeur",
        answers={"worker_last_name": "Orsatelli", "worker_first_name": "Yanis", "email": "rh@belcastel.test",
                 "expectation": "Un autre poste", "leave_since": "2026-01-02"},
    )  # fmt: skip
    address = f"{LIST}recus/{intake.pk}/"
    page = officer.get(address).content.decode()
    assert "Un autre poste" in page
    assert "02/01/2026" in page
    assert "03/04/1981" in page
    officer.post(address, {"acte": "prendre", "job": job.pk, "reason": "sante"})
    referral = Referral.objects.get()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        officer.post(f"{LIST}{referral.pk}/decider/", {"move": "refuser", "refusal": "contrat_termine"})

    assert (referral.origin, referral.intake) == ("employeur", intake)
    assert "contrat de travail" in Intake.objects.get().told
    (sent,) = mail.outbox
    assert intake.reference in sent.body
    assert "Orsatelli" not in sent.body + sent.subject
    assert "Yanis" not in str(list(Event.objects.values_list("details", flat=True)))


def test_a_message_about_nobody_is_set_aside_with_a_reason(officer: Client, service: Service) -> None:
    intake = keep_intake(service=service, sender="employeur", answers={"worker_last_name": "Personne"})
    address = f"{LIST}recus/{intake.pk}/"

    assert officer.post(address, {"acte": "ecarter"}).status_code == 422
    assert officer.post(address, {"acte": "ecarter", "refusal": "non_identifie"}).status_code == 302
    assert "écarté" in officer.get(address).content.decode()
