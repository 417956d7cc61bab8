"""Facts typed, corrected and withdrawn from a worker's page."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from amarre.accounts.enums import Role
from amarre.accounts.models import Service
from amarre.audit.models import Event
from amarre.detection.models import Signal
from amarre.directory.models import Job
from amarre.exchange.models import HandEntry, ImportBatch
from amarre.indicators.law import figures_in_force
from amarre.surveillance.circumstances import absence_since
from amarre.surveillance.models import (
    InsuranceDoctorRequest,
    LiaisonMeeting,
    MeasuresProposal,
    RiskIndex,
    SickLeave,
    Visit,
)
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db


def ago(days: int) -> str:
    """A day as people type it."""
    return f"{timezone.localdate() - timedelta(days=days):%d/%m/%Y}"


def client(service: Service, role: Role, name: str = "Camille Roy") -> Client:
    user = person((service, role), email=f"{role}@essai.test")
    user.full_name = name
    user.save()
    return signed_in(user)


def at(job: Job, kind: str = "", *rest: object) -> str:
    parts = "/".join(str(part) for part in (kind, *rest) if part)
    return f"/services/essai/travailleurs/{job.worker_id}/faits/{parts}{'/' if parts else ''}"


def visit_of(**changes: Any) -> dict[str, Any]:
    return {"date": ago(3), "nature": "periodique", "modalite": "presentiel", "avis": "attestation", **changes}


@pytest.fixture
def leave(job: Job) -> SickLeave:
    """Forty days so far."""
    return SickLeave.objects.create(
        service=job.service, job=job, starts_on=timezone.localdate() - timedelta(days=39), cause="maladie"
    )


def test_a_nurse_who_types_an_opinion_is_told_the_article_and_keeps_what_was_typed(service: Service, job: Job) -> None:
    nurse = client(service, Role.NURSE)

    refused = nurse.post(at(job, "visite"), visit_of(avis="aptitude"))
    saved = nurse.post(at(job, "visite"), visit_of())

    page = refused.content.decode()
    assert refused.status_code == 422
    assert "<title>Erreur\u00a0: " in page
    assert "art. R4623-14" in page
    assert f'value="{ago(3)}"' in page
    assert 'name="etude_poste_le"' not in page
    assert saved.status_code == 302
    assert Visit.objects.get().opinion == "attestation"


def test_an_inaptitude_wants_its_four_steps_and_a_second_examination_in_time(service: Service, job: Job) -> None:
    physician = client(service, Role.PHYSICIAN)
    steps = {
        "etude_poste_le": ago(20), "etude_conditions_le": ago(20), "fiche_entreprise_le": ago(90),
        "echange_employeur_le": ago(4),
    }  # fmt: skip

    first = physician.post(
        at(job, "visite"),
        visit_of(date=ago(18), nature="reprise", avis="aucun", second_examen_necessaire="on"),
    )
    bare = physician.post(at(job, "visite"), visit_of(nature="reprise", avis="inaptitude"))
    late = physician.post(
        at(job, "visite"),
        visit_of(date=ago(2), nature="demande", avis="inaptitude", premier_examen_le=ago(18), **steps),
    )
    in_time = physician.post(
        at(job, "visite"),
        visit_of(date=ago(3), nature="demande", avis="inaptitude", premier_examen_le=ago(18), **steps),
    )

    assert (first.status_code, bare.status_code, late.status_code, in_time.status_code) == (302, 422, 422, 302)
    assert bare.content.decode().count("art. R4624-42 du") == 0
    assert bare.content.decode().count("donnez-en la date. Code du travail, art. R4624-42.") == 8  # summary and field
    assert "16 jours après le premier" in late.content.decode()
    unfit = Visit.objects.get(opinion="inaptitude")
    assert unfit.details.first_exam_on == timezone.localdate() - timedelta(days=18)
    assert Visit.objects.get(kind="reprise").details.second_exam_needed


def test_a_warning_is_read_then_maintained_and_the_act_remembers_it(service: Service, job: Job) -> None:
    nurse = client(service, Role.NURSE)
    early = visit_of(nature="pre_reprise", demandeur="travailleur", avis="aucun")

    warned = nurse.post(at(job, "visite"), early)
    saved = nurse.post(at(job, "visite"), {**early, "averti": ["pre_reprise_avant_ouverture"]})

    page = warned.content.decode()
    assert (warned.status_code, saved.status_code) == (422, 302)
    assert "<title>À vérifier\u00a0: " in page
    assert "R4624-29" in page
    assert HandEntry.objects.get().accepted == ["pre_reprise_avant_ouverture"]


def test_an_open_leave_ends_where_detection_ends_it(service: Service, job: Job) -> None:
    open_leave = {"service": service, "job": job, "ends_on": None, "cause": "maladie"}
    SickLeave.objects.create(**open_leave, starts_on=date(2026, 1, 5))
    figures = figures_in_force()
    assert absence_since(job, date(2026, 6, 1), figures) == date(2026, 1, 5)

    Visit.objects.create(
        service=service, job=job, held_on=date(2026, 3, 2), kind="reprise", modality="presentiel", opinion="aucun"
    )

    assert absence_since(job, date(2026, 3, 1), figures) == date(2026, 1, 5)
    assert absence_since(job, date(2026, 3, 2), figures) is None


def test_the_fact_shows_at_once_with_what_follows_from_it(service: Service, job: Job) -> None:
    nurse = client(service, Role.NURSE)
    version = Service.objects.get().facts_version

    answer = nurse.post(at(job, "arret"), {"debut": ago(70), "motif": "maladie"}, follow=True)

    page = answer.content.decode()
    assert "En arrêt depuis 71\u00a0jours" in page
    assert "de plus." in page
    assert Signal.objects.open().filter(rule="arret_long_sans_pre_reprise").exists()
    assert Service.objects.get().facts_version == version + 1
    assert Event.objects.filter(action="fact.entered").get().details == {
        "dataset": "arrets", "row": SickLeave.objects.get().pk, "worker": job.worker_id,
    }  # fmt: skip


def test_the_second_of_two_people_is_shown_the_change_of_the_first_and_loses_nothing(
    service: Service, job: Job, leave: SickLeave
) -> None:
    nurse, physician = client(service, Role.NURSE, "Inès Garcin"), client(service, Role.PHYSICIAN)
    seen = "0-0"
    first = {"debut": ago(39), "fin": ago(1), "motif": "maladie", "vu": seen}
    second = {"debut": ago(39), "fin": "", "motif": "maladie_professionnelle", "vu": seen}

    assert nurse.post(at(job, "arret", leave.pk), first).status_code == 302
    late = physician.post(at(job, "arret", leave.pk), second)

    page = late.content.decode()
    assert late.status_code == 409
    assert "Inès Garcin a changé ce fait" in page
    assert ago(1) in page
    assert "maladie professionnelle" in page
    leave.refresh_from_db()
    assert leave.cause == "maladie"
    again = late.context["answer"].seen
    assert physician.post(at(job, "arret", leave.pk), {**second, "vu": again}).status_code == 302
    leave.refresh_from_db()
    assert (leave.cause, leave.ends_on) == ("maladie_professionnelle", None)


def test_a_withdrawal_wants_a_reason_and_is_taken_back(service: Service, job: Job, leave: SickLeave) -> None:
    physician = client(service, Role.PHYSICIAN)
    batch = ImportBatch.objects.create(service=service, as_of=date(2026, 3, 1))
    SickLeave.objects.update(batch=batch)
    seen = {"vu": f"{batch.pk}-0"}

    silent = physician.post(at(job, "arret", leave.pk, "retirer"), seen)
    said = physician.post(at(job, "arret", leave.pk, "retirer"), {**seen, "reason": "Autre personne"})
    assert (silent.status_code, said.status_code) == (422, 302)
    assert not SickLeave.objects.exists()
    act = HandEntry.objects.get()
    assert physician.post(at(job, "actes", act.pk, "annuler")).status_code == 302

    back = SickLeave.objects.get()
    assert (back.pk, back.external_id, back.batch_id) == (leave.pk, leave.external_id, batch.pk)
    assert physician.post(at(job, "actes", act.pk, "annuler")).status_code == 409


def test_the_same_fact_typed_twice_is_kept_once(service: Service, job: Job) -> None:
    nurse = client(service, Role.NURSE)
    nurse.post(at(job, "visite"), visit_of())

    answer = nurse.post(at(job, "visite"), visit_of())

    assert answer.status_code == 422
    assert "déjà enregistré" in answer.content.decode()
    assert Visit.objects.count() == 1


def test_annexe_4_marks_its_visit_and_its_withdrawal_unmarks_it(service: Service, job: Job) -> None:
    physician = client(service, Role.PHYSICIAN)
    physician.post(at(job, "visite"), visit_of())
    visit = Visit.objects.get()
    told = {
        "visite_id": visit.pk, "temps_de_travail": "on", "description": "Pas de port de charges.",
        "echange_travailleur_le": ago(3),
    }  # fmt: skip

    without = physician.post(at(job, "mesures"), told)
    whole = physician.post(at(job, "mesures"), {**told, "echange_employeur_le": ago(2)})
    assert (without.status_code, whole.status_code) == (422, 302)
    assert "art. L4624-3" in without.content.decode()
    visit.refresh_from_db()
    assert visit.measures_proposed
    proposal = MeasuresProposal.objects.get()
    leaned = physician.post(at(job, "visite", visit.pk, "retirer"), {"vu": f"0-{last(visit)}", "reason": "Erreur"})
    assert leaned.status_code == 409

    physician.post(at(job, "mesures", proposal.pk, "retirer"), {"vu": f"0-{last(proposal)}", "reason": "Erreur"})
    visit.refresh_from_db()
    assert not visit.measures_proposed


def last(row: Visit | MeasuresProposal) -> int:
    datasets = {Visit: "visites", MeasuresProposal: "mesures"}
    return HandEntry.objects.filter(dataset=datasets[type(row)], row=row.pk).latest("pk").pk


def test_a_request_of_the_medecin_conseil_is_not_answered_against_the_worker_s_opposition(
    service: Service, job: Job, leave: SickLeave
) -> None:
    physician = client(service, Role.PHYSICIAN)
    SickLeave.objects.update(starts_on=timezone.localdate() - timedelta(days=120))
    Visit.objects.create(
        service=service, job=job, held_on=timezone.localdate() - timedelta(days=20), kind="pre_reprise",
        modality="presentiel", opinion="aucun", information_opposed=True,
    )  # fmt: skip

    refused = physician.post(at(job, "demande-du-medecin-conseil"), {"recue_le": ago(10), "repondue_le": ago(1)})
    open_one = physician.post(at(job, "demande-du-medecin-conseil"), {"recue_le": ago(10)})

    assert (refused.status_code, open_one.status_code) == (422, 302)
    assert "s’y" not in refused.content.decode()
    assert "R4624-30" in refused.content.decode()
    assert InsuranceDoctorRequest.objects.get().answered_on is None


def test_a_refusal_of_the_rendez_vous_de_liaison_is_recorded_nowhere(service: Service, job: Job) -> None:
    assistant = client(service, Role.ASSISTANT)
    told = {"date": ago(1), "initiative": "employeur", "participation": "presentiel"}

    refused = assistant.post(at(job, "rendez-vous-de-liaison"), {**told, "refus_travailleur": "on"})
    warned = assistant.post(
        at(job, "rendez-vous-de-liaison"), {**told, "averti": "rendez_vous_de_liaison_avant_ouverture"}
    )

    assert (refused.status_code, warned.status_code) == (422, 302)
    assert "L1226-1-3" in refused.content.decode()
    assert LiaisonMeeting.objects.count() == 1
    assert HandEntry.objects.count() == 1


def test_an_index_is_typed_with_its_version(service: Service, job: Job) -> None:
    nurse = client(service, Role.NURSE)

    beyond = nurse.post(at(job, "indice"), {"date": ago(1), "instrument": "WAS", "valeur": "11"})
    bad = nurse.post(at(job, "indice"), {"date": ago(1), "instrument": "IRI", "valeur": "2,5", "version": "v\x1e2"})
    good = nurse.post(at(job, "indice"), {"date": ago(1), "instrument": "IRI", "valeur": "2,5", "version": "v2"})

    assert (beyond.status_code, bad.status_code, good.status_code) == (422, 422, 302)
    index = RiskIndex.objects.get()
    assert (index.version, index.value) == ("v2", 2.5)
    index.instrument = "IRDP_PADOA"
    index.save()
    page = nurse.get(f"/services/essai/travailleurs/{job.worker_id}/").content.decode()
    assert "IRDP Padoa, 2,5" in page
    assert "IRDP_PADOA" not in page


@pytest.mark.parametrize(
    ("kind", "allowed"),
    [
        ("visite", {Role.PHYSICIAN, Role.NURSE}),
        ("mesures", {Role.PHYSICIAN}),
        ("indice", {Role.PHYSICIAN, Role.NURSE}),
        ("demande-du-medecin-conseil", {Role.PHYSICIAN, Role.NURSE}),
        (
            "arret",
            {Role.PHYSICIAN, Role.NURSE, Role.COORDINATION, Role.RETENTION_OFFICER, Role.ASSISTANT},
        ),
        (
            "rendez-vous-de-liaison",
            set(Role) - {Role.MANAGEMENT, Role.ADMINISTRATION},
        ),
    ],
)
def test_each_kind_has_its_roles_and_a_form_sent_by_hand_changes_nothing(
    service: Service, job: Job, kind: str, allowed: set[Role]
) -> None:
    answers = {role: client(service, role).post(at(job, kind), {}).status_code for role in Role}

    assert {role for role, answer in answers.items() if answer == 422} == allowed
    assert {role for role, answer in answers.items() if answer == 403} == set(Role) - allowed
    assert client(service, Role.PHYSICIAN).get(at(job, "promenade")).status_code == 404


def test_an_assistant_types_a_leave_and_sees_none(service: Service, job: Job, leave: SickLeave) -> None:
    assistant = client(service, Role.ASSISTANT)

    page = assistant.get(at(job)).content.decode()

    assert "maladie" not in page
    assert assistant.get(at(job, "arret", leave.pk)).status_code == 403
    assert assistant.get(at(job, "arret", leave.pk, "retirer")).status_code == 403


def test_a_fact_of_another_worker_is_not_found(service: Service, job: Job, leave: SickLeave) -> None:
    worker = type(job.worker).objects.create(
        service=service, last_name="Alba", first_name="Nora", born_on=date(1990, 1, 1), sex="F"
    )

    address = f"/services/essai/travailleurs/{worker.pk}/faits/arret/{leave.pk}/"

    assert client(service, Role.PHYSICIAN).get(address).status_code == 404


def test_a_date_is_pasted_as_it_stands_elsewhere(service: Service, job: Job) -> None:
    nurse = client(service, Role.NURSE)
    today = timezone.localdate()
    for number, shape in enumerate(("%d/%m/%Y", "%Y-%m-%d", "%d.%m.%Y", "%d %m %Y"), 1):
        day = f"{today - timedelta(days=number):{shape}}"
        assert nurse.post(at(job, "visite"), visit_of(date=day)).status_code == 302
    wrong = nurse.post(at(job, "visite"), visit_of(date="31/02/2026"))

    assert "Écrivez une date qui existe" in wrong.content.decode()
    assert Visit.objects.count() == 4
