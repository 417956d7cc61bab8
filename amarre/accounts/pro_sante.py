"""Pro Santé Connect: OpenID Connect, for people who already have an account, and checked to the letter.

django-allauth trusts an identity token that came straight from the provider; here its signature, its nonce and the
subject of the user's information are checked as well.
"""

import secrets
from typing import Any

import jwt
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.base.constants import AuthError
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from amarre.accounts.models import User

NONCE = "pro_sante_nonce"
ALGORITHM = "RS256"
#: What an identity token must carry, whatever the provider left out.
REQUIRED = ("iss", "sub", "aud", "exp", "iat", "nonce")


class Exchange(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """The two answers of the provider, taken for true only when everything in them agrees."""

    def complete_login(self, request: HttpRequest, app: SocialApp, token: Any, **kwargs: Any) -> SocialLogin:
        """The person that the provider names; OAuth2Error for anything out of place."""
        nonce = request.session.pop(NONCE, None)
        try:
            claims = self._claims(app, str(kwargs["response"]["id_token"]))
            told = self._fetch_user_info(token.token)
            wanted = {"nonce": nonce, "sub": told["sub"], "azp": claims.get("azp", app.client_id)}
        except (jwt.PyJWTError, KeyError, TypeError, ValueError) as error:
            raise OAuth2Error("wrong answer") from error
        if (
            not nonce
            or wanted["azp"] != app.client_id
            or any(claims[name] != wanted[name] for name in ("nonce", "sub"))
        ):
            raise OAuth2Error("wrong answer")
        return self.get_provider().sociallogin_from_response(request, {"id_token": claims, "userinfo": told})

    def _claims(self, app: SocialApp, token: str) -> dict[str, Any]:
        if jwt.get_unverified_header(token)["alg"] != ALGORITHM:
            raise OAuth2Error("wrong algorithm")
        config = self.openid_config
        claims: dict[str, Any] = jwtkit.verify_and_decode(
            credential=token,
            keys_url=config["jwks_uri"],
            issuer=config["issuer"],
            audience=app.client_id,
            lookup_kid=jwtkit.lookup_kid_jwk,
        )
        for name in REQUIRED:
            claims[name]
        return claims


class Provider(OpenIDConnectProvider):  # type: ignore[misc]
    """What is asked of the provider; nothing of it can be changed from the address bar."""

    oauth2_adapter_class = Exchange

    def get_auth_params_from_request(self, request: HttpRequest, action: str) -> dict[str, str]:
        """A nonce of this session, and the level of certainty that Pro Santé Connect requires."""
        request.session[NONCE] = secrets.token_urlsafe(32)
        return {"nonce": request.session[NONCE], "acr_values": "eidas1"}

    def get_scope_from_request(self, request: HttpRequest) -> list[str]:
        """Always the same."""
        return list(self.get_scope())

    def extract_email_addresses(self, data: dict[str, Any]) -> list[EmailAddress]:
        """The address, when the provider says itself that it checked it."""
        told = data["userinfo"]
        if not isinstance(told.get("email"), str) or told.get("email_verified") is not True:
            return []
        return [EmailAddress(email=told["email"].lower(), verified=True, primary=True)]


class Accounts(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Which account a person of the provider opens."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Never: accounts are given."""
        return False

    def authenticate_by_email(self, sociallogin: SocialLogin) -> tuple[User, str] | None:
        """The account of that address; given by Administration, it is its owner's, and keeps its password."""
        for address in [each for each in sociallogin.email_addresses if each.verified]:
            user = User.objects.filter(email=address.email).first()
            if user is not None:
                EmailAddress.objects.update_or_create(
                    user=user, email=address.email, defaults={"verified": True, "primary": True}
                )
                return user, address.email
        return None

    def on_authentication_error(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Whoever gave up over there is back at the sign-in page."""
        if kwargs.get("error") == AuthError.CANCELLED:
            raise ImmediateHttpResponse(redirect("account_login"))

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: Any) -> str:
        """Back to the person's account."""
        return reverse("mfa_index")


@login_not_required
@require_safe
def leave(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Go to the provider; 404 where the installation has none."""
    return _through(OAuth2LoginView, request, provider_id)


@login_not_required
@require_safe
def come_back(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Come back from the provider."""
    return _through(OAuth2CallbackView, request, provider_id)


def _through(view: Any, request: HttpRequest, provider_id: str) -> HttpResponse:
    try:
        answer: HttpResponse = view.adapter_view(Exchange(request, provider_id))(request)
    except SocialApp.DoesNotExist:
        raise Http404 from None
    return answer
