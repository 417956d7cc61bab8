"""What people type about the documents and letters of a case."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from amarre.cases.actions.letters import ADDRESS_LENGTH, SUBJECT_LENGTH, TEXT_LENGTH, Words
from amarre.cases.documents import LABELS
from amarre.cases.enums import Compartment, Recipient
from amarre.cases.letters import LetterModel
from amarre.desk.referring.referral_forms import radios
from amarre.documents.received import ENDINGS, TAKEN

AREA = {"class": "form-control"}


class DocumentForm(forms.Form):
    """A file, and the compartment that it goes to."""

    sent = forms.FileField(
        label="Fichier",
        widget=forms.FileInput(attrs={"class": "form-control", "accept": ",".join(ENDINGS)}),
        error_messages={"required": "Choisissez le fichier à ajouter.", "empty": "Ce fichier est vide."},
        max_length=255,
    )
    compartment = radios("Qui le lira", ())

    def __init__(self, *args: Any, mine: list[tuple[Compartment, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        most = settings.DOCUMENT_BYTES // 1024**2
        self.fields["sent"].help_text = f"{TAKEN}. {most}\u00a0Mo au plus. Son contenu est contrôlé, puis chiffré."
        choices = [(one.value, f"{LABELS[one]} (lus par\u00a0: {readers})") for one, readers in mine]
        self.fields["compartment"].choices = choices  # type: ignore[attr-defined]
        if len(mine) == 1:
            self.fields["compartment"].initial = mine[0][0].value

    def file(self) -> UploadedFile[Any]:
        """The file that was sent."""
        sent: UploadedFile[Any] = self.cleaned_data["sent"]
        return sent


class LetterForm(forms.Form):
    """A letter as it is written."""

    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    to = radios("Destinataire", ())
    named = forms.CharField(
        label="Nom du destinataire (facultatif)", required=False, max_length=200,
        help_text="La personne ou l’organisme que l’accord désigne. Obligatoire pour «\u00a0un autre\u00a0».",
        widget=forms.TextInput(attrs={"class": "form-control am-w20"}),
    )  # fmt: skip
    address = forms.CharField(
        label="Nom et adresse, tels que la lettre les écrit", required=False, max_length=ADDRESS_LENGTH,
        widget=forms.Textarea(attrs={**AREA, "rows": 3}),
        error_messages={"max_length": f"Écrivez {ADDRESS_LENGTH} caractères au plus."},
    )  # fmt: skip
    subject = forms.CharField(
        label="Objet", max_length=SUBJECT_LENGTH, widget=forms.TextInput(attrs=AREA),
        error_messages={"required": "Écrivez l’objet.", "max_length": f"Écrivez {SUBJECT_LENGTH} caractères au plus."},
    )  # fmt: skip
    text = forms.CharField(
        label="Texte", max_length=TEXT_LENGTH, widget=forms.Textarea(attrs={**AREA, "rows": 18}),
        help_text="Une ligne vide sépare deux paragraphes\u202f; un tiret en début de ligne fait une liste.",
        error_messages={"required": "Écrivez le texte.", "max_length": f"Écrivez {TEXT_LENGTH} caractères au plus."},
    )  # fmt: skip

    def __init__(self, *args: Any, model: LetterModel, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(model.to) == 1:
            self.fields["to"].widget = forms.HiddenInput()
        self.fields["to"].choices = model.addressees  # type: ignore[attr-defined]
        if set(model.to) == {"travailleur"}:
            del self.fields["named"]

    def clean(self) -> dict[str, Any]:
        """Somebody who is not in the list is named."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("to") == Recipient.OTHER and not data.get("named"):
            self.add_error("named", "Nommez ce destinataire.")
        return data

    def words(self) -> Words:
        """What was typed."""
        data = self.cleaned_data
        return Words(data["to"], data.get("named", ""), data["address"], data["subject"], data["text"])
