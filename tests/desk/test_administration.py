"""Administration's pages: who may come in, and how; all of it in the journal, and never a password."""

import re
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.test import Client

from amarre.accounts.enums import Role
from amarre.accounts.models import Service, User
from amarre.accounts.second_factor import factors_of
from amarre.audit.models import Event
from amarre.directory.models import Job
from tests.people import PASSWORD, person, signed_in

pytestmark = pytest.mark.django_db
PAGE = "/services/essai/comptes/"
CLAIRE = {"full_name": "Claire Morel", "email": "Claire.Morel@essai.test", "roles": ["medecin", "coordination"]}


@pytest.fixture(autouse=True)
def _nothing_counted() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def admin(service: Service) -> User:
    return person((service, Role.ADMINISTRATION), email="admin@essai.test")


@pytest.fixture
def nurse(service: Service) -> User:
    return person((service, Role.NURSE), email="infirmier@essai.test", password=PASSWORD)


def actions() -> list[tuple[str, int | None, int]]:
    return list(Event.objects.order_by("number").values_list("action", "actor", "subject_id"))


def test_a_new_person_gets_a_link_and_chooses_the_password(admin: User, mailoutbox: list[EmailMessage]) -> None:
    page = signed_in(admin).post(f"{PAGE}ajouter/", CLAIRE, follow=True)
    user = User.objects.get(email="claire.morel@essai.test")
    assert "attend son ouverture" in page.content.decode()
    assert mailoutbox[0].to == ["claire.morel@essai.test"]
    assert "Claire" not in mailoutbox[0].body
    link = re.search(r"http://testserver(\S+)", str(mailoutbox[0].body))
    assert link

    visitor = Client()
    visitor.post(visitor.get(link[1])["Location"], {"password1": PASSWORD, "password2": PASSWORD})
    visitor.post("/connexion/", {"login": "claire.morel@essai.test", "password": PASSWORD})

    assert visitor.get("/services/essai/").status_code == 200
    assert actions() == [
        ("user.created", admin.pk, user.pk),
        ("user.roles_given", admin.pk, user.pk),
        ("user.password_set", user.pk, user.pk),
    ]


@pytest.mark.parametrize(
    "wrong", [{"full_name": " "}, {"email": "claire"}, {"email": ""}, {"roles": []}, {"roles": ["roi"]}]
)
def test_a_wrong_form_is_asked_again_and_sends_nothing(
    admin: User, mailoutbox: list[EmailMessage], wrong: dict[str, object]
) -> None:
    page = signed_in(admin).post(f"{PAGE}ajouter/", {**CLAIRE, **wrong})

    assert page.status_code == 422
    assert "Rien n’est encore enregistré" in page.content.decode()
    assert mailoutbox == []
    assert User.objects.count() == 1


def test_a_person_of_another_service_joins_with_the_account_it_has(
    admin: User, service: Service, mailoutbox: list[EmailMessage]
) -> None:
    other = Service.objects.create(code="autre", name="Autre service")
    shared = person((other, Role.NURSE), email="claire.morel@essai.test", password=PASSWORD)

    signed_in(admin).post(f"{PAGE}ajouter/", CLAIRE)

    assert mailoutbox == []
    assert set(shared.memberships.values_list("service__code", "role")) == {
        ("autre", "infirmier"), ("essai", "medecin"), ("essai", "coordination"),
    }  # fmt: skip


def test_roles_change_from_the_next_page_on(admin: User, nurse: User) -> None:
    browser = signed_in(nurse)
    assert browser.get("/services/essai/signaux/").status_code == 200

    signed_in(admin).post(f"{PAGE}{nurse.pk}/", {"roles": ["direction"]})

    assert browser.get("/services/essai/signaux/").status_code == 403
    event = Event.objects.get(action="user.roles_given")
    assert event.details == {"before": ["infirmier"], "roles": ["direction"]}


def test_a_closed_account_and_ended_sessions_leave_at_once(admin: User, nurse: User) -> None:
    browser, office = signed_in(nurse), signed_in(admin)
    office.post(f"{PAGE}{nurse.pk}/terminer-sessions/")
    assert browser.get("/services/essai/").status_code == 302
    again = signed_in(User.objects.get(pk=nurse.pk))
    assert again.get("/services/essai/").status_code == 200

    office.post(f"{PAGE}{nurse.pk}/fermer/")
    assert again.get("/services/essai/").status_code == 302
    office.post(f"{PAGE}{nurse.pk}/rouvrir/")

    assert again.get("/services/essai/").status_code == 302, "a session that was ended stays so"
    assert [action for action, _, _ in actions()] == ["user.sessions_ended", "user.closed", "user.reopened"]


