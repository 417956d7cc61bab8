"""The questions of a follow-up: the same words on the page of the worker and in the professional's call."""

from collections.abc import Iterable
from typing import Any

from django import forms

from amarre.cases.actions.following import WORDS_LENGTH, Answers
from amarre.cases.enums import Decisive, Recommends, Situation
from amarre.ui import french


def _spelled(choices: Iterable[tuple[str, Any]]) -> list[tuple[str, str]]:
    return [(value, french.written(str(label))) for value, label in choices]


def _one_of(label: str, choices: list[tuple[str, str]], missing: str, *, required: bool = True) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=_spelled(choices),
        required=required,
        widget=forms.RadioSelect,
        error_messages={"required": missing, "invalid_choice": missing},
    )


class AnswersForm(forms.Form):
    """What became of the worker, what helped, and whether to call."""

    situation = _one_of(
        "Où en êtes-vous aujourd’hui\u202f?",
        [choice for choice in Situation.choices if choice[0] != Situation.UNREACHABLE],
        "Choisissez la situation d’aujourd’hui.",
    )
    helped = forms.MultipleChoiceField(
        label="Qu’est-ce qui vous a aidé\u202f? (facultatif, plusieurs réponses possibles)",
        choices=_spelled(Decisive.choices),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choisissez dans la liste."},
    )
    recommends = _one_of(
        "Recommanderiez-vous cet accompagnement à un collègue\u202f? (facultatif)",
        list(Recommends.choices),
        "Choisissez une réponse.",
        required=False,
    )
    words = forms.CharField(
        label="Voulez-vous ajouter quelque chose\u202f? (facultatif)",
        help_text="N’écrivez rien de médical.",
        required=False,
        max_length=WORDS_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4, "class": "form-control"}),
        error_messages={"max_length": f"Écrivez {WORDS_LENGTH} caractères au plus."},
    )
    wants_call = _one_of(
        "Voulez-vous que le service vous rappelle\u202f?", [("oui", "Oui"), ("non", "Non")], "Choisissez oui ou non."
    )

    def answers(self) -> Answers:
        """What was answered, as the action takes it."""
        given = self.cleaned_data
        return Answers(
            given["situation"],
            tuple(given["helped"]),
            given["words"],
            given["recommends"],
            given["wants_call"] == "oui",
        )
