"""What foretells the loss of a job, on drawn workers: limit days, and what ends each signal."""

import pytest

from amarre.accounts.models import Service
from amarre.cases.models import Case, Referral, SchemeUse, SupportAct
from amarre.detection.detect import detect
from amarre.detection.models import Signal
from amarre.detection.one_worker import state_of
from amarre.directory.models import Establishment, Job, Member, Recognition, Worker
from amarre.surveillance.models import Dismissal, LiaisonMeeting, RiskIndex, Visit
from tests.detection.drawn import a_job, a_worker, day, index, leave, visit

pytestmark = pytest.mark.django_db


def rules_open(service: Service, on: str) -> set[str]:
    detect(service=service, on=day(on))
    return set(Signal.objects.open().filter(service=service).values_list("rule", flat=True))


def since(rule: str) -> str:
    return Signal.objects.open().get(rule=rule).since.isoformat()


def a_title(job: Job, kind: str, **dates: str) -> Recognition:
    fields = {name: day(value) for name, value in dates.items()}
    return Recognition.objects.create(service=job.service, worker=job.worker, kind=kind, **fields)


def test_ninety_one_days_without_any_contact_are_signalled(service: Service) -> None:
    job = a_worker(service)
    leave(job, "2026-01-01", "2026-12-31")

    assert "arret_sans_contact" not in rules_open(service, "2026-03-31")
    assert "arret_sans_contact" in rules_open(service, "2026-04-01")


@pytest.mark.parametrize(
    ("oldest", "other", "proposed"),
    [
        ("titulaire", "cdi", True),
        ("cdi", "titulaire", True),
        ("independant", "cdi", True),
        ("titulaire", None, False),
        ("independant", None, False),
    ],
)
def test_pre_reprise_is_proposed_to_an_employee_of_the_private_sector_whatever_else_the_person_does(
    service: Service, oldest: str, other: str | None, proposed: bool
) -> None:
    def held(job: Job, contract: str) -> Job:
        job.contract_kind = contract
        job.save()
        if contract == "titulaire":
            Member.objects.filter(establishments=job.establishment).update(kind="collectivite")
        return job

    job = held(a_worker(service), oldest)
    if other:
        held(a_job(job.worker, "2020-01-01"), other)
    leave(job, "2026-05-01", "2026-12-31")

    opened = rules_open(service, "2026-05-31")

    assert ("arret_long_sans_pre_reprise" in opened) is proposed


@pytest.mark.parametrize("contact", ["visite", "liaison", "accompagnement", "signalement"])
def test_any_contact_since_the_leave_began_ends_it(service: Service, contact: str) -> None:
    job = a_worker(service)
    leave(job, "2026-01-01", "2026-12-31")
    of_job = {"service": service, "job": job}
    match contact:
        case "visite":
            visit(job, "2026-01-01", "demande")
        case "liaison":
            LiaisonMeeting.objects.create(
                **of_job, held_on=day("2026-02-02"), initiator="employeur", participation="visio"
            )
        case "accompagnement":
            SupportAct.objects.create(**of_job, held_on=day("2026-02-02"), profession="ergonome")
        case _:
            Referral.objects.create(**of_job, received_on=day("2026-02-02"), origin="employeur", reason="sante")

    assert "arret_sans_contact" not in rules_open(service, "2026-04-01")


def test_what_happened_before_the_leave_or_without_the_service_is_no_contact(service: Service) -> None:
    job = a_worker(service)
    leave(job, "2026-01-01", "2026-12-31")
    visit(job, "2025-12-31", "periodique")
    LiaisonMeeting.objects.create(
        service=service, job=job, held_on=day("2026-02-02"), initiator="employeur", participation="aucune"
    )

    assert "arret_sans_contact" in rules_open(service, "2026-04-01")


def test_a_leave_that_ends_within_fifteen_days_needs_its_pre_return_visit(service: Service) -> None:
    job = a_worker(service)
    leave(job, "2026-05-01", "2026-05-31")
    rule = "fin_arret_sans_pre_reprise"

    assert rule not in rules_open(service, "2026-05-15")
    assert rule in rules_open(service, "2026-05-16")
    assert rule in rules_open(service, "2026-05-31")
    assert rule not in rules_open(service, "2026-06-01")


