"""What people type on the pages of the working day."""

from typing import Any

from django import forms

from amarre.cases.enums import ReferralReason
from amarre.detection.actions import COMMENT_LENGTH
from amarre.detection.enums import SetAsideReason


class SetAsideForm(forms.Form):
    """Why a signal is set aside."""

    reason = forms.ChoiceField(
        label="Pourquoi l’écarter",
        choices=SetAsideReason.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choisissez une raison dans la liste.",
            "invalid_choice": "Choisissez une raison dans la liste.",
        },
    )
    comment = forms.CharField(
        label="Précision (facultatif)",
        help_text="En termes de travail\u00a0: rien de médical. Lue seulement par ceux qui reçoivent les signalements.",
        required=False,
        max_length=COMMENT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3, "class": "form-control"}),
        error_messages={"max_length": f"Écrivez {COMMENT_LENGTH} caractères au plus."},
    )

    def clean(self) -> dict[str, Any]:
        """« Autre raison » says nothing alone."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("reason") == SetAsideReason.OTHER and not data.get("comment"):
            self.add_error("comment", "Dites quelle est cette autre raison.")
        return data


class ReferForm(forms.Form):
    """What the cell is asked to look at."""

    reason = forms.ChoiceField(
        label="Ce qu’il faut regarder",
        choices=ReferralReason.choices,
        widget=forms.RadioSelect,
        initial=ReferralReason.HEALTH,
        error_messages={
            "required": "Choisissez ce qu’il faut regarder.",
            "invalid_choice": "Choisissez ce qu’il faut regarder.",
        },
    )
