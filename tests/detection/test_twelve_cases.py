"""The twelve worked cases of the field, one test each, asked as a person would: the command line, a page, an import."""

from datetime import date, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone

from amarre.accounts.enums import Role
from amarre.accounts.models import Service
from amarre.audit.models import Event
from amarre.cases.actions import receive_case
from amarre.cases.actions.meetings import plan_meeting, put_on_agenda
from amarre.cases.consents import give_consent, withdraw_consent
from amarre.cases.models import Consent, SchemeUse
from amarre.cases.schemes import Around, Period, refuse_beyond
from amarre.directory.models import Job, Member
from amarre.lib.errors import DomainError
from amarre.surveillance.models import Visit
from tests.detection.asked import kinds, situation
from tests.detection.drawn import a_job, a_worker, day, leave, visit
from tests.exchange.import_sets import Sender
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db


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


def test_case_9_an_office_of_la_poste_is_known_by_the_sum_of_its_digits(service: Service, tmp_path: Path) -> None:
    places = "".join(
        f"E{last};A1;Bureau {last};53.10Z;4;3560000000000{last}\n" for last in ("1", "2")
    )  # fmt: skip
    send = Sender(service, tmp_path)

    report = send(
        base={"adherents": "adherent_id;siren;raison_sociale;nature\nA1;356000000;La Poste;entreprise\n"},
        etablissements=f"etablissement_id;adherent_id;nom;naf;effectif;siret\n{places}",
    )

    assert [one["line"] for one in report.warnings if one["code"] == "siret.key"] == [3]


def test_case_10_a_preparation_for_another_post_is_refused_to_a_contract_agent(service: Service) -> None:
    job = a_worker(service)
    Member.objects.update(kind="collectivite")
    Job.objects.update(contract_kind="contractuel")
    SchemeUse.objects.create(
        service=service, external_id="M1", job=job, scheme="ppr", approval="attente", starts_on=day("2026-02-01")
    )

    assert [one["kind"] for one in situation(job, "2026-03-01") if one["code"] == "ppr"] == ["forbidden"]
    with pytest.raises(DomainError, match="fonctionnaires titulaires seulement"):
        refuse_beyond("ppr", (Period(date(2026, 2, 1), date(2026, 12, 31)),), Around(status="contractuel"))


def test_case_11_nothing_goes_to_cap_emploi_without_consent_and_what_went_stays_in_the_journal(
    service: Service,
) -> None:
    officer, today = person((service, Role.RETENTION_OFFICER)), timezone.localdate()
    meeting = plan_meeting(service=service, held_on=today, by=officer, participants=[officer])
    item = put_on_agenda(meeting=meeting, case=receive_case(job=a_worker(service), on=today, by=None), by=officer)
    client, address = signed_in(officer), f"/services/essai/reunions/{meeting.pk}/"
    client.post(address, {"acte": "inviter", "recipient": "cap_emploi", "items": [item.pk]})
    extract = f"{address}invites/{meeting.guests.get().pk}/extrait.pdf"

    assert client.get(extract).status_code == 409
    given = give_consent(
        worker=item.case.job.worker, recipient="cap_emploi", scopes=["identite", "travail"], on=today, way="ecrit",
        by=officer,
    )  # fmt: skip
    assert client.get(extract).status_code == 200
    withdraw_consent(consent=given[0], on=today, by=officer)
    assert client.get(extract).status_code == 409

    assert Event.objects.get(action="extract.given").details["workers"] == [item.case.job.worker_id]
    assert Consent.objects.filter(worker=item.case.job.worker).count() == 2


def test_case_12_an_employer_of_1750_agents_falls_in_no_band() -> None:
    def price(headcount: int) -> str:
        out = StringIO()
        call_command("tariff", headcount=headcount, on="2026-06-01", stdout=out)
        return out.getvalue().split(" ")[0]

    assert [price(count) for count in (0, 49, 50, 199, 200, 749, 750, 1249, 1250, 1749, 1751, 9000)] == [
        "2060", "2060", "5665", "5665", "8755", "8755", "11330", "11330", "13905", "13905", "18540", "18540",
    ]  # fmt: skip
    for outside in (1750, -1):
        with pytest.raises(DomainError, match=f"Aucune tranche de tarif ne contient un effectif de {outside}"):
            price(outside)
