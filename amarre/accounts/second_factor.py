"""The second factor: how it is kept, when a service requires it, and the way to it."""

import hashlib
import os
from base64 import b64decode, b64encode
from collections.abc import Callable
from typing import Any, ClassVar
from urllib.parse import urlencode

import qrcode  # type: ignore[import-untyped]
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.base.views import IndexView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, RemoveWebAuthnView
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.contrib.auth import logout
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.safestring import mark_safe

from amarre.accounts.models import User
from amarre.accounts.permissions import Permission
from amarre.audit.journal import record

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
#: What a person who still has to set up a second factor may open: that, and the way out.
OPEN_BEFORE = {"account_logout", "account_reauthenticate", "desk:datapackage"}


def factors_of(user: User) -> int:
    """How many second factors the account has; recovery codes alone are none."""
    return int(Authenticator.objects.filter(user=user, type__in=FACTORS).count())


class SecondFactor:
    """Middleware: whoever must have a second factor passes with it, or is led to set it up before anything else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """None lets the request through."""
        user, match = request.user, request.resolver_match
        if not isinstance(user, User) or has_passed(request) or not user.must_prove_twice:
            return None
        if factors_of(user):
            # A session from before the second factor: one must come in again, by both.
            logout(request)
            return redirect(f"{reverse('account_login')}?{urlencode({'next': request.path})}")
        name = match.view_name if match else ""
        return None if name in OPEN_BEFORE or name.startswith("mfa_") else redirect("mfa_index")


def has_passed(request: HttpRequest) -> bool:
    """Whether this session was opened, or went on, with a second factor."""
    return any(record["method"] == "mfa" for record in get_authentication_records(request, request.user))


class Adapter(DefaultMFAAdapter):  # type: ignore[misc]
    """How django-allauth's second factor behaves here."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "Ce code n’est pas le bon, ou il a déjà servi. Attendez le suivant, puis réessayez.",
        "cannot_delete_authenticator": "Votre service exige un second facteur : ajoutez-en un autre avant.",
    }

    def encrypt(self, text: str) -> str:
        """AES-256-GCM under a key of its own, kept outside the database."""
        nonce = os.urandom(12)
        return b64encode(nonce + _cipher().encrypt(nonce, text.encode(), b"mfa")).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret; InvalidTag when the row or the key was changed."""
        sealed = b64decode(encrypted_text)
        return _cipher().decrypt(sealed[:12], sealed[12:], b"mfa").decode()

    def get_totp_issuer(self) -> str:
        """The name under which the application lists the code."""
        return "Amarre"

    def build_totp_svg(self, url: str) -> str:
        """The drawing to scan, as an element of the page: the policy lets no image in from a `data:` address."""
        code = qrcode.QRCode(border=4)
        code.add_data(url)
        rows = code.get_matrix()
        dark = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, on in enumerate(row) if on)
        side = len(rows)
        return mark_safe(
            f'<svg width="{side * 5}" height="{side * 5}" viewBox="0 0 {side} {side}" role="img" '
            'aria-label="Code à photographier avec l’application">'
            f'<path fill="#fff" d="M0 0h{side}v{side}H0z"/><path fill="#000" d="{dark}"/></svg>'
        )

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Not the last one where a service requires it."""
        return factors_of(authenticator.user) > 1 or not authenticator.user.must_prove_twice

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        """A name to start from."""
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return "Clé principale" if number == 1 else f"Clé n° {number}"


def _cipher() -> AESGCM:
    return AESGCM(hashlib.sha256(settings.MFA_KEY.encode()).digest())


class Account(IndexView):  # type: ignore[misc]
    """The person's own page: what protects the account."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        due = user.must_prove_twice and not factors_of(user)
        reads = any(Permission.SIGNAL_READ in held for held in user.permissions_by_service.values())
        return {**super().get_context_data(**kwargs), "due": due, "digest": reads or user.daily_digest}


class Journaled:
    """A change that the person makes to its own second factor, and its event, or neither."""

    change: ClassVar[str]
    request: HttpRequest

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        """The change as django-allauth makes it, then the journal."""
        response: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        user = self.request.user
        assert isinstance(user, User)
        record("user.second_factor_changed", user, by=user, service=None, details={"change": self.change})
        return response


class RemoveApplication(Journaled, DeactivateTOTPView):  # type: ignore[misc]
    """The application leaves the account."""

    change = "application_removed"


class RemoveKey(Journaled, RemoveWebAuthnView):  # type: ignore[misc]
    """A key leaves the account."""

    change = "key_removed"


class NewRecoveryCodes(Journaled, GenerateRecoveryCodesView):  # type: ignore[misc]
    """The former recovery codes open nothing any more."""

    change = "recovery_codes_renewed"


class AddApplication(Journaled, ActivateTOTPView):  # type: ignore[misc]
    """This session has shown its second factor; the code that it gave does not serve twice."""

    change = "application_added"

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        application = Authenticator.objects.get(user=self.request.user, type=Authenticator.Type.TOTP)
        application.wrap().validate_code(form.cleaned_data["code"])
        post_authentication(self.request, application)
        return response


class AddKey(Journaled, AddWebAuthnView):  # type: ignore[misc]
    """The same with a key."""

    change = "key_added"

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        keys = Authenticator.objects.filter(user=self.request.user, type=Authenticator.Type.WEBAUTHN)
        post_authentication(self.request, keys.latest("pk"))
        return response
