"""What people type about a meeting: when and who, guests, questions, decisions."""

from datetime import time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from amarre.accounts.grants import GRANTS
from amarre.accounts.models import Cell, Service, User
from amarre.accounts.permissions import Permission
from amarre.cases.actions.decisions import LENGTH
from amarre.cases.actions.meetings import PLACE_LENGTH, QUESTION_LENGTH
from amarre.cases.enums import Recipient
from amarre.desk.people.fact_fields import day, printable, tick
from amarre.desk.referring.referral_forms import CHOOSE, select
from amarre.ui import french

HOUR = "Écrivez une heure qui existe, comme 14 h 30."


class Hour(forms.Field):
    """An hour as people write it: « 14 h 30 », « 14h », « 14:30 »."""

    def to_python(self, value: Any) -> time | None:
        """None when nothing was typed."""
        text = "".join(str(value or "").lower().split()).replace("h", ":").rstrip(":")
        if not text:
            return None
        hours, _, minutes = text.partition(":")
        try:
            return time(int(hours), int(minutes or 0))
        except ValueError as error:
            raise ValidationError(HOUR, code="invalid") from error


def staff(service: Service) -> list[User]:
    """The accounts that may read the cell's cases, by name."""
    readers = [role for role, held in GRANTS.items() if Permission.CASE_READ in held]
    here = Q(memberships__service=service, memberships__role__in=readers) | Q(coordinated__cell__services=service)
    return list(User.objects.filter(here, is_active=True).distinct().order_by("full_name", "email"))


def one_line(label: str, length: int, missing: str, help_text: str = "") -> forms.CharField:
    """A sentence typed on one line, so that Enter sends it."""
    return forms.CharField(
        label=label, max_length=length, help_text=help_text, validators=[printable],
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
        error_messages={"required": missing, "max_length": f"Écrivez {length} caractères au plus."},
    )  # fmt: skip


def place() -> forms.CharField:
    """A room, or the address of a video call."""
    return forms.CharField(
        label="Lieu, ou lien de la visioconférence, s’il est connu", required=False, max_length=PLACE_LENGTH,
        help_text="Par exemple\u00a0: salle Garonne, 2e étage", validators=[printable],
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
        error_messages={"max_length": f"Écrivez {PLACE_LENGTH} caractères au plus."},
    )  # fmt: skip


class WhenForm(forms.Form):
    """When and where the cell meets, and who sits."""

    held_on = day("Jour", "Dites quel jour la cellule se réunit.")
    starts_at = Hour(
        label="Heure, si elle est connue", required=False, help_text="Par exemple 14 h 30",
        widget=forms.TextInput(attrs={"class": "form-control am-w10", "autocomplete": "off"}),
    )  # fmt: skip
    place = place()
    participants = forms.MultipleChoiceField(
        label="Participants", widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choisissez au moins une personne.", "invalid_choice": CHOOSE},
    )  # fmt: skip

    def __init__(self, *args: Any, people: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(one.pk): one for one in people}
        self.fields["participants"].choices = [(pk, str(one)) for pk, one in self.people.items()]  # type: ignore[attr-defined]

    def clean_participants(self) -> list[User]:
        """The accounts."""
        return [self.people[pk] for pk in self.cleaned_data["participants"]]


class PlanForm(WhenForm):
    """A meeting of one service, by one of the cells that serve it."""

    field_order = ("cell",)
    cell = forms.ModelChoiceField(
        Cell.objects.none(), label="Cellule", empty_label=None,
        widget=forms.Select(attrs={"class": "form-select am-w20"}),
        error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
    )  # fmt: skip

    def __init__(self, *args: Any, service: Service, **kwargs: Any) -> None:
        super().__init__(*args, people=staff(service), **kwargs)
        cells = service.cells.all()
        if cells:
            self.fields["cell"].queryset = cells  # type: ignore[attr-defined]
        else:
            del self.fields["cell"]


class SittingForm(WhenForm):
    """A sitting for the services ticked, with people of any of them."""

    field_order = ("services",)
    services = forms.MultipleChoiceField(
        label="Services", widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choisissez au moins deux services.", "invalid_choice": CHOOSE},
    )  # fmt: skip

    def __init__(self, *args: Any, services: list[Service], **kwargs: Any) -> None:
        readers = {service.name: staff(service) for service in services}
        people = {one.pk: one for found in readers.values() for one in found}
        super().__init__(*args, people=sorted(people.values(), key=str), **kwargs)
        # Two services have people of the same name, or of the same trade.
        reads = {one: [name for name, found in readers.items() if people[one] in found] for one in people}
        self.fields["participants"].choices = [  # type: ignore[attr-defined]
            (pk, str(one) if len(reads[one.pk]) == len(services) else f"{one} ({', '.join(reads[one.pk])})")
            for pk, one in self.people.items()
        ]
        self.served = {str(one.pk): one for one in services}
        self.fields["services"].choices = [(pk, one.name) for pk, one in self.served.items()]  # type: ignore[attr-defined]

    def clean_services(self) -> list[Service]:
        """The services."""
        return [self.served[pk] for pk in self.cleaned_data["services"]]


class GuestForm(forms.Form):
    """Which partner comes, and for which cases."""

    recipient = select("Partenaire", [(one.value, french.written(str(one.label))) for one in Recipient])
    named = forms.CharField(
        label="Nom de la personne ou de l’organisme", required=False, max_length=200, validators=[printable],
        help_text="Un consentement donné pour un nom ne vaut que pour ce nom.",
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
    )  # fmt: skip
    items = forms.MultipleChoiceField(
        label="Pour ces dossiers seulement", widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choisissez au moins un dossier.", "invalid_choice": CHOOSE},
    )  # fmt: skip

    def __init__(self, *args: Any, items: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["items"].choices = items  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A partner of no list has a name."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("recipient") == Recipient.OTHER and not data.get("named", "").strip():
            self.add_error("named", "Nommez ce partenaire.")
        return data


class QuestionForm(forms.Form):
    """What a member asks the cell."""

    text = one_line(
        "Question à la cellule", QUESTION_LENGTH, "Écrivez la question.",
        "Elle sera lue en réunion et figurera au relevé\u00a0: rien de médical.",
    )  # fmt: skip


class DecisionForm(forms.Form):
    """A decision, who acts, by when; for the last case of the form, when the cell sees it again."""

    text = one_line("Décision", LENGTH, "Écrivez la décision.")
    owner = forms.ChoiceField(
        label="Qui agit", required=False, widget=forms.Select(attrs={"class": "form-select"}),
        error_messages={"invalid_choice": CHOOSE},
    )  # fmt: skip
    due_on = day("Pour le")
    review_on = day("Revoir le dossier le")
    internal = tick("Réservée à la cellule", "Elle ne figurera dans aucun extrait de partenaire.")

    def __init__(self, *args: Any, service: Service, optional: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(one.pk): one for one in staff(service)}
        self.fields["owner"].choices = [  # type: ignore[attr-defined]
            ("", "Personne en particulier"), *((pk, str(one)) for pk, one in self.people.items())
        ]  # fmt: skip
        self.fields["text"].required = not optional

    def clean_owner(self) -> User | None:
        """The account, if somebody was named."""
        return self.people.get(self.cleaned_data["owner"])

    def clean(self) -> dict[str, Any]:
        """A date without anybody to keep it would be lost."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("due_on") and not data.get("owner") and "owner" not in self.errors:
            self.add_error("owner", "Dites qui agit pour cette date.")
        if (data.get("owner") or data.get("due_on")) and not data.get("text") and "text" not in self.errors:
            self.add_error("text", "Écrivez la décision.")
        return data
