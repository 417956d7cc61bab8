"""What people type about who works on cases, and what they did."""

from collections.abc import Mapping
from typing import Any

from django import forms

from amarre.cases.compartments import writable
from amarre.cases.enums import Compartment, Profession
from amarre.desk.casework.case_forms import PastDayForm, a_day
from amarre.desk.referring.referral_forms import CHOOSE, named, select
from amarre.directory.models import Professional


def one_of_the_staff(label: str, **options: Any) -> "forms.ModelChoiceField[Professional]":
    """A member of the staff, chosen in a list that the form fills."""
    return forms.ModelChoiceField(
        Professional.objects.none(), label=label, empty_label="Choisir", widget=forms.Select(
            attrs={"class": "form-select am-w20"}
        ), error_messages={"required": CHOOSE, "invalid_choice": CHOOSE}, **options,
    )  # fmt: skip


class StaffForm(forms.Form):
    """A form whose lists of people hold the staff of the service."""

    people: tuple[str, ...] = ()

    def __init__(self, *args: Any, staff: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.people:
            self.fields[name].queryset = staff  # type: ignore[attr-defined]
            self.fields[name].label_from_instance = named  # type: ignore[attr-defined]


class MemberForm(StaffForm, PastDayForm):
    """Somebody joins the team."""

    people = ("professional",)
    professional = one_of_the_staff("Qui rejoint l’équipe")


class DelegationForm(StaffForm):
    """Somebody answers for the cases of an absent lead."""

    people = ("absent", "substitute")
    absent = one_of_the_staff("Personne absente")
    substitute = one_of_the_staff("Remplaçant")
    starts_on = a_day("Du")
    ends_on = a_day("Au")


class ReassignForm(StaffForm):
    """A new lead for many cases; `read` says which ones, each at the version that the person has read."""

    people = ("lead",)
    lead = one_of_the_staff("Nouveau référent")
    read = forms.RegexField(r"^\d{1,18}\.\d{1,9}(,\d{1,18}\.\d{1,9})*$", widget=forms.HiddenInput)


def packed(read: Mapping[int, int]) -> str:
    """The cases of the form and their versions, as it carries them."""
    return ",".join(f"{pk}.{version}" for pk, version in sorted(read.items()))


def unpacked(text: str) -> dict[int, int]:
    """The same, read back."""
    return {int(pk): int(version) for pk, version in (one.split(".") for one in text.split(","))}


class ActForm(PastDayForm):
    """An act of support, with what there is to write about it."""

    # Drawn when the form is shown: sent twice, it is noted once. `read` is the act that may be the same.
    token = forms.UUIDField(required=False, widget=forms.HiddenInput)
    read = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    profession = select("Intervenant", Profession.choices)
    compartment = select("Où écrire la note", [], required=False)
    text = forms.CharField(
        label="Note (facultatif)", required=False, max_length=20_000, widget=forms.Textarea(
            attrs={"class": "form-control", "rows": 5}
        ), error_messages={"max_length": "Écrivez 20 000 caractères au plus."},
    )  # fmt: skip

    def __init__(self, *args: Any, user: Any, service: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = writable(user, service)
        places = [(one.value, f"Notes {one.label}") for one in Compartment if one in mine]
        # Where there are several, nobody's secret goes to the one that all read because it stands first.
        self.fields["compartment"].choices = places if len(places) == 1 else [("", "Choisir"), *places]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A note goes somewhere."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("text", "").strip() and not data.get("compartment"):
            self.add_error("compartment", "Choisissez qui lira cette note.")
        return data

    def asked_again(self, read: int) -> "ActForm":
        """The same answers; sent once more, they are another act than the one that the person has read."""
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data["read"] = str(read)  # type: ignore[index]
        return self
