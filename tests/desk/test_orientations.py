"""An orientation from a case: consent first, what came back, cancelled; and a dispositif that no case holds."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from amarre.accounts.enums import Role
from amarre.accounts.models import Service, User
from amarre.audit.models import Event
from amarre.cases.actions import receive_case
from amarre.cases.consents import give_consent
from amarre.cases.models import Case, SchemeUse
from amarre.directory.models import Job, Member
from amarre.exchange.models import FactsMove, HandEntry
from amarre.exchange.tables import read_tables
from amarre.lib.errors import DomainError
from amarre.partners.actions import CONSENT_OF, INSIDE, Sending, cancel_orientation, note_answer, orient
from amarre.partners.enums import Recipient
from amarre.partners.models import Orientation, OrientationDetails, OrientationStep
from tests.forms import form_in
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db
ON = date(2026, 3, 2)


@pytest.fixture
def case(job: Job) -> Case:
    return receive_case(job=job, on=ON, by=None)


@pytest.fixture
def client(service: Service) -> Client:
    return signed_in(person((service, Role.SOCIAL_WORKER)))


@pytest.fixture
def address(case: Case) -> str:
    return f"/services/essai/dossiers/{case.pk}/"


def agree(case: Case, recipient: str = "cap_emploi", named: str = "", on: date = ON, until: date | None = None) -> None:
    scopes = ["identite", "travail"]
    worker = case.job.worker
    give_consent(
        worker=worker, recipient=recipient, scopes=scopes, on=on, way="oral", by=None, named=named, until=until
    )


def send(case: Case, recipient: str = "cap_emploi", **changes: object) -> Orientation:
    given = {
        "on": date(2026, 3, 9),
        "reason": "titre",
        "expected": "Un avis sur le poste",
        "told": ("identite", "travail"),
    }
    sending = Sending(recipient, **{**given, **changes})  # type: ignore[arg-type]
    return orient(case=case, sending=sending, by=None, seen=Case.objects.get(pk=case.pk).version)


def typed(**changes: object) -> dict[str, object]:
    return {
        "recipient": "cap_emploi", "on": "2026-03-09", "reason": "titre", "expected": "Un avis sur le poste",
        "told": ["identite", "travail"], **changes,
    }  # fmt: skip


def text(client: Client, where: str) -> str:
    return client.get(where).content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def test_nothing_is_noted_as_sent_without_the_workers_consent_for_that_recipient(
    client: Client, case: Case, address: str
) -> None:
    agree(case, "mdph")
    refused = client.post(f"{address}orienter/", typed())
    page = refused.content.decode().replace("\u00a0", " ")

    assert refused.status_code == 422
    assert "Rien n’est transmis : il manque l’accord" in page
    assert f"/travailleurs/{case.job.worker_id}/consentements/" in page
    assert "Un avis sur le poste" in page
    assert not Orientation.objects.exists()
    agree(case)
    kept = client.post(f"{address}orienter/", typed())
    sent = Orientation.objects.get()
    assert (kept.status_code, kept["Location"]) == (302, f"{address}orientations/{sent.pk}/")
    shown = text(client, f"{address}orientations/{sent.pk}/")
    for words in ("Un avis sur le poste", "L’identité et les coordonnées", "Envoyée, le 09/03/2026", "Camille Roy"):
        assert words in shown
    assert "Orientation vers : Cap emploi" in text(client, address)


def test_a_consent_counts_on_the_day_of_the_sending_for_what_is_told_and_for_whom(case: Case) -> None:
    agree(case, on=date(2026, 3, 9), until=date(2026, 3, 10))
    for day in (date(2026, 3, 8), date(2026, 3, 11)):
        with pytest.raises(DomainError, match="il manque l’accord"):
            send(case, on=day)
    with pytest.raises(DomainError, match="les capacités et les limites"):
        send(case, told=("identite", "capacites"))
    with pytest.raises(DomainError, match="professionnel de santé"):
        send(case, told=("identite", "sante"))
    assert send(case, on=date(2026, 3, 10)).pk

    with pytest.raises(DomainError, match="Nommez"):
        send(case, "autre_professionnel_sante")
    agree(case, "autre", "Dr Vidal")
    with pytest.raises(DomainError, match="il manque l’accord"):
        send(case, "autre_professionnel_sante", named="Dr Roux")
    assert send(case, "autre_professionnel_sante", named="Dr Vidal").pk
    # Inside the service, nothing leaves.
    assert send(case, "psychologue_service").pk
    assert set(CONSENT_OF) | INSIDE == set(Recipient.values)


@pytest.mark.parametrize(
    ("changes", "words"),
    [({"expected": " "}, "Dites ce qui est attendu"), ({"told": ()}, "Cochez"), ({"on": date(2026, 3, 1)}, "précède"),
     ({"reason": "x"}, "inconnu")],
)  # fmt: skip
def test_an_orientation_says_what_it_must(case: Case, changes: dict[str, object], words: str) -> None:
    agree(case, on=date(2026, 1, 1))
    with pytest.raises(DomainError, match=words):
        send(case, **changes)


def test_what_comes_back_is_noted_by_hand_and_moves_the_facts(client: Client, case: Case, address: str) -> None:
    agree(case)
    sent = send(case)
    page = f"{address}orientations/{sent.pk}/"
    before = Service.objects.get().facts_version
    form = form_in(text(client, f"{page}reponse/"), "result")
    early = client.post(f"{page}reponse/", {**form, "acknowledged_on": "2026-03-08"})
    undated = client.post(f"{page}reponse/", {**form, "result": "abouti"})
    client.post(f"{page}reponse/", {**form, "acknowledged_on": "2026-03-10"})
    form = form_in(text(client, f"{page}reponse/"), "result")
    told = {"feedback_on": "2026-04-01", "result": "abouti", "said": "Poste aménagé"}
    client.post(f"{page}reponse/", {**form, **told})

    assert (early.status_code, undated.status_code) == (422, 422)
    row = read_tables(case.service)["orientations"].row(0, named=True)
    assert (row["accuse_le"], row["prise_en_charge_le"], row["retour_le"]) == (
        date(2026, 3, 10), None, date(2026, 4, 1)
    )  # fmt: skip
    assert Service.objects.get().facts_version == before + 2
    assert FactsMove.objects.filter(dataset="orientations", rows=[sent.pk]).count() == 3
    assert list(OrientationStep.objects.values_list("move", "on")) == [
        ("envoyee", date(2026, 3, 9)), ("recue", date(2026, 3, 10)), ("retour", date(2026, 4, 1)),
        ("resultat", date(2026, 4, 1)),
    ]  # fmt: skip
    shown = text(client, page)
    assert "L’attente est satisfaite" in shown or "L'attente est satisfaite" in shown
    assert "Poste aménagé" in shown
    assert "Cap emploi, retour" in text(client, address)
    assert Event.objects.filter(action="orientation.answered").count() == 2
    assert "Poste aménagé" not in str(list(OrientationDetails.objects.values_list("said", flat=True)))


def test_a_cancelled_orientation_leaves_the_facts_and_stays_in_the_case_with_its_reason(
    client: Client, case: Case, address: str, service: Service
) -> None:
    agree(case)
    sent = send(case)
    page = f"{address}orientations/{sent.pk}/"
    silent = client.post(f"{page}annuler/", {"reason": ""})
    done = client.post(f"{page}annuler/", {"reason": "Elle a changé d’avis"})

    assert (silent.status_code, done.status_code) == (422, 302)
    assert read_tables(service)["orientations"].height == 0
    assert "Elle a changé d’avis" in text(client, page)
    assert "annulée le" in text(client, address)
    assert HandEntry.objects.get().external_id == sent.external_id
    assert client.get(f"{page}reponse/").status_code == 409
    assert OrientationStep.objects.last().move == "annulee"  # type: ignore[union-attr]


def test_an_orientation_that_a_file_brought_is_answered_here_too(client: Client, case: Case, address: str) -> None:
    sent = Orientation.objects.create(
        service=case.service, job=case.job, case=case, sent_on=date(2026, 3, 3), recipient="mdph"
    )
    page = f"{address}orientations/{sent.pk}/"
    assert "Elle vient des données reçues" in text(client, page)
    note_answer(orientation=sent, by=None, seen=0, taken_up_on=date(2026, 3, 5))
    assert "Prise en charge le 05/03/2026." in text(client, page)
    other = receive_case_of_another(case)
    assert client.get(f"/services/essai/dossiers/{other.pk}/orientations/{sent.pk}/").status_code == 404


def receive_case_of_another(case: Case) -> Case:
    return Case.objects.create(service=case.service, job=case.job, opened_on=ON, closed_on=ON, outcome="maintien_poste")


def test_the_second_of_two_writers_keeps_what_they_typed_and_reads_the_other(
    service: Service, case: Case, address: str
) -> None:
    agree(case)
    page = f"{address}orientations/{send(case).pk}/"
    first, second = (
        signed_in(person((service, role), email=f"{role}@essai.test")) for role in (Role.NURSE, Role.ERGONOMIST)
    )
    User.objects.filter(email=f"{Role.NURSE}@essai.test").update(full_name="Alix Première")
    forms = [form_in(one.get(f"{page}reponse/").content.decode(), "result") for one in (first, second)]
    first.post(f"{page}reponse/", {**forms[0], "acknowledged_on": "2026-03-10"})
    refused = second.post(f"{page}reponse/", {**forms[1], "taken_up_on": "2026-03-12"})
    again = form_in(refused.content.decode(), "result")

    assert refused.status_code == 409
    assert "« orientation » modifié : Cap emploi, par Alix Première" in refused.content.decode().replace("\u00a0", " ")
    assert (again["acknowledged_on"], again["taken_up_on"]) == (["2026-03-10"], ["2026-03-12"])
    assert second.post(f"{page}reponse/", again).status_code == 302
    sent = Orientation.objects.get()
    assert (sent.acknowledged_on, sent.taken_up_on) == (date(2026, 3, 10), date(2026, 3, 12))
    late = form_in(second.get(f"{page}annuler/").content.decode(), "reason")
    first.post(f"{page}reponse/", {**form_in(text(first, f"{page}reponse/"), "result"), "feedback_on": "2026-03-20"})
    assert second.post(f"{page}annuler/", {**late, "reason": "Erreur"}).status_code == 409
    # A second orientation is not sent over one that was not read.
    waiting = form_in(second.get(f"{address}orienter/").content.decode(), "expected")
    send(case)
    assert second.post(f"{address}orienter/", {**waiting, **typed()}).status_code == 409


def test_home_opens_the_orientation_that_waits_for_an_answer(client: Client, case: Case, address: str) -> None:
    day = timezone.localdate() - timedelta(days=14)
    Case.objects.filter(pk=case.pk).update(opened_on=day)
    agree(case, on=day)
    sent = send(case, on=day)

    assert f"{address}orientations/{sent.pk}/" in text(client, "/services/essai/")
    cancel_orientation(
        orientation=sent, reason="Erreur", on=timezone.localdate(), by=person(email="x@essai.test"), seen=1
    )
    assert f"{address}orientations/{sent.pk}/" not in text(client, "/services/essai/")


def test_the_form_says_what_the_conventions_ask(service: Service, case: Case, address: str, client: Client) -> None:
    Case.objects.filter(pk=case.pk).update(level="T1")
    nurse = signed_in(person((service, Role.NURSE), email="infirmier@essai.test"))

    assert "à partir du niveau T2 (retour" in text(client, f"{address}orienter/")
    assert "obligation d’emploi" not in text(client, f"{address}orienter/")
    assert "ici, non renseigné" in text(nurse, f"{address}orienter/")
    Case.objects.filter(pk=case.pk).update(level="T2", boe_status="en_cours")
    assert "à partir du niveau" not in text(nurse, f"{address}orienter/")
    assert "ici," not in text(nurse, f"{address}orienter/")


def test_a_dispositif_without_a_case_has_its_page_and_is_put_into_the_case(
    service: Service, client: Client, job: Job
) -> None:
    today = timezone.localdate()
    use = SchemeUse.objects.create(
        service=service, job=job, scheme="essai_encadre", approval="oui", starts_on=today - timedelta(3),
        ends_on=today + timedelta(5),
    )  # fmt: skip
    nurse = signed_in(person((service, Role.NURSE), email="infirmier@essai.test"))
    page = f"/services/essai/travailleurs/{job.worker_id}/dispositifs/{use.pk}/"
    for where in (
        f"/services/essai/travailleurs/{job.worker_id}/",
        "/services/essai/",
        "/services/essai/dossiers/echeances/",
    ):
        assert page in text(nurse, where), where
    alone = text(nurse, page)
    assert "relié à aucun dossier" in alone
    assert "14 jours ouvrables au plus" in alone
    assert nurse.post(f"{page}relier/").status_code == 404
    assert client.get(page).status_code == 403
    assert Event.objects.filter(action="worker.read").exists()

    case = receive_case(job=job, on=ON, by=None)
    assert "Relier au dossier du 02/03/2026" in text(nurse, page)
    attached = nurse.post(f"{page}relier/")
    use.refresh_from_db()
    assert (use.case, use.batch, attached.status_code) == (case, None, 302)
    moved = nurse.get(page)
    assert (moved.status_code, moved["Location"]) == (302, f"/services/essai/dossiers/{case.pk}/dispositifs/{use.pk}/")
    assert nurse.post(f"{page}relier/").status_code == 409


@pytest.mark.parametrize(
    ("kind", "contract", "foreign", "own"),
    [
        ("entreprise", "cdi", "fiphfp", "agefiph"),
        ("collectivite", "titulaire", "agefiph", "fiphfp"),
        ("etablissement_public", "cdi", None, "agefiph"),
    ],
)
def test_the_fund_of_other_employers_is_warned_about_and_never_refused(
    client: Client, case: Case, address: str, kind: str, contract: str, foreign: str | None, own: str
) -> None:
    Member.objects.update(kind=kind)
    Job.objects.update(contract_kind=contract)

    def sent_to(fund: str) -> str:
        agree(case, fund)
        seen = form_in(text(client, f"{address}orienter/"), "recipient")
        shown = client.post(f"{address}orienter/", {**seen, **typed(recipient=fund)}, follow=True)
        assert shown.redirect_chain
        return shown.content.decode()

    assert "n’intervient" not in sent_to(own)
    assert "employeurs publics" in text(client, f"{address}orienter/")
    if foreign:
        assert "n’intervient" in sent_to(foreign)
