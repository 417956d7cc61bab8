"""What people type about a case."""

from typing import Any

from django import forms
from django.utils import timezone

from amarre.cases.enums import (
    BoeStatus,
    CaseMove,
    ConsentWay,
    PreventionLevel,
    Recipient,
    Scope,
    Statement,
    WorkSituation,
)
from amarre.cases.nomenclature import read_levels
from amarre.cases.workflow import REASON_LENGTH, REASONED_MOVES
from amarre.desk.casework.meanwhile import SeenForm
from amarre.desk.referring.referral_forms import CHOOSE, named, radios, select
from amarre.directory.models import Professional

NOTHING = [("", "Non renseigné")]
#: Without the word for what nobody said: the empty line is that answer.
BOE = [(value, label) for value, label in BoeStatus.choices if value != BoeStatus.UNKNOWN]


def a_day(label: str, **options: Any) -> forms.DateField:
    """A date box of the browser."""
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date", "class": "form-control am-w10"}, format="%Y-%m-%d"),
        error_messages={"required": "Donnez la date.", "invalid": "Écrivez une date, comme 15/09/2026."},
        input_formats=["%Y-%m-%d", "%d/%m/%Y"], **options,
    )  # fmt: skip


class PastDayForm(SeenForm):
    """A day that is not to come."""

    on = a_day("Date", initial=timezone.localdate)

    def clean_on(self) -> Any:
        """Nothing is recorded ahead of time."""
        if self.cleaned_data["on"] > timezone.localdate():
            raise forms.ValidationError("Cette date est après aujourd’hui.")
        return self.cleaned_data["on"]


class MoveForm(PastDayForm):
    """A move of a case: its day, and why where it says so."""

    reason = forms.CharField(
        label="Raison", max_length=REASON_LENGTH, help_text="En termes de travail\u00a0: rien de médical.",
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 3}),
        error_messages={"required": "Dites pourquoi.", "max_length": f"Écrivez {REASON_LENGTH} caractères au plus."},
    )  # fmt: skip

    def __init__(self, *args: Any, move: CaseMove, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if move not in REASONED_MOVES:
            del self.fields["reason"]


class CaseForm(SeenForm):
    """What the cell knows of a case; each box travels with what it held, so that only what was changed is written."""

    lead = forms.ModelChoiceField(
        Professional.objects.none(), label="Référent", required=False, empty_label="Personne encore",
        error_messages={"invalid_choice": CHOOSE},
        widget=forms.Select(attrs={"class": "form-select am-w20"}),
    )  # fmt: skip
    physician = forms.ModelChoiceField(
        Professional.objects.none(), label="Médecin du travail", required=False, empty_label="Non renseigné",
        error_messages={"invalid_choice": CHOOSE}, widget=forms.Select(attrs={"class": "form-select am-w20"}),
    )  # fmt: skip
    level = select("Niveau", [], required=False)
    prevention_level = select("Niveau de prévention", NOTHING + PreventionLevel.choices, required=False)
    work_situation = select("Situation de travail", NOTHING + WorkSituation.choices, required=False)
    boe_status = select("Bénéficiaire de l’obligation d’emploi", NOTHING + BOE, required=False)
    plan_opened_on = a_day("Plan de maintien ouvert le", required=False)

    def __init__(self, *args: Any, staff: Any, health: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("lead", "physician"):
            self.fields[name].queryset = staff if name == "lead" else staff.filter(role="medecin_travail")  # type: ignore[attr-defined]
            self.fields[name].label_from_instance = named  # type: ignore[attr-defined]
        self.fields["level"].choices = NOTHING + [(code, one.shown(code)) for code, one in read_levels().items()]  # type: ignore[attr-defined]
        if not health:
            del self.fields["work_situation"], self.fields["boe_status"]
        self.carry_what_was_read()


class NoteForm(PastDayForm):
    """A note of a compartment."""

    kind = select("Nature", Statement.choices, initial=Statement.NOTE, required=False)
    text = forms.CharField(
        label="Note", max_length=20_000, widget=forms.Textarea(attrs={"class": "form-control", "rows": 6}),
        error_messages={"required": "Écrivez la note.", "max_length": "Écrivez 20 000 caractères au plus."},
    )  # fmt: skip


class ConsentForm(PastDayForm):
    """What the worker agrees to."""

    recipient = select("Destinataire", Recipient.choices)
    named = forms.CharField(
        label="Nom du destinataire (obligatoire pour «\u00a0un autre\u00a0»)", required=False, max_length=200,
        widget=forms.TextInput(attrs={"class": "form-control am-w20"}),
    )  # fmt: skip
    scopes = forms.MultipleChoiceField(
        label="Ce qui peut être transmis", choices=Scope.choices, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Cochez ce qui peut être transmis.", "invalid_choice": CHOOSE},
    )  # fmt: skip
    way = radios("Comment l’accord a été donné", ConsentWay.choices)
    until = a_day("Valable jusqu’au (facultatif)", required=False)

    def clean(self) -> dict[str, Any]:
        """The dates and the name hold together."""
        data: dict[str, Any] = super().clean() or {}
        data.pop("seen", None)
        if data.get("recipient") == Recipient.OTHER and not data.get("named"):
            self.add_error("named", "Nommez ce destinataire.")
        if data.get("until") and data.get("on") and data["until"] < data["on"]:
            self.add_error("until", "Cette date précède celle de l’accord.")
        return data
