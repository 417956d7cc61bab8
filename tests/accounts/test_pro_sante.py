"""Pro Santé Connect, played by a provider of our own on this machine: right answers open, wrong ones never."""

import base64
import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core.cache import cache
from django.test import Client

from amarre.accounts.enums import Role
from amarre.accounts.models import Service, User
from tests.people import PASSWORD, person

pytestmark = pytest.mark.django_db
KEY, OTHER_KEY = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))
START, BACK = "/connexion/pro-sante-connect/", "/connexion/pro-sante-connect/retour/"


class Fake:
    """What the provider answers: each test changes what it needs."""

    def __init__(self) -> None:
        self.claims: dict[str, Any] = {}
        self.userinfo: dict[str, Any] = {"sub": "899700", "email": "personne@essai.test", "email_verified": True}
        self.signed: Callable[[dict[str, Any]], str | None] = sign
        self.nonce = ""
        self.address = ""

    def answer(self, path: str) -> Any:
        """The document of each address of an OpenID provider."""
        here = self.address
        if path.startswith("/.well-known"):
            return {
                "issuer": here, "authorization_endpoint": f"{here}/auth", "token_endpoint": f"{here}/token",
                "userinfo_endpoint": f"{here}/userinfo", "jwks_uri": f"{here}/keys",
            }  # fmt: skip
        if path == "/keys":
            return {
                "keys": [
                    {**json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key())), "kid": "1", "alg": "RS256"}
                ]
            }
        if path == "/userinfo":
            return self.userinfo
        now = int(time.time())
        claims = {
            "iss": here, "sub": "899700", "aud": "amarre", "exp": now + 60, "iat": now, "nonce": self.nonce,
            **self.claims,
        }  # fmt: skip
        token = self.signed({name: value for name, value in claims.items() if value is not None})
        return {"access_token": "x", "token_type": "Bearer", **({"id_token": token} if token else {})}


def sign(claims: dict[str, Any]) -> str:
    return jwt.encode(claims, KEY, "RS256", headers={"kid": "1"})


def unsigned(claims: dict[str, Any]) -> str:
    head, body = ({"alg": "none", "kid": "1"}, claims)
    return (
        ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in (head, body))
        + "."
    )


@pytest.fixture
def provider(settings: Any) -> Iterator[Fake]:
    fake = Fake()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps(fake.answer(self.path)).encode()
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815 - the name that http.server looks for

        def log_message(self, *args: object) -> None:
            """Silent."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    fake.address = f"http://127.0.0.1:{server.server_port}"
    app = {
        "provider_id": "pro-sante-connect", "name": "Pro Santé Connect", "client_id": "amarre", "secret": "s",
        "settings": {"server_url": fake.address},
    }  # fmt: skip
    held = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {**held, "APPS": [app]}}
    cache.clear()
    yield fake
    server.shutdown()
    server.server_close()


@pytest.fixture
def user(service: Service) -> User:
    return person((service, Role.ADMINISTRATION), password=PASSWORD)


def goes_through(client: Client, fake: Fake, **changed: str) -> Any:
    """Leave for the provider, and come back as it would send us."""
    asked = {name: values[0] for name, values in parse_qs(urlsplit(client.get(START)["Location"]).query).items()}
    fake.nonce = asked["nonce"]
    return client.get(BACK, {"code": "c", "state": asked["state"], **changed})


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_the_right_answer_opens_the_account_of_the_address_and_keeps_its_password(
    client: Client, provider: Fake, user: User
) -> None:
    assert "Pro Santé Connect" in client.get("/connexion/").content.decode()

    goes_through(client, provider)

    assert client.get("/services/essai/comptes/").status_code == 200
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    again = Client()
    goes_through(again, provider)
    assert is_in(again)


WRONG: dict[str, Callable[[Fake], None]] = {
    "signed by another key": lambda fake: setattr(
        fake, "signed", lambda claims: jwt.encode(claims, OTHER_KEY, "RS256", headers={"kid": "1"})
    ),
    "not signed": lambda fake: setattr(fake, "signed", unsigned),
    "signed with a shared secret": lambda fake: setattr(
        fake, "signed", lambda claims: jwt.encode(claims, "s" * 32, "HS256", headers={"kid": "1"})
    ),
    "signed by an unknown key": lambda fake: setattr(
        fake, "signed", lambda claims: jwt.encode(claims, KEY, "RS256", headers={"kid": "2"})
    ),
    "without the name of its key": lambda fake: setattr(
        fake, "signed", lambda claims: jwt.encode(claims, KEY, "RS256")
    ),
    "no token": lambda fake: setattr(fake, "signed", lambda claims: None),
    "no token at all": lambda fake: setattr(fake, "signed", lambda claims: "rien"),
    "another nonce": lambda fake: fake.claims.update(nonce="autre"),
    "no nonce": lambda fake: fake.claims.update(nonce=None),
    "another audience": lambda fake: fake.claims.update(aud="autre"),
    "meant for another": lambda fake: fake.claims.update(aud=["amarre", "autre"], azp="autre"),
    "another issuer": lambda fake: fake.claims.update(iss="https://ailleurs.example"),
    "expired": lambda fake: fake.claims.update(exp=1_700_000_000),
    "without an end": lambda fake: fake.claims.update(exp=None),
    "of the future": lambda fake: fake.claims.update(iat=4_000_000_000),
    "another person's information": lambda fake: fake.userinfo.update(sub="autre"),
    "no address": lambda fake: fake.userinfo.pop("email"),
    "an address that nobody checked": lambda fake: fake.userinfo.update(email_verified=False),
    "an address checked in words": lambda fake: fake.userinfo.update(email_verified="false"),
    "an address without an account": lambda fake: fake.userinfo.update(email="inconnue@essai.test"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_answer_opens_nothing_and_makes_no_account(
    client: Client, provider: Fake, user: User, wrong: str
) -> None:
    WRONG[wrong](provider)

    page = goes_through(client, provider)

    assert page.status_code in (200, 401)
    assert "Revenir à la connexion" in page.content.decode()
    assert not is_in(client)
    assert User.objects.count() == 1


def test_an_answer_to_nobodys_question_opens_nothing(client: Client, provider: Fake, user: User) -> None:
    goes_through(client, provider, state="autre")
    assert not is_in(client)

    Client().get(BACK, {"code": "c", "state": "x"})
    assert goes_through(client, provider, error="access_denied")["Location"] == "/connexion/"

    assert not is_in(client)


def test_a_closed_account_stays_closed(client: Client, provider: Fake, user: User) -> None:
    User.objects.update(is_active=False)

    goes_through(client, provider)

    assert not is_in(client)


def test_the_second_factor_is_asked_after_it_too(client: Client, provider: Fake, user: User) -> None:
    from allauth.mfa.totp.internal.auth import TOTP

    TOTP.activate(user, "JBSWY3DPEHPK3PXP")

    assert goes_through(client, provider)["Location"] == "/connexion/second-facteur/"
    assert not is_in(client)


def test_without_its_settings_there_is_no_such_way_in(client: Client) -> None:
    assert client.get(START).status_code == 404
    assert client.get(BACK).status_code == 404
    assert "Pro Santé Connect" not in client.get("/connexion/").content.decode()
