"""The cell's cases: their list, and the page of one."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from amarre.accounts.enums import Role
from amarre.accounts.models import Service
from amarre.audit.models import Event
from amarre.cases.models import Case, FollowUp, Referral, SchemeUse, SupportAct
from amarre.directory.models import Establishment, Job, Professional, Worker
from amarre.directory.search.index import index_names
from amarre.partners.models import Orientation
from amarre.surveillance.models import SickLeave
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db
LIST = "/services/essai/dossiers/"


@pytest.fixture
def client(service: Service) -> Client:
    """The retention officer's browser."""
    return signed_in(person((service, Role.RETENTION_OFFICER)))


@pytest.fixture
def lead(service: Service) -> Professional:
    """The one in charge."""
    return Professional.objects.create(
        service=service, last_name="Amblard", first_name="Sophie", role="charge_maintien"
    )


@pytest.fixture
def case(job: Job, lead: Professional) -> Case:
    """An open case, referred by Cap emploi, with a scheme, an act and an orientation, all long ago."""
    today = timezone.localdate()
    referral = Referral.objects.create(
        service=job.service, job=job, received_on=today - timedelta(days=110), origin="partenaire",
        partner="cap_emploi", reason="social",
    )  # fmt: skip
    case = Case.objects.create(
        service=job.service, job=job, referral=referral, opened_on=today - timedelta(days=100), lead=lead,
        level="T3A", external_id="2026-0214",
    )  # fmt: skip
    day = today - timedelta(days=70)
    SupportAct.objects.create(service=job.service, job=job, case=case, held_on=day, profession="psychologue")
    Orientation.objects.create(service=job.service, job=job, case=case, sent_on=day, recipient="cap_emploi")
    SchemeUse.objects.create(
        service=job.service, job=job, case=case, scheme="essai_encadre", approval="oui", starts_on=day
    )
    return case


@pytest.fixture
def opened(job: Job) -> Callable[..., Case]:
    """Makes a case of another worker in another establishment."""
    site = Establishment.objects.create(
        service=job.service, member=job.establishment.member, name="Fournil des Halles", naf="10.71C", headcount=4
    )

    def make(name: str = "Framboisier", **changes: object) -> Case:
        worker = Worker.objects.create(
            service=job.service, last_name=name, first_name="Lucette", born_on=date(1968, 1, 1), sex="F"
        )
        post = Job.objects.create(
            service=job.service, worker=worker, establishment=site, contract_kind="cdi",
            started_on=date(2015, 1, 1), monitoring="simple",
        )  # fmt: skip
        return Case.objects.create(**{"service": job.service, "job": post, "opened_on": date(2020, 1, 1), **changes})

    return make


def text(client: Client, address: str = LIST) -> str:
    return client.get(address).content.decode()


def listed(page: str) -> list[str]:
    """The names of the lines, in their order."""
    return sorted(
        (name for name in ("Orsatelli, Yanis</a>", "Framboisier, Lucette</a>") if name in page), key=page.index
    )


MASON, BAKER = "Orsatelli, Yanis</a>", "Framboisier, Lucette</a>"


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ("", [MASON, BAKER]),
        ("?etat=en_cours", [MASON]),
        ("?etat=clos", [BAKER]),
        ("?niveau=T3A", [MASON]),
        ("?niveau=sans", [BAKER]),
        ("?referent=sans", [BAKER]),
        ("?origine=partenaire", [MASON]),
        ("?origine=sans", [BAKER]),
        ("?issue=maintien_poste", [BAKER]),
        ("?sans_acte=60", [MASON]),
        ("?sans_acte=90", []),
        ("?etat=clos&niveau=T3A", []),
        ("?tri=travailleur", [BAKER, MASON]),
        ("?tri=-travailleur", [MASON, BAKER]),
        ("?tri=entreprise", [BAKER, MASON]),
        ("?tri=ouverture", [BAKER, MASON]),
        ("?tri=acte", [BAKER, MASON]),
        ("?tri=-acte", [MASON, BAKER]),
        ("?tri=niveau", [MASON, BAKER]),
        ("?tri=-niveau", [MASON, BAKER]),
        ("?tri=referent", [MASON, BAKER]),
    ],
)
def test_the_list_keeps_what_is_asked_in_the_order_asked(
    client: Client, case: Case, opened: Callable[..., Case], asked: str, kept: list[str]
) -> None:
    opened(closed_on=date(2020, 6, 1), outcome="maintien_poste")

    assert listed(text(client, LIST + asked)) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("orsa", [MASON]),
        ("ORSÀTELLI", [MASON]),
        ("lucette fournil", [BAKER]),
        ("2026-0214", [MASON]),
        ("personne", []),
        ("  ", [MASON, BAKER]),
    ],
)
def test_a_text_narrows_the_list_and_stays_out_of_the_address(
    client: Client, case: Case, opened: Callable[..., Case], typed: str, kept: list[str]
) -> None:
    opened()
    index_names(service=case.service)

    answer = client.post(LIST, {"q": typed, "etat": "en_cours"})

    assert answer.status_code == 302
    assert answer["Location"] == f"{LIST}?etat=en_cours{'&texte=oui' if typed.strip() else ''}"
    assert listed(text(client, answer["Location"])) == kept


