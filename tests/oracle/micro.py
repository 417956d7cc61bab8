"""Micro data sets: two workers in two establishments, and the few rows that a case adds to them."""

import csv
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from .folder import RESOURCES, Row

Rows = list[tuple[str, Row]]
KEYS: dict[str, tuple[str, ...]] = {name: (key,) for name, key in RESOURCES.items()} | {
    "actions_etablissements": ("action_id", "etablissement_id")
}
REFERENCES = {"medecin_id", "referent_id", *RESOURCES.values()}
DEFAULTS: dict[str, Row] = {
    "adherents": {"raison_sociale": "Adhérent", "nature": "entreprise"},
    "etablissements": {"adherent_id": "M1", "nom": "Établissement", "naf": "62.01Z", "effectif": "120"},
    "professionnels": {"nom": "Martin", "role": "assistant_social"},
    "travailleurs": {"nom": "Durand", "prenom": "Alix", "sexe": "F"},
    "emplois": {"contrat": "cdi", "suivi": "simple", "debut": "2015-01-01"},
    "reconnaissances": {"nature": "rqth"},
    "visites": {"nature": "periodique", "modalite": "presentiel", "avis": "aucun"},
    "arrets": {"motif": "maladie"},
    "rendez_vous_liaison": {"initiative": "employeur", "participation": "presentiel"},
    "signalements": {"origine": "employeur", "motif": "sante"},
    "dispositifs": {"nature": "essai_encadre", "accord": "oui"},
    "suivis": {"echeance_mois": "6", "situation": "meme_poste"},
    "actions": {"theme": "pdp"},
}


def row(resource: str, /, *key: str, **cells: str) -> tuple[str, Row]:
    """A row of a resource: its identifier (two for actions_etablissements), then what matters to the case."""
    return resource, DEFAULTS.get(resource, {}) | dict(zip(KEYS[resource], key, strict=True)) | cells


# W1, a mason (NAF 43, 8 people) of 45 at the end of 2026, holds J1; W2 (NAF 62, 120 people) of 36 holds J2.
BASE: Rows = [
    row("adherents", "M1"),
    row("etablissements", "B", naf="43.99C", effectif="8"),
    row("etablissements", "O"),
    row("travailleurs", "W1", date_naissance="1981-04-03", sexe="M"),
    row("travailleurs", "W2", date_naissance="1990-06-15"),
    row("emplois", "J1", travailleur_id="W1", etablissement_id="B"),
    row("emplois", "J2", travailleur_id="W2", etablissement_id="O"),
]
TARGET = {"41", "42", "43"}
YEAR = ("2026-01-01", "2026-12-31")


@dataclass(frozen=True)
class Case:
    """Rows added to the base (or standing in for a row of the same identifier) and what they must give.

    `expect` maps a code, or a path such as "I29.target" or "I03.by.age.<30", to a number.
    """

    name: str
    rows: Rows
    expect: dict[str, Any]
    period: tuple[str, str] = YEAR
    base: Rows = field(default_factory=lambda: BASE)

    @property
    def start(self) -> date:
        return date.fromisoformat(self.period[0])

    @property
    def end(self) -> date:
        return date.fromisoformat(self.period[1])

    def tables(self) -> dict[str, list[Row]]:
        """The rows of each resource, a row of the case standing in for that of the base."""
        tables: dict[str, dict[tuple[str, ...], Row]] = {}
        for resource, cells in [*self.base, *self.rows]:
            tables.setdefault(resource, {})[tuple(cells[name] for name in KEYS[resource])] = cells
        return {resource: list(rows.values()) for resource, rows in tables.items()}


def gather(cases: list[Case]) -> dict[str, list[Row]]:
    """All the cases side by side in one set, each with identifiers of its own."""
    gathered: dict[str, list[Row]] = {}
    for number, case in enumerate(cases):
        for resource, rows in case.tables().items():
            gathered.setdefault(resource, []).extend(
                {name: f"{number}-{cell}" if cell and name in REFERENCES else cell for name, cell in cells.items()}
                for cells in rows
            )
    return gathered


def write(tables: dict[str, list[Row]], folder: Path) -> Path:
    """The files of an exchange folder, each with the columns that its rows use."""
    folder.mkdir(parents=True, exist_ok=True)
    for resource, rows in tables.items():
        columns = list(dict.fromkeys(name for cells in rows for name in cells))
        with (folder / f"{resource}.csv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, columns, restval="", delimiter=";", lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    return folder


def look_up(figures: dict[str, Any], path: str) -> Any:
    """The cell of "CODE[.target][.name or .by.breakdown.part]"; the value when the path ends on a scope."""
    code, *steps = path.split(".")
    scope = steps.pop(0) if steps and steps[0] == "target" else "all"
    cell = figures[code][scope]
    for step in steps or ["value"]:
        cell = cell[step]
    return cell
