"""The public forms: answered page by page, protected from robots, acknowledged without a word too many."""

import json
from datetime import date

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client

from amarre.accounts.models import Service
from amarre.cases.models import Intake
from amarre.portal import robots
from amarre.portal.robots import new_token

EMPLOYER = {
    "company": "Maçonnerie Belcastel", "sender_name": "Paul Canariemployeur", "phone": "04 00 00 00 00",
    "email": "paul@belcastel.test", "worker_last_name": "Canariname", "worker_first_name": "Yanis",
    "born_on_jour": "3", "born_on_mois": "4", "born_on_annee": "1981", "leave_since_jour": "15",
    "leave_since_mois": "09", "leave_since_annee": "2025", "expectation": "Un autre poste", "urgency": "rapide",
    "agrees": "oui",
}  # fmt: skip
ADDRESS = "/signaler/essai/employeur/"


@pytest.fixture(autouse=True)
def _at_once(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(robots, "SHORTEST", -1)
    cache.clear()


def send(client: Client, **changes: str) -> object:
    data = {**EMPLOYER, "etape": "5", "envoyer": "1", "jeton": new_token(), **changes}
    return client.post(ADDRESS, data)


def test_an_employer_answers_one_question_after_the_other_and_reads_all_of_it_before_sending(client: Client) -> None:
    assert "Qui êtes-vous" in client.get(ADDRESS).content.decode()
    headings = ["De qui s’agit-il", "Depuis quand", "Qu’attendez-vous", "est-elle d’accord", "Vérifier, puis envoyer"]
    for number, heading in enumerate(headings):
        page = client.post(ADDRESS, {**EMPLOYER, "etape": str(number), "jeton": new_token()}).content.decode()
        assert heading in page
    assert "15/09/2025" in page
    assert "Dans la semaine" in page or "dans la semaine" in page
    assert Intake.objects.count() == 0


def test_what_is_sent_is_sealed_acknowledged_and_dated(
    client: Client, django_capture_on_commit_callbacks: object
) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        page = client.post(
            ADDRESS, {**EMPLOYER, "etape": "5", "envoyer": "1", "jeton": new_token()}, follow=True
        ).content.decode()

    intake = Intake.objects.get()
    assert json.loads(intake.answers)["leave_since"] == "2025-09-15"
    assert intake.reference in page
    assert f"{date.today():%d/%m/%Y}" in page
    (sent,) = mail.outbox
    assert sent.to == ["paul@belcastel.test"]
    for canary in ("Canari", "Yanis", "poste"):
        assert canary not in page
        assert canary not in sent.subject + sent.body


def test_a_mistake_is_said_at_its_question_and_what_was_typed_is_kept(client: Client) -> None:
    answer = client.post(ADDRESS, {**EMPLOYER, "leave_since_annee": "2099", "etape": "2", "jeton": new_token()})
    page = answer.content.decode()

    assert answer.status_code == 422
    assert "après aujourd’hui" in page
    assert "Canariname" in page
    assert "<title>Erreur" in page.replace("\n", "")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"site_web": "http://robot.test"}, "Laissez vide"),
        ({"jeton": "faux"}, "plus valable"),
        ({"leave_since_jour": "31", "leave_since_mois": "02"}, "n’existe pas"),
        ({"not_on_leave": "on"}, "Donnez une date, ou cochez"),
        ({"urgency": "demain"}, "Choisissez un délai"),
        ({"expectation": "x" * 2001}, "2000 caractères"),
        ({"worker_last_name": "a\x00b"}, "nul"),
    ],
)
def test_nothing_is_kept_of_what_a_robot_or_a_mistake_sends(client: Client, changes: dict[str, str], said: str) -> None:
    answer = send(client, **changes)

    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert said in answer.content.decode()  # type: ignore[attr-defined]
    assert Intake.objects.count() == 0


def test_a_page_answered_faster_than_a_person_can_is_refused(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(robots, "SHORTEST", 60)

    assert "trop vite" in send(client).content.decode()  # type: ignore[attr-defined]
    assert Intake.objects.count() == 0


def test_the_same_page_sent_twice_is_one_message_and_an_address_sends_few(client: Client) -> None:
    token = new_token()
    send(client, jeton=token)
    assert "déjà été envoyé" in send(client, jeton=token).content.decode()  # type: ignore[attr-defined]

    answers = [send(client).status_code for _ in range(8)]  # type: ignore[attr-defined]

    assert answers.count(302) == 4
    assert Intake.objects.count() == 5


def test_the_answer_is_read_with_the_reference_and_says_only_what_may_be_told(client: Client) -> None:
    send(client)
    intake = Intake.objects.get()
    waiting = client.post("/signaler/reponse/", {"reference": intake.reference.lower().replace("-", " ")})
    Intake.objects.update(decision="accepter", told="Votre signalement est accepté.")
    told = client.post("/signaler/reponse/", {"reference": intake.reference})
    unknown = client.post("/signaler/reponse/", {"reference": "AAAA-AAAA"})

    assert "pas encore répondu" in waiting.content.decode()
    assert "accepté" in told.content.decode()
    assert "Canari" not in told.content.decode()
    assert unknown.status_code == 422


@pytest.mark.parametrize(
    "address", ["/signaler/inconnu/", "/signaler/essai/voisin/", "/signaler/essai/recu/AAAA-AAAA/"]
)
def test_what_does_not_exist_is_not_found(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("sender", ["employeur", "travailleur", "partenaire"])
def test_each_sender_has_its_form_and_no_question_is_about_health(client: Client, sender: str) -> None:
    for number in range(5):
        page = client.post(f"/signaler/essai/{sender}/", {"aller": str(number), "jeton": new_token()}).content.decode()
        assert f"question {number + 1} sur 6" in page
        assert not [word for word in ("diagnostic", "pathologie") if word in page]
