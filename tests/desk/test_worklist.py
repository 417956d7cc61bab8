"""The work list: filters, and one or many signals treated at once."""

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
from amarre.cases.models import Referral
from amarre.detection.enums import Priority, SignalStatus
from amarre.detection.models import Signal
from amarre.directory.models import Establishment, Job, Professional
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db
LIST = "/services/essai/signaux/"


@pytest.fixture
def client(service: Service) -> Client:
    """The physician's browser."""
    return signed_in(person((service, Role.PHYSICIAN)))


def text(client: Client, address: str = LIST) -> str:
    return client.get(address).content.decode()


@pytest.fixture
def physician(service: Service, job: Job) -> Professional:
    """The one who follows the mason's company."""
    one = Professional.objects.create(service=service, last_name="Renault", role="medecin_travail")
    Establishment.objects.update(physician=one)
    return one


@pytest.mark.parametrize(
    ("kept", "left"),
    [
        ("regle=arret_long_sans_pre_reprise", "regle=mi_carriere_a_faire"),
        ("priorite=1", "priorite=3"),
        ("naf=43", "naf=10"),
        ("taille=11-49", "taille=<11"),
        ("age=semaine", "age=ancien"),
    ],
)
def test_each_filter_keeps_its_own(
    client: Client, raised: Callable[..., Signal], job: Job, kept: str, left: str
) -> None:
    Establishment.objects.create(
        service=job.service, member=job.establishment.member, name="Fournil", naf="10.71C", headcount=4
    )
    raised(raised_on=timezone.localdate())

    assert "Orsatelli, Yanis</a>" in text(client, f"{LIST}?{kept}")
    assert "Rien pour ce choix" in text(client, f"{LIST}?{left}")


def test_the_physician_is_a_filter(client: Client, signal: Signal, physician: Professional, service: Service) -> None:
    other = Professional.objects.create(service=service, last_name="Meunier", role="medecin_travail")

    assert "Orsatelli, Yanis</a>" in text(client, f"{LIST}?medecin={physician.pk}")
    assert "Rien pour ce choix" in text(client, f"{LIST}?medecin={other.pk}")


@pytest.mark.parametrize(
    "choice", ["regle=inventee", "priorite=9", "naf=99", "taille=mille", "medecin=abc", "age=hier"]
)
def test_a_choice_that_does_not_exist_is_refused(client: Client, signal: Signal, choice: str) -> None:
    page = client.get(f"{LIST}?{choice}")

    assert page.status_code == 404
    # Its words are the page's, not the codes of the catalogue; the list opens without them.
    assert "arret_long_sans_pre_reprise" not in page.content.decode()
    assert f'href="{LIST}"' in page.content.decode()


def test_sectors_are_named(client: Client, signal: Signal) -> None:
    page = text(client)

    assert "43 Travaux de construction spécialisés</option>" in page
    assert "12\u00a0salariés · Travaux de construction spécialisés</small>" in page
    assert "43.99C" not in page


def test_a_page_is_ticked_and_unticked_by_a_link_that_keeps_the_choice(
    client: Client, raised: Callable[..., Signal]
) -> None:
    for day in range(30):
        raised(since=date(2026, 1, 1) + timedelta(days=day))

    page = text(client, f"{LIST}?priorite=1&page=2")
    ticked = text(client, f"{LIST}?priorite=1&page=2&coche=tout")

    assert 'href="?priorite=1&amp;page=2&amp;coche=tout#liste">Cocher les 5 signaux de cette page</a>' in page
    assert 'id="liste"' in page
    assert (page.count(" checked"), ticked.count(" checked")) == (0, 5)
    assert 'href="?priorite=1&amp;page=2#liste">Tout décocher</a>' in ticked
    # Another page begins with nothing ticked.
    assert 'href="?priorite=1&amp;page=1"' in ticked


def test_the_list_costs_the_same_number_of_queries_for_one_and_for_sixty_signals(
    client: Client, raised: Callable[..., Signal], physician: Professional
) -> None:
    raised()
    client.get(LIST)
    with CaptureQueriesContext(connection) as one:
        client.get(LIST)
    for day in range(1, 60):
        raised(since=date(2026, 1, 1) + timedelta(days=day))
    with CaptureQueriesContext(connection) as sixty:
        page = client.get(LIST).content.decode()

    assert "1 à 25 sur 60" in page
    assert len(sixty) == len(one) <= 30


