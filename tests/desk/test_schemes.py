"""The pages of a dispositif: who must agree and who did, its periods, its amounts, and two people who write at once."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from amarre.accounts.enums import Role
from amarre.accounts.models import Service
from amarre.cases.actions import receive_case
from amarre.cases.actions.schemes import Answer, answer_scheme, use_scheme
from amarre.cases.models import Case, SchemeUse
from amarre.directory.models import Job
from amarre.surveillance.models import SickLeave
from tests.forms import form_in
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(job: Job) -> Case:
    SickLeave.objects.create(
        service=job.service, job=job, starts_on=date(2026, 3, 1), ends_on=date(2026, 12, 31), cause="maladie"
    )
    return receive_case(job=job, on=date(2026, 3, 2), by=None)


@pytest.fixture
def trial(case: Case) -> SchemeUse:
    return use_scheme(
        case=case, scheme="essai_encadre", by=None, seen=0, starts_on=date(2026, 5, 4), ends_on=date(2026, 5, 21)
    )


@pytest.fixture
def client(service: Service) -> Client:
    return signed_in(person((service, Role.RETENTION_OFFICER)))


def address(use: SchemeUse) -> str:
    return f"/services/essai/dossiers/{use.case_id}/dispositifs/{use.pk}/"


def text(client: Client, where: str) -> str:
    return client.get(where).content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def test_a_dispositif_says_whom_it_waits_for_and_takes_their_answers(client: Client, trial: SchemeUse) -> None:
    page = address(trial)
    before = text(client, page)
    wrong = client.post(f"{page}accords/medecin_conseil/", {"on": "2026-04-25", "answer": "non"})
    unknown = client.get(f"{page}accords/mdph/")
    client.post(f"{page}accords/medecin_conseil/", {"on": "2026-04-25", "answer": "oui", "person": "Dr Vidal"})
    after = text(client, page)

    assert "Attend l’accord de : service social" in before
    assert "sans tous les accords" in before
    assert (wrong.status_code, unknown.status_code) == (422, 404)
    assert "Dites pourquoi l’accord est refusé." in wrong.content.decode()
    assert "Dr Vidal" in after
    assert "accord le 25/04/2026" in after
    assert "attend 4 accords" in text(client, f"/services/essai/dossiers/{trial.case_id}/")


def test_amounts_are_typed_with_a_comma_and_shown_to_the_cent(client: Client, trial: SchemeUse) -> None:
    page = address(trial)
    client.post(f"{page}modifier/", {"amount_asked": "2 100,5", "amount_granted": "1050"})
    wrong = client.post(f"{page}modifier/", {"amount_granted": "10", "amount_paid": "11"})

    assert "2 100,50 €" in text(client, page)
    assert "1 050,00 €" in text(client, page)
    assert wrong.status_code == 422
    assert "Le montant versé dépasse" in wrong.content.decode()


def test_a_renewal_beyond_the_law_is_refused_at_its_field_with_the_article(client: Client, trial: SchemeUse) -> None:
    page = f"{address(trial)}renouveler/"
    offered = text(client, page)
    late = client.post(page, {"starts_on": "2026-06-01", "ends_on": "2026-06-17"})
    client.post(page, {"starts_on": "2026-06-01", "ends_on": "2026-06-16"})
    over = client.post(page, {"starts_on": "2026-07-01", "ends_on": "2026-07-01"})

    assert 'value="2026-05-22"' in offered
    assert "jusqu’au 08/06/2026" in offered
    assert [late.status_code, over.status_code] == [422, 422]
    assert "D323-6-5" in late.content.decode()
    assert "28\u00a0jours ouvrables" in over.content.decode()
    assert "du 01/06/2026 au 16/06/2026" in text(client, address(trial))


def test_the_second_of_two_writers_keeps_what_they_typed_and_reads_the_other(
    service: Service, trial: SchemeUse
) -> None:
    first = signed_in(person((service, Role.PHYSICIAN), email="un@essai.test"))
    second = signed_in(person((service, Role.NURSE), email="deux@essai.test"))
    page = f"{address(trial)}modifier/"
    opened = {"seen": "1", "initial-amount_asked": "", "initial-amount_granted": "", "initial-initiator": ""}
    first.post(page, {**opened, "amount_asked": "100", "initiator": "travailleur"})

    refused = second.post(page, {**opened, "amount_granted": "80", "initiator": ""})
    said = refused.content.decode()
    again = second.post(page, form_in(said, "amount_granted"))

    trial.refresh_from_db()
    assert refused.status_code == 409
    assert "«\u00a0dispositif\u00a0» modifié, par Camille Roy" in said
    assert 'name="amount_granted" value="80"' in said
    assert again.status_code == 302
    assert (trial.amount_asked, trial.amount_granted, trial.initiator) == (100, 80, "travailleur")


def test_what_begins_without_every_agreement_stands_among_the_deadlines(client: Client, case: Case) -> None:
    today = timezone.localdate()
    use = use_scheme(case=case, scheme="fipu", by=None, seen=0, starts_on=today + timedelta(days=9))
    page = "/services/essai/dossiers/echeances/"

    assert "Obtenir l’accord de : Carsat ou Cramif" in text(client, page)
    assert address(use) in text(client, page)
    answer_scheme(use=use, answer=Answer("carsat", agreed=True, on=today), by=None, seen=1)
    assert "Obtenir l’accord" not in text(client, page)


def test_who_reads_no_health_reads_no_dispositif(service: Service, trial: SchemeUse) -> None:
    social = signed_in(person((service, Role.SOCIAL_WORKER)))

    assert social.get(address(trial)).status_code == 403
    assert "essai encadré" not in social.get(f"/services/essai/dossiers/{trial.case_id}/").content.decode().lower()
