"""Each organisation, walked through its demonstration service with a browser's requests."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from amarre.accounts.actions import require_second_factor
from amarre.accounts.cells import share_cell
from amarre.accounts.enums import Role
from amarre.accounts.models import Cell, Service, User
from amarre.accounts.permissions import Permission
from amarre.cases.actions.intakes import take_intake
from amarre.cases.actions.meetings import take_off_agenda
from amarre.cases.actions.organising import organise_service
from amarre.cases.minutes import agrees, extract
from amarre.cases.models import Case, CellMeeting, Intake, MeetingGuest, RetentionPlan
from amarre.cases.profiles import only_lead, profile_of, read_profiles
from amarre.config.demo import DEMOS, Demo, demo_accounts
from amarre.config.demo_data import load_demo
from amarre.desk.meeting.agenda import proposals
from amarre.directory.models import Professional
from amarre.directory.search.index import index_names
from amarre.lib.errors import DomainError, UnknownName
from amarre.portal import robots
from amarre.portal.robots import new_token
from tests.detection.drawn import a_worker
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db
WORKERS = 60


Made = Callable[[str], Callable[[str], Client]]


@pytest.fixture
def made(django_capture_on_commit_callbacks: Any) -> Made:
    """Makes the demonstration of an organisation; gives the browser of the account at an address."""

    def make(profile: str) -> Callable[[str], Client]:
        (settings.HOME / "keys").mkdir()
        with django_capture_on_commit_callbacks(execute=True):
            load_demo(DEMOS[profile], WORKERS, timezone.localdate(), lambda step: None)
        return browsers(DEMOS[profile])

    return make


def browsers(demo: Demo) -> Callable[[str], Client]:
    addresses = {address for address, _ in demo_accounts(demo)[0]}

    def browser(address: str) -> Client:
        assert address in addresses
        return signed_in(User.objects.get(email=address))

    return browser


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_the_usual_service_shows_a_plan_agreements_and_the_cell_at_work(made: Made) -> None:
    officer, home = made("")("charge-maintien@demo.test"), "/services/demo/"
    index_names(service=Service.objects.get())

    held, coming = CellMeeting.objects.order_by("held_on")
    assert held.held_on < timezone.localdate() < coming.held_on
    guest = MeetingGuest.objects.get(meeting=held)
    told = extract(guest, timezone.localdate())
    assert (len(told.kept), len(told.left_out)) == (1, 1)
    assert "2\u00a0dossiers vus sur 2" in read(officer, f"{home}reunions/{held.pk}/")
    assert "Quel poste demander" in read(officer, f"{home}reunions/{coming.pk}/")
    plan = RetentionPlan.objects.get(signed_on__isnull=False)
    assert "Visiter le poste" in read(officer, f"{home}dossiers/{plan.case_id}/")
    assert "avec mon équipe" in read(officer, f"{home}dossiers/{plan.case_id}/notes/cellule/")
    assert "Étude de poste" in read(officer, home)


def test_in_a_small_service_one_officer_receives_qualifies_and_leads_everything_without_a_meeting(made: Made) -> None:
    browser = made("petit-service")
    officer, admin = browser("charge-maintien@petit-service.test"), browser("admin@petit-service.test")
    service, home = Service.objects.get(), "/services/petit-service/"
    lead = only_lead(service)
    assert lead is not None
    index_names(service=service)

    day, referrals, cases = (read(officer, home + page) for page in ("", "signalements/", "dossiers/"))
    assert ">Réunions<" not in day
    assert all(words in page for words, page in (("Messages reçus", referrals), ("Démarches d’employeurs", day)))
    assert "depuis plus de 3 jours" in referrals
    assert "sans référent" not in cases.replace("Sans référent", "")
    assert not Case.objects.going_on().exclude(lead=lead).exists()
    plan = RetentionPlan.objects.get(signed_on__isnull=False)
    assert "Demander l’avis" not in read(officer, f"{home}dossiers/{plan.case_id}/")
    assert "Visiter le poste" in read(officer, f"{home}dossiers/{plan.case_id}/plan/")

    message = Intake.objects.filter(referral=None).first()
    assert message is not None
    page = officer.get(f"{home}signalements/recus/{message.pk}/")
    job = page.context["take"].fields["job"].queryset[0]
    taken = officer.post(
        f"{home}signalements/recus/{message.pk}/", {"acte": "prendre", "job": job.pk, "reason": "sante"}
    )
    decide = f"{taken['Location']}decider/"
    assert f'<option value="{lead.pk}" selected' in read(officer, decide)
    officer.post(decide, {"move": "accepter", "lead": "", "refusal": "", "message": ""})
    assert Case.objects.get(job__worker=job.worker_id).lead == lead

    assert "ne tient pas de réunion" in read(officer, f"{home}reunions/")
    refused = officer.post(
        f"{home}reunions/prevoir/", {"held_on": "2026-03-09", "participants": [officer.session["_auth_user_id"]]}
    )
    assert refused.status_code == 409
    accounts = read(admin, f"{home}comptes/ajouter/")
    assert "Chargé de maintien" in accounts
    assert "Psychologue" not in accounts


def test_administration_chooses_the_organisation_and_pages_follow(service: Service) -> None:
    admin, nurse = (
        person((service, "admin"), email="a@essai.test"),
        person((service, "infirmier"), email="i@essai.test"),
    )
    address = "/services/essai/comptes/organisation/"

    before = read(signed_in(nurse), "/services/essai/")
    unknown = signed_in(admin).post(address, {"profile": "conseil"})
    chosen = signed_in(admin).post(address, {"profile": "petit-service"})
    after = read(signed_in(nurse), "/services/essai/")

    assert ">Réunions<" in before
    assert ">Réunions<" not in after
    assert (unknown.status_code, chosen.status_code) == (422, 302)
    assert "AST BTP" in read(signed_in(admin), address)
    service.refresh_from_db()
    assert profile_of(service).code == "petit-service"
    with pytest.raises(UnknownName):
        organise_service(service=service, profile="conseil", by=admin)


def test_two_officers_are_not_one_and_a_file_that_is_gone_is_the_usual_organisation(service: Service) -> None:
    service.profile = "petit-service"
    alone = Professional.objects.create(service=service, last_name="Lassalle", role="charge_maintien")

    assert only_lead(service) == alone
    Professional.objects.create(service=service, last_name="Roche", role="charge_maintien", external_id="P2")
    assert only_lead(service) is None
    service.profile = "partie"
    assert profile_of(service) == read_profiles()["cellule"]


def test_a_commission_recurs_with_its_partner_who_hears_of_its_own_cases_and_of_consenting_people(made: Made) -> None:
    browser = made("commission")
    secretary, home = browser("coordination@commission.test"), "/services/commission/reunions/"
    service, today = Service.objects.get(), timezone.localdate()
    meetings = profile_of(service).meetings
    assert meetings is not None
    assert meetings.every is not None
    coming, held = CellMeeting.objects.get(ended_at=None), CellMeeting.objects.exclude(ended_at=None).get()

    listed = read(secretary, home)
    assert ">Commissions<" in listed
    assert "le deuxième mardi de chaque mois" in listed
    assert coming.held_on == meetings.every.after(today)
    assert (held.held_on.weekday(), held.starts_at) == (1, meetings.every.starts_at)

    told = secretary.get(f"{home}bilan/?annee={held.held_on.year}").context["told"]
    assert (told.partners, told.seen) == ([("Cap emploi", 1, held.items.count())], held.items.count())
    page = read(secretary, f"{home}{coming.pk}/")
    assert "Cap emploi vient à chaque commission" in page
    assert f'Ordre du jour à arrêter le <b class="am-nowrap">{coming.held_on - timedelta(days=7):%d/%m/%Y}' in page
    proposed = proposals(coming)
    assert [one.reason for one in proposed] == sorted((one.reason for one in proposed), key=meetings.agenda.index)
    its_partner_is_invited_for_those_who_agree(secretary, coming, f"{home}{coming.pk}/")
    heard_last_time(held)
    first = coming.items.first()
    assert first is not None
    screen = read(secretary, f"{home}{coming.pk}/dossiers/{first.pk}/")
    assert "Cap emploi prend en charge et nomme un conseiller" in screen
    secretary.post(f"{home}{coming.pk}/", {"acte": "terminer"})
    assert CellMeeting.objects.get(ended_at=None).held_on == meetings.every.after(coming.held_on)


def its_partner_is_invited_for_those_who_agree(secretary: Client, coming: CellMeeting, address: str) -> None:
    """The cases that concern Cap emploi are proposed first; it is invited for those that it may hear of."""
    for item in coming.items.all():
        take_off_agenda(item=item, by=User.objects.get(email="coordination@commission.test"))
    concerned = [one for one in proposals(coming) if one.reason == "partenaire"]
    assert concerned
    secretary.post(address, {"acte": "prendre", "dossier": [one.case.pk for one in concerned]})
    secretary.post(address, {"acte": "convier", "habituel": "cap_emploi"})
    guest = MeetingGuest.objects.get(meeting=coming)
    agreed = {item.case_id for item in guest.items.all()}
    assert agreed == {one.case.pk for one in concerned if "accord à recueillir" not in one.told}
    assert "invité pour ces dossiers" in read(secretary, address)


def heard_last_time(held: CellMeeting) -> None:
    """The extract of the last meeting holds the people who agree, and leaves out the one who does not."""
    today = timezone.localdate()
    before = MeetingGuest.objects.get(meeting=held)
    told = extract(before, today)
    assert {item.pk for item in told.kept} < {item.pk for item in before.items.all()}
    assert all(agrees(item.case.job.worker, before, today) for item in told.kept)


def test_a_shared_cell_reads_the_cases_of_its_services_and_nothing_else(made: Made) -> None:
    browser = made("cellule-partagee")
    outside = a_worker(Service.objects.create(code="dehors", name="Service d'à côté"))
    foreign = Case.objects.create(service=outside.service, job=outside, opened_on=date(2026, 3, 2))
    coordination, officer = browser("coordination@partage.test"), browser("charge-maintien@partage-nord.test")
    cell, north = Cell.objects.get(), Service.objects.get(code="partage-nord")
    address = f"/cellules/{cell.pk}/"

    assert coordination.get("/", follow=True).redirect_chain[-1][0] == address
    page = coordination.get(address)
    table = page.context["table"]
    assert table.page.paginator.count == Case.objects.filter(service__cells=cell).count() > 0
    assert {line.case.service.code for line in table.lines} == {"partage-nord", "partage-sud"}
    alone = coordination.get(address, {"service": "partage-nord", "etat": "non_clos", "tri": "service"}).context[
        "table"
    ]
    assert {line.case.service_id for line in alone.lines} == {north.pk}
    assert coordination.get(address, {"service": "dehors"}).status_code == 404

    told = coordination.get(f"{address}rapport/").context
    report, tools = told["reports"], [one.label for one in told["tools"]]
    assert ([one.service.code for one in report], tools[:1]) == (["partage-nord", "partage-sud"], ["Guichet unique"])
    assert [one.going_on for one in report] == [Case.objects.of(one.service).going_on().count() for one in report]

    case = alone.lines[0].case
    opened = read(coordination, f"/services/partage-nord/dossiers/{case.pk}/")
    assert f'/travailleurs/{case.job.worker_id}/"' not in opened
    assert "Toute la cellule" in opened
    closed = ("signaux/", "recherche/", f"travailleurs/{case.job.worker_id}/", "comptes/", "donnees/", "collectifs/x")
    answers = [coordination.get(f"/services/partage-nord/{page}").status_code for page in closed]
    assert answers == [403, 403, 403, 403, 403, 404]
    assert coordination.get(f"/services/dehors/dossiers/{foreign.pk}/").status_code == 404
    assert officer.get(address).status_code == officer.get("/services/partage-sud/").status_code == 404

    cell.services.remove(north)
    assert coordination.get(f"/services/partage-nord/dossiers/{case.pk}/").status_code == 404
    assert coordination.get(address, {"service": "partage-sud"}).status_code == 200


def test_sharing_a_cell_needs_an_authorisation_and_the_right_in_each_of_its_services(service: Service) -> None:
    other, foreign = (Service.objects.create(code=code, name=code) for code in ("voisin", "dehors"))
    admin = person((service, "admin"), (other, "admin"), email="a@essai.test")
    cell = Cell.objects.create(name="Cellule d’essai")
    cell.services.add(service)
    address = f"/services/essai/comptes/cellules/{cell.pk}/partage/"
    browser, both = signed_in(admin), {"acte": "partager", "services": [service.pk, other.pk]}

    assert "dehors" not in read(browser, address)
    assert browser.post(address, both).status_code == 422
    assert browser.post(address, {**both, "services": [foreign.pk]}).status_code == 422
    assert browser.post(address, {**both, "authorisation": "Dreets, 3 mars 2026"}).status_code == 302
    assert set(cell.services.all()) == {service, other}
    browser.post(address, {"acte": "nommer", "full_name": "Dominique Roche", "email": "roche@essai.test"})
    named = User.objects.get(email="roche@essai.test")
    assert set(named.permissions_by_service) == {service.pk, other.pk}
    assert Permission.SIGNAL_READ not in named.permissions_by_service[other.pk]
    require_second_factor(service=other, roles=[Role.COORDINATION], by=admin)
    assert User.objects.get(pk=named.pk).must_prove_twice
    with pytest.raises(DomainError, match="n’administrez pas"):
        share_cell(cell=cell, services=[service, foreign], authorisation="oui", by=admin)
    browser.post(address, {"acte": "retirer", "coordination": named.coordinated.get().pk})
    assert User.objects.get(pk=named.pk).permissions_by_service == {}


def test_an_employer_begins_a_procedure_and_reads_and_says_only_what_is_its_own(
    service: Service, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(robots, "SHORTEST", -1)
    job, today = a_worker(service), timezone.localdate()
    nurse = signed_in(person((service, "infirmier"), email="i@essai.test"))
    address, spoken = "/signaler/essai/detection-employeur/", today - timedelta(days=3)
    answers = {
        "company": "Aide du Val", "sender_name": "Paul", "phone": "04", "worker_last_name": job.worker.last_name,
        "worker_first_name": "X", "echange_jour": spoken.day, "echange_mois": spoken.month,
        "echange_annee": spoken.year,
        "agrees": "oui", "expectation": "Porter est difficile", "urgency": "rapide", "jeton": new_token(),
    }  # fmt: skip

    assert client.get(address).status_code == 404
    organise_service(service=service, profile="petit-service", by=None)
    welcome = read(client, "/signaler/essai/")
    assert "Ce que vous ne saurez jamais" in welcome
    assert "le diagnostic" in welcome
    refused = client.post(address, {**answers, "agrees": "non", "etape": "2"})
    assert (refused.status_code, "Arrêtez-vous là" in refused.content.decode()) == (422, True)
    client.post(address, {**answers, "etape": "4", "envoyer": "1"})
    intake = Intake.objects.get()
    assert (intake.sender, intake.procedure) == ("employeur", "detection-employeur")

    referral = take_intake(intake=intake, job=job, by=None, on=today)
    page = f"/services/essai/signalements/{referral.pk}/procedure/"
    assert "Visite médicale" in nurse.get("/services/essai/signalements/").content.decode()
    on = f"{today:%d/%m/%Y}"
    for act in ("visite", "attestation", "analyse", "consolidation"):
        assert nurse.post(page, {"acte": "faire", "lequel": act, "on": on}).status_code == 302
    assert nurse.post(page, {"acte": "faire", "lequel": "plan", "on": on}).status_code == 409
    assert nurse.post(page, {"acte": "faire", "lequel": "proposition", "on": "01/01/2020"}).status_code == 409
    the_employer_goes_on(client, intake, today)
    nurse.post(page, {"acte": "faire", "lequel": "orientation", "on": on})
    assert "menée à son terme" in read(nurse, page)
    nurse.post(page, {"acte": "annuler"})
    nurse.post(page, {"acte": "arreter", "reason": "resolu"})
    assert "la difficulté est levée" in read(nurse, page)


def the_employer_goes_on(client: Client, intake: Intake, today: date) -> None:
    """With its reference it reads acts and days, never the physician's analysis nor a name, and says what it did."""
    says = {"reference": intake.reference, "done_on_jour": today.day, "done_on_mois": today.month}
    read_there = client.post("/signaler/reponse/", {"reference": intake.reference}).content.decode()
    assert "Visite médicale" in read_there
    assert "Actions retenues proposées au salarié" in read_there
    shown = read_there.replace("outil d’analyse que remplit", "")
    assert not [word for word in ("Outil d’analyse", intake.given["worker_last_name"], "Aide du Val") if word in shown]
    for act in ("proposition", "plan"):
        assert (
            "C’est noté"
            in client.post("/signaler/reponse/", {**says, "acte": act, "done_on_annee": today.year}).content.decode()
        )
    ahead = client.post("/signaler/reponse/", {**says, "acte": "visite", "done_on_annee": today.year})
    assert (ahead.status_code, "n’est pas celui qui vient" in ahead.content.decode()) == (422, True)
