"""What is sent to be imported."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from amarre.desk.data.uploads import MAX_SENT, ending

ALONE, KNOWN = (".zip", ".xlsx"), (".csv", ".zip", ".xlsx")


class FilesInput(forms.ClearableFileInput):
    """One or several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Every file that was sent; an empty one is the import's to refuse, with its name."""

    widget = FilesInput(attrs={"class": "form-control", "accept": ",".join(KNOWN)})

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The files, all CSV, or one archive or workbook alone."""
        files: Sequence[UploadedFile[Any]] = data if isinstance(data, list | tuple) else [data] if data else []
        if not files:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        endings = [ending(file) for file in files]
        if strange := [file.name for file, kind in zip(files, endings, strict=True) if kind not in KNOWN]:
            raise forms.ValidationError(
                f"«\u00a0{str(strange[0])[:80]}\u00a0» n’est ni un fichier CSV, ni une archive ZIP, ni un classeur "
                "Excel (.xlsx). Enregistrez-le sous l’une de ces formes."
            )
        if len(files) > 1 and any(kind in ALONE for kind in endings):
            raise forms.ValidationError("Déposez soit des fichiers CSV, soit une seule archive ou un seul classeur.")
        return files


class ImportForm(forms.Form):
    """Files, the day they are of, and how to take them."""

    sent = FilesField(
        label="Fichiers",
        help_text=(
            "Un ou plusieurs fichiers CSV, une archive ZIP ou un classeur Excel, au format d’échange. "
            f"{MAX_SENT // 1024**2}\u00a0Mo au plus."
        ),
        error_messages={"required": "Choisissez les fichiers à déposer."},
    )
    as_of = forms.DateField(
        label="Données arrêtées au",
        help_text="Le jour où votre logiciel a produit ces fichiers. Aucun fait ne peut lui être postérieur.",
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"class": "form-control am-w10", "type": "date"}),
        error_messages={
            "required": "Donnez le jour où les données ont été arrêtées.",
            "invalid": "Écrivez la date comme 03/02/2026.",
        },
    )
    full = forms.BooleanField(
        label="C’est un jeu complet",
        help_text="Ce que ces fichiers ne contiennent plus sera marqué comme terminé à cette date.",
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )
    dry_run = forms.BooleanField(
        label="Contrôler seulement",
        help_text="Dit ce qui serait pris et refusé, sans rien enregistrer.",
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )

    def clean_as_of(self) -> date:
        """A day that has come."""
        day: date = self.cleaned_data["as_of"]
        if day > timezone.localdate() or day.year < 1900:
            raise forms.ValidationError("Donnez un jour déjà passé, ou aujourd’hui.")
        return day
