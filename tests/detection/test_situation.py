"""The worked cases of the field, from a worker drawn in a few lines to what `amarre situation` prints."""

import json
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from amarre.accounts.models import Service
from amarre.audit.models import Event
from amarre.cases.models import SchemeUse
from amarre.detection.statements.checks import check_statements
from amarre.directory.models import Establishment, Job, Member, Professional
from amarre.surveillance.models import InsuranceDoctorRequest, Visit
from tests.detection.drawn import a_job, a_worker, day, leave, visit

pytestmark = pytest.mark.django_db
LISTED = ("code", "kind", "job", "since", "due_on", "until", "article", "confirmed", "text")


def situation(job: Job, on: str) -> list[dict[str, Any]]:
    out = StringIO()
    call_command(
        "situation", "--service", job.service.code, "--worker", job.worker.external_id, "--on", on, "--format", "json",
        stdout=out, stderr=StringIO(),
    )  # fmt: skip
    found: list[dict[str, Any]] = json.loads(out.getvalue())
    return found


def kinds(job: Job, code: str, on: str) -> list[tuple[str, str | None]]:
    """Kind and due day of each statement of that code, without prohibitions and recommendations."""
    return [
        (one["kind"], one["due_on"]) for one in situation(job, on)
        if one["code"] == code and one["kind"] not in {"forbidden", "recommended"}
    ]  # fmt: skip


def test_every_example_of_every_statement_holds(catalogue: Path) -> None:
    files, examples = check_statements()

    assert files == len(list((catalogue / "statements").glob("*.yaml")))
    assert examples >= 250


def test_case_1_sixty_days_of_illness_call_for_a_return_visit_and_fifty_nine_do_not(service: Service) -> None:
    sixty, less = a_worker(service), a_worker(service)
    leave(sixty, "2024-01-01", "2024-02-29")
    leave(less, "2024-01-02", "2024-02-29")

    assert kinds(sixty, "reprise", "2024-03-01") == [("due", "2024-03-09")]
    assert kinds(sixty, "reprise", "2024-03-09") == [("due", "2024-03-09")]
    assert kinds(sixty, "reprise", "2024-03-10") == [("late", "2024-03-09")]
    assert kinds(less, "reprise", "2024-03-10") == []
    visit(sixty, "2024-03-10", "reprise")
    assert kinds(sixty, "reprise", "2024-03-10") == []


def test_case_2_contiguous_prescriptions_of_any_job_are_one_absence(service: Service) -> None:
    job = a_worker(service)
    other = a_job(job.worker, "2020-01-01")
    leave(job, "2026-01-01", "2026-01-20")
    leave(other, "2026-01-21", "2026-03-02")

    found = [one for one in situation(job, "2026-03-04") if one["code"] == "reprise"]

    assert {(one["job"], one["kind"]) for one in found} == {(job.external_id, "due"), (other.external_id, "due")}


def test_case_3_a_work_accident_of_29_days_informs_and_of_30_calls_for_a_visit(service: Service) -> None:
    short, long = a_worker(service), a_worker(service)
    leave(short, "2026-02-02", "2026-03-02", "accident_travail")
    leave(long, "2026-02-01", "2026-03-02", "accident_travail")

    assert kinds(short, "reprise", "2026-03-05") == [("info", None)]
    assert kinds(long, "reprise", "2026-03-05") == [("due", "2026-03-11")]


def test_case_4_an_occupational_disease_calls_for_a_visit_whatever_its_length(service: Service) -> None:
    job = a_worker(service)
    leave(job, "2026-03-02", "2026-03-04", "maladie_professionnelle")

    assert kinds(job, "reprise", "2026-03-05") == [("due", "2026-03-13")]


