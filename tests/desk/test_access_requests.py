"""A person asks for the copy of their case: the request is kept, its deadline followed, its answer written."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from amarre.accounts.enums import Role
from amarre.accounts.models import LegalConfirmation, Service, User
from amarre.audit.models import Event
from amarre.cases.access import PARTS
from amarre.cases.actions.access import extend_access_request, receive_access_request
from amarre.cases.models import AccessRequest, Case
from amarre.desk.day.morning import state_of
from amarre.desk.day.reminders import reminders
from amarre.directory.models import Job
from amarre.exchange.models import Operation
from amarre.exchange.operations.actions import execute
from amarre.lib.errors import DomainError
from tests.clock import Clock
from tests.forms import form_in
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db
ASKED = date(2026, 3, 2)
LIST = "/services/essai/demandes-de-copie/"
SAID = {"on": "2026-03-02", "asked_by": "personne", "way": "courrier", "scope": "dossier"}


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch, ASKED)


@pytest.fixture
def case(job: Job, clock: Clock) -> Case:
    return Case.objects.create(service=job.service, job=job, opened_on=date(2026, 1, 5))


@pytest.fixture
def officer(service: Service) -> User:
    return person((service, Role.RETENTION_OFFICER))


@pytest.fixture
def client(officer: User) -> Client:
    return signed_in(officer)


@pytest.fixture
def receive(case: Case, officer: User) -> Callable[..., AccessRequest]:
    def make(scope: str = "dossier", on: date = ASKED) -> AccessRequest:
        return receive_access_request(
            case=case, received_on=on, asked_by="personne", way="courrier", scope=scope, received_by=officer, by=officer
        )

    return make


def page_of(client: Client, request: AccessRequest) -> str:
    return client.get(f"{LIST}{request.pk}/").content.decode().replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("scope", "due", "law"),
    [
        ("dossier", date(2026, 4, 2), "RGPD"),
        ("sante", date(2026, 3, 10), "L1111-7"),
        ("sante_ancienne", date(2026, 5, 2), "L1111-7"),
    ],
)
def test_the_deadline_follows_from_what_is_asked_and_says_its_article_and_its_doubt(
    client: Client, receive: Callable[..., AccessRequest], officer: User, scope: str, due: date, law: str
) -> None:
    request = receive(scope)
    page = page_of(client, request)

    assert request.due_on == due
    assert f"<b>{due:%d/%m/%Y}</b>" in page
    assert law in page
    assert "valeur à confirmer" in page
    assert ("Pas avant le 04/03/2026" in page) == (scope != "dossier")
    assert ("Prolonger le délai" in page) == (scope == "dossier")
    figure = {"dossier": "reponse", "sante": "sante", "sante_ancienne": "sante_ancienne"}[scope]
    since = date(2018, 5, 25) if scope == "dossier" else date(2002, 3, 5)
    LegalConfirmation.objects.create(
        figure=f"acces.{figure}", version_from=since, value=1, reference="lu", confirmed_by=officer
    )
    assert "valeur à confirmer" not in page_of(client, request)


def test_a_request_is_kept_from_the_page_of_the_copy_once_and_stands_on_its_list_and_on_the_first_page(
    client: Client, case: Case, officer: User, clock: Clock
) -> None:
    copy = f"/services/essai/dossiers/{case.pk}/copie/"
    assert f"{copy}demande/" in client.get(copy).content.decode()
    assert "Demandes de copie" in client.get("/services/essai/dossiers/").content.decode()
    typed = {**form_in(client.get(f"{copy}demande/").content.decode(), "received_by"), **SAID}
    wrong = client.post(f"{copy}demande/", {**typed, "way": "", "on": "2026-03-03"})
    assert (wrong.status_code, AccessRequest.objects.count()) == (422, 0)
    assert client.post(f"{copy}demande/", typed).status_code == 302

    again = client.post(f"{copy}demande/", typed)
    assert again.status_code == 422
    assert "est déjà ouverte pour ce dossier" in again.content.decode()
    request = AccessRequest.objects.get()
    assert (request.received_by, request.received_on, request.way) == (officer, ASKED, "courrier")
    with pytest.raises(IntegrityError), transaction.atomic():
        AccessRequest.objects.create(
            service=case.service, case=case, received_on=ASKED, asked_by="personne", way="courrier", scope="dossier",
            received_by=officer, due_on=ASKED, written_by=officer,
        )  # fmt: skip
    listed = client.get(LIST).content.decode()
    assert "Orsatelli, Yanis" in listed
    assert "encore 31\u00a0jours" in listed
    assert Event.objects.get(action="access_requests.read").details["workers"] == [case.job.worker_id]
    assert Event.objects.get(action="access_request.received").subject_id == case.pk

    def told() -> list[tuple[str, bool]]:
        sections = reminders(case.service, clock.day, health=False, state=state_of(case.service))
        return [(line.standing, line.late) for one in sections if one.code == "acces" for line in one.lines]

    days = {date(2026, 3, 22): [], date(2026, 3, 23): [("encore 10\u00a0jours", False)]}
    days |= {date(2026, 4, 2): [("dernier jour", False)], date(2026, 4, 4): [("en retard de 2\u00a0jours", True)]}
    for day, said in days.items():
        clock.to(day)
        assert told() == said
    assert f"{LIST}{request.pk}/" in signed_in(officer).get("/services/essai/").content.decode()


def test_it_is_closed_by_the_copy_that_each_profession_prepared_and_opened_again_when_that_was_a_mistake(
    service: Service, client: Client, case: Case, receive: Callable[..., AccessRequest], clock: Clock
) -> None:
    request = receive("sante")
    address, sent = f"{LIST}{request.pk}/", {"remise-on": "2026-03-04", "remise-handed": "main_propre"}
    clock.to(date(2026, 3, 4))

    def send(**more: str) -> tuple[int, str]:
        form = form_in(client.get(address).content.decode(), "remise-seen")
        answer = client.post(address, {**form, **sent, "acte": "remettre", **more})
        return answer.status_code, answer.content.decode().replace("\u00a0", " ")

    assert send()[0] == 422
    assert "Aucune copie n’a été préparée" in send(**{"remise-whole": "on"})[1]
    for role in (Role.PHYSICIAN, Role.SOCIAL_WORKER):
        who = signed_in(person((service, role), email=f"{role}@essai.test"))
        who.post(f"/services/essai/dossiers/{case.pk}/copie/")
        execute(Operation.objects.latest("pk").pk)
    page = page_of(client, request)
    assert page.count("à préparer par") == 1
    assert "à préparer par : psychologue" in page
    assert "Faites préparer les parties qui manquent" in send()[1]
    assert send(**{"remise-on": "2026-03-01", "remise-whole": "on"})[0] == 422
    assert send(**{"remise-whole": "on"})[0] == 302

    request.refresh_from_db()
    assert (request.outcome, request.closed_on, request.handed) == ("remise", date(2026, 3, 4), "main_propre")
    assert "Close le 04/03/2026" in page_of(client, request)
    assert "Aucune demande n’attend" in client.get(LIST).content.decode()
    form = form_in(client.get(address).content.decode(), "reprise-seen")
    assert client.post(address, {**form, "acte": "rouvrir"}).status_code == 302
    request.refresh_from_db()
    assert (request.outcome, request.closed_on, request.due_on) == ("", None, date(2026, 3, 10))


def test_more_time_is_announced_within_the_first_delay_and_once(
    client: Client, officer: User, receive: Callable[..., AccessRequest], clock: Clock
) -> None:
    request = receive()
    clock.to(date(2026, 4, 10))

    def extend(on: date) -> AccessRequest:
        request.refresh_from_db()
        return extend_access_request(
            request=request, told_on=on, because="Trois classeurs", by=officer, seen=request.version
        )

    with pytest.raises(DomainError, match="02/04/2026"):
        extend(date(2026, 4, 3))
    form = form_in(client.get(f"{LIST}{request.pk}/").content.decode(), "prolongation-seen")
    typed = {"prolongation-on": "2026-03-20", "prolongation-because": "Trois classeurs", "acte": "prolonger"}
    assert client.post(f"{LIST}{request.pk}/", {**form, **typed, "prolongation-because": ""}).status_code == 422
    assert client.post(f"{LIST}{request.pk}/", {**form, **typed}).status_code == 302
    request.refresh_from_db()
    assert request.due_on == date(2026, 6, 2)
    assert "Trois classeurs" in page_of(client, request)
    with pytest.raises(DomainError, match="une fois"):
        extend(date(2026, 3, 21))
    AccessRequest.objects.update(scope="sante", extended_on=None)
    with pytest.raises(DomainError, match="L1111-7"):
        extend(date(2026, 3, 21))


def test_of_two_who_answer_at_once_the_second_is_shown_what_the_first_one_did_and_keeps_what_they_typed(
    service: Service, client: Client, receive: Callable[..., AccessRequest]
) -> None:
    request = receive()
    address = f"{LIST}{request.pk}/"
    second = signed_in(person((service, Role.NURSE), email="infirmier@essai.test"))
    html = second.get(address).content.decode()
    forms = {name: form_in(html, f"{name}-seen") for name in ("refus", "prolongation")}
    more = {"prolongation-on": "2026-03-02", "prolongation-because": "Complexe", "acte": "prolonger"}
    client.post(address, {**forms["prolongation"], **more})

    no = {"refus-on": "2026-03-02", "refus-refusal": "identite", "refus-because": "Sans pièce d’identité"}
    late = second.post(address, {**forms["refus"], **no, "acte": "refuser"})
    page = late.content.decode()
    assert late.status_code == 409
    assert "Camille Roy y a écrit" in page
    assert "Sans pièce d’identité" in page
    assert not AccessRequest.objects.get().closed_on
    again = form_in(page, "refus-seen")
    assert second.post(address, {**again, "acte": "refuser"}).status_code == 302
    request.refresh_from_db()
    assert (request.outcome, request.refusal, request.refused_because) == (
        "refus", "identite", "Sans pièce d’identité",
    )  # fmt: skip
    assert second.post(address, {**again, "acte": "refuser"}).status_code == 409
    assert second.post(address, {"acte": "autre"}).status_code == 404


def test_a_request_is_answered_by_the_cell_and_by_nobody_else(
    service: Service, receive: Callable[..., AccessRequest]
) -> None:
    request = receive()
    other = Service.objects.create(code="autre", name="Autre")
    everything = signed_in(person(*((other, role) for role in Role), email="ailleurs@essai.test"))
    cell = set(Role) - {Role.ASSISTANT, Role.MANAGEMENT, Role.ADMINISTRATION}
    for role in Role:
        status = signed_in(person((service, role), email=f"{role}@essai.test")).post(
            f"{LIST}{request.pk}/", {"acte": "refuser"}
        )
        assert status.status_code == (422 if role in cell else 403), role
    for where in (LIST, LIST.replace("essai", "autre")):
        assert everything.post(f"{where}{request.pk}/", {"acte": "refuser"}).status_code == 404
    assert b"classeurs" not in bytes(AccessRequest.objects.values_list("extended_because", flat=True).get())
    assert set(PARTS) == {"cellule", "social", "psychologique", "medical", "sante", "messages", "lectures"}
