"""What people type about a request for the copy of a case."""

from typing import Any

from django import forms

from amarre.accounts.models import User
from amarre.cases.access import Prepared
from amarre.cases.actions.access import LENGTH
from amarre.cases.enums import AccessAsker, AccessRefusal, AccessScope, AccessWay, HandedWay
from amarre.desk.casework.case_forms import PastDayForm
from amarre.desk.referring.referral_forms import radios, select
from amarre.ui import french


def spoken(choices: Any) -> list[tuple[str, str]]:
    """The words of a list as they are printed."""
    return [(value, french.written(str(label))) for value, label in choices]


def explained(label: str, missing: str, help_text: str) -> forms.CharField:
    """A few sentences."""
    return forms.CharField(
        label=label, max_length=LENGTH, help_text=help_text,
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 3}),
        error_messages={"required": missing, "max_length": f"Écrivez {LENGTH} caractères au plus."},
    )  # fmt: skip


class ReceiveForm(PastDayForm):
    """A request: its day, by whom and how, what is asked for."""

    asked_by = radios("Qui demande", spoken(AccessAsker.choices), initial=AccessAsker.PERSON)
    way = radios("Comment", spoken(AccessWay.choices))
    scope = radios("Ce qui est demandé, et le délai qui en découle", AccessScope.choices, initial=AccessScope.HEALTH)
    received_by = select("Qui a reçu la demande", [])

    def __init__(self, *args: Any, people: list[User], scopes: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(one.pk): one for one in people}
        self.fields["on"].label = "Demande reçue le"
        self.fields["way"].error_messages["required"] = "Dites comment la demande est venue."
        self.fields["scope"].choices = scopes  # type: ignore[attr-defined]
        self.fields["received_by"].choices = [(pk, str(one)) for pk, one in self.people.items()]  # type: ignore[attr-defined]

    def clean_received_by(self) -> User:
        """The account."""
        return self.people[self.cleaned_data["received_by"]]


class ActForm(PastDayForm):
    """Something done about a request, by a person who has read it at the version `seen`."""

    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def follow_to(self, version: int) -> None:
        """What was typed may be sent again, over what somebody else wrote meanwhile."""
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data[self.add_prefix("seen")] = str(version)  # type: ignore[index]


class HandForm(ActForm):
    """The copy was given; where parts are missing, the person says that nothing is."""

    prefix = "remise"
    handed = radios("Comment", HandedWay.choices)
    whole = forms.BooleanField(
        label="La copie remise est entière\u00a0: les autres parties sont vides, ou ont été remises autrement.",
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
        error_messages={"required": "Faites préparer les parties qui manquent, ou dites que la copie est entière."},
    )  # fmt: skip

    def __init__(self, *args: Any, parts: list[Prepared], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].label = "Remise le"
        self.fields["handed"].error_messages["required"] = "Dites comment la copie a été remise."
        if all(one.by for one in parts):
            del self.fields["whole"]


class ExtendForm(ActForm):
    """More time, announced to the person with the reasons."""

    prefix = "prolongation"
    because = explained(
        "Raisons annoncées à la personne", "Dites ce qui a été annoncé à la personne.",
        "La complexité ou le nombre des demandes, par exemple. Rien de médical.",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].label = "Annoncée à la personne le"


class RefuseForm(ActForm):
    """The copy is not given."""

    prefix = "refus"
    refusal = select("Motif", [("", "Choisir"), *spoken(AccessRefusal.choices)])
    because = explained(
        "Explication donnée à la personne", "Expliquez le refus\u00a0: la personne en lit les raisons.",
        "Elle doit savoir aussi qu’elle peut saisir la CNIL et le juge.",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].label = "Dit à la personne le"
        self.fields["refusal"].error_messages["required"] = "Choisissez le motif du refus."


class ReopenForm(ActForm):
    """The request waits again."""

    prefix = "reprise"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["on"]
