"""What Administration types."""

import re
from collections.abc import Collection
from typing import Any

from django import forms

from amarre.accounts.enums import Role
from amarre.accounts.models import Service
from amarre.cases.profiles import Profile
from amarre.desk.referring.referral_forms import named
from amarre.directory.models import Professional


class SecondFactorForm(forms.Form):
    """The roles that need a second factor."""

    roles = forms.MultipleChoiceField(
        label="Rôles qui se connectent avec un second facteur",
        choices=Role.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choisissez des rôles de la liste."},
    )


class RolesForm(forms.Form):
    """What a person does in the service: the roles of its organisation, and those that the person has already."""

    roles = forms.TypedMultipleChoiceField(
        label="Rôles dans ce service",
        choices=Role.choices,
        coerce=Role,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choisissez des rôles de la liste."},
    )

    def __init__(self, *args: Any, proposed: Collection[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"].choices = [(one.value, one.label) for one in Role if one in proposed]  # type: ignore[attr-defined]


class AccountForm(RolesForm):
    """Who is to come in."""

    full_name = forms.CharField(
        label="Nom affiché",
        max_length=200,
        widget=forms.TextInput(attrs={"class": "form-control am-w20"}),
        error_messages={"required": "Donnez le nom de la personne.", "max_length": "Écrivez 200 caractères au plus."},
    )
    email = forms.EmailField(
        label="Adresse e-mail",
        max_length=254,
        widget=forms.EmailInput(attrs={"class": "form-control am-w20", "autocomplete": "off"}),
        error_messages={
            "required": "Donnez son adresse e-mail.",
            "invalid": "Écrivez une adresse complète, comme prenom.nom@service.fr.",
            "max_length": "Cette adresse est trop longue.",
        },
    )
    field_order = ("full_name", "email", "roles")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"].required = True
        self.fields["roles"].error_messages["required"] = "Cochez un rôle au moins."


class StaffForm(forms.Form):
    """Who the person is in the service's data."""

    professional = forms.ModelChoiceField(
        Professional.objects.none(),
        label="Professionnel du service",
        help_text=(
            "Tel que votre logiciel métier le nomme. Ses dossiers deviennent «\u00a0Mes dossiers\u00a0» pour ce compte."
        ),
        required=False,
        empty_label="Aucun",
        widget=forms.Select(attrs={"class": "form-select am-w20"}),
        error_messages={"invalid_choice": "Choisissez dans la liste."},
    )

    def __init__(self, *args: Any, staff: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["professional"].queryset = staff  # type: ignore[attr-defined]
        self.fields["professional"].label_from_instance = named  # type: ignore[attr-defined]


class CoordinatorForm(forms.Form):
    """Who coordinates a shared cell."""

    full_name = AccountForm.base_fields["full_name"]
    email = AccountForm.base_fields["email"]


class SharingForm(forms.Form):
    """The services that a cell serves."""

    services = forms.ModelMultipleChoiceField(
        Service.objects.none(), label="Services", widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Cochez un service au moins.", "invalid_choice": "Choisissez dans la liste."},
    )  # fmt: skip
    authorisation = forms.CharField(
        label="Autorisation du partage", required=False, max_length=300,
        help_text=(
            "Dès deux services\u00a0: l’autorité et la date, par exemple "
            "«\u00a0Dreets, décision du 3 mars 2026\u00a0»."
        ),
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
        error_messages={"max_length": "Écrivez 300 caractères au plus."},
    )  # fmt: skip

    def __init__(self, *args: Any, services: Collection[Service], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = Service.objects.filter(pk__in=[one.pk for one in services]).order_by("name")
        self.fields["services"].queryset = mine  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Several services suppose an authorisation."""
        data: dict[str, Any] = super().clean() or {}
        if len(data.get("services", ())) > 1 and not data.get("authorisation", "").strip():
            self.add_error("authorisation", "Donnez la référence de l’autorisation.")
        return data


class NameForm(forms.Form):
    """The name of a service or of a cell."""

    name = forms.CharField(
        label="Nom",
        max_length=200,
        widget=forms.TextInput(attrs={"class": "form-control"}),
        error_messages={"required": "Donnez un nom.", "max_length": "Écrivez 200 caractères au plus."},
    )


class OrganisationForm(forms.Form):
    """How the service is organised."""

    profile = forms.ChoiceField(
        label="Organisation", widget=forms.RadioSelect,
        error_messages={"required": "Choisissez une organisation.", "invalid_choice": "Choisissez dans la liste."},
    )  # fmt: skip

    def __init__(self, *args: Any, profiles: Collection[Profile], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["profile"].choices = [(one.code, one.label) for one in profiles]  # type: ignore[attr-defined]


class ServiceForm(NameForm):
    """A new service: its name, and the word that stands for it in addresses and commands."""

    code = forms.CharField(
        label="Code",
        help_text="Dans l’adresse des pages et à la ligne de commande. Il ne change plus ensuite.",
        max_length=50,
        widget=forms.TextInput(attrs={"class": "form-control am-w20", "autocomplete": "off"}),
        error_messages={"required": "Donnez un code.", "max_length": "Écrivez 50 caractères au plus."},
    )

    def clean_code(self) -> str:
        """As the model takes it, and not taken."""
        code: str = self.cleaned_data["code"]
        if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", code):
            raise forms.ValidationError("Écrivez des lettres minuscules sans accent, des chiffres, des tirets.")
        if Service.objects.filter(code=code).exists():
            raise forms.ValidationError("Un autre service porte déjà ce code\u00a0: choisissez-en un autre.")
        return code


class ReadingForm(forms.Form):
    """What was read of a legal figure, and where."""

    value = forms.DecimalField(
        label="Valeur lue dans le texte",
        help_text="La même si le texte la garde\u202f; la bonne s’il l’a changée.",
        min_value=0,
        max_value=100_000,
        max_digits=8,
        decimal_places=2,
        localize=True,
        widget=forms.TextInput(attrs={"class": "form-control am-w10", "inputmode": "decimal"}),
        error_messages={
            "required": "Donnez la valeur que le texte dit.",
            "invalid": "Écrivez un nombre, comme 60.",
            "min_value": "Écrivez un nombre positif.",
            "max_value": "Ce nombre est trop grand.",
            "max_digits": "Ce nombre a trop de chiffres.",
            "max_decimal_places": "Écrivez deux décimales au plus.",
            "max_whole_digits": "Ce nombre est trop grand.",
        },
    )
    reference = forms.CharField(
        label="Texte lu",
        help_text="L’article, sa version et le jour où vous l’avez lu.",
        max_length=300,
        widget=forms.TextInput(attrs={"class": "form-control"}),
        error_messages={"required": "Dites quel texte vous avez lu.", "max_length": "Écrivez 300 caractères au plus."},
    )