def test_case_5_on_day_30_the_liaison_meeting_opens_and_on_day_31_the_pre_return_visit_too(service: Service) -> None:
    job = a_worker(service)
    leave(job, "2026-05-01", "2026-06-30")

    opened = {
        number: {one["code"] for one in situation(job, f"2026-05-{number}") if one["kind"] == "open"}
        for number in (29, 30, 31)
    }

    assert opened[29] == {"essai_encadre"}
    assert opened[30] == {"essai_encadre", "rdv_liaison"}
    assert opened[31] == {"essai_encadre", "rdv_liaison", "pre_reprise"}
    since = {one["code"]: one["since"] for one in situation(job, "2026-06-10") if one["kind"] == "open"}
    assert since == {"essai_encadre": "2026-05-01", "rdv_liaison": "2026-05-30", "pre_reprise": "2026-05-31"}


def test_case_6_the_mid_career_visit_is_due_in_its_year_and_may_be_coupled_two_years_before(service: Service) -> None:
    job = a_worker(service, born="1981-06-15")

    assert kinds(job, "mi_carriere", "2023-12-31") == []
    assert kinds(job, "mi_carriere", "2024-01-01") == [("open", None)]
    assert kinds(job, "mi_carriere", "2025-12-31") == [("open", None)]
    assert kinds(job, "mi_carriere", "2026-01-01") == [("due", "2026-12-31")]
    assert kinds(job, "mi_carriere", "2026-12-31") == [("due", "2026-12-31")]
    assert kinds(job, "mi_carriere", "2027-01-01") == [("late", "2026-12-31")]
    visit(job, "2025-11-03", "mi_carriere")
    assert kinds(job, "mi_carriere", "2026-02-01") == []
    assert kinds(job, "entretien_parcours", "2025-12-01") == [("due", "2026-01-03")]
    assert kinds(job, "entretien_parcours", "2026-01-04") == []


def test_case_7_a_second_exam_is_in_time_on_the_fifteenth_day_and_late_on_the_sixteenth(service: Service) -> None:
    in_time, late = a_worker(service), a_worker(service)
    for job, second in ((in_time, "2026-03-17"), (late, "2026-03-18")):
        Visit.objects.filter(pk=visit(job, "2026-03-02", "reprise").pk).update(opinion="aucun")
        assert kinds(job, "second_examen", "2026-03-10") == [("due", "2026-03-17")]
        Visit.objects.filter(pk=visit(job, second, "demande").pk).update(opinion="inaptitude")

    assert kinds(in_time, "second_examen", "2026-03-18") == []
    assert kinds(late, "second_examen", "2026-03-18") == [("late", "2026-03-17")]


def test_case_8_a_trial_of_fourteen_working_days_ends_a_day_later_with_a_public_holiday(service: Service) -> None:
    plain, holiday = a_worker(service), a_worker(service)
    for job, start in ((plain, "2026-06-08"), (holiday, "2026-04-06")):
        leave(job, "2026-03-01", "2026-07-31")
        SchemeUse.objects.create(
            service=service, external_id=f"M{job.pk}", job=job, scheme="essai_encadre", approval="oui",
            starts_on=day(start), ends_on=day(start) + timedelta(days=3),
        )  # fmt: skip

    ends = {
        job.pk: [one["until"] for one in situation(job, on) if (one["code"], one["kind"]) == ("essai_encadre", "info")]
        for job, on in ((plain, "2026-06-10"), (holiday, "2026-04-08"))
    }

    assert ends == {plain.pk: ["2026-06-23"], holiday.pk: ["2026-04-22"]}


def test_a_public_agent_follows_other_texts(service: Service) -> None:
    job = a_worker(service)
    Member.objects.update(kind="collectivite")
    Job.objects.update(contract_kind="titulaire")
    leave(job, "2026-01-01", "2026-03-31")
    visit(job, "2022-01-10", "periodique")

    assert [one["code"] for one in situation(job, "2026-03-15")] == ["visite_periodique", "arrets"]
    assert kinds(job, "visite_periodique", "2026-03-15") == [("due", "2027-01-10")]
    assert kinds(job, "reprise", "2026-04-05") == [("info", None)]
    Member.objects.update(kind="etablissement_public")
    Establishment.objects.update(naf="86.10Z")
    assert kinds(job, "reprise", "2026-04-05") == [("due", "2026-04-09")]
    assert kinds(job, "visite_periodique", "2026-03-15") == [("late", "2024-01-10")]


