"""The form of the visitor's first screen."""

from typing import Any

from allauth.account.forms import LoginForm
from django.utils.text import capfirst


class SignInForm(LoginForm):  # type: ignore[misc]
    """Address and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        address, password = self.fields["login"], self.fields["password"]
        address.label, password.label = "Adresse e-mail", "Mot de passe"
        address.error_messages["required"] = "Donnez votre adresse e-mail."
        address.error_messages["invalid"] = "Écrivez une adresse complète, comme prenom.nom@service.fr."
        password.error_messages["required"] = "Donnez votre mot de passe."
        address.widget.attrs["autocomplete"] = "username"
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.widget.attrs["class"] = "form-control am-w20"
            if name in self.errors:
                field.widget.attrs["class"] += " is-invalid"
                field.widget.attrs["aria-describedby"] = f"id_{name}_erreur"

    def summary(self) -> list[tuple[str, str]]:
        """Each mistake with the field to go to: [(sentence, id)]."""
        return [
            (capfirst(str(sentence)), f"id_{'login' if name == '__all__' else name}")
            for name, sentences in self.errors.items()
            for sentence in sentences
        ]
