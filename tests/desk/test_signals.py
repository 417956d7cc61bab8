"""The morning's page."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from amarre.accounts.enums import Role
from amarre.accounts.models import Service
from amarre.audit.models import Event
from amarre.cases.models import Referral
from amarre.detection.enums import Priority, SignalStatus
from amarre.detection.models import Signal
from amarre.directory.models import Job, Worker
from amarre.lib.keeping import forget
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db
HOME = "/services/essai/"


@pytest.fixture
def client(service: Service) -> Client:
    """The physician's browser."""
    return signed_in(person((service, Role.PHYSICIAN)))


def text(client: Client, address: str = HOME) -> str:
    return client.get(address).content.decode()


def test_a_line_says_why_then_who_then_what_to_do_and_on_which_article(client: Client, signal: Signal) -> None:
    page = text(client)

    order = [
        "En arrêt depuis 60 jours.",
        "Yanis Orsatelli</a>, maçon",
        "Proposer une visite de pré-reprise",
        "R4624-29",
    ]
    assert [page.index(part) for part in order] == sorted(page.index(part) for part in order)
    assert "Maçonnerie Belcastel" in page
    assert "valeur à confirmer" not in page


def test_an_unconfirmed_figure_is_shown_as_such(client: Client, raised: Callable[..., Signal]) -> None:
    raised(confirmed=False)

    assert "valeur à confirmer" in text(client)


def colleague(job: Job, number: int) -> dict[str, Worker | Job]:
    """Somebody else of that place, as a signal about them wants it."""
    worker = Worker.objects.create(
        service=job.service, last_name=f"Nom{number:03}", first_name="Alix", born_on=date(1990, 1, 1), sex="F"
    )
    held = Job.objects.create(
        service=job.service, worker=worker, establishment=job.establishment, contract_kind="cdi",
        started_on=date(2020, 1, 1), monitoring="simple",
    )  # fmt: skip
    return {"worker": worker, "job": held}


def test_workers_stand_by_priority_with_their_numbers(client: Client, raised: Callable[..., Signal], job: Job) -> None:
    raised(priority=Priority.LOW, rule="mi_carriere_a_faire", **colleague(job, 1))
    raised()

    page = text(client)

    assert page.index("À voir d’abord") < page.index("Quand vous le pourrez")
    assert "2\u00a0signaux à traiter, 1\u00a0travailleur à voir d’abord" in page


def test_each_motive_opens_its_signals_in_the_work_list(client: Client, raised: Callable[..., Signal]) -> None:
    raised()
    raised(rule="mi_carriere_a_faire", reason="Mi-carrière à faire.")

    page = text(client)

    assert f"{HOME}signaux/?regle=mi_carriere_a_faire" in page
    assert "Tous les signaux (2)" in page


def test_the_page_shows_the_first_ten_and_costs_as_many_queries_for_sixty_workers_as_for_one(
    client: Client, raised: Callable[..., Signal], job: Job
) -> None:
    raised()
    client.get(HOME)
    forget()
    with CaptureQueriesContext(connection) as one:
        client.get(HOME)
    for day in range(1, 60):
        raised(since=date(2026, 1, 1) + timedelta(days=day), **colleague(job, day))
    forget()
    with CaptureQueriesContext(connection) as sixty:
        page = client.get(HOME).content.decode()

    assert page.count("/signaler/") == 10
    assert "Tous les signaux (60)" in page
    assert len(sixty) == len(one) <= 34


def test_what_the_day_shows_is_kept_until_something_is_written(client: Client, raised: Callable[..., Signal]) -> None:
    first = raised()
    client.get(HOME)
    with CaptureQueriesContext(connection) as again:
        client.get(HOME)
    with CaptureQueriesContext(connection) as new:
        forget()
        client.get(HOME)
    assert 0 < len(again) < len(new) - 5

    client.post(f"{HOME}signaux/{first.pk}/ecarter/", {"reason": "visite-prevue"})
    assert "Rien à traiter" in client.get(HOME).content.decode()


def test_reading_is_recorded_with_whose_lines_were_shown(client: Client, signal: Signal) -> None:
    client.get(HOME)

    event = Event.objects.get(action="signals.read")
    assert event.details == {"workers": [signal.worker_id]}
    assert event.actor is not None


def test_setting_aside_asks_for_a_reason_and_says_what_was_done(client: Client, signal: Signal) -> None:
    address = f"{HOME}signaux/{signal.pk}/ecarter/"

    unsaid = client.post(address, {})
    vague = client.post(address, {"reason": "autre"})
    done = client.post(address, {"reason": "visite-prevue"}, follow=True)

    assert unsaid.status_code == vague.status_code == 422
    assert "Choisissez une raison dans la liste." in unsaid.content.decode()
    assert "Dites quelle est cette autre raison." in vague.content.decode()
    assert 'value="autre" id="id_reason_5" checked' in vague.content.decode()
    assert "Signal écarté\u00a0: Yanis Orsatelli." in done.content.decode()
    assert "Rien à traiter" in done.content.decode()
    assert Signal.objects.get().status == SignalStatus.SET_ASIDE


