"""The pages of the cell's meetings: agenda by rule, meeting mode, minutes, tasks."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from amarre.accounts.enums import Role
from amarre.accounts.models import Service, User
from amarre.audit.models import Event
from amarre.cases.actions import receive_case
from amarre.cases.actions.decisions import correct_decision, decide, mark_item
from amarre.cases.actions.meetings import ask_cell, end_meeting, plan_meeting, put_on_agenda
from amarre.cases.consents import give_consent
from amarre.cases.minutes import minutes
from amarre.cases.models import Case, CellMeeting, Decision, SupportAct, Task
from amarre.desk.meeting.agenda import proposals
from tests.detection.drawn import a_worker
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db
LIST = "/services/essai/reunions/"
DAY = date(2026, 6, 8)


@pytest.fixture
def officer(service: Service) -> User:
    return person((service, Role.RETENTION_OFFICER))


@pytest.fixture
def client(officer: User) -> Client:
    return signed_in(officer)


@pytest.fixture
def meeting(service: Service, officer: User) -> CellMeeting:
    return plan_meeting(service=service, held_on=DAY, by=officer, participants=[officer])


def opened(service: Service, days: int) -> Case:
    return receive_case(job=a_worker(service), on=DAY - timedelta(days=days), by=None)


def plain(page: object) -> str:
    return page.content.decode().replace("\u00a0", " ").replace("\u202f", " ")  # type: ignore[attr-defined]


def test_a_meeting_is_planned_then_listed(client: Client, service: Service, officer: User) -> None:
    sent = {"held_on": "08/06/2026", "starts_at": "14 h 30", "place": "Salle Garonne", "participants": [officer.pk]}

    assert client.post(f"{LIST}prevoir/", {**sent, "held_on": ""}).status_code == 422
    assert client.post(f"{LIST}prevoir/", {**sent, "starts_at": "25 h"}).status_code == 422
    page = client.post(f"{LIST}prevoir/", sent, follow=True)

    assert "Réunion du lundi 8 juin 2026, 14 h 30" in plain(page)
    assert "Salle Garonne" in plain(page)
    assert "lundi 8 juin 2026" in plain(client.get(LIST))
    assert "Salle Garonne" in plain(client.get(LIST))


def test_where_people_meet_is_said_later_and_stands_on_the_minutes(client: Client, meeting: CellMeeting) -> None:
    address, link = f"{LIST}{meeting.pk}/", "https://visio.example/cellule"

    page = client.post(address, {"acte": "situer", "lieu": link}, follow=True)

    assert f'<a href="{link}" rel="nofollow">' in plain(page)
    assert client.post(address, {"acte": "situer", "lieu": "a" * 201}).status_code == 409
    assert minutes(CellMeeting.objects.get(), DAY)["when"].endswith(link)
    assert Event.objects.filter(action="meeting.placed").count() == 1


def test_each_rule_proposes_its_cases_with_the_reason(meeting: CellMeeting, officer: User) -> None:
    service = meeting.service
    new, silent, asked, again, quiet = (opened(service, days) for days in (5, 90, 70, 120, 90))
    ask_cell(case=asked, text="Décaler l’essai ?", by=officer)
    before = plan_meeting(service=service, held_on=DAY - timedelta(days=40), by=officer, participants=[officer])
    item = put_on_agenda(meeting=before, case=again, by=officer)
    mark_item(item=item, state="vu", by=officer, review_on=DAY)
    SupportAct.objects.create(
        service=service, job=quiet.job, case=quiet, held_on=DAY - timedelta(days=3), profession="ergonome"
    )

    found = {one.case.pk: (one.reason.value, one.told) for one in proposals(meeting)}

    assert found == {
        asked.pk: ("demande", "demandé par Camille Roy"),
        again.pk: ("a_revoir", "à revoir le 08/06/2026"),
        new.pk: ("nouveau", "nouveau, ouvert le 03/06/2026"),
        silent.pk: ("bloque", "sans acte depuis plus de 60\u00a0jours"),
    }


def test_a_case_that_nobody_had_time_for_is_proposed_again(meeting: CellMeeting, officer: User) -> None:
    before = plan_meeting(service=meeting.service, held_on=DAY - timedelta(days=7), by=officer, participants=[officer])
    put_on_agenda(meeting=before, case=opened(meeting.service, 50), by=officer)
    assert proposals(meeting) == []
    end_meeting(meeting=before, by=officer)

    assert [one.told for one in proposals(meeting)] == ["pas vu à la réunion du 01/06/2026"]


def test_the_agenda_takes_what_is_ticked_and_is_arranged(client: Client, meeting: CellMeeting) -> None:
    cases = [opened(meeting.service, days) for days in (5, 4, 3)]
    address = f"{LIST}{meeting.pk}/"
    assert "nouveau, ouvert le 03/06/2026" in plain(client.get(address))

    client.post(address, {"acte": "prendre", "dossier": [case.pk for case in cases]})
    first = meeting.items.first()
    client.post(address, {"acte": "descendre", "rang": first.pk})
    client.post(address, {"acte": "retirer", "rang": meeting.items.last().pk})

    assert [item.case_id for item in meeting.items.all()] == [cases[1].pk, cases[0].pk]
    assert client.post(address, {"acte": "retirer", "rang": 999_999}).status_code == 404
    assert client.post(address, {"acte": "inconnu"}).status_code == 404


def test_decisions_are_kept_whichever_button_sends_them(client: Client, meeting: CellMeeting, officer: User) -> None:
    first, second = (put_on_agenda(meeting=meeting, case=opened(meeting.service, 5), by=officer) for _ in range(2))
    address = f"{LIST}{meeting.pk}/dossiers/{{}}/"
    typed = {"text": "Appeler l’employeur", "owner": officer.pk, "due_on": "15/06/2026"}

    client.post(address.format(first.pk), {**typed, "acte": "decider"})
    moved = client.post(address.format(first.pk), {"text": "Prévenir le médecin", "acte": "suivant"})
    ended = client.post(address.format(second.pk), {"text": "Attendre", "acte": "passer", "review_on": "06/07/2026"})

    assert moved["Location"] == address.format(second.pk)
    assert ended["Location"] == f"{LIST}{meeting.pk}/"
    assert {one.text for one in Decision.objects.all()} == {"Appeler l’employeur", "Prévenir le médecin", "Attendre"}
    assert list(meeting.items.values_list("state", "review_on")) == [("vu", None), ("passe", date(2026, 7, 6))]
    assert Task.objects.get().due_on == date(2026, 6, 15)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"text": ""}, "Écrivez la décision"),
        ({"text": "Appeler", "due_on": "15/06/2026"}, "Dites qui agit"),
        ({"text": "Appeler", "due_on": "31/06/2026"}, "une date qui existe"),
        ({"text": "Appeler", "review_on": "01/06/2026"}, "après cette réunion"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    client: Client, meeting: CellMeeting, officer: User, sent: dict[str, str], said: str
) -> None:
    item = put_on_agenda(meeting=meeting, case=opened(meeting.service, 5), by=officer)

    page = client.post(f"{LIST}{meeting.pk}/dossiers/{item.pk}/", sent)

    assert page.status_code == 422
    assert said in plain(page)
    assert f'value="{sent["text"]}"' in page.content.decode()
    assert not Decision.objects.exists()


def test_htmx_receives_what_a_reload_would_show(client: Client, meeting: CellMeeting, officer: User) -> None:
    item = put_on_agenda(meeting=meeting, case=opened(meeting.service, 5), by=officer)
    address = f"{LIST}{meeting.pk}/dossiers/{item.pk}/"

    part = client.post(address, {"text": "Appeler", "acte": "decider"}, headers={"HX-Request": "true"})
    moved = client.post(address, {"acte": "suivant"}, headers={"HX-Request": "true"})

    assert part.content.decode().startswith('<section id="saisie"')
    assert "Appeler" in part.content.decode()
    assert moved["HX-Redirect"] == f"{LIST}{meeting.pk}/"


def test_the_second_to_correct_sees_the_first_and_keeps_what_they_typed(
    client: Client, meeting: CellMeeting, officer: User
) -> None:
    item = put_on_agenda(meeting=meeting, case=opened(meeting.service, 5), by=officer)
    decision = decide(item=item, text="Maintenir", by=officer)
    correct_decision(decision=decision, seen=0, text="Décaler", by=officer, owner=None, due_on=None, internal=False)
    address = f"{LIST}{meeting.pk}/decisions/{decision.pk}/"

    page = client.post(address, {"text": "Annuler l’essai", "version": "0"})
    assert page.status_code == 409
    assert "« Décaler »" in plain(page)
    assert "Annuler l’essai" in plain(page)
    client.post(address, {"text": "Annuler l’essai", "version": "1"})

    assert Decision.objects.get().text == "Annuler l’essai"
    client.post(address, {"acte": "retirer", "version": "2"})
    assert Decision.objects.get().withdrawn_at is not None


def test_a_partner_is_given_the_consented_cases_and_the_page_names_the_others(
    client: Client, meeting: CellMeeting, officer: User
) -> None:
    told, silent = (put_on_agenda(meeting=meeting, case=opened(meeting.service, 5), by=officer) for _ in range(2))
    give_consent(
        worker=told.case.job.worker, recipient="cap_emploi", scopes=["identite", "travail"], on=date(2026, 1, 1),
        way="ecrit", by=officer,
    )  # fmt: skip
    address = f"{LIST}{meeting.pk}/"
    assert client.post(address, {"acte": "inviter", "recipient": "autre", "items": [told.pk]}).status_code == 422
    client.post(address, {"acte": "inviter", "recipient": "cap_emploi", "items": [told.pk, silent.pk]})

    page = plain(client.get(address))
    extract = client.get(f"{address}invites/{meeting.guests.get().pk}/extrait.pdf")

    assert "Hors de l’extrait, faute d’accord" in page
    assert extract.content.startswith(b"%PDF")
    event = Event.objects.get(action="extract.given")
    assert event.details["workers"] == [told.case.job.worker_id]
    assert client.get(f"{address}releve.pdf").content.startswith(b"%PDF")
    assert Event.objects.filter(action="minutes.read").exists()


def test_a_task_is_on_its_owners_first_page_and_on_the_case_until_done(
    client: Client, meeting: CellMeeting, officer: User
) -> None:
    item = put_on_agenda(meeting=meeting, case=opened(meeting.service, 5), by=officer)
    task = decide(item=item, text="Appeler la CPAM", by=officer, owner=officer, due_on=DAY).task
    other = signed_in(person((meeting.service, Role.PHYSICIAN), email="medecin@essai.test"))
    home, case = "/services/essai/", f"/services/essai/dossiers/{item.case_id}/"

    assert "Appeler la CPAM" in plain(client.get(home))
    assert "Appeler la CPAM" not in plain(other.get(home))
    assert "Appeler la CPAM" in plain(other.get(case))
    client.post(f"/services/essai/taches/{task.pk}/", {"acte": "faire"})
    assert f"faite le {timezone.localdate():%d/%m/%Y}" in plain(client.get(home))
    client.post(f"/services/essai/taches/{task.pk}/", {"acte": "refaire", "retour": "dossier"})

    assert Task.objects.get().state == "a_faire"


def test_a_question_asked_from_a_case_is_proposed(client: Client, meeting: CellMeeting) -> None:
    case = opened(meeting.service, 50)
    address = f"/services/essai/dossiers/{case.pk}/demander/"
    assert client.post(address, {"text": ""}).status_code == 422
    client.post(address, {"text": "Faut-il une étude de poste ?"})

    assert "Faut-il une étude de poste" in plain(client.get(f"{LIST}{meeting.pk}/"))


def test_the_agenda_costs_the_same_whatever_its_length(
    client: Client, meeting: CellMeeting, officer: User, django_assert_max_num_queries: object
) -> None:
    for _ in range(6):
        item = put_on_agenda(meeting=meeting, case=opened(meeting.service, 5), by=officer)
        decide(item=item, text="Appeler", by=officer, owner=officer)
        opened(meeting.service, 4)

    with django_assert_max_num_queries(30):  # type: ignore[operator]
        client.get(f"{LIST}{meeting.pk}/")
    with django_assert_max_num_queries(40):  # type: ignore[operator]
        client.get(f"{LIST}{meeting.pk}/dossiers/{item.pk}/")
