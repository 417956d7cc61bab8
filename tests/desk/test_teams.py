"""Who works on cases: team, substitutes, a new lead for many; acts of support."""

from datetime import date, timedelta
from time import process_time

import pytest
from django.test import Client
from django.utils import timezone

from amarre.accounts.enums import Role
from amarre.accounts.models import Service
from amarre.cases.actions import receive_case, suspend_case
from amarre.cases.actions.casework import edit_case, open_case, qualify_case
from amarre.cases.models import ActEntry, Case, CaseChange, PsychologicalNote, SharedNote, SupportAct
from amarre.directory.models import Job, Professional
from tests.forms import form_in
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db
LIST = "/services/essai/dossiers/"


@pytest.fixture
def lead(service: Service) -> Professional:
    return Professional.objects.create(service=service, last_name="Lassalle", first_name="Inès", role="charge_maintien")


@pytest.fixture
def other(service: Service) -> Professional:
    return Professional.objects.create(service=service, last_name="Quintrec", first_name="Agnès", role="psychologue")


@pytest.fixture
def case(job: Job, lead: Professional) -> Case:
    return receive_case(job=job, on=date(2026, 3, 2), by=None, lead=lead)


@pytest.fixture
def client(service: Service) -> Client:
    return signed_in(person((service, Role.RETENTION_OFFICER)))


def test_a_colleague_joins_the_team_of_a_case_and_leaves_it(client: Client, case: Case, other: Professional) -> None:
    address = f"{LIST}{case.pk}/equipe/"
    client.post(address, {"professional": other.pk, "on": "2026-03-03", "seen": 0})
    late = client.post(address, {"professional": other.pk, "on": "2026-03-03", "seen": 0})
    with_her = client.get(f"{LIST}{case.pk}/").content.decode()
    client.post(f"{address}{case.team.get().pk}/retirer/")

    assert late.status_code == 409
    assert "Agnès Quintrec (psychologue du travail)" in with_her
    assert case.team.get().until == timezone.localdate()


def test_a_substitute_is_named_for_an_absence_and_the_case_says_so(
    client: Client, case: Case, lead: Professional, other: Professional
) -> None:
    today = timezone.localdate()
    asked = {"absent": lead.pk, "substitute": other.pk, "starts_on": today, "ends_on": today + timedelta(5)}
    assert client.post(f"{LIST}remplacements/", asked).status_code == 302
    again = client.post(f"{LIST}remplacements/", asked)

    assert again.status_code == 422
    assert "Un remplaçant est déjà nommé" in again.content.decode()
    assert "remplacé par Agnès Quintrec" in client.get(f"{LIST}{case.pk}/equipe/").content.decode()


def test_an_act_is_kept_with_its_note_in_the_compartment_of_the_profession(service: Service, case: Case) -> None:
    psychologist = signed_in(person((service, Role.PSYCHOLOGIST), email="psy@essai.test"))
    address = f"{LIST}{case.pk}/accompagnement/"
    said = {"on": "2026-03-05", "profession": "psychologue", "text": "Premier entretien"}

    # Nothing is chosen beforehand: a note of the psychologist's does not go to all because they stand first.
    unsaid = psychologist.post(address, {**said, "compartment": ""})
    assert "Choisissez qui lira cette note." in unsaid.content.decode()
    refused = psychologist.post(address, {**said, "compartment": "medical"})
    psychologist.post(address, {**said, "compartment": "psychologique"})

    assert refused.status_code == 422
    assert SupportAct.objects.get().case == case
    assert PsychologicalNote.objects.get().act == SupportAct.objects.get()
    assert not SharedNote.objects.exists()


def test_an_act_that_is_sent_twice_is_noted_once_and_one_like_another_is_asked_about(
    service: Service, case: Case
) -> None:
    address = f"{LIST}{case.pk}/accompagnement/"
    people = [signed_in(person((service, Role.ERGONOMIST), email=f"{number}@essai.test")) for number in (1, 2)]
    forms = [form_in(one.get(address).content.decode(), "token") for one in people]
    said = {"on": "2026-03-05", "profession": "ergonome", "text": "Étude du poste", "compartment": "cellule"}
    for _ in range(2):
        assert people[0].post(address, {**forms[0], **said}).status_code == 302
    assert (SupportAct.objects.count(), SharedNote.objects.count()) == (1, 1)

    doubt = people[1].post(address, {**forms[1], **said})
    page = doubt.content.decode()
    assert doubt.status_code == 409
    assert "vient d’être noté par Camille Roy" in page
    assert "Étude du poste" in page
    assert SupportAct.objects.count() == 1
    another = form_in(page, "token")
    for _ in range(2):
        assert people[1].post(address, another).status_code == 302
    assert (SupportAct.objects.count(), ActEntry.objects.count(), SharedNote.objects.count()) == (2, 2, 2)

    # A note sent twice is one note.
    notes = f"{LIST}{case.pk}/notes/cellule/"
    for text in ("Rappel", "Rappel", "Autre"):
        people[0].post(notes, {"on": "2026-03-05", "text": text})
    assert SharedNote.objects.filter(act=None).count() == 2

    # Another day, another profession, or later on: nobody is asked.
    for changes in ({"on": "2026-03-06"}, {"profession": "psychologue"}):
        fresh = form_in(people[0].get(address).content.decode(), "token")
        assert people[0].post(address, {**fresh, **said, **changes}).status_code == 302
    ActEntry.objects.update(at=timezone.now() - timedelta(minutes=11))
    fresh = form_in(people[0].get(address).content.decode(), "token")
    assert people[0].post(address, {**fresh, **said}).status_code == 302
    assert SupportAct.objects.count() == 5


