"""Signalements: where they come from, what the cell decides, what their sender is told."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from amarre.accounts.models import Service, User
from amarre.cases.actions import receive_referral
from amarre.cases.actions.intakes import keep_intake, set_aside_intake, take_intake
from amarre.cases.enums import ReferralMove
from amarre.cases.models import Case, Intake, Referral
from amarre.cases.referral_workflow import decide_referral
from amarre.directory.models import Job
from amarre.lib.errors import DomainError
from amarre.surveillance.models import SickLeave
from tests.detection.drawn import a_job, a_worker, leave, visit

pytestmark = pytest.mark.django_db
ON = date(2026, 3, 9)
WORDS = {ReferralMove.REFUSE: {"refusal": "hors_champ"}, ReferralMove.ASK_MORE: {"message": "Quel poste ?"},
         ReferralMove.ORIENT: {"message": "Voyez la CPAM."}}  # fmt: skip


@pytest.fixture
def job(service: Service) -> Job:
    return a_worker(service)


def referred(job: Job, on: date = ON) -> Referral:
    return receive_referral(job=job, origin="employeur", by=None, on=on)


def test_being_on_leave_is_kept_as_it_was_that_day(job: Job) -> None:
    leave(a_job(job.worker, "2020-01-01"), "2026-03-01", "2026-03-09")
    during, after = referred(job), referred(job, date(2026, 3, 10))
    SickLeave.objects.update(ends_on=date(2026, 3, 31))

    assert (during.on_leave, after.on_leave) == (True, False)
    assert Referral.objects.get(pk=after.pk).on_leave is False


def test_a_leave_without_end_lasts_until_the_reprise_and_maternity_does_not_count(job: Job, service: Service) -> None:
    leave(job, "2026-02-01", None)
    assert referred(job).on_leave is True
    visit(job, "2026-03-05", "reprise")
    assert referred(job).on_leave is False
    mother = a_worker(service)
    leave(mother, "2026-03-01", "2026-06-01", cause="maternite")
    assert referred(mother).on_leave is False


def test_accepting_opens_a_case_that_the_other_signalements_join(job: Job, officer: User) -> None:
    first, second = referred(job), referred(job, date(2026, 3, 8))

    decide_referral(referral=first, move=ReferralMove.ACCEPT, by=officer, on=ON)

    case = Case.objects.get()
    second.refresh_from_db()
    assert (case.referral, case.status, case.opened_on) == (first, "recu", ON)
    assert (second.status, second.joined_case) == ("joint", case)
    third = referred(job)
    assert (third.status, third.joined_case) == ("joint", case)
    assert Case.objects.count() == 1


@pytest.mark.parametrize("move", [ReferralMove.ASK_MORE, ReferralMove.ORIENT, ReferralMove.REFUSE])
def test_each_decision_tells_the_sender_and_only_asking_for_more_leaves_it_waiting(
    job: Job, officer: User, move: ReferralMove
) -> None:
    referral = referred(job)
    with pytest.raises(DomainError):
        decide_referral(referral=referral, move=move, by=officer, on=ON)

    decided = decide_referral(referral=referral, move=move, by=officer, on=ON, **WORDS[move])

    assert decided.waits == (move == ReferralMove.ASK_MORE)
    if not decided.waits:
        with pytest.raises(DomainError, match="déjà"):
            decide_referral(referral=referral, move=ReferralMove.ACCEPT, by=officer, on=ON)


def test_joining_needs_a_case_under_way(job: Job, officer: User) -> None:
    with pytest.raises(DomainError, match="pas de dossier"):
        decide_referral(referral=referred(job), move=ReferralMove.JOIN, by=officer, on=ON)


def test_the_waiting_list_leaves_out_what_is_decided_and_old_imports(job: Job, service: Service) -> None:
    from amarre.exchange.models import ImportBatch

    waiting, refused = referred(job, date(2026, 1, 2)), referred(job)
    decide_referral(referral=refused, move=ReferralMove.REFUSE, by=None, on=ON, refusal="sans_accord")
    batch = ImportBatch.objects.create(service=service, as_of=ON)
    for day in (date(2025, 1, 1), date(2026, 3, 1)):
        Referral.objects.create(
            service=service, job=job, batch=batch, received_on=day, origin="travailleur", reason="sante"
        )

    found = Referral.objects.of(service).waiting(ON).order_by("received_on")
    assert [one.received_on for one in found] == [waiting.received_on, date(2026, 3, 1)]


def test_the_database_refuses_a_signalement_joined_to_nothing(job: Job) -> None:
    referral = referred(job)

    with pytest.raises(IntegrityError), transaction.atomic():
        Referral.objects.filter(pk=referral.pk).update(status="joint")


def test_a_message_is_sealed_until_it_is_recognised_and_its_reference_says_nothing(
    job: Job, service: Service, officer: User
) -> None:
    intake = keep_intake(
        service=service, sender="employeur",
        answers={"worker_last_name": "Canariname", "urgency": "urgente", "agrees": "oui"},
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM cases_intake")
        row = cursor.fetchone()
    assert not [cell for cell in row if b"Canariname" in (bytes(cell) if isinstance(cell, bytes | memoryview) else b"")]
    assert "Canariname" not in str(row)
    assert len(intake.reference) == 9

    referral = take_intake(intake=intake, job=job, by=officer, on=ON)
    decide_referral(referral=referral, move=ReferralMove.REFUSE, by=officer, on=ON, refusal="contrat_termine")

    intake = Intake.objects.get()
    assert (referral.origin, referral.urgency, referral.worker_agrees) == ("employeur", "urgente", True)
    assert intake.decision == "refuser"
    assert "contrat de travail" in intake.told
    with pytest.raises(DomainError, match="déjà été traité"):
        take_intake(intake=intake, job=job, by=officer, on=ON)


def test_a_message_about_nobody_is_set_aside_with_a_reason_and_never_becomes_a_signalement(
    job: Job, service: Service, officer: User
) -> None:
    intake = keep_intake(service=service, sender="travailleur", answers={})
    set_aside_intake(intake=intake, by=officer, on=ON, refusal="non_identifie")

    with pytest.raises(DomainError):
        take_intake(intake=intake, job=job, by=officer, on=ON)
    assert Referral.objects.count() == 0


def test_a_message_is_not_matched_to_a_job_of_another_service(service: Service, officer: User) -> None:
    intake = keep_intake(service=service, sender="travailleur", answers={})
    elsewhere = a_worker(Service.objects.create(code="autre", name="Autre"))

    with pytest.raises(DomainError, match="pas de ce service"):
        take_intake(intake=intake, job=elsewhere, by=officer, on=ON)
