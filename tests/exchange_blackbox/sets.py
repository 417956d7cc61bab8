"""A small clean set in the exchange format, and the imports of a test, told by their reports alone."""

import csv
import json
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management import CommandError, call_command

from amarre.lib.errors import DomainError

AS_OF = "2026-06-30"
Files = dict[str, str | bytes]

CLEAN: Files = {
    "adherents.csv": "adherent_id;siren;raison_sociale;nature;date_adhesion;date_radiation\nM1;;Toits;entreprise;;\n",
    "etablissements.csv": "etablissement_id;adherent_id;siret;nom;naf;effectif\nE1;M1;;Siège;43.99C;12\n",
    "professionnels.csv": "professionnel_id;nom;role\nP1;Martin;assistant_social\n",
    "travailleurs.csv": (
        "travailleur_id;nom;prenom;date_naissance;sexe;telephone\n"
        "W1;Durand;Alix;1981-04-03;M;\nW2;Petit;Sacha;1990-06-15;F;0102030405\n"
    ),
    "emplois.csv": (
        "emploi_id;travailleur_id;etablissement_id;poste;contrat;debut;fin;suivi\n"
        "J1;W1;E1;Maçon;cdi;2015-01-01;;renforce\nJ2;W2;E1;;cdd;2016-01-01;;simple\n"
    ),
    "visites.csv": "visite_id;emploi_id;date;nature;modalite;avis\nV1;J1;2026-05-12;periodique;presentiel;aucun\n",
}


@dataclass(frozen=True)
class Outcome:
    """What an import said: its exit code and its report, which a command that ended before it does not have."""

    code: int
    report: dict[str, Any]
    said: str

    def file(self, name: str) -> dict[str, Any]:
        (entry,) = [entry for entry in self.report["files"] if entry["file"] == name]
        return entry

    def counts(self, name: str) -> dict[str, int]:
        """The counts of a file that are not zero."""
        entry = self.file(name)
        return {key: entry[key] for key in ("rows", "created", "updated", "unchanged", "refused") if entry[key]}

    def refused(self) -> set[tuple[str, int, str | None]]:
        """Where rows were refused: file, line, column."""
        return {(entry["file"], entry["line"], entry["column"]) for entry in self.report["refusals"]}

    def refused_lines(self) -> set[tuple[str, int]]:
        return {(file, line) for file, line, _ in self.refused()}

    def warned(self) -> list[tuple[str, str]]:
        """The file and the code of each warning."""
        return sorted((entry["file"], entry["code"]) for entry in self.report["warnings"])

    def warned_lines(self) -> list[tuple[str, str, int | None]]:
        return sorted(((e["file"], e["code"], e["line"]) for e in self.report["warnings"]), key=str)


class Sending:
    """Sends sets to one service, through the commands alone."""

    def __init__(self, root: Path) -> None:
        self.root, self.number = root, 0

    def __call__(self, files: Files, *options: str, base: Files = CLEAN, as_of: str = AS_OF) -> Outcome:
        """Import the base with these files instead of its own, or besides."""
        self.number += 1
        folder = self.root / f"set{self.number}"
        folder.mkdir()
        for name, content in (base | files).items():
            (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        return self.folder(folder, "--service", "essai", "--as-of", as_of, *options)

    def alone(self, files: Files, *options: str, as_of: str = AS_OF) -> Outcome:
        """Import these files and no other."""
        return self(files, *options, base={}, as_of=as_of)

    def folder(self, folder: Path, *options: str) -> Outcome:
        report = self.root / f"report{self.number}.json"
        output = StringIO()
        try:
            call_command("import", str(folder), "--report", str(report), *options, stdout=output, stderr=output)
            code, said = 0, ""
        except CommandError as error:
            code, said = error.returncode, str(error)
        except DomainError as error:
            code, said = 1, error.message
        except SystemExit as end:
            code, said = int(end.code or 0), ""
        read = json.loads(report.read_text(encoding="utf-8")) if report.exists() else {}
        return Outcome(code, read, said + output.getvalue())

    def stored(self, resource: str) -> list[dict[str, str]]:
        """The rows of a resource as the export gives them back."""
        self.number += 1
        folder = self.root / f"export{self.number}"
        call_command("export", str(folder), "--service", "essai", stdout=StringIO())
        with (folder / f"{resource}.csv").open(encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream, delimiter=";"))

    def cell(self, resource: str, column: str, row: int = 0) -> str:
        return self.stored(resource)[row][column]


def text(*lines: str) -> str:
    """A file of these lines."""
    return "\n".join(lines) + "\n"


def clean(name: str) -> str:
    """The text of a file of the clean set."""
    content = CLEAN[name]
    assert isinstance(content, str)
    return content
