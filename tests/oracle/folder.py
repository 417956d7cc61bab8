"""Reads an exchange folder with the csv module, and answers what the words of the indicators ask of it."""

import csv
from datetime import date, timedelta
from pathlib import Path
from typing import Any

Row = dict[str, str]

RESOURCES = {
    "adherents": "adherent_id",
    "etablissements": "etablissement_id",
    "professionnels": "professionnel_id",
    "travailleurs": "travailleur_id",
    "emplois": "emploi_id",
    "reconnaissances": "reconnaissance_id",
    "visites": "visite_id",
    "arrets": "arret_id",
    "indices": "indice_id",
    "rendez_vous_liaison": "rdv_id",
    "signalements": "signalement_id",
    "dossiers": "dossier_id",
    "accompagnements": "accompagnement_id",
    "orientations": "orientation_id",
    "dispositifs": "dispositif_id",
    "suivis": "suivi_id",
    "actions": "action_id",
    "licenciements": "licenciement_id",
}
YES = ("1", "oui", "true")


def day(cell: str) -> date | None:
    """The date of a cell, nothing when the cell is empty."""
    return date.fromisoformat(cell) if cell else None


def yes(cell: str) -> bool:
    """True for the words of the schema that mean true."""
    return cell in YES


def age_on(born: date, when: date) -> int:
    """Completed years; born on a 29 February, a year older on 1 March of common years."""
    before_birthday = (when.month, when.day) < (born.month, born.day)
    return when.year - born.year - (1 if before_birthday else 0)


def six_months_after(closed: date) -> date:
    """The same day six months later, or the last day of a shorter month."""
    year, month = (closed.year, closed.month + 6) if closed.month <= 6 else (closed.year + 1, closed.month - 6)
    for day_of_month in range(closed.day, 0, -1):
        try:
            return date(year, month, day_of_month)
        except ValueError:
            continue
    raise AssertionError


class Folder:
    """The rows of every file, an absent file being empty, and look-ups by identifier."""

    def __init__(self, folder: Path) -> None:
        self.rows = {name: self._read(folder / f"{name}.csv") for name in [*RESOURCES, "actions_etablissements"]}
        self.by_id = {name: {row[key]: row for row in self.rows[name]} for name, key in RESOURCES.items()}
        self._leaves = self._group("arrets", self._worker_of_row)
        self._returns = self._group("visites", self._worker_of_row)
        self._reached = self._group("actions_etablissements", lambda row: row["action_id"])
        self._follow_ups = self._group("suivis", lambda row: row["dossier_id"])

    @staticmethod
    def _read(path: Path) -> list[Row]:
        if not path.exists():
            return []
        with path.open(encoding="utf-8", newline="") as stream:
            return [EmptyWhenAbsent(row) for row in csv.DictReader(stream, delimiter=";")]

    def _group(self, name: str, key: Any) -> dict[str, list[Row]]:
        groups: dict[str, list[Row]] = {}
        for row in self.rows[name]:
            groups.setdefault(key(row), []).append(row)
        return groups

    def _worker_of_row(self, row: Row) -> str:
        return self.by_id["emplois"][row["emploi_id"]]["travailleur_id"]

    # Establishments

    def is_active_establishment(self, establishment: Row, end: date) -> bool:
        """Its member has joined by the end and has not left before it; the date of leaving is the last day."""
        member = self.by_id["adherents"][establishment["adherent_id"]]
        joined, left = day(member["date_adhesion"]), day(member["date_radiation"])
        return (joined is None or joined <= end) and (left is None or left >= end)

    def active_establishments(self, end: date) -> list[Row]:
        return [row for row in self.rows["etablissements"] if self.is_active_establishment(row, end)]

    def reached_by(self, action: Row) -> list[Row]:
        """The actions_etablissements rows of one action."""
        return self._reached.get(action["action_id"], [])

    def last_fiche_entreprise(self, establishment: Row, end: date) -> date | None:
        """The latest, not after the end, of the establishment's own date and of the actions that reached it."""
        dates = [day(establishment["date_fiche_entreprise"])]
        for action in self.rows["actions"]:
            if action["nature"] == "fiche_entreprise" and any(
                row["etablissement_id"] == establishment["etablissement_id"] for row in self.reached_by(action)
            ):
                dates.append(day(action["date"]))
        past = [when for when in dates if when is not None and when <= end]
        return max(past) if past else None

    # Workers

    def active_jobs(self, end: date) -> list[Row]:
        jobs = []
        for job in self.rows["emplois"]:
            began, ended = day(job["debut"]), day(job["fin"])
            establishment = self.by_id["etablissements"][job["etablissement_id"]]
            if began <= end and (ended is None or ended >= end) and self.is_active_establishment(establishment, end):
                jobs.append(job)
        return jobs

    def on_leave(self, worker_id: str, when: date) -> bool:
        """A leave of any job of the worker, for another reason than maternity, covers the date."""
        for leave in self._leaves.get(worker_id, []):
            if leave["motif"] == "maternite" or day(leave["debut"]) > when:
                continue
            last_day = day(leave["fin"]) or self._end_of_open_leave(worker_id, leave)
            if last_day is None or when <= last_day:
                return True
        return False

    def _end_of_open_leave(self, worker_id: str, leave: Row) -> date | None:
        """The day before the first return visit after its first day, or the end of its job, the earlier of the two."""
        ends = []
        returns = [
            day(visit["date"])
            for visit in self._returns.get(worker_id, [])
            if visit["nature"] == "reprise" and day(visit["date"]) > day(leave["debut"])
        ]
        if returns:
            ends.append(min(returns) - timedelta(days=1))
        end_of_job = day(self.by_id["emplois"][leave["emploi_id"]]["fin"])
        if end_of_job:
            ends.append(end_of_job)
        return min(ends) if ends else None

    # Cases

    def six_month_follow_ups(self, case: Row) -> list[Row]:
        return [row for row in self._follow_ups.get(case["dossier_id"], []) if row["echeance_mois"] == "6"]

    def last_reached_situation(self, case: Row) -> str | None:
        """The situation of the last six-month follow-up that reached the worker, by date then identifier."""
        reached = [row for row in self.six_month_follow_ups(case) if row["situation"] != "injoignable"]
        if not reached:
            return None
        return max(reached, key=lambda row: (row["date"], row["suivi_id"]))["situation"]


class EmptyWhenAbsent(dict[str, str]):
    """A row where a column that the file does not have reads as an empty cell."""

    def __missing__(self, column: str) -> str:
        return ""
