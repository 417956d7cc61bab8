"""How rows become items that can be counted, and lists of items a figure in both scopes with its breakdowns."""

import statistics
from collections.abc import Callable
from datetime import date
from typing import Any

from .folder import Folder, Row, age_on, day

AGES = ["<30", "30-39", "40-49", "50-59", "60+"]
SIZES = ["<11", "11-49", "50-299", "300+"]
# What each breakdown lists even where nothing is counted: the words of the column, in the order of the format.
FIXED: dict[str, list[str]] = {
    "age": AGES,
    "sex": ["F", "M"],
    "size": SIZES,
    "naf": [],
    "origine": ["professionnel_sante", "employeur", "travailleur", "partenaire"],
    "demandeur": ["travailleur", "employeur", "medecin_travail", "medecin_traitant", "medecin_conseil"],
    "participation": ["presentiel", "visio", "documents", "aucune"],
    "destinataire": [
        "assistant_social_service",
        "psychologue_service",
        "ergonome_service",
        "cap_emploi",
        "mdph",
        "service_social_am",
        "cep",
        "agefiph",
        "fiphfp",
        "france_travail",
        "autre_professionnel_sante",
    ],
    "partenaire": ["cap_emploi", "assurance_maladie", "mdph", "autre"],
    "role": [
        "medecin_travail",
        "idest",
        "assistant_social",
        "psychologue",
        "ergonome",
        "preventeur",
        "charge_maintien",
        "assistant_administratif",
        "assistant_sante_travail",
    ],
}
PERSON = ["age", "sex", "size", "naf"]
COMPANY = ["size", "naf"]

# One thing counted: a row with the worker and the establishment it belongs to, and the part it is in of each breakdown.
Item = dict[str, Any]
Measure = Callable[[list[Item]], Any]
Scopes = dict[str, Any]


def count(items: list[Item]) -> int:
    return len(items)


def workers(items: list[Item]) -> int:
    return len({item["worker"] for item in items})


def establishments(items: list[Item]) -> int:
    return len({item["establishment"] for item in items})


def median_days(items: list[Item]) -> float | None:
    return statistics.median(item["days"] for item in items) if items else None


def divide(numerator: int, denominator: int) -> dict[str, Any]:
    value = numerator / denominator if denominator else None
    return {"value": value, "numerator": numerator, "denominator": denominator}


def band(number: int, bounds: list[int], names: list[str]) -> str:
    """The name of the band: names[i] goes up to bounds[i] excluded."""
    for bound, name in zip(bounds, names, strict=False):
        if number < bound:
            return name
    return names[-1]


class Book:
    """The folder, the period and the target, and how lists of items become a figure in both scopes."""

    def __init__(self, data: Folder, start: date, end: date, target: set[str] | None) -> None:
        self.data, self.start, self.end, self.target = data, start, end, target

    def in_period(self, cell: str) -> bool:
        when = day(cell)
        return when is not None and self.start <= when <= self.end

    # Items

    def person_item(self, row: Row, job_id: str, when: date, **parts: str) -> Item:
        """A row about a worker; `parts` are the breakdowns of its own, an empty cell being unknown."""
        job = self.data.by_id["emplois"][job_id]
        worker = self.data.by_id["travailleurs"][job["travailleur_id"]]
        age = band(age_on(day(worker["date_naissance"]), when), [30, 40, 50, 60], AGES)
        item = self.company_item(row, job["etablissement_id"])
        item["worker"], item["when"] = job["travailleur_id"], when
        item["parts"] |= {"age": age, "sex": worker["sexe"]} | {name: part or "unknown" for name, part in parts.items()}
        return item

    def company_item(self, row: Row, establishment_id: str) -> Item:
        establishment = self.data.by_id["etablissements"][establishment_id]
        size = band(int(establishment["effectif"]), [11, 50, 300], SIZES)
        parts = {"size": size, "naf": establishment["naf"][:2]}
        return {"row": row, "establishment": establishment_id, "parts": parts}

    def acts(self, resource: str, dated_by: str = "date", by: str | None = None) -> list[Item]:
        """The rows of a resource dated in the period, each belonging to the establishment of its job."""
        return [
            self.person_item(row, row["emploi_id"], day(row[dated_by]), **({by: row[by]} if by else {}))
            for row in self.data.rows[resource]
            if self.in_period(row[dated_by])
        ]

    def workers_with_an_active_job(self) -> list[Item]:
        """One item per active job at the end of the period."""
        return [self.person_item(job, job["emploi_id"], self.end) for job in self.data.active_jobs(self.end)]

    def actions(self, natures: list[str], theme: str | None = None) -> list[Row]:
        return [
            row
            for row in self.data.rows["actions"]
            if self.in_period(row["date"]) and row["nature"] in natures and (theme is None or row["theme"] == theme)
        ]

    def reached(self, natures: list[str], theme: str | None = None) -> list[Item]:
        """One item per establishment that each action reached."""
        return [
            self.company_item(row, row["etablissement_id"])
            for action in self.actions(natures, theme)
            for row in self.data.reached_by(action)
        ]

    def of_target(self, items: list[Item]) -> list[Item]:
        return [item for item in items if item["parts"]["naf"] in (self.target or set())]

    # Figures

    def both(self, items: list[Item], measure: Measure, breakdowns: list[str]) -> Scopes:
        """A count, a distinct count or a median for all, and for the target when there is one."""
        return {
            "all": self._scope(items, measure, breakdowns),
            "target": self._scope(self.of_target(items), measure, breakdowns) if self.target is not None else None,
        }

    @staticmethod
    def _scope(items: list[Item], measure: Measure, breakdowns: list[str]) -> dict[str, Any]:
        by = {}
        for name in breakdowns:
            seen = {item["parts"][name] for item in items}
            parts = FIXED[name] + sorted(seen - set(FIXED[name]))
            by[name] = {part: measure([item for item in items if item["parts"][name] == part]) for part in parts}
        return {"value": measure(items), "by": by}

    def ratio(
        self,
        top: list[Item],
        bottom: list[Item],
        breakdowns: list[str],
        measures: tuple[Measure, Measure] | None = None,
    ) -> Scopes:
        """A ratio in both scopes; `measures` are those of the numerator and of the denominator, rows by default."""
        over, under = measures or (count, count)
        scopes: Scopes = {"all": None, "target": None}
        for scope in scopes if self.target is not None else ["all"]:
            above = self.both(top, over, breakdowns)[scope]
            below = self.both(bottom, under, breakdowns)[scope]
            by = {}
            for name in breakdowns:
                cells = (above["by"][name], below["by"][name])
                parts = FIXED[name] + sorted({*cells[0], *cells[1]} - set(FIXED[name]))
                by[name] = {part: divide(cells[0].get(part, 0), cells[1].get(part, 0)) for part in parts}
            scopes[scope] = divide(above["value"], below["value"]) | {"by": by}
        return scopes

    def all_only(self, value: int) -> Scopes:
        return {"all": {"value": value, "by": {}}, "target": None}


def where(items: list[Item], **cells: str | list[str]) -> list[Item]:
    """The items whose row holds the word, or one of the words, in each column."""
    wanted = {column: words if isinstance(words, list) else [words] for column, words in cells.items()}
    return [item for item in items if all(item["row"][column] in words for column, words in wanted.items())]
