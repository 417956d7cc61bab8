"""No way in with one factor where two are required."""

import time
from collections.abc import Iterator

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth
from django.core.cache import cache
from django.test import Client
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

from amarre.accounts.actions import require_second_factor
from amarre.accounts.enums import Role
from amarre.accounts.models import SecondFactorRule, Service, User
from amarre.audit.models import Event
from tests.people import PASSWORD, person, signed_in

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
PAGE = "/services/essai/comptes/"


@pytest.fixture(autouse=True)
def _nothing_counted() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def user(service: Service) -> User:
    return person((service, Role.ADMINISTRATION), password=PASSWORD)


@pytest.fixture
def required(service: Service, user: User) -> None:
    require_second_factor(service=service, roles=[Role.ADMINISTRATION], by=user)


def code(secret: str = SECRET) -> str:
    return auth.format_hotp_value(auth.hotp_value(secret, int(time.time()) // 30))


def with_application(user: User) -> User:
    auth.TOTP.activate(user, SECRET)
    return user


def by_password(client: Client) -> str:
    """Sign in with the password; the address of the page that follows."""
    return str(client.post("/connexion/", {"login": "personne@essai.test", "password": PASSWORD})["Location"])


def enters(client: Client, second: str) -> bool:
    client.post("/connexion/second-facteur/", {"code": second})
    return bool(client.get(PAGE).status_code == 200)


def test_a_password_alone_opens_nothing_once_there_is_an_application(client: Client, user: User) -> None:
    with_application(user)

    assert by_password(client) == "/connexion/second-facteur/"

    for address in (PAGE, "/services/essai/", "/mon-compte/", "/mon-compte/application/", "/mon-compte/cles/ajouter/"):
        assert client.get(address)["Location"].startswith("/connexion/"), address
    assert "_auth_user_id" not in client.session


def test_the_code_of_the_application_opens(client: Client, user: User) -> None:
    with_application(user)
    by_password(client)

    assert enters(client, code())


def test_a_code_serves_once(client: Client, user: User) -> None:
    with_application(user)
    by_password(client)
    seen = code()
    assert enters(client, seen)

    thief = Client()
    by_password(thief)

    assert not enters(thief, seen)


def test_a_wrong_or_old_code_does_not_open_and_says_what_to_do(client: Client, user: User) -> None:
    with_application(user)
    by_password(client)
    old = auth.format_hotp_value(auth.hotp_value(SECRET, int(time.time()) // 30 - 2))

    page = client.post("/connexion/second-facteur/", {"code": old})

    assert "Attendez le suivant" in page.content.decode()
    assert client.get(PAGE).status_code == 302


def test_guessing_codes_is_throttled_even_for_the_right_one(client: Client, user: User) -> None:
    with_application(user)
    by_password(client)
    for _ in range(5):
        client.post("/connexion/second-facteur/", {"code": "000000"})

    assert not enters(client, code())


def test_a_recovery_code_opens_once(client: Client, user: User) -> None:
    with_application(user)
    spare = RecoveryCodes.activate(user).generate_codes()[0]
    by_password(client)
    assert enters(client, spare)

    again = Client()
    by_password(again)

    assert not enters(again, spare)


@pytest.mark.usefixtures("required")
def test_whoever_has_none_where_it_is_required_is_led_to_add_one(client: Client) -> None:
    by_password(client)

    for address in (PAGE, "/", "/services/", "/services/essai/"):
        assert client.get(address)["Location"] == "/mon-compte/", address
    assert client.post("/services/essai/signaux/1/ecarter/")["Location"] == "/mon-compte/"
    assert "Ajoutez-en un pour ouvrir la suite" in client.get("/mon-compte/").content.decode()


@pytest.mark.usefixtures("required")
def test_adding_an_application_opens_the_rest_and_gives_recovery_codes_once(client: Client, user: User) -> None:
    by_password(client)
    client.post("/mon-compte/confirmer/?next=/mon-compte/application/", {"password": PASSWORD})
    page = client.get("/mon-compte/application/")
    secret = page.context["form"].secret
    assert secret in page.content.decode()
    assert "<svg" in page.content.decode()

    answer = client.post("/mon-compte/application/", {"code": code(secret)})

    assert answer["Location"] == "/mon-compte/codes-de-secours/"
    assert client.get(PAGE).status_code == 200
    codes = client.get("/mon-compte/codes-de-secours/").context["unused_codes"]
    assert len(codes) == 10
    again = client.get("/mon-compte/codes-de-secours/").content.decode()
    assert not any(one in again for one in codes)
    thief = Client()
    by_password(thief)
    assert not enters(thief, code(secret)), "the code that proved the application does not sign in as well"


def test_what_a_person_changes_of_its_second_factor_is_in_the_journal(client: Client, user: User) -> None:
    by_password(client)
    client.post("/mon-compte/confirmer/", {"password": PASSWORD})
    secret = client.get("/mon-compte/application/").context["form"].secret

    client.post("/mon-compte/application/", {"code": "000000"})
    client.post("/mon-compte/application/", {"code": code(secret)})
    client.post("/mon-compte/codes-de-secours/nouveaux/")
    client.post("/mon-compte/application/retirer/")

    events = Event.objects.filter(action="user.second_factor_changed", actor=user.pk, subject_id=user.pk)
    assert [event.details["change"] for event in events.order_by("number")] == [
        "application_added", "recovery_codes_renewed", "application_removed",
    ]  # fmt: skip


def test_a_key_is_asked_for_where_there_is_one(client: Client, user: User) -> None:
    with_application(user)
    by_password(client)
    without = client.get("/connexion/second-facteur/").content.decode()
    public = {1: 2, 3: -7, -1: 1, -2: b"x" * 32, -3: b"y" * 32}
    known = AttestedCredentialData.create(b"\0" * 16, b"key", public)
    made = AuthenticatorData.create(b"r" * 32, AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.AT, 0, known)
    Authenticator.objects.create(
        user=user, type=Authenticator.Type.WEBAUTHN,
        data={"name": "Clé", "credential": {"clientExtensionResults": {}, "id": "a2V5", "rawId": "a2V5",
              "type": "public-key", "response": {"attestationObject": websafe_encode(
                  AttestationObject.create("none", made, {})), "clientDataJSON": websafe_encode(
                  b'{"type": "webauthn.create", "challenge": "AA", "origin": "http://testserver"}')}}},
    )  # fmt: skip

    assert "Utiliser la clé" not in without
    assert "Utiliser la clé" in client.get("/connexion/second-facteur/").content.decode()


def test_removing_a_key_is_in_the_journal(client: Client, user: User) -> None:
    with_application(user)
    by_password(client)
    enters(client, code())
    key = Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "Clé"})
    client.post("/mon-compte/confirmer/", {"password": PASSWORD})

    client.post(f"/mon-compte/cles/{key.pk}/retirer/")

    assert Event.objects.get(action="user.second_factor_changed").details == {"change": "key_removed"}


def test_the_protection_changes_only_after_the_password_is_given_again(client: Client, user: User) -> None:
    by_password(client)

    for address in ("/mon-compte/application/", "/mon-compte/cles/ajouter/"):
        assert client.get(address)["Location"].startswith("/mon-compte/confirmer/"), address


def test_a_requirement_ends_the_sessions_that_showed_one_factor_only(service: Service, user: User) -> None:
    client = signed_in(user)
    with_application(user)
    assert client.get(PAGE).status_code == 200

    require_second_factor(service=service, roles=[Role.ADMINISTRATION], by=user)

    assert client.get(PAGE)["Location"] == f"/connexion/?next={PAGE.replace('/', '%2F')}"
    assert "_auth_user_id" not in client.session


@pytest.mark.usefixtures("required")
def test_the_last_factor_stays_where_it_is_required(client: Client, user: User) -> None:
    with_application(user)
    by_password(client)
    assert enters(client, code())
    client.post("/mon-compte/confirmer/", {"password": PASSWORD})

    page = client.post("/mon-compte/application/retirer/")

    assert "ajoutez-en un autre avant" in page.content.decode()
    assert Authenticator.objects.filter(user=user).exists()


def test_recovery_codes_alone_are_no_second_factor(client: Client, user: User, service: Service) -> None:
    RecoveryCodes.activate(user)
    require_second_factor(service=service, roles=[Role.ADMINISTRATION], by=user)
    by_password(client)

    assert client.get(PAGE)["Location"] == "/mon-compte/"


def test_a_requirement_binds_its_role_in_its_service_only(service: Service) -> None:
    other = Service.objects.create(code="autre", name="Autre service")
    admin = person((service, Role.ADMINISTRATION), (other, Role.NURSE))
    require_second_factor(service=service, roles=[Role.NURSE], by=admin)
    require_second_factor(service=other, roles=[Role.ADMINISTRATION], by=admin)

    assert signed_in(admin).get(PAGE).status_code == 200


def test_secrets_are_not_kept_in_clear(user: User) -> None:
    with_application(user)
    RecoveryCodes.activate(user)

    kept = str(list(Authenticator.objects.values_list("data", flat=True)))

    assert SECRET not in kept
    assert all(
        len(value["seed"]) > 100
        for value in Authenticator.objects.filter(type="recovery_codes").values_list("data", flat=True)
    )


def test_administration_chooses_the_roles_and_the_journal_says_so(service: Service, user: User) -> None:
    client = signed_in(user)

    client.post("/services/essai/comptes/second-facteur/", {"roles": ["medecin", "infirmier"]})
    client.post("/services/essai/comptes/second-facteur/", {"roles": ["medecin"]})
    refused = client.post("/services/essai/comptes/second-facteur/", {"roles": ["stagiaire"]})

    assert refused.status_code == 422
    assert list(SecondFactorRule.objects.values_list("service__code", "role")) == [("essai", "medecin")]
    events = Event.objects.filter(action="service.second_factor_required").values_list("actor", "details")
    assert list(events) == [(user.pk, {"roles": ["infirmier", "medecin"]}), (user.pk, {"roles": ["medecin"]})]
