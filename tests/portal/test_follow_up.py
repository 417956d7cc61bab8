"""The page of a worker who is asked what became of them."""

import re
from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from amarre.accounts.models import Service
from amarre.cases.links import make_link
from amarre.cases.models import Case, FollowUp, FollowUpAnswer, FollowUpLink, PlannedFollowUp
from amarre.directory.models import Worker
from tests.detection.drawn import a_worker

pytestmark = pytest.mark.django_db
ANSWERS = {"situation": "poste_amenage", "helped": ["poste", "employeur"], "recommends": "oui", "words": "Merci",
           "wants_call": "oui"}  # fmt: skip


@pytest.fixture
def planned(service: Service) -> PlannedFollowUp:
    """A follow-up that is waited for."""
    cache.clear()
    job = a_worker(service)
    Worker.objects.filter(pk=job.worker_id).update(
        last_name="Canariname", first_name="Canarifirst", born_on=date(1981, 4, 3)
    )
    today = timezone.localdate()
    closed_on = today - timedelta(days=92)
    case = Case.objects.create(
        service=service, job=job, opened_on=closed_on, closed_on=closed_on, outcome="maintien_poste"
    )
    return PlannedFollowUp.objects.create(service=service, case=case, closed_on=closed_on, due_month="3", due_on=today)


@pytest.fixture
def address(planned: PlannedFollowUp) -> str:
    """Its link."""
    return path_of(planned, timezone.localdate())


def path_of(planned: PlannedFollowUp, on: date) -> str:
    return "/suivi/" + make_link(planned, attempt=1, on=on)[1].split("/suivi/")[1]


def birth(year: str = "1981") -> dict[str, str]:
    return {"born_on_jour": "3", "born_on_mois": "4", "born_on_annee": year}


def proof(page: str) -> str:
    found = re.search(r'name="preuve" value="([^"]+)"', page)
    assert found
    return found[1]


def test_programs_that_open_every_link_consume_nothing_and_read_no_name(client: Client, address: str) -> None:
    for _ in range(30):
        page = client.get(address)
        client.head(address)

    assert page.status_code == 200
    assert "Canari" not in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert page["Referrer-Policy"] == "same-origin"
    assert not FollowUp.objects.exists()


def test_a_worker_answers_from_the_link_and_asks_to_be_called(client: Client, address: str) -> None:
    page = client.post(address, birth()).content.decode()
    assert "Bonjour Canarifirst Canariname" in page

    thanks = client.post(address, {**ANSWERS, "preuve": proof(page)}).content.decode()

    follow_up, answer = FollowUp.objects.get(), FollowUpAnswer.objects.get()
    assert "Le service va vous rappeler" in thanks
    assert (follow_up.situation, follow_up.due_month) == ("poste_amenage", "3")
    assert (answer.helped, answer.words, answer.wants_call, answer.way) == (
        ["poste", "employeur"],
        "Merci",
        True,
        "lien",
    )
    again = client.post(address, {**ANSWERS, "preuve": proof(page)})
    assert "n’attend plus de réponse" in again.content.decode()
    assert FollowUp.objects.count() == 1


def test_a_wrong_birth_date_shows_no_name_and_too_many_close_the_page(client: Client, address: str) -> None:
    answers = [client.post(address, birth("1980")) for _ in range(6)]

    assert [answer.status_code for answer in answers] == [422] * 5 + [429]
    assert all("Canari" not in answer.content.decode() for answer in answers)
    assert client.post(address, birth()).status_code == 429


def test_answers_without_the_birth_date_are_not_taken(client: Client, planned: PlannedFollowUp, address: str) -> None:
    assert client.post(address, {**ANSWERS, "preuve": "fausse"}).status_code == 422
    assert not FollowUp.objects.exists()


def test_what_is_missing_is_said_and_what_was_answered_is_kept(client: Client, address: str) -> None:
    page = client.post(address, birth()).content.decode()

    wrong = client.post(address, {**ANSWERS, "situation": "", "preuve": proof(page)})

    assert wrong.status_code == 422
    assert "Choisissez la situation d’aujourd’hui." in wrong.content.decode()
    assert "Merci</textarea>" in wrong.content.decode()


def test_an_expired_link_gives_another_one_when_asked(
    client: Client, planned: PlannedFollowUp, mailoutbox: list[object]
) -> None:
    from amarre.cases.actions import Contact, keep_contact

    keep_contact(
        case=planned.case,
        contact=Contact("courriel", "yanis@exemple.fr"),
        on=planned.closed_on,
        by=None,
        seen=planned.case.version,
    )
    old = path_of(planned, timezone.localdate() - timedelta(days=61))

    assert "Recevoir un nouveau lien" in client.get(old).content.decode()
    assert "Canari" not in client.post(old, birth()).content.decode()
    assert "Un nouveau lien est parti" in client.post(old).content.decode()
    assert len(mailoutbox) == 1
    assert FollowUpLink.objects.count() == 2


def test_a_link_of_a_closing_that_no_longer_holds_asks_nothing(
    client: Client, planned: PlannedFollowUp, address: str
) -> None:
    Case.objects.filter(pk=planned.case_id).update(closed_on=None, outcome=None)

    page = client.get(address).content.decode()

    assert "n’attend plus de réponse" in page
    assert "rouvert" not in page
    assert client.get("/suivi/inconnu/").status_code == 404
