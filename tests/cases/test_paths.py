"""Paths of accompaniment, and the physician's analysis: files, what a case shows, what is noted by hand."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from amarre.accounts.enums import Role
from amarre.accounts.models import Service
from amarre.cases.actions import receive_case, receive_referral
from amarre.cases.actions.notes import record_act, write_analysis
from amarre.cases.actions.organising import organise_service
from amarre.cases.actions.procedures import begin_procedure, do_act
from amarre.cases.analyses import laid_out
from amarre.cases.models import Case, CasePath, MedicalNote, PathMark
from amarre.cases.paths import read_paths
from amarre.directory.models import Job
from amarre.lib.errors import DomainError
from tests.detection.drawn import a_worker
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db
HOME = "/services/essai/dossiers/"


@pytest.fixture
def job(service: Service) -> Job:
    organise_service(service=service, profile="petit-service", by=None)
    return a_worker(service)


@pytest.fixture
def case(job: Job) -> Case:
    case = receive_case(job=job, on=date(2026, 3, 2), by=None)
    case.referral = receive_referral(job=job, origin="employeur", by=None, on=date(2026, 3, 1))
    case.save()
    return case


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_a_case_stands_where_its_facts_and_the_noted_steps_say_and_the_next_one_is_told(
    service: Service, case: Case
) -> None:
    officer = signed_in(person((service, Role.RETENTION_OFFICER)))
    address = f"{HOME}{case.pk}/etapes/"
    assert "Choisir un parcours" in read(officer, f"{HOME}{case.pk}/")
    assert "n’en suit aucun" in read(officer, f"{HOME}etapes/")
    assert officer.post(address, {"acte": "suivre", "seen": case.version, "path": "autre"}).status_code == 422
    officer.post(address, {"acte": "suivre", "seen": case.version, "path": "maintien-entreprise"})

    page = officer.get(address)
    standing = page.context["standing"]
    # The signalement shows the first step; the second has fifteen days from it.
    assert (standing.done, standing.coming.step.code, standing.coming.on) == (1, "accueil", date(2026, 3, 16))
    record_act(
        case=case, profession="charge_maintien", by=person((service, Role.RETENTION_OFFICER)), on=date(2026, 3, 5)
    )
    officer.post(address, {"acte": "sans_objet", "step": "accords", "on": "2026-03-06"})
    officer.post(address, {"acte": "noter", "step": "employeur", "on": "2026-03-10"})
    ahead = f"{timezone.localdate() + timedelta(days=1):%Y-%m-%d}"
    assert officer.post(address, {"acte": "noter", "step": "poste", "on": ahead}).status_code == 422
    assert officer.post(address, {"acte": "noter", "step": "employeur", "on": "2026-03-11"}).status_code == 409
    standing = officer.get(address).context["standing"]
    assert (standing.done, standing.coming.step.code, standing.coming.on) == (4, "poste", date(2026, 4, 9))
    for shown in ("/services/essai/", f"{HOME}etapes/", f"{HOME}{case.pk}/", f"{HOME}echeances/"):
        assert "Le poste et les solutions possibles sont étudiés" in read(officer, shown)
    officer.post(address, {"acte": "annuler", "step": "employeur"})
    assert not PathMark.objects.filter(step="employeur").exists()
    assert officer.post(address, {"acte": "annuler", "step": "employeur"}).status_code == 409


def test_another_path_is_chosen_once_and_by_the_one_who_read_the_case(service: Service, case: Case) -> None:
    officer = signed_in(person((service, Role.RETENTION_OFFICER)))
    address = f"{HOME}{case.pk}/etapes/"
    officer.post(address, {"acte": "suivre", "seen": 0, "path": "maintien-entreprise"})
    stale = officer.post(address, {"acte": "suivre", "seen": 0, "path": "reclassement-externe"})
    assert (stale.status_code, "parcours\u00a0» modifié" in stale.content.decode()) == (409, True)
    officer.post(address, {"acte": "suivre", "seen": 1, "path": "reclassement-externe"})
    assert officer.post(address, {"acte": "suivre", "seen": 2, "path": "reclassement-externe"}).status_code == 409
    assert list(CasePath.objects.values_list("path", "left_on")) == [
        ("reclassement-externe", None), ("maintien-entreprise", timezone.localdate())
    ]  # fmt: skip
    assert "Suivi avant : Maintien dans l’entreprise" in read(officer, address).replace("\u00a0", " ")
    # Another organisation has no path: the one that was chosen stays readable, and no other is offered.
    organise_service(service=service, profile="cellule", by=None)
    assert "reclassement externe" in read(officer, address)
    assert officer.post(address, {"acte": "suivre", "seen": 2, "path": "maintien-entreprise"}).status_code == 422
    social = signed_in(person((service, Role.SOCIAL_WORKER), email="s@essai.test"))
    assert social.post(address, {"acte": "noter", "step": "accueil", "on": "2026-03-03"}).status_code == 302


def test_every_path_ends_with_the_closing_and_says_which_steps_its_source_names() -> None:
    for path in read_paths().values():
        assert [step.code for step in path.steps if step.source] == ["detection"]
        assert path.steps[-1].shown_by == "cloture"


def test_the_physician_fills_the_analysis_which_is_a_medical_note_and_the_act_of_the_procedure(
    service: Service, case: Case
) -> None:
    assert case.referral is not None
    doctor = person((service, Role.PHYSICIAN), email="m@essai.test")
    nurse = person((service, Role.NURSE), email="i@essai.test")
    began = {"echange": date(2026, 3, 1), "demande": date(2026, 3, 1)}
    detection = begin_procedure(referral=case.referral, procedure="detection-employeur", done=began, by=None)
    for act in ("visite", "attestation"):
        do_act(detection=detection, act=act, on=date(2026, 3, 9), by=nurse)
    procedure = f"/services/essai/signalements/{case.referral_id}/procedure/"
    address = f"{HOME}{case.pk}/notes/medical/analyse-medecin/"
    browser = signed_in(doctor)
    assert "Remplir l’analyse" in read(browser, procedure)
    assert "Remplir l’analyse" not in read(signed_in(nurse), procedure)
    assert signed_in(nurse).get(address).status_code == 403
    assert browser.get(f"{HOME}{case.pk}/notes/medical/autre/").status_code == 404
    assert browser.post(address, {"on": "2026-03-10", "visite": "  "}).status_code == 422
    words = "Porter moins de 8 kg.\n\nRevoir dans un mois."
    browser.post(address, {"on": "2026-03-10", "preconisations": words, "actions": "Un diable"})

    note = MedicalNote.objects.get()
    title, parts = laid_out(note.text, note.analysis)
    assert (title, parts) == (
        "Analyse du médecin du travail", [("Préconisations pour le poste", words), ("Actions à retenir", "Un diable")]
    )  # fmt: skip
    assert detection.done["analyse"] == date(2026, 3, 10)
    shown = read(signed_in(nurse), f"{HOME}{case.pk}/notes/medical/")
    assert "Un diable" in shown
    assert "Remplir" not in shown
    with pytest.raises(DomainError):
        write_analysis(case=case, analysis="analyse-medecin", answers={"actions": "x"}, by=nurse, on=date(2026, 3, 10))
    assert laid_out("Un texte.", "partie") == ("partie", [("", "Un texte.")])