def test_the_text_is_forgotten_by_an_address_that_does_not_ask_for_it(client: Client, case: Case) -> None:
    index_names(service=case.service)
    client.post(LIST, {"q": "personne"})

    assert listed(text(client)) == [MASON]


def test_the_lead_is_a_filter(client: Client, case: Case, opened: Callable[..., Case], lead: Professional) -> None:
    opened()

    assert listed(text(client, f"{LIST}?referent={lead.pk}")) == [MASON]


@pytest.mark.parametrize(
    "choice", ["etat=perdu", "niveau=T9", "referent=abc", "origine=x", "issue=x", "sans_acte=1", "tri=nom"]
)
def test_a_choice_that_does_not_exist_is_refused(client: Client, case: Case, choice: str) -> None:
    assert client.get(f"{LIST}?{choice}").status_code == 404


def test_an_empty_list_says_why(client: Client, service: Service) -> None:
    assert "Aucun dossier</h2>" in text(client)


def test_the_list_costs_the_same_number_of_queries_for_one_and_for_sixty_cases(
    client: Client, case: Case, opened: Callable[..., Case]
) -> None:
    text(client)
    with CaptureQueriesContext(connection) as one:
        text(client)
    for number in range(60):
        opened(f"Nom{number}")
    with CaptureQueriesContext(connection) as sixty:
        page = text(client)

    assert "1 à 25 sur 61" in page
    assert len(sixty) == len(one) <= 20


def test_whose_lines_were_shown_is_recorded(client: Client, case: Case) -> None:
    text(client)

    assert Event.objects.get(action="cases.read").details == {"workers": [case.job.worker_id]}


def test_the_page_says_the_situation_first_then_everything_that_was_imported(client: Client, case: Case) -> None:
    page = text(client, f"{LIST}{case.pk}/")

    order = [
        "Dossier de Yanis Orsatelli</h1>",
        "Dossier en cours depuis 100\u00a0jours. En poste",
        "né le",
        "Sophie Amblard",
    ]
    assert [page.index(part) for part in order] == sorted(page.index(part) for part in order)
    for words in (
        "T3A\u00a0: autre poste dans la même entreprise", "2026-0214", "Cap emploi", "social", "Psychologue",
        "Essai encadré", "sans réponse connue", '<svg class="am-chart', "<title", "Parcours en tableau",
    ):  # fmt: skip
        assert words in page.replace("T3A :", "T3A\u00a0:"), words


@pytest.mark.parametrize("role", [Role.RETENTION_OFFICER, Role.SOCIAL_WORKER])
def test_what_was_completed_stands_on_the_page_health_for_those_who_read_it(
    service: Service, case: Case, role: Role
) -> None:
    doctor = Professional.objects.create(
        service=service, last_name="Hauterive", first_name="Line", role="medecin_travail"
    )
    Case.objects.update(physician=doctor, prevention_level="tertiaire", work_situation="depart", boe_status="en_cours")
    Referral.objects.update(on_leave=True, urgency="rapide", worker_agrees=True)

    page = text(signed_in(person((service, role), email="autre@essai.test")), f"{LIST}{case.pk}/")

    for words in ("Line Hauterive", "tertiaire", "dans la semaine", "Accord de la personne"):
        assert words in page, words
    for words in ("en départ de l’entreprise", "démarche en cours", "En arrêt alors"):
        assert (words in page) == (role == Role.RETENTION_OFFICER), words


