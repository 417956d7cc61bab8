"""The copy of a case for the person it is about: what each profession puts in it, and how long it stays."""

import csv
import json
import re
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from amarre.accounts.enums import Role
from amarre.accounts.models import Membership, Service
from amarre.audit.journal import record
from amarre.audit.models import Event
from amarre.cases.actions import receive_referral
from amarre.cases.actions.documents import keep_document
from amarre.cases.actions.intakes import keep_intake
from amarre.cases.actions.letters import begin_letter, drop_letter
from amarre.cases.actions.notes import record_act, write_note
from amarre.cases.actions.procedures import begin_procedure, do_act
from amarre.cases.consents import give_consent
from amarre.cases.enums import Compartment
from amarre.cases.models import Case, FollowUp, FollowUpAnswer, FollowUpContact, Intake, SchemeAgreement, SchemeUse
from amarre.cases.procedures import Act, procedure_of
from amarre.directory.models import Job
from amarre.exchange.models import Operation
from amarre.exchange.operations.actions import execute
from amarre.partners.models import Orientation
from amarre.vault.shelves import sealed_files
from tests.documents.files import a_pdf
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)
LETTERS = ("medecin_traitant", "proposition_accompagnement")
NOTES = {
    Compartment.SHARED: (Role.RETENTION_OFFICER, "=Note partagée"),
    Compartment.SOCIAL: (Role.SOCIAL_WORKER, "Note sociale"),
    Compartment.PSYCHOLOGICAL: (Role.PSYCHOLOGIST, "Note du psychologue"),
    Compartment.MEDICAL: (Role.PHYSICIAN, "Note médicale"),
}


@pytest.fixture
def case(job: Job, service: Service) -> Case:
    """A case with a note and a document in each compartment, an orientation, a consent, a scheme."""
    case = Case.objects.create(service=service, job=job, opened_on=DAY, level="T3A", boe_status="oui")
    for compartment, (role, text) in NOTES.items():
        author = person((service, role), email=f"{role}@essai.test")
        write_note(case=case, compartment=compartment, text=text, by=author, on=DAY)
        name = f"{text.strip('=')}.pdf"
        keep_document(case=case, compartment=compartment, name=name, form="pdf", content=a_pdf(), by=author)
    record_act(case=case, profession="psychologue", by=author, on=DAY)
    Orientation.objects.create(service=service, job=job, case=case, sent_on=DAY, recipient="cap_emploi")
    give_consent(worker=job.worker, recipient="cap_emploi", scopes=["travail"], on=DAY, way="ecrit", by=None)
    use = SchemeUse.objects.create(
        service=service, job=job, case=case, scheme="essai_encadre", approval="oui", starts_on=DAY, amount_asked=1234.5
    )
    SchemeAgreement.objects.create(use=use, party="medecin_conseil", agreed=False, on=DAY, reason="Raison du refus")
    FollowUpContact.objects.create(case=case, channel="courriel", address="yanis@essai.test", agreed_on=DAY)
    follow_up = FollowUp.objects.create(
        service=service, case=case, due_month="3", held_on=DAY, situation="poste_amenage"
    )
    FollowUpAnswer.objects.create(
        follow_up=follow_up, way="lien", questions="1", helped=["poste"], words="Mes mots", recommends="oui"
    )
    return case


@pytest.fixture
def browser(service: Service, case: Case) -> Callable[[Role], Client]:
    return lambda role: signed_in(person((service, role), email=f"{role}@essai.test"))


def asked(client: Client, case: Case) -> tuple[str, Operation]:
    """A copy asked for on the page and made by the worker: where it is, and its operation."""
    page = f"/services/essai/dossiers/{case.pk}/copie/"
    assert client.post(page).status_code == 302
    operation = Operation.objects.latest("pk")
    execute(operation.pk)
    operation.refresh_from_db()
    return f"{page}{operation.pk}/", operation


