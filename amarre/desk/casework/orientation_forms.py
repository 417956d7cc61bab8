"""What people type about an orientation."""

from typing import Any

from django import forms
from django.utils import timezone

from amarre.cases.enums import Scope
from amarre.desk.casework.case_forms import PastDayForm, a_day
from amarre.desk.casework.meanwhile import SeenForm
from amarre.desk.referring.referral_forms import CHOOSE, select
from amarre.partners.actions import CONSENT_OF, DATED, TEXT_LENGTH
from amarre.partners.enums import OrientationReason, OrientationResult, Recipient
from amarre.partners.models import REASON_LENGTH

WORK_TERMS = "En termes de travail\u00a0: rien de médical."


def a_text(label: str, most: int, rows: int, missing: str, **options: Any) -> forms.CharField:
    """A few lines."""
    return forms.CharField(
        label=label, max_length=most, widget=forms.Textarea(attrs={"class": "form-control", "rows": rows}),
        error_messages={"required": missing, "max_length": f"Écrivez {most} caractères au plus."}, **options,
    )  # fmt: skip


class OrientForm(PastDayForm):
    """To whom, when, why, what is expected and what is told."""

    recipient = select("Vers qui", Recipient.choices)
    named = forms.CharField(
        label="Nom du conseiller, du professionnel ou du bureau", required=False, max_length=200,
        help_text="Obligatoire pour un autre professionnel de santé.",
        widget=forms.TextInput(attrs={"class": "form-control am-w20"}),
        error_messages={"max_length": "Écrivez 200 caractères au plus."},
    )  # fmt: skip
    reason = select("Pourquoi", OrientationReason.choices)
    expected = a_text("Ce qui est attendu", TEXT_LENGTH, 4, "Dites ce qui est attendu.", help_text=WORK_TERMS)
    told = forms.MultipleChoiceField(
        label="Ce qui est transmis", choices=Scope.choices, widget=forms.CheckboxSelectMultiple,
        initial=[Scope.IDENTITY, Scope.WORK],
        error_messages={"required": "Cochez ce qui est transmis.", "invalid_choice": CHOOSE},
    )  # fmt: skip
    field_order = ("recipient", "named", "on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].label = "Envoyée le"
        self.fields["recipient"].help_text = "L’Agefiph sert les employeurs privés, le FIPHFP les employeurs publics."

    def clean(self) -> dict[str, Any]:
        """Whom no list names is named."""
        data: dict[str, Any] = super().clean() or {}
        if CONSENT_OF.get(data.get("recipient", "")) == "autre" and not data.get("named", "").strip():
            self.add_error("named", "Nommez ce destinataire.")
        if Scope.HEALTH in data.get("told", ()) and data.get("recipient") != Recipient.OTHER_HEALTH_PROFESSIONAL:
            self.add_error("told", "Les informations de santé ne vont qu’à un professionnel de santé.")
        return data


class AnswerForm(SeenForm):
    """What came back; each box travels with what it held, so that only what was changed is written."""

    acknowledged_on = a_day("Accusé de réception le", required=False)
    taken_up_on = a_day("Prise en charge le (un conseiller est désigné)", required=False)
    feedback_on = a_day("Dernier retour le", required=False)
    result = select("Résultat", [("", "Pas encore connu"), *OrientationResult.choices], required=False)
    # Without help beside it: a hidden box, which keeps what stood, may not be described.
    said = a_text("Ce qu’en dit le destinataire, en termes de travail", TEXT_LENGTH, 4, "", required=False)

    def __init__(self, *args: Any, sent_on: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sent_on = sent_on
        self.carry_what_was_read()

    def clean(self) -> dict[str, Any]:
        """An answer follows the sending, and has come."""
        data: dict[str, Any] = super().clean() or {}
        for name in DATED:
            if data.get(name) and data[name] > timezone.localdate():
                self.add_error(name, "Cette date est après aujourd’hui.")
            elif data.get(name) and data[name] < self.sent_on:
                self.add_error(name, "Cette date précède l’envoi.")
        if data.get("result") and not data.get("feedback_on") and "feedback_on" not in self.errors:
            self.add_error("feedback_on", "Donnez le jour du retour qui dit ce résultat.")
        return data


class CancelForm(SeenForm):
    """Why an orientation is cancelled."""

    reason = a_text("Raison", REASON_LENGTH, 3, "Dites pourquoi.", help_text=WORK_TERMS)


#: What the answer form writes, in the order of the page.
ANSWERS = (*DATED, "result", "said")