def test_three_hundred_cases_of_a_choice_change_hands_in_under_a_second(
    client: Client, job: Job, lead: Professional, other: Professional
) -> None:
    rows = [Case(service=job.service, job=job, lead=lead, opened_on=date(2026, 1, 1), external_id=f"D{n}")
            for n in range(300)]  # fmt: skip
    Case.objects.bulk_create(rows)
    choice = f"?referent={lead.pk}"
    assert "de tous ceux de ce choix (300\u00a0non clos)" in client.get(LIST + choice).content.decode()
    asked = client.post(f"{LIST}referent/{choice}", {"acte": "tous"}).content.decode()
    assert "300\u00a0dossiers non clos" in asked
    form = form_in(asked, "lead")

    started = process_time()
    given = client.post(f"{LIST}referent/{choice}", {**form, "lead": other.pk})
    spent = process_time() - started

    assert (given.status_code, given["Location"]) == (302, LIST + choice)
    assert other.led_cases.count() == CaseChange.objects.filter(field="lead").count() == 300
    assert spent < 1


def test_the_cases_ticked_change_hands_and_the_others_do_not(
    client: Client, job: Job, lead: Professional, other: Professional
) -> None:
    rows = [Case(service=job.service, job=job, lead=lead, opened_on=date(2026, 1, 1), external_id=f"D{n}",
                 closed_on=date(2026, 2, 1) if n == 3 else None, outcome="formation" if n == 3 else None)
            for n in range(4)]  # fmt: skip
    one, two, three, closed = Case.objects.bulk_create(rows)
    page = client.get(LIST).content.decode()
    boxes = [case.pk for case in rows if f'name="dossier" value="{case.pk}"' in page]

    nothing = client.post(f"{LIST}referent/", {"acte": "coches"}, follow=True).content.decode()
    unknown = client.post(f"{LIST}referent/", {"acte": "coches", "dossier": [one.pk, 10**9]})
    form = form_in(
        client.post(f"{LIST}referent/", {"acte": "coches", "dossier": [one.pk, two.pk]}).content.decode(), "lead"
    )
    client.post(f"{LIST}referent/", {**form, "lead": other.pk})

    assert boxes == [one.pk, two.pk, three.pk]
    assert "Aucun dossier non clos n’est coché" in nothing
    assert unknown.status_code == 404
    assert set(other.led_cases.all()) == {one, two}
    assert closed.pk not in boxes


def test_a_case_written_to_meanwhile_changes_hands_only_once_it_was_read(
    client: Client, case: Case, lead: Professional, other: Professional
) -> None:
    asked = client.post(f"{LIST}referent/", {"acte": "tous"})
    form = {**form_in(asked.content.decode(), "lead"), "lead": other.pk}
    edit_case(case=case, by=None, seen=0, level="T4")

    refused = client.post(f"{LIST}referent/", form)
    case.refresh_from_db()
    kept = case.lead
    text = refused.content.decode()
    again = client.post(f"{LIST}referent/", form_in(text, "lead"))
    case.refresh_from_db()

    assert (refused.status_code, again.status_code) == (409, 302)
    assert "Yanis Orsatelli\u00a0: « niveau » modifié" in text
    assert kept == lead
    assert (case.lead, case.level) == (other, "T4")


def test_the_list_reads_and_filters_the_stage_of_a_case(client: Client, case: Case) -> None:
    assert "reçu</span>" in client.get(f"{LIST}?etat=recu").content.decode()
    qualify_case(case=case, by=None, seen=0, on=date(2026, 3, 3))
    open_case(case=case, by=None, seen=1, on=date(2026, 3, 3))
    suspend_case(case=case, by=None, seen=2, on=date(2026, 3, 4), reason="Hospitalisé")

    assert "suspendu</span>" in client.get(f"{LIST}?etat=suspendu").content.decode()
    assert "Rien pour ce choix" in client.get(f"{LIST}?etat=en_cours").content.decode()
    assert "suspendu</span>" in client.get(f"{LIST}?etat=non_clos").content.decode()
    assert "Dossier suspendu, pris en charge le 02/03/2026" in client.get(f"{LIST}{case.pk}/").content.decode()


def test_a_case_without_a_lead_is_an_error_on_the_first_page(service: Service, job: Job, client: Client) -> None:
    receive_case(job=job, on=date(2026, 3, 2), by=None)

    page = client.get("/services/essai/").content.decode()

    assert "Dossiers sans référent" in page
    assert "etat=non_clos&amp;referent=sans" in page