def test_a_level_is_said_in_the_words_of_the_nomenclature_in_the_list_as_well(client: Client, case: Case) -> None:
    page = text(client, LIST)

    assert "T3A<small>autre poste dans la même entreprise</small>" in page
    assert "T0 (niveau non défini dans les sources)</option>" in page


def test_a_closed_case_says_how_it_ended_and_what_became_of_the_worker(client: Client, case: Case) -> None:
    today = timezone.localdate()
    case.closed_on, case.outcome = today - timedelta(days=20), "maintien_poste_amenage"
    case.save()
    FollowUp.objects.create(service=case.service, case=case, due_month="3", held_on=today, situation="poste_amenage")

    page = text(client, f"{LIST}{case.pk}/")

    assert "maintien au poste aménagé." in page
    assert "Poste aménagé</p>" in page
    assert "à 3 mois" in page


HEALTH, SUPPORT, TRACE = "Arrêt, 10", "Psychologue", "Qui a lu ce dossier"


@pytest.mark.parametrize(
    ("role", "shown"),
    [
        (Role.PHYSICIAN, {HEALTH, SUPPORT, TRACE}),
        (Role.RETENTION_OFFICER, {HEALTH, SUPPORT}),
        (Role.SOCIAL_WORKER, {SUPPORT}),
        (Role.PSYCHOLOGIST, {SUPPORT}),
    ],
)
def test_who_may_not_read_health_data_is_sent_none(service: Service, case: Case, role: Role, shown: set[str]) -> None:
    today = timezone.localdate()
    SickLeave.objects.create(
        service=service, job=case.job, starts_on=today - timedelta(days=9), ends_on=today, cause="maladie"
    )
    reader = signed_in(person((service, role), email=f"{role}@essai.test"))

    page = text(reader, f"{LIST}{case.pk}/")

    assert {part for part in (HEALTH, SUPPORT, TRACE) if part in page} == shown
    assert ("Essai encadré" in page) == (HEALTH in shown)
    assert ("En arrêt" in page) == (HEALTH in shown)


@pytest.mark.parametrize("role", [Role.ASSISTANT, Role.MANAGEMENT, Role.ADMINISTRATION])
def test_a_weak_role_is_refused_and_a_stranger_finds_nothing(service: Service, case: Case, role: Role) -> None:
    other = Service.objects.create(code="autre", name="Autre service")
    weak = signed_in(person((service, role), email="faible@essai.test"))
    stranger = signed_in(person((other, Role.PHYSICIAN), email="ailleurs@essai.test"))

    assert weak.get(f"{LIST}{case.pk}/").status_code == 403
    assert stranger.get(f"{LIST}{case.pk}/").status_code == 404
    assert stranger.get(f"/services/autre/dossiers/{case.pk}/").status_code == 404
    assert not Event.objects.filter(action="case.read").exists()


def test_reading_is_recorded_and_shows_on_the_workers_page(service: Service, client: Client, case: Case) -> None:
    text(client, f"{LIST}{case.pk}/")
    event = Event.objects.get(action="case.read")
    physician = signed_in(person((service, Role.PHYSICIAN), email="medecin@essai.test"))

    page = text(physician, f"/services/essai/travailleurs/{case.job.worker_id}/")

    assert (event.subject_id, event.details) == (case.pk, {"worker": case.job.worker_id})
    assert page.count("Camille Roy</p>") == 1
    assert f'href="{LIST}{case.pk}/"' in page


def test_the_page_costs_the_same_number_of_queries_for_a_long_case(client: Client, case: Case) -> None:
    address = f"{LIST}{case.pk}/"
    text(client, address)
    with CaptureQueriesContext(connection) as short:
        text(client, address)
    for day in range(1, 15):
        on = date(2026, 1, day)
        SupportAct.objects.create(service=case.service, job=case.job, case=case, held_on=on, profession="idest")
        Orientation.objects.create(service=case.service, job=case.job, case=case, sent_on=on, recipient="cap_emploi")
    with CaptureQueriesContext(connection) as long:
        text(client, address)

    assert len(long) == len(short) <= 40