def test_somebody_always_administers_the_service(admin: User) -> None:
    client = signed_in(admin)

    assert client.post(f"{PAGE}{admin.pk}/", {"roles": ["medecin"]}).status_code == 409
    assert client.post(f"{PAGE}{admin.pk}/fermer/").status_code == 409
    assert User.objects.get().is_active


def test_an_account_of_two_services_is_not_closed_by_one_of_them(admin: User, nurse: User) -> None:
    other = Service.objects.create(code="autre", name="Autre service")
    person((other, Role.NURSE), email=nurse.email)
    client = signed_in(admin)

    for act in ("fermer", "rouvrir", "retirer-second-facteur"):
        assert client.post(f"{PAGE}{nurse.pk}/{act}/").status_code == 409, act
    client.post(f"{PAGE}{nurse.pk}/", {"roles": []})

    assert list(nurse.memberships.values_list("service__code", flat=True)) == ["autre"]
    assert client.get(f"{PAGE}{nurse.pk}/").status_code == 404


def test_a_lost_telephone_is_taken_off_the_account(admin: User, nurse: User) -> None:
    from allauth.mfa.totp.internal.auth import TOTP

    TOTP.activate(nurse, "JBSWY3DPEHPK3PXP")

    signed_in(admin).post(f"{PAGE}{nurse.pk}/retirer-second-facteur/")

    assert factors_of(nurse) == 0
    assert Event.objects.get().action == "user.second_factor_forgotten"


def test_a_link_is_sent_again_only_to_who_has_not_opened_the_account(
    admin: User, nurse: User, service: Service, mailoutbox: list[EmailMessage]
) -> None:
    waiting = person((service, Role.NURSE), email="nouvelle@essai.test")
    client = signed_in(admin)

    client.post(f"{PAGE}{nurse.pk}/inviter/")
    assert mailoutbox == []
    client.post(f"{PAGE}{waiting.pk}/inviter/")

    assert [mail.to for mail in mailoutbox] == [["nouvelle@essai.test"]]


def test_an_unknown_act_is_no_page(admin: User, nurse: User) -> None:
    assert signed_in(admin).post(f"{PAGE}{nurse.pk}/supprimer/").status_code == 404


def test_no_page_shows_a_password(admin: User, nurse: User) -> None:
    client = signed_in(admin)

    for address in (PAGE, f"{PAGE}ajouter/", f"{PAGE}{nurse.pk}/"):
        assert "argon2" not in client.get(address).content.decode()


def test_the_service_and_its_cells_are_named_here(admin: User, service: Service) -> None:
    client = signed_in(admin)

    client.post(f"{PAGE}service/", {"name": "Prévention du Midi"})
    client.post(f"{PAGE}cellules/", {"name": "Cellule Est"})
    cell = service.cells.get()
    client.post(f"{PAGE}cellules/{cell.pk}/", {"name": "Cellule de l’Est"})

    page = client.get(PAGE).content.decode()
    assert "Prévention du Midi" in page
    assert "Cellule de l’Est" in page
    assert client.post(f"{PAGE}cellules/", {"name": " "}).status_code == 422
    assert [action for action, _, _ in actions()] == ["service.renamed", "cell.created", "cell.renamed"]


def test_a_cell_shared_with_another_service_is_not_renamed_by_one_of_them(admin: User, service: Service) -> None:
    cell = service.cells.create(name="Cellule régionale")
    cell.services.add(Service.objects.create(code="autre", name="Autre service"))

    assert signed_in(admin).post(f"{PAGE}cellules/{cell.pk}/", {"name": "À nous"}).status_code == 409


def test_a_service_is_made_here_and_says_what_to_do_first(admin: User, service: Service) -> None:
    client = signed_in(admin)

    page = client.post(
        f"{PAGE}nouveau-service/", {"name": "Santé au travail du Nord", "code": "nord"}, follow=True
    ).content.decode()

    made = Service.objects.get(code="nord")
    assert "Ce service n’a pas encore de données." in page
    order = ["Déposez les fichiers", "Recherchez les signaux", "Ajoutez les personnes"]
    assert [page.index(part) for part in order] == sorted(page.index(part) for part in order)
    assert list(made.memberships.values_list("user", "role")) == [(admin.pk, Role.ADMINISTRATION)]
    assert [action for action, _, _ in actions()] == ["service.created", "user.roles_given"]
    assert client.get("/services/nord/donnees/").status_code == 200


@pytest.mark.parametrize("code", ["essai", "Nord", "santé", "-nord", ""])
def test_a_code_that_is_taken_or_ill_written_is_asked_again(admin: User, code: str) -> None:
    answer = signed_in(admin).post(f"{PAGE}nouveau-service/", {"name": "Nord", "code": code})

    assert answer.status_code == 422
    assert Service.objects.count() == 1


def test_once_there_are_workers_nothing_is_left_to_say(admin: User, job: Job) -> None:
    assert "pas encore de données" not in signed_in(admin).get(PAGE).content.decode()
