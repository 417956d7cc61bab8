"""What people type when a case ends or opens again, and how its worker agrees to be asked what became of them."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from amarre.cases.actions import Contact
from amarre.cases.actions.closing import usable
from amarre.cases.enums import Channel, Decisive, Outcome, Satisfaction
from amarre.cases.workflow import REASON_LENGTH
from amarre.desk.casework.meanwhile import SeenForm
from amarre.lib.errors import DomainError


def one_of(label: str, choices: Any, missing: str, *, required: bool = True) -> forms.ChoiceField:
    """One answer of a list."""
    return forms.ChoiceField(
        label=label,
        choices=choices,
        required=required,
        widget=forms.RadioSelect,
        error_messages={"required": missing, "invalid_choice": missing},
    )


def free_text(label: str, length: int, *, required: str = "", help_text: str = "") -> forms.CharField:
    """A few lines; `required` is what to say when they are missing."""
    return forms.CharField(
        label=label,
        required=bool(required),
        max_length=length,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 3, "class": "form-control"}),
        error_messages={"required": required, "max_length": f"Écrivez {length} caractères au plus."},
    )


class PastDay(forms.DateField):
    """A day that is not to come."""

    def __init__(self, label: str, missing: str) -> None:
        super().__init__(
            label=label,
            widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "form-control am-w10"}),
            error_messages={"required": missing, "invalid": "Donnez une date qui existe."},
        )

    def clean(self, value: Any) -> date:
        """The date; ValidationError for one to come."""
        day: date = super().clean(value)
        if day > timezone.localdate():
            raise forms.ValidationError("Cette date est à venir\u00a0: donnez le jour même ou un jour passé.")
        return day


class ContactForm(SeenForm):
    """How the worker agrees to be asked again."""

    channel = one_of(
        "Comment la personne accepte d’être recontactée",
        Channel.choices,
        "Demandez-lui, puis choisissez\u00a0: e-mail, SMS, téléphone, ou pas du tout.",
    )
    address = forms.CharField(
        label="Adresse e-mail ou numéro",
        required=False,
        max_length=200,
        help_text="Donné par la personne pour cela. Chiffré, jamais exporté.",
        widget=forms.TextInput(attrs={"class": "form-control am-w20", "autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        """The address goes with its channel."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("channel"):
            try:
                usable(self.contact())
            except DomainError as refusal:
                self.add_error("address", refusal.message)
        return data

    def contact(self) -> Contact:
        """What was typed, as the action takes it."""
        return Contact(self.cleaned_data["channel"], self.cleaned_data.get("address", ""))


class CloseForm(ContactForm):
    """How a case ends."""

    outcome = one_of("Issue", Outcome.choices, "Choisissez l’issue du dossier.")
    on = PastDay("Date de clôture", "Donnez la date de clôture.")
    decisive = one_of("Ce qui a été décisif", Decisive.choices, "Choisissez ce qui a été décisif.")
    satisfaction = one_of(
        "Satisfaction de la personne", Satisfaction.choices, "Choisissez une réponse, ou «\u00a0non recueillie\u00a0»."
    )
    reason = free_text(
        "Précision (facultatif)", REASON_LENGTH, help_text="En termes de travail\u00a0: rien de médical."
    )
    field_order = ("outcome", "on", "decisive", "satisfaction", "channel", "address", "reason", "seen")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # After a death nobody is asked again: the field is then no obligation.
        self.fields["channel"].required = self.data.get("outcome") != Outcome.DECEASED


class ReopenForm(SeenForm):
    """Why a closed case is taken up again."""

    on = PastDay("Date de réouverture", "Donnez la date de réouverture.")
    reason = free_text(
        "Pourquoi le rouvrir",
        REASON_LENGTH,
        required="Dites pourquoi le dossier est rouvert.",
        help_text="En termes de travail\u00a0: rien de médical.",
    )
