"""The figures of a rule, to try others."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone

from amarre.rules.parameters import Figure
from amarre.ui.french import written

#: Beyond it no figure of the catalogue makes sense, and a duration leaves the calendar.
MOST = 1000


class FiguresForm(forms.Form):
    """One number per figure that is the project's choice, filled with the value of today."""

    def __init__(self, figures: Mapping[str, Figure], data: Mapping[str, Any] | None = None) -> None:
        today = timezone.localdate()
        self.present = {name: int(str(figure.at(today).value)) for name, figure in figures.items()}
        super().__init__(data)
        for name, figure in figures.items():
            field = forms.IntegerField(
                label=f"{written(figure.label)} ({figure.unit})",
                help_text=f"Aujourd’hui\u00a0: {self.present[name]}.",
                initial=self.present[name],
                min_value=1,
                max_value=MOST,
                error_messages={
                    "required": "Donnez un nombre.",
                    "invalid": "Donnez un nombre entier.",
                    "min_value": "Donnez un nombre d’au moins 1.",
                    "max_value": f"Donnez un nombre d’au plus {MOST}.",
                },
            )
            field.widget.attrs["class"] = "form-control am-w20"
            self.fields[name] = field

    def changed(self) -> dict[str, int]:
        """The values that are not those of today, by figure."""
        return {name: value for name, value in self.cleaned_data.items() if value != self.present[name]}
