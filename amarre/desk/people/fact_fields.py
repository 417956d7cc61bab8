"""How people type a fact: days, words, ticks, and the form that parts them."""

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField

from amarre.directory.models import Job
from amarre.ui import french

#: A day as people type or paste it.
DAYS = ("%d/%m/%Y", "%d/%m/%y", "%d-%m-%Y", "%d.%m.%Y", "%d %m %Y", "%d%m%Y", "%Y-%m-%d")
CHOOSE = "Choisissez une réponse dans la liste."
Words = Iterable[tuple[Any, Any]]


class Section(NamedTuple):
    """A part of a form: its heading, what to know before, its fields."""

    title: str
    intro: str
    fields: list[BoundField]


def day(label: str, missing: str = "", help_text: str = "") -> forms.DateField:
    """A day typed jj/mm/aaaa; asked for when `missing` says what to do without it."""
    return forms.DateField(
        label=label, required=bool(missing), input_formats=list(DAYS), help_text=help_text or "jj/mm/aaaa",
        widget=forms.DateInput(format="%d/%m/%Y", attrs={"class": "form-control am-w10", "inputmode": "numeric",
                                                         "autocomplete": "off"}),
        error_messages={"required": missing, "invalid": "Écrivez une date qui existe, comme 15/09/2026."},
    )  # fmt: skip


def one_of(label: str, words: Words, help_text: str = "", *, none: str = "") -> forms.ChoiceField:
    """One word of a list; `none` is the answer that says nothing, where there may be no answer."""
    choices = [*([("", none)] if none else []), *((word, french.written(str(said))) for word, said in words)]
    return forms.ChoiceField(
        label=label, choices=choices, required=not none, widget=forms.RadioSelect, help_text=help_text,
        error_messages={"required": f"{label}\u00a0: choisissez une réponse.", "invalid_choice": CHOOSE},
    )  # fmt: skip


def tick(label: str, help_text: str = "") -> forms.BooleanField:
    """Yes when ticked."""
    return forms.BooleanField(
        label=label,
        required=False,
        help_text=help_text,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )


def printable(text: str) -> None:
    """Invisible characters have no place in a stored cell: the import refuses them as well."""
    if any(unicodedata.category(letter) == "Cc" and letter not in "\n\r" for letter in text):
        raise ValidationError("Le texte contient un caractère invisible\u00a0: retapez-le.", code="control")


class FactForm(forms.Form):
    """A fact of one of the worker's jobs; `layout` parts the fields, `asked` lists those that are columns."""

    layout: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
    #: Where the sentence about a column stands when the form has no field of that name.
    places: Mapping[str, str] = {}

    def __init__(
        self, *args: Any, jobs: list[Job], author: str | None, correcting: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.jobs, self.author = jobs, author
        if len(jobs) > 1 and not correcting and "visite_id" not in self.fields:
            self.fields["emploi_id"] = forms.ChoiceField(
                label="Emploi", choices=[(str(job.pk), _named(job)) for job in jobs], widget=forms.RadioSelect,
                error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
            )  # fmt: skip
        self.narrow(correcting)

    def narrow(self, correcting: bool) -> None:
        """Leave out what this person, or this fact, is not asked."""

    @property
    def job(self) -> Job:
        """The job that the fact is about."""
        chosen = self.cleaned_data.get("emploi_id")
        return next((job for job in self.jobs if str(job.pk) == chosen), self.jobs[0])

    @property
    def values(self) -> dict[str, Any]:
        """The answers by column."""
        return {name: value for name, value in self.cleaned_data.items() if name != "emploi_id"}

    @property
    def sections(self) -> list[Section]:
        """The fields in their parts, in order; a part whose fields are all left out is left out too."""
        first = ["emploi_id"] if "emploi_id" in self.fields else []
        parts = []
        for number, (title, intro, names) in enumerate(self.layout):
            wanted = [*(first if number == 0 else []), *names]
            fields = [self[name] for name in wanted if name in self.fields]
            if fields:
                parts.append(Section(title, intro, fields))
        return parts

    def place(self, column: str) -> str | None:
        """The field beside which a sentence about that column stands; None for the top of the form."""
        name = self.places.get(column, column)
        return name if name in self.fields else None


def _named(job: Job) -> str:
    until = f", jusqu’au {french.day(job.ended_on)}" if job.ended_on else ""
    return (
        f"{job.title or 'poste non renseigné'}, {job.establishment.name}, depuis le {french.day(job.started_on)}{until}"
    )
