"""What people type about the plan de maintien en emploi."""

from typing import Any

from django import forms
from django.utils import timezone

from amarre.cases.actions.planning import ACTION_LENGTH, OBJECTIVES_LENGTH, Wanted
from amarre.cases.enums import ActionState, OutsideOwner, Signatory
from amarre.cases.models import PlanAction
from amarre.desk.casework.case_forms import PastDayForm, a_day
from amarre.desk.casework.meanwhile import SeenForm
from amarre.desk.referring.referral_forms import named, radios, select, spelled
from amarre.directory.models import Professional

READ_BY_THE_WORKER = "Le travailleur le lira\u00a0: rien de médical."


class ObjectivesForm(SeenForm):
    """What the plan aims at."""

    objectives = forms.CharField(
        label="Objectifs", max_length=OBJECTIVES_LENGTH, help_text=READ_BY_THE_WORKER,
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 4}),
        error_messages={"required": "Écrivez les objectifs.",
                        "max_length": "Écrivez 2 000 caractères au plus."},
    )  # fmt: skip


class ActionForm(SeenForm):
    """One action: what, who, for when, how far; each box travels with what it held."""

    what = forms.CharField(
        label="Quoi faire", max_length=ACTION_LENGTH, help_text=READ_BY_THE_WORKER,
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
        error_messages={"required": "Dites quoi faire.", "max_length": f"Écrivez {ACTION_LENGTH} caractères au plus."},
    )  # fmt: skip
    who = select("Qui", [])
    due_on = a_day("Pour le")
    state = radios("État", ActionState.choices, initial=ActionState.TO_DO)

    def __init__(self, *args: Any, staff: list[Professional], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.staff = {str(one.pk): one for one in staff}
        self.fields["who"].choices = [  # type: ignore[attr-defined]
            ("", "Choisir"),
            *spelled(OutsideOwner.choices),
            ("Le service", [(pk, named(one)) for pk, one in self.staff.items()]),
        ]
        self.carry_what_was_read()

    def state_before(self) -> str:
        """What the buttons of the state held: they are drawn one by one."""
        return self["state"].as_hidden(only_initial=True)

    def wanted(self) -> Wanted:
        """The action as the form says it."""
        data = self.cleaned_data
        owner = self.staff.get(data["who"])
        return Wanted(data["what"], data["due_on"], owner, None if owner else data["who"])


def as_typed(action: PlanAction) -> dict[str, Any]:
    """An action as the form shows it."""
    who = str(action.owner_id) if action.owner_id else action.outside
    return {"what": action.what, "who": who, "due_on": action.due_on, "state": action.state}


class SignForm(PastDayForm):
    """A signature."""

    signatory = radios("Qui signe", Signatory.choices)
    name = forms.CharField(
        label="Nom de la personne qui signe pour l’employeur", required=False, max_length=200,
        widget=forms.TextInput(attrs={"class": "form-control am-w20", "autocomplete": "off"}),
    )  # fmt: skip

    def __init__(self, *args: Any, missing: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["signatory"].choices = missing  # type: ignore[attr-defined]
        self.fields["on"].initial = timezone.localdate

    def clean(self) -> dict[str, Any]:
        """The employer signs by somebody."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("signatory") == Signatory.EMPLOYER and not data.get("name"):
            self.add_error("name", "Dites qui signe pour l’employeur.")
        return data