def test_a_renewal_puts_the_end_off(service: Service) -> None:
    job = a_worker(service)
    leave(job, "2026-05-01", "2026-05-31")
    leave(job, "2026-06-01", "2026-07-31")

    assert "fin_arret_sans_pre_reprise" not in rules_open(service, "2026-06-01")


def test_three_short_leaves_within_six_months_are_signalled(service: Service) -> None:
    job = a_worker(service)
    for start, end in (("2026-01-02", "2026-01-05"), ("2026-03-02", "2026-03-15"), ("2026-05-04", "2026-05-06")):
        leave(job, start, end)

    assert "arrets_courts_repetes" in rules_open(service, "2026-07-01")
    assert since("arrets_courts_repetes") == "2026-05-04"
    # The six months up to 2 July begin on 3 January.
    assert "arrets_courts_repetes" not in rules_open(service, "2026-07-02")


def test_a_leave_of_fifteen_days_is_not_short(service: Service) -> None:
    job = a_worker(service)
    for start, end in (("2026-01-05", "2026-01-06"), ("2026-03-02", "2026-03-16"), ("2026-05-04", "2026-05-06")):
        leave(job, start, end)

    assert "arrets_courts_repetes" not in rules_open(service, "2026-06-01")


def test_two_proposals_of_measures_within_twenty_four_months_foretell_inaptitude(service: Service) -> None:
    job = a_worker(service)
    for held in ("2024-06-11", "2026-05-12"):
        one = visit(job, held, "periodique")
        Visit.objects.filter(pk=one.pk).update(measures_proposed=True)

    assert "amenagements_repetes" in rules_open(service, "2026-06-10")
    assert "amenagements_repetes" not in rules_open(service, "2026-06-11")


def test_an_invalidity_pension_waits_for_a_visit(service: Service) -> None:
    job = a_worker(service)
    a_title(job, "pension_invalidite", starts_on="2026-02-01")
    visit(job, "2026-01-31", "periodique")

    assert "invalidite_sans_visite" in rules_open(service, "2026-02-01")
    visit(job, "2026-02-10", "demande")
    assert "invalidite_sans_visite" not in rules_open(service, "2026-02-10")


def test_a_public_agent_is_found_by_other_rules_than_those_of_private_law(service: Service) -> None:
    """Nobody proposes to a civil servant what the Code du travail opens to employees of the private sector."""
    job = a_worker(service, born="1981-06-15")
    leave(job, "2026-05-01", "2026-06-30")
    private = {"arret_long_sans_pre_reprise", "fin_arret_sans_pre_reprise", "mi_carriere_a_faire"}

    assert rules_open(service, "2026-06-20") & {*private, "arret_long_agent_public"} == private
    Member.objects.update(kind="collectivite")
    Job.objects.update(contract_kind="titulaire")
    assert rules_open(service, "2026-06-20") & {*private, "arret_long_agent_public"} == {"arret_long_agent_public"}
    assert rules_open(service, "2026-07-10") == {"arrets_cumules"}
    Member.objects.update(kind="etablissement_public")
    Establishment.objects.update(naf="86.10Z")
    assert "reprise_fph_non_faite" in rules_open(service, "2026-07-10")


def test_a_post_at_risk_that_the_worker_no_longer_holds_makes_no_reinforced_follow_up(service: Service) -> None:
    """Neither one of an employer who left the service nor one that a dismissal for inaptitude ended."""
    left, dismissed, present = a_worker(service), a_worker(service), a_worker(service)
    for job in (left, dismissed, present):
        Job.objects.filter(pk=job.pk).update(monitoring="renforce")
        leave(a_job(job.worker, "2020-01-06"), "2026-01-01", "2026-02-28")
    Member.objects.filter(establishments=left.establishment).update(left_on=day("2025-12-31"))
    Dismissal.objects.create(service=service, external_id="L1", job=dismissed, notified_on=day("2025-12-31"))

    assert "suivi_renforce_arrets" in rules_open(service, "2026-02-28")
    found = Signal.objects.filter(rule="suivi_renforce_arrets").values_list("worker", flat=True)
    assert list(found) == [present.worker_id]