def unpacked(client: Client, address: str) -> dict[str, bytes]:
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/zip")
    with zipfile.ZipFile(BytesIO(answer.content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("role", [Role.PHYSICIAN, Role.SOCIAL_WORKER, Role.PSYCHOLOGIST, Role.ERGONOMIST])
def test_each_profession_puts_in_what_it_reads_and_says_who_completes_the_rest(
    browser: Callable[[Role], Client], case: Case, role: Role
) -> None:
    address, _ = asked(browser(role), case)
    held = unpacked(browser(role), address)
    mine = {one for one, (author, _) in NOTES.items() if author == role} | {Compartment.SHARED}

    whole = b"\n".join(body for name, body in held.items() if not name.endswith(".pdf")).decode()
    for compartment, (_, text) in NOTES.items():
        assert (text in whole) == (compartment in mine), text
        assert (f"documents/{compartment}/{text.strip('=')}.pdf" in held) == (compartment in mine)
    assert ("essai encadré" in whole.lower()) == ("Bénéficiaire" in whole) == (role == Role.PHYSICIAN)
    for words in ("Raison du refus", "demandé 1\u202f234,5\u00a0€"):
        assert (words in whole) == (role == Role.PHYSICIAN)
    for words in ("yanis@essai.test", "un poste ou des horaires aménagés. Mes mots"):
        assert words in whole
    data = json.loads(held["dossier.json"])
    assert data["personne"]["Nom"] == "Orsatelli"
    assert data["orientations"][0]["À"] == "Cap emploi"
    missing = {one["quoi"].split(" ")[1] for one in data["a_completer"] if one["quoi"].startswith("Notes")}
    labels = {one.label for one in Compartment if one not in mine}
    assert missing == {label.split(" ")[0] for label in labels}
    assert held["dossier.pdf"].startswith(b"%PDF-1.7")
    assert b"pdfuaid:part" in held["dossier.pdf"]
    page = browser(role).get(f"/services/essai/dossiers/{case.pk}/copie/").content.decode()
    assert all(f"Notes {label}" in page for label in labels)


def begun_by_the_employer(case: Case) -> Act:
    """A message and a procedure of the employer about that case; the act that was done."""
    referral = receive_referral(job=case.job, origin="employeur", by=None, on=DAY)
    Case.objects.filter(pk=case.pk).update(referral=referral)
    told = {"sender_name": "Directrice Canari", "expectation": "Le port de charges"}
    keep_intake(service=case.service, sender="employeur", answers=told)
    Intake.objects.update(referral=referral)
    detection = begin_procedure(referral=referral, procedure="detection-employeur", done={}, by=None)
    first = procedure_of("detection-employeur").acts[0]
    do_act(detection=detection, act=first.code, on=DAY, by=None)
    return first


def test_it_holds_drafts_the_procedure_of_the_employer_messages_and_who_read_by_profession_without_a_name(
    service: Service, browser: Callable[[Role], Client], case: Case
) -> None:
    first = begun_by_the_employer(case)
    physician = person((service, Role.PHYSICIAN), email="medecin@essai.test")
    draft, dropped = (begin_letter(case=case, model=one, by=physician, on=DAY) for one in LETTERS)
    drop_letter(letter=dropped, by=physician)
    nurse = signed_in(person((service, Role.NURSE), email="lecture@essai.test"))
    record("nouvelle.read", case.service, by=physician, service=service, details={"workers": [case.job.worker_id]})
    record("nouvelle.read", case.service, by=physician, service=service, details={"workers": [0]})
    for _ in range(2):
        nurse.get(f"/services/essai/dossiers/{case.pk}/")
        nurse.get("/services/essai/dossiers/")

    held = {role: unpacked(browser(role), asked(browser(role), case)[0]) for role in (Role.PHYSICIAN, Role.ERGONOMIST)}

    data = {role: json.loads(files["dossier.json"]) for role, files in held.items()}
    texts = {role: files["dossier.json"].decode() for role, files in held.items()}
    assert {first.label} <= {one["Acte"] for one in data[Role.ERGONOMIST]["procedure-employeur"]}
    letters = {one["Objet"]: one["État"] for one in data[Role.PHYSICIAN]["lettres"]}
    assert letters == {
        draft.subject: "version 1, en cours d’écriture", dropped.subject: "version 1, abandonnée",
    }  # fmt: skip
    texts_of = [one["Texte"] for one in data[Role.PHYSICIAN]["projets-de-lettres"]]
    assert texts_of == [f"{one.subject}\n\n{one.text}" for one in (draft, dropped)]
    assert draft.subject not in texts[Role.ERGONOMIST]
    assert ("Le port de charges" in texts[Role.PHYSICIAN], "messages" in data[Role.ERGONOMIST]) == (True, False)
    assert "Canari" not in texts[Role.PHYSICIAN]
    readings = data[Role.PHYSICIAN]["lectures"]
    assert {"Le", "Profession", "Fois", "Quoi"} == set(readings[0])
    seen = {(one["Profession"], one["Quoi"]): one["Fois"] for one in readings}
    assert seen["Infirmier", "page du dossier"] == seen["Infirmier", "nom lu dans une liste"] == "2"
    assert seen["Médecin du travail", "autre page qui nomme la personne"] == "1"
    assert "Camille" not in str(readings)
    assert "lectures" not in data[Role.ERGONOMIST]
    missing = {one["quoi"]: one["par"] for one in data[Role.ERGONOMIST]["a_completer"]}
    assert missing["Lectures du dossier"] == "médecin du travail, coordination de la cellule"


def test_a_spreadsheet_runs_no_cell_of_it(browser: Callable[[Role], Client], case: Case) -> None:
    address, _ = asked(browser(Role.ERGONOMIST), case)

    table = unpacked(browser(Role.ERGONOMIST), address)["tableaux/notes-cellule.csv"].decode("utf-8-sig")
    assert list(csv.reader(StringIO(table), delimiter=";"))[1][2:] == ["note", "'=Note partagée"]


def test_only_the_one_who_asked_downloads_it_and_every_step_is_recorded(
    service: Service, browser: Callable[[Role], Client], case: Case
) -> None:
    address, operation = asked(browser(Role.PHYSICIAN), case)
    colleague = signed_in(person((service, Role.PHYSICIAN), email="autre@essai.test"))
    other = Case.objects.create(service=service, job=case.job, opened_on=DAY)

    assert colleague.get(address).status_code == 404
    assert browser(Role.PHYSICIAN).get(address.replace(f"/{case.pk}/", f"/{other.pk}/")).status_code == 404
    assert browser(Role.PHYSICIAN).get(address).status_code == 200
    acts = Event.objects.filter(action__startswith="copy.").order_by("number")
    assert [(one.action, one.subject_id) for one in acts] == [
        ("copy.asked", case.pk), ("copy.made", case.pk), ("copy.downloaded", case.pk),
    ]  # fmt: skip
    assert Event.objects.filter(action="notes.read", details__compartment="medical").exists()
    assert "Orsatelli" not in str(
        [operation.arguments, operation.outcome, list(acts.values_list("details", flat=True))]
    )


def test_it_is_sealed_stays_a_week_and_does_not_outlive_a_right(
    service: Service, browser: Callable[[Role], Client], case: Case
) -> None:
    client = browser(Role.PHYSICIAN)
    address, operation = asked(client, case)
    (stored,) = sealed_files("copies")
    assert not stored.read_bytes().startswith(b"PK")

    doctor = Membership.objects.filter(user=operation.created_by, service=service)
    doctor.update(role=Role.ERGONOMIST)
    narrowed = signed_in(type(operation.created_by).objects.get(pk=operation.created_by_id)).get(address)
    assert narrowed.status_code == 409
    doctor.update(role=Role.PHYSICIAN)

    Operation.objects.update(ended_at=timezone.now() - timedelta(days=8))
    assert client.get(address).status_code == 404
    assert "Effacée." in client.get(f"/services/essai/dossiers/{case.pk}/copie/").content.decode()
    call_command("purge")
    assert list(sealed_files("copies")) == []


def test_a_copy_that_is_under_way_is_waited_for_without_a_trace_at_each_look(
    browser: Callable[[Role], Client], case: Case
) -> None:
    client, page = browser(Role.PHYSICIAN), f"/services/essai/dossiers/{case.pk}/copie/"
    client.post(page)
    assert "En préparation" in client.get(page).content.decode()
    before = Event.objects.count()

    assert 'data-hx-trigger="every 2s"' in client.get(page, headers={"HX-Request": "true"}).content.decode()
    assert Event.objects.count() == before
    execute(Operation.objects.latest("pk").pk)
    assert client.get(page, headers={"HX-Request": "true"})["HX-Refresh"] == "true"


#: What the copy reads through another door: notes, documents, the team, the plan, the worker's dispositifs.
READ_OTHERWISE = {"SharedNote", "SocialNote", "PsychologicalNote", "MedicalNote", "TeamMember", "RetentionPlan"}
#: What is kept about a case and is no part of its copy, with the reason.
NOT_COPIED = {
    "CaseChange": "the history of each box, for who writes at the same time: the boxes are in the copy",
    "FollowUpLink": "the digest of a secret",
    "PlannedFollowUp": "a follow-up to come: its answer is in the copy",
    "SignalReferral": "which signal a signalement comes from",
    "AgendaItem": "its decisions are in the copy",
    "Delegation": "of a professional, not of a person",
}


def test_whatever_is_kept_about_a_case_is_in_its_copy_or_left_out_for_a_reason() -> None:
    folder = Path(__file__).parents[2] / "amarre" / "desk"
    sources = "".join(path.read_text("utf-8") for path in (folder / "papers").glob("copy_*.py"))
    about = {
        model.__name__
        for model in apps.get_models()
        if any(field.related_model is Case for field in model._meta.fields)
    }

    in_the_copy = {name for name in about if re.search(rf"\b{name}\b", sources)}
    assert about - in_the_copy - READ_OTHERWISE - set(NOT_COPIED) == set()
