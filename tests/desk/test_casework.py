"""The page of a case at work: moves, changes, notes, consents."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.utils import timezone

from amarre.accounts.enums import Role
from amarre.accounts.models import Service
from amarre.cases.actions import receive_case
from amarre.cases.actions.decisions import make_task, tick_task
from amarre.cases.consents import consent_covers
from amarre.cases.enums import Compartment
from amarre.cases.models import Case, MedicalNote, SchemeUse
from amarre.directory.models import Job, Professional
from amarre.surveillance.models import SickLeave
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(service: Service) -> Professional:
    return Professional.objects.create(service=service, last_name="Lassalle", first_name="Inès", role="charge_maintien")


@pytest.fixture
def case(job: Job) -> Case:
    return receive_case(job=job, on=date(2026, 3, 2), by=None)


@pytest.fixture
def address(case: Case) -> str:
    return f"/services/essai/dossiers/{case.pk}/"


def test_a_case_is_completed_qualified_opened_and_closed(
    service: Service, case: Case, lead: Professional, address: str
) -> None:
    client = signed_in(person((service, Role.RETENTION_OFFICER)))
    assert "Personne ne répond de ce dossier" in client.get(address).content.decode()
    assert client.post(f"{address}faire/qualifier/", {"on": "2026-03-03"}).status_code == 409
    assert client.post(f"{address}completer/", {"seen": 0, "lead": lead.pk, "level": "T2"}).status_code == 302
    client.post(f"{address}faire/qualifier/", {"seen": 1, "on": "2026-03-03"})
    client.post(f"{address}faire/ouvrir/", {"seen": 2, "on": "2026-03-03"})
    said = {"decisive": "poste", "satisfaction": "tres_satisfait", "channel": "aucun"}
    wrong = client.post(f"{address}clore/", {"seen": 3, "on": "2026-03-09", **said})
    client.post(f"{address}clore/", {"seen": 3, "on": "2026-03-09", "outcome": "maintien_poste", **said})

    case.refresh_from_db()
    assert wrong.status_code == 422
    assert (case.status, case.lead, case.level, case.outcome) == ("clos", lead, "T2", "maintien_poste")
    assert "Rouvrir le dossier" in client.get(address).content.decode()


def test_the_second_of_two_writers_reads_what_the_first_one_did(
    service: Service, case: Case, lead: Professional, address: str
) -> None:
    first = signed_in(person((service, Role.PHYSICIAN), email="un@essai.test"))
    second = signed_in(person((service, Role.NURSE), email="deux@essai.test"))
    first.post(f"{address}completer/", {"seen": 0, "lead": lead.pk, "level": "T2"})

    refused = second.post(f"{address}completer/", {"seen": 0, "lead": lead.pk, "level": "T4"})

    assert refused.status_code == 409
    assert "«\u00a0niveau\u00a0» modifié" in refused.content.decode()
    assert Case.objects.get().level == "T2"


def test_a_move_is_not_dated_ahead(service: Service, address: str) -> None:
    client = signed_in(person((service, Role.PHYSICIAN)))

    assert client.post(f"{address}faire/qualifier/", {"on": "2999-01-01"}).status_code == 422
    assert client.get(f"{address}faire/effacer/").status_code == 404


@pytest.mark.parametrize("compartment", list(Compartment))
def test_a_note_shows_to_its_professions_and_its_compartment_to_everybody_of_the_cell(
    service: Service, address: str, compartment: Compartment, raised: Callable[..., object]
) -> None:
    readers = {
        Compartment.SHARED: {Role.PHYSICIAN, Role.NURSE, Role.SOCIAL_WORKER, Role.PSYCHOLOGIST, Role.ERGONOMIST,
                             Role.COORDINATION, Role.RETENTION_OFFICER},
        Compartment.SOCIAL: {Role.SOCIAL_WORKER},
        Compartment.PSYCHOLOGICAL: {Role.PSYCHOLOGIST},
        Compartment.MEDICAL: {Role.PHYSICIAN, Role.NURSE},
    }[compartment]  # fmt: skip
    clients = {role: signed_in(person((service, role), email=f"{role}@essai.test")) for role in Role}
    writer = clients[sorted(readers)[0]]
    today = f"{timezone.localdate():%Y-%m-%d}"
    assert writer.post(f"{address}notes/{compartment}/", {"on": today, "text": "Canari"}).status_code == 302

    seen = {
        role
        for role, client in clients.items()
        if "Canari" in client.get(f"{address}notes/{compartment}/").content.decode()
    }

    assert seen == readers
    cell = [client.get(address).content.decode() for client in clients.values()]
    assert not [page for page in cell if "Canari" in page]
    assert sum(f"Notes {compartment.label}" in page for page in cell) == 7


def test_consents_are_given_read_and_withdrawn_on_the_page_of_the_worker(service: Service, job: Job) -> None:
    client = signed_in(person((service, Role.SOCIAL_WORKER)))
    address = f"/services/essai/travailleurs/{job.worker_id}/consentements/"
    today = timezone.localdate()
    given = {"on": f"{today:%Y-%m-%d}", "recipient": "cap_emploi", "scopes": ["identite", "travail"], "way": "oral"}
    # Nobody is agreed to because they stand first in the list.
    assert 'value="" selected>Choisir</option>' in client.get(address).content.decode()
    assert client.post(address, {**given, "recipient": ""}).status_code == 422
    assert client.post(address, {**given, "scopes": []}).status_code == 422
    assert client.post(address, {**given, "recipient": "autre"}).status_code == 422
    assert client.post(address, given).status_code == 302
    assert consent_covers(job.worker, "cap_emploi", "travail", on=today)

    page = client.get(address).content.decode()
    for consent in job.worker.consents.all():
        client.post(f"{address}{consent.pk}/retirer/")

    assert "Cap emploi" in page
    assert "la situation de travail" in page.lower()
    assert "d-none d-print-block" in page
    assert "Vous pouvez le retirer à tout moment" in page
    assert not consent_covers(job.worker, "cap_emploi", "travail", on=today)
    assert "retiré le" in client.get(address).content.decode()


def test_the_database_holds_no_word_of_a_note_written_on_the_page(service: Service, address: str) -> None:
    client = signed_in(person((service, Role.PHYSICIAN)))
    client.post(f"{address}notes/medical/", {"on": f"{timezone.localdate():%Y-%m-%d}", "text": "Canari"})

    assert [str(value) for value in MedicalNote.objects.values_list("text", flat=True)] == ["(chiffré)"]


def test_a_trial_beyond_the_law_is_refused_at_its_field_with_the_article(
    service: Service, job: Job, address: str
) -> None:
    SickLeave.objects.create(
        service=service, job=job, starts_on=date(2026, 4, 1), ends_on=date(2026, 5, 10), cause="maladie"
    )
    SickLeave.objects.create(service=service, job=job, starts_on=date(2026, 5, 11), ends_on=None, cause="maladie")
    client = signed_in(person((service, Role.PHYSICIAN)))
    trial = {"scheme": "essai_encadre", "approval": "oui", "starts_on": "2026-05-04", "ends_on": "2026-05-22"}

    refused = client.post(f"{address}dispositif/", trial)
    kept = client.post(f"{address}dispositif/", {**trial, "ends_on": "2026-05-21"})
    more = client.post(f"{address}dispositif/", {**trial, "starts_on": "2026-06-01", "ends_on": "2026-06-16"})
    third = client.post(f"{address}dispositif/", {**trial, "starts_on": "2026-07-01", "ends_on": "2026-07-01"})
    text = refused.content.decode()

    assert [answer.status_code for answer in (refused, kept, more, third)] == [422, 302, 302, 422]
    assert "D323-6-5" in text
    assert "28\u00a0jours ouvrables" in third.content.decode()
    assert SchemeUse.objects.filter(case__isnull=False).count() == 2


def primary(page: str) -> list[str]:
    """The words of the primary buttons of a page."""
    return re.findall(r'class="btn btn-primary[^"]*"[^>]*>([^<]*)<', page[page.index("<main") :])


def test_the_first_thing_to_do_is_what_leads_the_case_on(
    service: Service, case: Case, lead: Professional, address: str
) -> None:
    client = signed_in(person((service, Role.PHYSICIAN)))
    seen = [primary(client.get(address).content.decode())]
    client.post(f"{address}completer/", {"seen": 0, "lead": lead.pk})
    for move in ("qualifier", "ouvrir"):
        seen.append(primary(client.get(address).content.decode()))
        client.post(f"{address}faire/{move}/", {"on": "2026-03-03"})
    page = client.get(address).content.decode()
    seen.append(primary(page))
    client.post(f"{address}faire/suspendre/", {"on": "2026-03-04", "reason": "Hospitalisé"})
    seen.append(primary(client.get(address).content.decode()))

    assert seen == [
        ["Nommer un référent"], ["Qualifier le dossier"], ["Ouvrir le dossier"], ["Noter un accompagnement"],
        ["Reprendre le dossier"],
    ]  # fmt: skip
    assert "Suspendre le dossier" in page
    assert "suspendu</span>" in client.get(f"/services/essai/travailleurs/{case.job.worker_id}/").content.decode()


def test_what_is_to_do_comes_before_what_was_done(service: Service, case: Case, address: str) -> None:
    owner = person((service, Role.RETENTION_OFFICER))
    days = {"sans date": None, "le 9": date(2026, 4, 9), "le 2": date(2026, 4, 2), "faite": date(2026, 4, 1)}
    days["faite ensuite"] = date(2026, 4, 1)
    tasks = {what: make_task(case=case, what=what, owner=owner, due_on=on, by=owner) for what, on in days.items()}
    tick_task(task=tasks["faite"], done=True, by=owner, on=date(2026, 4, 3))
    tick_task(task=tasks["faite ensuite"], done=True, by=owner, on=date(2026, 4, 5))

    page = signed_in(owner).get(address).content.decode()

    order = ["le 2", "le 9", "sans date", "faite ensuite", "faite"]
    assert re.findall(rf"<p>({'|'.join(sorted(order, key=len, reverse=True))})</p>", page) == order
