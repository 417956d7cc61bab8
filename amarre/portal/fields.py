"""A date typed in three boxes, as people say it."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

PARTS = ("jour", "mois", "annee")


class DateBoxes(forms.MultiWidget):
    """Day, month and year, one box each."""

    template_name = "portal/_date.html"

    def __init__(self) -> None:
        boxes: dict[str, forms.Widget | type[forms.Widget]] = {
            part: forms.TextInput(attrs={"class": "form-control", "inputmode": "numeric", "maxlength": 4})
            for part in PARTS
        }
        super().__init__(widgets=boxes)

    def decompress(self, value: Any) -> list[Any]:
        """The boxes of a date."""
        return [value.day, value.month, value.year] if isinstance(value, date) else ["", "", ""]


class PastDate(forms.MultiValueField):
    """A day that exists and is not to come; empty boxes are no date, which only some questions allow."""

    widget = DateBoxes

    def __init__(self, **options: Any) -> None:
        boxes = [forms.CharField(required=False, max_length=4) for _ in PARTS]
        super().__init__(fields=boxes, require_all_fields=False, **options)

    def compress(self, data_list: list[str]) -> date | None:
        """The date; ValidationError says what is wrong with the boxes."""
        if not any(data_list or ()):
            return None
        try:
            day = date(*(int(part) for part in reversed(data_list)))
        except ValueError:
            raise forms.ValidationError("Cette date n’existe pas. Écrivez par exemple 15 09 2026.") from None
        if day > timezone.localdate():
            raise forms.ValidationError("Cette date est après aujourd’hui. Vérifiez l’année.")
        if day.year < 1900:
            raise forms.ValidationError("Écrivez l’année en quatre chiffres, par exemple 2026.")
        return day