def test_case_10_a_preparation_for_another_post_is_refused_to_a_contract_agent(service: Service) -> None:
    job = a_worker(service)
    Member.objects.update(kind="collectivite")
    Job.objects.update(contract_kind="contractuel")
    SchemeUse.objects.create(
        service=service, external_id="M1", job=job, scheme="ppr", approval="attente", starts_on=day("2026-02-01")
    )

    assert [one["kind"] for one in situation(job, "2026-03-01") if one["code"] == "ppr"] == ["forbidden"]


def test_each_job_is_judged_by_its_own_follow_up(service: Service) -> None:
    job = a_worker(service)
    other = a_job(job.worker, "2018-01-01")
    Job.objects.filter(pk=other.pk).update(monitoring="renforce")
    visit(job, "2024-01-10", "periodique")
    visit(other, "2024-01-10", "periodique")

    found = {(one["code"], one["job"]): one["due_on"] for one in situation(job, "2026-01-01") if one["due_on"]}

    assert found == {
        ("visite_periodique", job.external_id): "2029-01-10",
        ("visite_periodique", other.external_id): "2028-01-10",
        ("visite_intermediaire", other.external_id): "2026-01-10",
    }


def test_what_the_law_forbids_is_said_of_the_visits_that_did_it(service: Service) -> None:
    job = a_worker(service)
    nurse = Professional.objects.create(service=service, external_id="P1", last_name="Roy", role="idest")
    seen = visit(job, "2026-05-12", "pre_reprise")
    Visit.objects.filter(pk=seen.pk).update(
        opinion="inaptitude", requester="employeur", information_opposed=True, professional=nurse
    )

    forbidden = [one for one in situation(job, "2026-07-01") if one["kind"] == "forbidden"]

    assert {(one["code"], one["article"].rpartition(" ")[2]) for one in forbidden} == {
        ("avis_infirmier", "R4623-14"), ("pre_reprise", "R4624-30"), ("pre_reprise", "L4624-2-4"),
    }  # fmt: skip
    opposed = next(one for one in forbidden if "opposé" in one["text"])
    assert (opposed["confirmed"], "15 juin 2026" in opposed["text"]) == (False, True)


def test_the_insurance_doctor_is_answered_within_twenty_days(service: Service) -> None:
    job = a_worker(service)
    request = InsuranceDoctorRequest.objects.create(job=job, received_on=day("2026-05-01"))

    assert kinds(job, "reponse_medecin_conseil", "2026-05-21") == [("due", "2026-05-21")]
    assert kinds(job, "reponse_medecin_conseil", "2026-05-22") == [("late", "2026-05-21")]
    InsuranceDoctorRequest.objects.filter(pk=request.pk).update(answered_on=day("2026-05-20"))
    assert kinds(job, "reponse_medecin_conseil", "2026-05-22") == []


def test_a_first_visit_is_due_within_three_months(service: Service) -> None:
    job = a_job(a_worker(service).worker, "2026-01-31")

    assert ("due", "2026-04-30") in kinds(job, "visite_initiale", "2026-04-30")
    assert ("late", "2026-04-30") in kinds(job, "visite_initiale", "2026-05-01")


def test_a_statement_is_printed_whole_and_the_reading_is_recorded(service: Service) -> None:
    job = a_worker(service)
    leave(job, "2026-05-01", "2026-06-30")

    found = situation(job, "2026-06-10")

    assert all(tuple(one) == LISTED for one in found)
    assert Event.objects.filter(action="worker.read", subject_id=job.worker_id).count() == 1
    with pytest.raises(CommandError, match="no worker « T-inconnu »"):
        call_command("situation", service="essai", worker="T-inconnu")


def test_nobody_without_an_active_job_has_a_situation(service: Service) -> None:
    job = a_worker(service)
    leave(job, "2026-05-01", "2026-06-30")
    Job.objects.update(ended_on=day("2026-05-31"))

    assert situation(job, "2026-06-10") == []
