"""The forms of signing in and of one's own account: those of django-allauth, in our words and our classes."""

from collections.abc import Mapping
from typing import Any, ClassVar

from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm, ResetPasswordForm
from allauth.account.forms import ResetPasswordKeyForm as AllauthResetPasswordKeyForm
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django.conf import settings
from django.utils.text import capfirst

ADDRESS = ("Adresse e-mail", "Donnez votre adresse e-mail.")
PASSWORD = ("Mot de passe", "Donnez votre mot de passe.")
CODE = ("Code à six chiffres", "Donnez le code que montre votre application.")
NEW = ("Nouveau mot de passe", "Choisissez un nouveau mot de passe.")
AGAIN = ("Le même, une seconde fois", "Écrivez le nouveau mot de passe une seconde fois.")
KEY = ("Nom de la clé", "Donnez un nom à cette clé.")


class OurWords:
    """Mixin: each field's label and what to say when it is empty; mistakes shown as everywhere on the site."""

    words: ClassVar[Mapping[str, tuple[str, str]]]
    fields: dict[str, Any]
    errors: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (label, required) in self.words.items():
            field = self.fields[name]
            field.label, field.help_text = label, ""
            field.error_messages["required"] = required
            field.error_messages["invalid"] = "Écrivez une adresse complète, comme prenom.nom@service.fr."
            field.widget.attrs.pop("placeholder", None)
            field.widget.attrs["class"] = "form-control am-w20"
        for name in self.words:
            if name in self.errors:
                self.fields[name].widget.attrs["class"] += " is-invalid"
                self.fields[name].widget.attrs["aria-describedby"] = f"id_{name}_erreur"

    def summary(self) -> list[tuple[str, str]]:
        """Each mistake with the field to go to: [(sentence, id)]."""
        first = next(iter(self.words))
        return [
            (capfirst(str(sentence)), f"id_{name if name in self.words else first}")
            for name, sentences in self.errors.items()
            for sentence in sentences
        ]


class SignInForm(OurWords, LoginForm):  # type: ignore[misc]
    """Address and password."""

    words = {"login": ADDRESS, "password": PASSWORD}

    @property
    def pro_sante(self) -> bool:
        """Whether the installation has that other way in."""
        return bool(settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autocomplete"] = "username"


class ConfirmForm(OurWords, ReauthenticateForm):  # type: ignore[misc]
    """The password, asked again before a change to the account's protection."""

    words = {"password": PASSWORD}


class CodeForm(OurWords, mfa.AuthenticateForm):  # type: ignore[misc]
    """The second factor at sign-in: a code of the application, or a recovery code."""

    words = {"code": ("Code de l’application, ou code de secours", CODE[1])}


class ConfirmCodeForm(OurWords, mfa.ReauthenticateForm):  # type: ignore[misc]
    """The same, asked again before a change to the account's protection."""

    words = {"code": ("Code de l’application, ou code de secours", CODE[1])}


class ApplicationForm(OurWords, ActivateTOTPForm):  # type: ignore[misc]
    """The first code of a new application proves that it was set up."""

    words = {"code": CODE}


class AddKeyForm(OurWords, AddWebAuthnForm):  # type: ignore[misc]
    """A passkey or a security key, with a name to tell it from the others."""

    words = {"name": KEY}


class RenameKeyForm(OurWords, EditWebAuthnForm):  # type: ignore[misc]
    """Another name for a key."""

    words = {"name": KEY}


class ForgottenForm(OurWords, ResetPasswordForm):  # type: ignore[misc]
    """The address to which the link is sent."""

    words = {"email": ADDRESS}


class NewPasswordForm(OurWords, AllauthResetPasswordKeyForm):  # type: ignore[misc]
    """A new password, behind the link of the mail."""

    words = {"password1": NEW, "password2": AGAIN}


class ChangeForm(OurWords, ChangePasswordForm):  # type: ignore[misc]
    """A new password, from one's own account."""

    words = {
        "oldpassword": ("Mot de passe actuel", "Donnez votre mot de passe actuel."),
        "password1": NEW,
        "password2": AGAIN,
    }
