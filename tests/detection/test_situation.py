"""What the law says of a worker drawn in a few lines, as `amarre situation` prints it."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from amarre.accounts.models import Service
from amarre.audit.models import Event
from amarre.cases.models import Case
from amarre.detection.detect import detect
from amarre.detection.jobs.facts import RETURNS
from amarre.detection.rules import read_rules
from amarre.detection.statements.checks import check_statements
from amarre.detection.statements.rules import read_statements
from amarre.directory.models import Establishment, Job, Member, Professional
from amarre.surveillance.models import Dismissal, InsuranceDoctorRequest, Visit
from tests.detection.asked import kinds, situation
from tests.detection.drawn import a_job, a_worker, day, leave, visit

pytestmark = pytest.mark.django_db
LISTED = ("code", "kind", "job", "since", "due_on", "until", "article", "confirmed", "text")


def test_every_example_of_every_statement_holds(catalogue: Path) -> None:
    files, examples = check_statements()

    assert files == len(list((catalogue / "statements").glob("*.yaml")))
    assert examples >= 250


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


def test_the_oldest_of_several_employers_asks_for_the_reprise_visit(service: Service) -> None:
    oldest = a_worker(service)
    other = a_job(oldest.worker, "2020-03-02")
    leave(other, "2026-01-01", "2026-12-31")

    def asking() -> list[str]:
        said = situation(oldest, "2026-03-01")
        return [one["job"] for one in said if "plusieurs employeurs" in one["text"].lower()]

    assert asking() == []
    Job.objects.update(pcs="621a")
    assert asking() == [oldest.external_id]
    Job.objects.filter(pk=other.pk).update(monitoring="renforce")
    assert asking() == []


def test_a_later_short_leave_does_not_make_up_for_the_visit_on_return_from_a_long_one(service: Service) -> None:
    job = a_worker(service)
    leave(job, "2024-01-01", "2024-02-29")
    leave(job, "2024-03-20", "2024-03-22")

    assert kinds(job, "reprise", "2024-03-21") == []  # absent again: no visit can be held
    assert kinds(job, "reprise", "2024-03-25") == [("late", "2024-03-09")]
    visit(job, "2024-03-26", "reprise")
    assert kinds(job, "reprise", "2024-03-26") == []


SIGNALS = {"prive": "reprise_non_faite", "fph": "reprise_fph_non_faite"}


def test_the_visit_is_looked_for_where_the_law_of_the_rules_asks_for_one(catalogue: Path) -> None:
    """`RETURNS` says again what the files of reprise decide on: each test of each, nothing more and nothing less."""
    rules = [
        rule for rule in read_statements(catalogue / "statements").values()
        if rule.says == "reprise" and rule.kind == "due"
    ]  # fmt: skip

    for rule in rules:
        track = rule.where["regime_juridique"]
        assert list(rule.any_of) == [
            {fact: {"ge": f"@{name}"} if name else {"gt": 0}} for fact, name in RETURNS[track].items()
        ]
        others = {name: test for name, test in rule.where.items() if name != "regime_juridique"}
        assert others == {"jours_depuis_retour": {"le": "@reprise.recul"}, "reprise_depuis_retour": False}
        assert rule.judged_on == "debut_absence"
        signal = read_rules(catalogue / "signals")[SIGNALS[track]]
        assert (signal.any_of, signal.judged_on) == (rule.any_of, rule.judged_on)
    assert sorted(rule.where["regime_juridique"] for rule in rules) == sorted(RETURNS)


def test_nothing_is_said_of_a_job_that_a_dismissal_ended_nor_of_the_dead(service: Service) -> None:
    dismissed, dead = a_worker(service), a_worker(service)
    for job in (dismissed, dead):
        leave(job, "2026-01-01", "2026-03-31")
    Dismissal.objects.create(service=service, external_id="L1", job=dismissed, notified_on=day("2026-04-02"))
    Case.objects.create(
        service=service, external_id="D1", job=dead, opened_on=day("2026-02-01"), closed_on=day("2026-04-02"),
        outcome="deces",
    )  # fmt: skip

    assert kinds(dismissed, "reprise", "2026-04-02") == [("due", "2026-04-09")]
    assert situation(dismissed, "2026-04-03") == []
    assert kinds(dead, "reprise", "2026-04-01") == [("due", "2026-04-09")]
    assert situation(dead, "2026-04-02") == []
    assert detect(service=service, on=day("2026-04-20"))["reprise_non_faite"]["raised"] == 0
