"""What people type about a dispositif."""

import re
from typing import Any

from django import forms
from django.utils import timezone

from amarre.cases.actions.schemes import REASON_LENGTH
from amarre.cases.enums import Approval, Scheme, SchemeInitiator, Terms
from amarre.cases.models.schemes import AMOUNTS
from amarre.cases.schemes.measures import BOXES, boxes_of
from amarre.desk.casework.case_forms import PastDayForm, a_day
from amarre.desk.casework.meanwhile import SeenForm
from amarre.desk.referring.referral_forms import radios, select


class EurosField(forms.DecimalField):
    """An amount as people copy it: with spaces between thousands, a comma, the sign of the euro."""

    def to_python(self, value: Any) -> Any:
        """The same without what is not a figure."""
        return super().to_python(re.sub(r"[\s€]", "", value) if isinstance(value, str) else value)


def euros(label: str) -> EurosField:
    """An amount to the cent."""
    return EurosField(
        label=f"{label}, en euros", required=False, min_value=0, max_digits=10, decimal_places=2, localize=True,
        widget=forms.TextInput(attrs={"class": "form-control am-w10", "inputmode": "decimal"}),
        error_messages={
            "invalid": "Écrivez un montant, comme 1 050,00.", "min_value": "Un montant n’est pas négatif.",
            "max_decimal_places": "Écrivez deux décimales au plus.", "max_digits": "Ce montant est trop grand.",
            "max_whole_digits": "Ce montant est trop grand.",
        },
    )  # fmt: skip


def a_count(label: str, most: int, **options: Any) -> forms.IntegerField:
    """A whole number."""
    return forms.IntegerField(
        label=label, required=False, min_value=1, max_value=most,
        widget=forms.TextInput(attrs={"class": "form-control am-w3", "inputmode": "numeric"}),
        error_messages={
            "invalid": "Écrivez un nombre entier.", "min_value": "Écrivez un nombre positif.",
            "max_value": f"Écrivez {most} au plus.",
        }, **options,
    )  # fmt: skip


class UseForm(SeenForm):
    """A use: who proposed it, when it was asked and granted, its dates and its amounts.

    The last boxes are those of some dispositifs only: the form of one use has its own.
    """

    initiator = select("À l’initiative de", [("", "Non renseigné"), *SchemeInitiator.choices], required=False)
    requested_on = a_day("Demandé le", required=False)
    granted_on = a_day("Accordé le", required=False)
    starts_on = a_day("Début", required=False)
    ends_on = a_day("Fin", required=False)
    terms = select("Cadre de la période de reconversion", [("", "Non renseigné"), *Terms.choices], required=False)
    hours = a_count("Heures de formation", 100_000)
    work_share = a_count("Temps de travail, en % d’un temps plein", 100)
    amount_cost = euros("Coût, ou surcoût dû au handicap")
    amount_asked = euros("Montant demandé")
    amount_granted = euros("Montant accordé")
    amount_paid = euros("Montant versé")

    def __init__(self, *args: Any, scheme: str = "", renewed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if renewed:
            del self.fields["starts_on"], self.fields["ends_on"]
        for name in set(BOXES.values()) - boxes_of(scheme) if scheme else ():
            del self.fields[name]
        self.carry_what_was_read()

    def clean(self) -> dict[str, Any]:
        """Nothing is asked, granted or paid ahead of time, and an end has its beginning."""
        data: dict[str, Any] = super().clean() or {}
        data["initiator"] = data.get("initiator") or None
        if "terms" in self.fields:
            data["terms"] = data.get("terms") or None
        for name in ("requested_on", "granted_on"):
            if data.get(name) and data[name] > timezone.localdate():
                self.add_error(name, "Cette date est après aujourd’hui.")
        if data.get("ends_on") and not data.get("starts_on"):
            self.add_error("starts_on", "Donnez aussi le début.")
        if data.get("granted_on") and data.get("requested_on") and data["granted_on"] < data["requested_on"]:
            self.add_error("granted_on", "L’accord précède la demande.")
        paid, granted = data.get("amount_paid"), data.get("amount_granted")
        if paid is not None and granted is not None and paid > granted:
            self.add_error("amount_paid", "Le montant versé dépasse le montant accordé.")
        return data


class SchemeForm(UseForm):
    """A dispositif mobilised in a case."""

    scheme = select("Dispositif", Scheme.choices)
    approval = radios("Accord", Approval.choices, initial=Approval.PENDING)
    field_order = ("scheme", "approval")


class AnswerForm(PastDayForm):
    """What one of those who must agree answered."""

    answer = radios("Réponse", [("oui", "Accord"), ("non", "Refus")])
    person = forms.CharField(
        label="Nom de la personne qui a répondu (facultatif)", required=False, max_length=200,
        widget=forms.TextInput(attrs={"class": "form-control am-w20"}),
        error_messages={"max_length": "Écrivez 200 caractères au plus."},
    )  # fmt: skip
    reason = forms.CharField(
        label="Raison, si l’accord est refusé", required=False, max_length=REASON_LENGTH,
        help_text="Chiffrée, et lue par ceux qui lisent la santé seulement.",
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 3}),
        error_messages={"max_length": f"Écrivez {REASON_LENGTH} caractères au plus."},
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """A refusal says why."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("answer") == "non" and not data.get("reason", "").strip():
            self.add_error("reason", "Dites pourquoi l’accord est refusé.")
        return data


class RenewForm(SeenForm):
    """One more period."""

    starts_on = a_day("Début de la nouvelle période")
    ends_on = a_day("Fin de la nouvelle période")
    asked_on = a_day("Demandé le (facultatif)", required=False)
    granted_on = a_day("Accordé le (facultatif)", required=False)


#: Fields of a use in the order of the page.
FIELDS = (
    "initiator", "requested_on", "granted_on", "starts_on", "ends_on", "terms", "hours", "work_share", *AMOUNTS
)  # fmt: skip