@pytest.mark.parametrize("private_first", [True, False])
def test_who_works_under_both_laws_is_found_by_the_rules_of_both_once_each(
    service: Service, private_first: bool
) -> None:
    """Whichever contract is older: the visit on return that one law asks for is asked for beside the other."""
    old = a_worker(service, born="1971-06-15")
    new = a_job(old.worker, "2020-01-06")
    private, agent = (old, new) if private_first else (new, old)
    Job.objects.filter(pk=agent.pk).update(contract_kind="titulaire")
    Member.objects.filter(establishments=agent.establishment).update(kind="etablissement_public")
    Establishment.objects.filter(pk=agent.establishment_id).update(naf="86.10Z")
    Establishment.objects.filter(pk=private.establishment_id).update(naf="81.21Z")
    leave(old, "2026-01-01", "2026-04-30")

    assert {"arret_long_agent_public", "arret_sans_contact"} <= rules_open(service, "2026-04-10")
    assert {"reprise_non_faite", "reprise_fph_non_faite"} <= rules_open(service, "2026-05-15")
    jobs = dict(Signal.objects.filter(rule__startswith="reprise").values_list("rule", "job"))
    assert jobs == {"reprise_non_faite": private.pk, "reprise_fph_non_faite": agent.pk}
    said = list(Signal.objects.values_list("rule", "subject"))
    assert len(said) == len(set(said))
    Worker.objects.update(born_on=day("1981-06-15"))
    assert "mi_carriere_a_faire" in rules_open(service, "2026-05-15")


def test_a_pension_is_said_to_be_held_or_only_asked_for(service: Service) -> None:
    held, asked = a_worker(service), a_worker(service)
    a_title(held, "pension_invalidite", requested_on="2025-10-01", starts_on="2026-02-01")
    a_title(asked, "pension_invalidite", requested_on="2026-02-01", starts_on="2026-09-01")

    detect(service=service, on=day("2026-03-01"))

    reasons = Signal.objects.filter(rule="invalidite_sans_visite").values_list("worker", "reason")
    assert {pk: reason.split("\u202f")[0] for pk, reason in reasons} == {
        held.worker_id: "Pension d'invalidité depuis le 01/02/2026",
        asked.worker_id: "Pension d'invalidité demandée le 01/02/2026",
    }


def test_an_invalidity_pension_that_ended_or_is_to_come_says_nothing(service: Service) -> None:
    a_title(a_worker(service), "pension_invalidite", starts_on="2025-01-01", ends_on="2026-01-31")
    a_title(a_worker(service), "pension_invalidite", starts_on="2026-03-01")

    assert "invalidite_sans_visite" not in rules_open(service, "2026-02-01")


def test_an_rqth_asked_for_is_signalled_for_a_year_until_it_is_held(service: Service) -> None:
    job = a_worker(service)
    title = a_title(job, "rqth", requested_on="2026-04-01")

    assert "rqth_demandee" in rules_open(service, "2027-04-01")
    assert "rqth_demandee" not in rules_open(service, "2027-04-02")
    title.starts_on = day("2026-09-01")
    title.save()
    assert "rqth_demandee" not in rules_open(service, "2026-09-01")


def test_an_rqth_that_ends_within_six_months_is_signalled_unless_its_renewal_is_asked_for(service: Service) -> None:
    job = a_worker(service)
    a_title(job, "rqth", starts_on="2022-01-01", ends_on="2026-12-30")

    assert "rqth_fin_proche" not in rules_open(service, "2026-06-29")
    assert "rqth_fin_proche" in rules_open(service, "2026-06-30")
    assert since("rqth_fin_proche") == "2026-06-30"
    a_title(job, "rqth", requested_on="2026-07-01")
    assert not rules_open(service, "2026-07-01") & {"rqth_fin_proche", "rqth_demandee"}


def test_a_definitive_rqth_does_not_end_and_counts_in_the_grid(service: Service) -> None:
    job = a_worker(service)
    a_title(job, "rqth", starts_on="2022-01-01", ends_on="2026-12-30")
    a_title(job, "rqth", starts_on="2025-01-01")

    assert "rqth_fin_proche" not in rules_open(service, "2026-10-01")
    assert [one.reason for one in state_of(job.worker, day("2026-10-01"), with_grid=True).points] == ["RQTH en cours."]


