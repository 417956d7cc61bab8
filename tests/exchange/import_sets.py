"""A small set that is right, and how tests send it."""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from amarre.accounts.models import Service
from amarre.exchange.actions import import_set
from amarre.exchange.reports import Report
from amarre.exchange.schema import resources
from amarre.exchange.tables import read_table

AS_OF = date(2026, 6, 30)

RIGHT = {
    "adherents": "adherent_id;siren;raison_sociale;nature\nA1;732829320;Toits;entreprise\n",
    "etablissements": "etablissement_id;adherent_id;nom;naf;effectif\nE1;A1;Siège;43.99C;12\n",
    "travailleurs": "travailleur_id;nom;prenom;date_naissance;sexe\nW1;Nom;Prénom;1981-04-03;M\n",
    "emplois": (
        "emploi_id;travailleur_id;etablissement_id;poste;contrat;debut;fin;suivi\n"
        "J1;W1;E1;Maçon;cdi;2015-01-01;;simple\nJ2;W1;E1;Grutier;cdd;2026-09-01;;simple\n"
    ),
    "arrets": "arret_id;emploi_id;debut;fin;motif\nS1;J1;2026-05-01;2026-12-31;maladie\n",
    "actions": "action_id;nature;theme;date;participants\nC1;atelier;tms;2026-02-03;5\n",
    "actions_etablissements": "action_id;etablissement_id;participants\nC1;E1;5\n",
}


@dataclass(frozen=True)
class Sender:
    """Imports sets into one service."""

    service: Service
    folder: Path

    def __call__(
        self, *, base: dict[str, str] = RIGHT, full: bool = False, dry_run: bool = False, **files: str
    ) -> Report:
        folder = written(self.folder / str(len(list(self.folder.iterdir()))), {**base, **files})
        return self.source(folder, full=full, dry_run=dry_run)

    def source(self, source: Path, *, full: bool = False, dry_run: bool = False) -> Report:
        """Import whatever stands there."""
        return import_set(source=source, service=self.service, by=None, as_of=AS_OF, full=full, dry_run=dry_run)


def written(folder: Path, files: dict[str, str]) -> Path:
    """The files as a folder."""
    folder.mkdir(parents=True)
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8", newline="")
    return folder


def contents(service: Service) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of the service, row numbers included."""
    return {name: read_table(service, resource).rows() for name, resource in resources().items()}


def column(service: Service, resource: str, name: str) -> list[Any]:
    """One column of one resource."""
    return read_table(service, resources()[resource], [name])[name].to_list()


def counts(report: Report, file: str) -> dict[str, int]:
    """The counts of a file that are not zero."""
    entry = next(entry for entry in json.loads(json.dumps(report.as_json()))["files"] if entry["file"] == file)
    return {name: value for name, value in entry.items() if isinstance(value, int) and value}
