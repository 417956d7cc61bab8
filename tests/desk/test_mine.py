"""Who an account is in the service's data, and the cases that are then theirs; what the header holds."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import combinations

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from amarre.accounts.enums import Role
from amarre.accounts.grants import GRANTS
from amarre.accounts.models import Service, User
from amarre.audit.models import Event
from amarre.cases.actions import add_member, delegate, receive_case
from amarre.cases.models import Case
from amarre.config.registry import RELEASES
from amarre.desk.navigation import FOLDED, MOST, sections_for
from amarre.directory.models import Establishment, Job, Professional, StaffAccount, Worker
from amarre.directory.staff import free_for, link_account, professional_of
from amarre.lib.errors import DomainError
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db
LIST = "/services/essai/dossiers/"


@pytest.fixture
def staff(service: Service) -> dict[str, Professional]:
    """Three colleagues."""
    names = {"Lassalle": "charge_maintien", "Quintrec": "psychologue", "Vidal": "assistant_social"}
    return {
        name: Professional.objects.create(service=service, last_name=name, first_name="Inès", role=role)
        for name, role in names.items()
    }


@pytest.fixture
def officer(service: Service, staff: dict[str, Professional]) -> User:
    """An account that is Lassalle."""
    user = person((service, Role.RETENTION_OFFICER), email="officier@essai.test")
    link_account(user=user, service=service, professional=staff["Lassalle"], by=None)
    return user


@pytest.fixture
def cases(job: Job, staff: dict[str, Professional]) -> dict[str, Case]:
    """One case that Lassalle leads, one of its team, one of an absent colleague, one of nobody she knows."""
    today = timezone.localdate()
    made = {}
    for name, lead in (("Mené", "Lassalle"), ("Équipier", "Vidal"), ("Absent", "Quintrec"), ("Étranger", "Vidal")):
        worker = Worker.objects.create(
            service=job.service, last_name=name, first_name="Lou", born_on=date(1980, 1, 1), sex="F"
        )
        post = Job.objects.create(
            service=job.service, worker=worker, establishment=Establishment.objects.get(), contract_kind="cdi",
            started_on=date(2015, 1, 1), monitoring="simple",
        )  # fmt: skip
        made[name] = receive_case(job=post, on=today - timedelta(days=10), by=None, lead=staff[lead])
    add_member(case=made["Équipier"], professional=staff["Lassalle"], by=None, seen=0, on=today)
    delegate(absent=staff["Quintrec"], substitute=staff["Lassalle"], starts_on=today, ends_on=today, by=None)
    return made


def listed(client: Client, asked: str) -> set[str]:
    page = client.get(LIST + asked).content.decode()
    return {name for name in ("Mené", "Équipier", "Absent", "Étranger") if f"{name}, Lou</a>" in page}


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("", {"Mené", "Équipier", "Absent", "Étranger"}), ("?pour=moi", {"Mené", "Équipier", "Absent"}),
        ("?pour=referent", {"Mené"}), ("?pour=equipe", {"Équipier"}), ("?pour=remplacement", {"Absent"}),
    ],
)  # fmt: skip
def test_the_list_keeps_the_cases_in_which_the_person_has_a_part(
    officer: User, cases: dict[str, Case], asked: str, names: set[str]
) -> None:
    assert listed(signed_in(officer), asked) == names


def test_my_cases_stand_on_the_first_page_and_in_the_header(officer: User, cases: dict[str, Case]) -> None:
    page = signed_in(officer).get("/services/essai/").content.decode()
    mine = page[page.index('id="mes-dossiers"') :].split("</section>")[0]

    assert "Mes dossiers</a></li>" in page
    assert f"{LIST}?pour=moi&amp;etat=non_clos" in page
    assert '<span class="am-count">3</span>' in mine
    assert "référent · reçu" in mine
    assert "équipe · reçu" in mine
    assert "remplacement de Inès Quintrec · reçu" in mine
    assert "Étranger" not in mine
    read = Event.objects.get(action="signals.read").details["workers"]
    assert {cases[name].job.worker_id for name in ("Mené", "Équipier", "Absent")} <= set(read)


def test_an_account_that_is_nobody_has_no_cases_of_its_own(service: Service, cases: dict[str, Case]) -> None:
    client = signed_in(person((service, Role.PSYCHOLOGIST)))

    assert "Mes dossiers" not in client.get("/services/essai/").content.decode()
    assert client.get(f"{LIST}?pour=moi").status_code == 200
    assert "Pour moi" not in client.get(LIST).content.decode()


def test_administration_says_who_an_account_is_and_takes_it_back(
    service: Service, staff: dict[str, Professional]
) -> None:
    nurse = person((service, Role.NURSE), email="infirmier@essai.test")
    client = signed_in(person((service, Role.ADMINISTRATION)))
    page = f"/services/essai/comptes/{nurse.pk}/"

    client.post(f"{page}professionnel/", {"professional": staff["Vidal"].pk})
    shown = client.get("/services/essai/comptes/").content.decode()
    wrong = client.post(f"{page}professionnel/", {"professional": 999_999})
    client.post(f"{page}professionnel/", {"professional": ""})

    assert "Inès Vidal" in shown
    assert wrong.status_code == 422
    assert "Choisissez dans la liste." in wrong.content.decode()
    assert not StaffAccount.objects.exists()
    said = Event.objects.filter(action="user.professional_said").order_by("number")
    assert [one.details["professional"] for one in said] == [staff["Vidal"].pk, None]


def test_a_professional_is_one_account_until_that_account_leaves(
    service: Service, officer: User, staff: dict[str, Professional]
) -> None:
    other = person((service, Role.NURSE), email="autre@essai.test")
    assert staff["Lassalle"] not in free_for(other, service)
    with pytest.raises(DomainError, match="a déjà un compte"):
        link_account(user=other, service=service, professional=staff["Lassalle"], by=None)

    officer.memberships.all().delete()
    link_account(user=other, service=service, professional=staff["Lassalle"], by=None)

    assert professional_of(other, service) == staff["Lassalle"]
    assert professional_of(officer, service) is None


def test_the_header_holds_seven_entries_whatever_the_roles() -> None:
    everything = {name for role in Role for name in sections_for(GRANTS[role])[0]}
    for size in range(1, len(Role) + 1):
        for roles in combinations(Role, size):
            held = frozenset().union(*(GRANTS[role] for role in roles))
            labels, folded = sections_for(held)
            assert len(labels) <= MOST
            assert set(folded.values()) <= set(labels)
    assert set(FOLDED) < everything
    assert len(sections_for(GRANTS[Role.COORDINATION])[0]) == MOST


@pytest.mark.parametrize(
    ("page", "leads"), [("signaux/", "collectifs/"), ("comptes/", "chiffres-legaux/"), ("", "donnees/")]
)
def test_what_the_header_has_no_room_for_is_led_to_by_a_page_that_it_has(
    service: Service, job: Job, raised: Callable[..., object], page: str, leads: str
) -> None:
    client = signed_in(person(*((service, role) for role in Role)))

    text = client.get(f"/services/essai/{page}").content.decode()

    assert f'href="/services/essai/{leads}"' in text.split("</nav>", 1)[1]
    assert f'href="/services/essai/{leads}"' not in text.split("</nav>", 1)[0]
    under = client.get(f"/services/essai/{leads}").content.decode().split("</nav>", 1)[0]
    assert f'href="/services/essai/{page}" aria-current="true"' in under


def test_an_import_that_is_taken_back_does_not_wait_for_accounts(service: Service, officer: User) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE gone AS SELECT id FROM directory_professional")
        for resource in ("travailleurs", "professionnels"):
            assert StaffAccount.objects.exists()
            for release in RELEASES:
                release(resource, "gone")
        cursor.execute("DROP TABLE gone")

    assert not StaffAccount.objects.exists()
    assert User.objects.filter(pk=officer.pk).exists()