@pytest.mark.parametrize(("granted", "found"), [("oui", True), ("attente", False), ("non", False)])
def test_a_part_time_that_ends_within_thirty_days_is_signalled_where_it_was_granted(
    service: Service, granted: str, found: bool
) -> None:
    job = a_worker(service)
    SchemeUse.objects.create(
        service=service, job=job, scheme="temps_partiel_therapeutique", approval=granted,
        starts_on=day("2026-04-01"), ends_on=day("2026-07-30"),
    )  # fmt: skip

    assert "tpt_fin_proche" not in rules_open(service, "2026-06-29")
    assert ("tpt_fin_proche" in rules_open(service, "2026-06-30")) is found


def test_thirty_one_days_off_count_for_a_worker_under_reinforced_follow_up(service: Service) -> None:
    for monitoring in ("renforce", "adapte"):
        job = a_worker(service)
        Job.objects.filter(pk=job.pk).update(monitoring=monitoring)
        leave(job, "2026-01-01", "2026-01-25")
        leave(job, "2026-03-02", "2026-03-07")

    assert "suivi_renforce_arrets" in rules_open(service, "2026-03-07")
    assert Signal.objects.filter(rule="suivi_renforce_arrets").count() == 1
    assert "suivi_renforce_arrets" not in rules_open(service, "2026-03-06")


def test_a_demanding_post_counts_from_the_fifty_fifth_birthday(service: Service) -> None:
    job = a_worker(service, born="1971-06-15")
    Job.objects.filter(pk=job.pk).update(pcs="636a", title="maçon")

    assert "senior_poste_exigeant" not in rules_open(service, "2026-06-14")
    assert "senior_poste_exigeant" in rules_open(service, "2026-06-15")
    visit(job, "2026-06-20", "periodique")
    assert "senior_poste_exigeant" not in rules_open(service, "2026-06-21")
    assert "senior_poste_exigeant" in rules_open(service, "2028-06-20")


def test_a_visit_on_the_worker_s_request_waits_for_the_cell(service: Service) -> None:
    job = a_worker(service)
    asked = visit(job, "2026-06-25", "demande")
    rule = "visite_demandee_par_le_travailleur"

    assert rule not in rules_open(service, "2026-06-26"), "nobody said who asked"
    Visit.objects.filter(pk=asked.pk).update(requester="travailleur")
    assert rule in rules_open(service, "2026-06-26")
    Case.objects.create(service=service, job=job, opened_on=day("2026-05-02"))
    assert rule not in rules_open(service, "2026-06-27")


def test_a_version_of_an_index_has_its_own_threshold_and_a_value_off_the_scale_says_nothing(
    service: Service, tmp_path: object, catalogue: object, settings: object
) -> None:
    import shutil

    own = tmp_path / "catalogue"  # type: ignore[operator]
    shutil.copytree(catalogue, own)  # type: ignore[call-overload]
    iri = own / "instruments" / "iri.yaml"
    iri.write_text(iri.read_text("utf-8") + '  - {version: "2", threshold: indices.iri_v2}\n', "utf-8")
    figures = own / "parameters" / "indices.yaml"
    figures.write_text(
        figures.read_text("utf-8")
        + "iri_v2:\n  label: IRI, version 2\n  unit: points\n  reference: essai\n  kind: choice\n"
        + "  values:\n    - {from: 1900-01-01, value: 5}\n",
        "utf-8",
    )
    settings.CATALOGUE = own  # type: ignore[attr-defined]
    first, second, third = a_worker(service), a_worker(service), a_worker(service)
    index(first, "2026-01-10", "IRI", 3)
    index(second, "2026-01-10", "IRI", 3)
    RiskIndex.objects.filter(job=second).update(version="2")
    index(third, "2026-01-10", "WAS", -1)

    assert rules_open(service, "2026-01-11") == {"indice_au_dela_du_seuil"}
    assert Signal.objects.get().worker == first.worker