def test_many_are_set_aside_at_once_for_one_reason(client: Client, raised: Callable[..., Signal]) -> None:
    pks = [raised(since=date(2026, 1, day)).pk for day in (1, 2, 3)]

    asked = client.post(f"{LIST}traiter/", {"acte": "ecarter", "signal": pks[:2]})
    unsaid = client.post(f"{LIST}traiter/", {"acte": "ecarter", "signal": pks[:2], "confirme": "oui"})
    done = client.post(
        f"{LIST}traiter/",
        {"acte": "ecarter", "signal": pks[:2], "confirme": "oui", "reason": "visite-prevue", "comment": "",
         "choix": "priorite=1&page=4&autre=x"},
        follow=True,
    )  # fmt: skip

    assert "2\u00a0signaux cochés" in asked.content.decode()
    assert unsaid.status_code == 422
    assert "Choisissez une raison dans la liste." in unsaid.content.decode()
    assert "2\u00a0signaux écartés." in done.content.decode()
    assert list(Signal.objects.order_by("pk").values_list("status", flat=True)) == ["set_aside", "set_aside", "open"]
    assert Event.objects.filter(action="signal.set_aside").count() == 2
    # The list is the one that was being worked through, and gives them back, once.
    assert done.redirect_chain == [(f"{LIST}?priorite=1", 302)]
    assert "Les reprendre" in done.content.decode()
    assert "Les reprendre" not in text(client)
    again = client.post(f"{LIST}traiter/", {"acte": "reprendre", "signal": pks[:2]}, follow=True).content.decode()
    assert "2\u00a0signaux repris." in again
    assert not Signal.objects.exclude(status="open").exists()
    twice = client.post(f"{LIST}traiter/", {"acte": "reprendre", "signal": pks[:2]})
    assert twice.status_code == 409


def test_many_are_referred_at_once(client: Client, raised: Callable[..., Signal]) -> None:
    pks = [raised(since=date(2026, 1, day)).pk for day in (1, 2)]

    client.post(f"{LIST}traiter/", {"acte": "signaler", "signal": pks, "confirme": "oui", "reason": "social"})

    assert Referral.objects.filter(reason="social").count() == 2
    assert Event.objects.filter(action="signal.refer").count() == 2


def test_one_that_is_no_longer_open_refuses_them_all(client: Client, raised: Callable[..., Signal]) -> None:
    first, second = raised(), raised(since=date(2026, 1, 2), status=SignalStatus.REFERRED)

    answer = client.post(
        f"{LIST}traiter/",
        {"acte": "ecarter", "signal": [first.pk, second.pk], "confirme": "oui", "reason": "visite-prevue"},
    )

    assert answer.status_code == 409
    assert set(Signal.objects.values_list("status", flat=True)) == {"open", "referred"}
    assert not Event.objects.filter(action="signal.set_aside").exists()


@pytest.mark.parametrize("pks", [["999999"], ["un"], ["1" * 40]])
def test_a_signal_that_is_not_of_the_service_closes_the_door(client: Client, signal: Signal, pks: list[str]) -> None:
    answer = client.post(f"{LIST}traiter/", {"acte": "ecarter", "signal": [str(signal.pk), *pks]})

    assert answer.status_code == 404


def test_nothing_ticked_says_what_to_do(client: Client, signal: Signal) -> None:
    page = client.post(f"{LIST}traiter/", {"acte": "ecarter"}, follow=True).content.decode()

    assert "cochez ceux que vous voulez traiter" in page


def test_a_role_is_offered_what_it_may_do(service: Service, signal: Signal) -> None:
    social = signed_in(person((service, Role.SOCIAL_WORKER), email="social@essai.test"))
    assistant = text(signed_in(person((service, Role.ASSISTANT), email="assistant@essai.test")))

    assert 'value="signaler"' in text(social)
    assert 'value="ecarter"' not in text(social)
    assert 'type="checkbox"' not in assistant
    refused = social.post(f"{LIST}traiter/", {"acte": "ecarter", "signal": signal.pk, "confirme": "oui"})
    assert refused.status_code == 403


def test_the_pressing_come_first(client: Client, raised: Callable[..., Signal]) -> None:
    raised(priority=Priority.LOW, reason="Peut attendre.")
    raised(since=date(2026, 2, 1), reason="Presse.")

    page = text(client)

    assert page.index("Presse.") < page.index("Peut attendre.")
