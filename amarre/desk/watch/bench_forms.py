"""The numbers of a rule or of the grid, to try others."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from amarre.detection.subjects import Choice
from amarre.ui.french import written


class FiguresForm(forms.Form):
    """One number per choice, filled with the value of today."""

    def __init__(self, choices: Sequence[Choice], data: Mapping[str, Any] | None = None) -> None:
        self.choices = choices
        super().__init__(data)
        for one in choices:
            field = forms.IntegerField(
                label=f"{written(one.label)} ({one.unit})",
                help_text=f"Aujourd’hui\u00a0: {one.present}.",
                initial=one.present,
                min_value=one.least,
                max_value=one.most,
                error_messages={
                    "required": "Donnez un nombre.",
                    "invalid": "Donnez un nombre entier.",
                    "min_value": f"Donnez un nombre d’au moins {one.least}.",
                    "max_value": f"Donnez un nombre d’au plus {one.most}.",
                },
            )
            field.widget.attrs["class"] = "form-control am-w20"
            self.fields[one.name] = field

    def changed(self) -> dict[str, int]:
        """The values that are not those of today, by name."""
        return {one.name: value for one in self.choices if (value := self.cleaned_data[one.name]) != one.present}
