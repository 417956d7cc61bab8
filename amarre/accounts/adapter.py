"""How django-allauth behaves here: nobody signs up, and it speaks as the rest of the site."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse

from amarre.accounts.models import User
from amarre.audit.journal import record


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Sign-in of accounts that an administrator made."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "Ce compte est fermé. Demandez à l’administration de votre service de le rouvrir.",
        "email_password_mismatch": "L’adresse ou le mot de passe n’est pas le bon. Vérifiez les deux, puis réessayez.",
        "too_many_login_attempts": "Trop d’essais avec cette adresse. Attendez cinq minutes, puis réessayez.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: accounts are given."""
        return False

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any
    ) -> None:
        """Signing in and out is seen and needs no message; a new password does."""
        if message_template == "account/messages/password_changed.txt" and request.user.is_authenticated:
            messages.success(request, "Votre mot de passe est changé. Vos autres sessions sont terminées.")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to the person's account."""
        return reverse("mfa_index")

    @transaction.atomic
    def set_password(self, user: User, password: str) -> None:
        """A password chosen by its owner, from the account or behind a link; the journal says when."""
        super().set_password(user, password)
        record("user.password_set", user, by=user, service=None)

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        """The ways to show again that it is you, in French."""
        named = {
            reverse("account_reauthenticate"): "Donner le mot de passe",
            reverse("mfa_reauthenticate"): "Donner un code",
            reverse("mfa_reauthenticate_webauthn"): "Utiliser une clé",
        }
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        return [{**method, "description": named[method["url"]]} for method in methods]

    def invite(self, request: HttpRequest, user: User) -> None:
        """Send the link behind which a person chooses its first password; the mail says nothing else."""
        address = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
        link = request.build_absolute_uri(reverse("account_reset_password_from_key", kwargs=address))
        self.send_mail("account/email/invitation", user.email, {"link": link})