def test_what_one_set_aside_can_be_taken_back_from_the_same_page(client: Client, signal: Signal) -> None:
    client.post(f"{HOME}signaux/{signal.pk}/ecarter/", {"reason": "visite-prevue"})
    assert "Écartés par vous" in text(client)

    back = client.post(f"{HOME}signaux/{signal.pk}/reprendre/", follow=True)

    assert "Signal repris" in back.content.decode()
    assert Signal.objects.get().status == SignalStatus.OPEN


def test_what_another_set_aside_is_not_taken_back(client: Client, signal: Signal, service: Service) -> None:
    signed_in(person((service, Role.NURSE), email="infirmier@essai.test")).post(
        f"{HOME}signaux/{signal.pk}/ecarter/", {"reason": "visite-prevue"}
    )

    refused = client.post(f"{HOME}signaux/{signal.pk}/reprendre/")

    assert refused.status_code == 409
    assert "Rien n’a été changé" in refused.content.decode()
    assert Signal.objects.get().status == SignalStatus.SET_ASIDE


def test_referring_gives_the_cell_a_referral_and_a_second_click_is_refused(client: Client, signal: Signal) -> None:
    address = f"{HOME}signaux/{signal.pk}/signaler/"

    done = client.post(address, {"reason": "sante_et_social"}, follow=True)
    again = client.post(address, {"reason": "sante"})

    assert "la cellule a reçu le signalement" in done.content.decode()
    assert again.status_code == 409
    assert Referral.objects.get().reason == "sante_et_social"


def test_a_role_is_not_offered_what_it_may_not_do(service: Service, signal: Signal) -> None:
    assistant = text(signed_in(person((service, Role.ASSISTANT))))

    assert "Yanis Orsatelli" in assistant
    assert "/ecarter/" not in assistant
    assert "/signaler/" not in assistant


def test_names_that_look_like_tags_stay_text(client: Client, raised: Callable[..., Signal], job: Job) -> None:
    job.worker.last_name = "<script>alert(1)</script>"
    job.worker.save()
    raised()

    page = text(client)

    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_an_empty_service_says_what_to_do_first(client: Client) -> None:
    assert "l’administration du service les dépose" in text(client)


def test_data_without_analysis_says_how_to_run_it(client: Client, job: Job) -> None:
    assert "l’administration du service la lance" in text(client)


MEDICAL, PLAIN = "RQTH", "En arrêt depuis 60 jours"
PLACES = ("", "signaux/", "a-voir-d-abord/", "travailleurs/{worker}/", "etablissements/{place}/")


@pytest.mark.parametrize(
    ("role", "reads_health"),
    [
        (Role.PHYSICIAN, True),
        (Role.NURSE, True),
        (Role.COORDINATION, True),
        (Role.RETENTION_OFFICER, True),
        (Role.SOCIAL_WORKER, False),
        (Role.PSYCHOLOGIST, False),
        (Role.ERGONOMIST, False),
        (Role.ASSISTANT, False),
    ],
)
def test_a_signal_that_tells_a_medical_fact_is_for_those_who_read_health_data(
    service: Service, job: Job, raised: Callable[..., Signal], role: Role, *, reads_health: bool
) -> None:
    plain = raised()
    medical = raised(rule="rqth_fin_proche", label="RQTH qui finit", reason="RQTH jusqu'au 31/12/2026.")
    client = signed_in(person((service, role)))

    for place in PLACES:
        address = f"/services/essai/{place.format(worker=job.worker_id, place=job.establishment_id)}"
        page = client.get(address).content.decode().replace("\u00a0", " ")
        assert PLAIN in page, address
        assert (MEDICAL in page) is reads_health, address
    refer = [client.get(f"/services/essai/signaux/{one.pk}/signaler/").status_code for one in (plain, medical)]
    assert refer == ([403, 403] if role == Role.ASSISTANT else [200, 200 if reads_health else 404])


def test_a_rule_that_left_the_catalogue_is_taken_for_medical(
    service: Service, job: Job, raised: Callable[..., Signal]
) -> None:
    raised(rule="regle_disparue", reason="Un motif d’autrefois.")

    pages = {}
    for role in (Role.NURSE, Role.ERGONOMIST):
        reader = signed_in(person((service, role), email=f"{role}@essai.test"))
        pages[role] = reader.get(HOME).content.decode()

    assert "Un motif d’autrefois." in pages[Role.NURSE]
    assert "Un motif d’autrefois." not in pages[Role.ERGONOMIST]


@pytest.mark.parametrize("origin", ["", "travailleur", "etablissement", "classement"])
def test_the_message_takes_a_signal_back_where_it_was_set_aside(client: Client, signal: Signal, origin: str) -> None:
    done = client.post(f"{HOME}signaux/{signal.pk}/ecarter/?retour={origin}", {"reason": "visite-prevue"}, follow=True)
    undo = re.search(r'<form method="post" action="([^"]+/reprendre/[^"]*)">.*?Annuler</button>', done.content.decode())

    assert undo
    back = client.post(undo[1], follow=True)
    assert "Signal repris" in back.content.decode()
    assert back.redirect_chain == done.redirect_chain
    assert Signal.objects.get().status == SignalStatus.OPEN
