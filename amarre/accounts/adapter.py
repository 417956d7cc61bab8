"""How django-allauth behaves here: nobody signs up, and it speaks as the rest of the site."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


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

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Signing in and out is seen; it needs no message."""
