"""Letters: the models of `catalogue/letters`, what fills them from a case, and how they are set.

A model is a proposal of this project, never an official form: the service adapts its file once, and each letter is
read and completed before it is issued.
"""

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from pydantic import Field

from amarre.accounts.models import User
from amarre.cases.actions.planning import plan_in_force
from amarre.cases.consents import Agreements, covers
from amarre.cases.enums import ADDRESSEES, WORKER, Compartment, Recipient, Scope
from amarre.cases.models import Case, Letter
from amarre.detection.one_worker import state_of
from amarre.detection.statements.rules import read_statements
from amarre.directory.models import Professional
from amarre.indicators.law import figures_in_force
from amarre.rules.catalogue import CatalogueError, NamedEntry, read_folder
from amarre.rules.parameters import Figures, read_figures
from amarre.ui import french

MODEL_NOTICE = "Modèle à adapter par le service\u00a0: ce n’est pas un texte officiel."
DRAFT_NOTICE = "Projet, à ne pas envoyer."
KEPT_BACK_NOTICE = "La personne n’est plus d’accord\u00a0: à ne pas envoyer."
#: What a model may name, and what the letter shows to be completed where the case does not hold it.
FACTS: Mapping[str, str] = {
    "civilite": "civilité",
    "personne": "nom de la personne",
    "naissance": "date de naissance",
    "employeur": "nom de l’employeur",
    "poste": "poste",
    "medecin_travail": "nom du médecin du travail",
    "referent": "nom du référent",
    "service": "nom du service",
    "signataire": "nom et fonction de qui signe",
    "objectifs": "objectifs du plan",
    "actions": "actions du plan",
    "situation": "ce que la loi ouvre à la personne ce jour-là, avec l’article",
}
MARK = re.compile(r"\{(@?[a-z_]+(?:\.[a-z_0-9]+)?)\}")
#: What somebody has still to write.
BLANK = re.compile(r"\[[^\[\]\n]{1,160}\]")
#: The kinds of statement that a letter announces.
SAID_TO_THE_WORKER = {"open", "due", "late"}
GREETINGS = {"F": "Madame,", "M": "Monsieur,"}


class LetterModel(NamedEntry):
    """One model: when it is used, to whom it may go, what it tells (a consent each), where it is kept, its words.

    `{personne}` and the like are filled from the case, `{@file.figure}` by a figure in force that day, and what stands
    between square brackets is completed by the person who writes.
    """

    code: str
    label: str = Field(max_length=100)
    use: str
    to: tuple[str, ...] = Field(min_length=1)
    compartment: Compartment
    tells: tuple[Scope, ...] = ()
    reference: str | None = None
    #: The code of the statement of `catalogue/statements/` that `{situation}` says, where it holds that day.
    situation: str | None = None
    subject: str = Field(max_length=150)
    text: str

    @property
    def marks(self) -> set[str]:
        """Everything that it asks to be filled."""
        return set(MARK.findall(self.use + self.subject + self.text))

    @property
    def addressees(self) -> list[tuple[str, str]]:
        """To whom it may go: code and words."""
        return [(code, french.written(str(label))) for code, label in ADDRESSEES if code in self.to]


def read_letters() -> Mapping[str, LetterModel]:
    """Every model by code; CatalogueError for one that names what nothing fills, or tells others without a consent."""
    return _read(settings.CATALOGUE / "letters")


@cache
def _read(folder: Path) -> Mapping[str, LetterModel]:
    models = read_folder(folder, LetterModel)
    figures = read_figures(settings.CATALOGUE / "parameters")
    words = {code for code, _ in ADDRESSEES}
    for name, model in models.items():
        if wrong := _wrong(name, model, figures, words):
            raise CatalogueError(folder / f"{name}.yaml", 1, wrong)
    return models


def _wrong(name: str, model: LetterModel, figures: Figures, addressees: set[str]) -> str:
    known = {*FACTS, *(f"@{code}" for code in figures)}
    if unknown := sorted(model.marks - known):
        return f"{unknown[0]} is neither a fact nor a figure"
    if unknown := sorted(set(model.to) - addressees):
        return f"{unknown[0]} is not an addressee"
    if any(not mark.startswith("@") for mark in MARK.findall(model.use)):
        return "when it is used holds figures only"
    if (model.situation is None) != ("situation" not in model.marks):
        return "{situation} and the code of its statement go together"
    if model.situation and model.situation not in _statement_codes():
        return f"{model.situation} is the code of no statement"
    if set(model.to) != {WORKER} and not model.tells:
        return "a letter to a third party says what it tells"
    return ""


def _statement_codes() -> set[str]:
    return {one.says for one in read_statements(settings.CATALOGUE / "statements").values()}


def check_letters() -> tuple[int, int]:
    """Load the models: how many files, and how many marks they hold, each of which something fills."""
    models = read_letters()
    return len(models), sum(len(model.marks) for model in models.values())


def filled(model: LetterModel, facts: Mapping[str, str]) -> tuple[str, str]:
    """The subject and the text with those facts; what is not known becomes a blank to complete."""

    def value(found: re.Match[str]) -> str:
        name = found[1]
        return facts.get(name) or f"[{FACTS[name]}]"

    return french.typeset(MARK.sub(value, model.subject)), french.typeset(MARK.sub(value, model.text)).strip()


def use_of(model: LetterModel, on: date) -> str:
    """When the model is used, with the figures of that day."""
    figures = _figures(model, on)
    return french.typeset(MARK.sub(lambda found: figures[found[1]], model.use))


def facts_of(case: Case, model: LetterModel, by: User, on: date) -> dict[str, str]:
    """What the case and the catalogue fill the model with, as a letter writes it; nothing medical."""
    worker, job = case.job.worker, case.job
    born = "née" if worker.sex == "F" else "né"
    physician = case.physician or job.establishment.physician
    facts = {
        "civilite": GREETINGS.get(worker.sex, "Madame, Monsieur,"),
        "personne": f"{worker.first_name} {worker.last_name}",
        "naissance": f"{born} le {french.day(worker.born_on)}",
        "employeur": job.establishment.name,
        "poste": job.title or "",
        "medecin_travail": f"Dr {_name(physician)}" if physician else "",
        "referent": _name(case.lead) if case.lead else "",
        "service": case.service.name,
        "signataire": _signature(by, case),
    }
    facts |= _plan(case) if {"objectifs", "actions"} & model.marks else {}
    facts |= {"situation": _situation(case, model.situation, on)} if model.situation else {}
    return facts | _figures(model, on)


def _situation(case: Case, code: str, on: date) -> str:
    """What the worker's page says under that code for the job of the case; nothing where it does not hold that day."""
    said = (one for one in state_of(case.job.worker, on).said if one.code == code and not one.medical)
    mine = [one for one in said if one.job == case.job.external_id and one.kind in SAID_TO_THE_WORKER]
    return f"{mine[0].text} ({mine[0].article})" if mine else ""


def address_of(case: Case, to: str) -> str:
    """To whom the letter is written, as it begins: the worker by name, the others for the writer to complete."""
    worker = case.job.worker
    if to == WORKER:
        return f"{worker.first_name} {worker.last_name}\n[adresse]"
    if to == Recipient.TREATING_DOCTOR:
        return "Docteur [nom]\n[adresse]"
    if to == Recipient.EMPLOYER:
        return f"{case.job.establishment.name}\n[nom et adresse]"
    return f"{french.sentence(french.written(str(dict(ADDRESSEES)[to])))}\n[nom et adresse]"


def not_agreed(letter: Letter, given: Agreements) -> list[Scope]:
    """What the letter tells and its addressee may not be told, under these agreements; nothing for the worker's own."""
    model = read_letters().get(letter.model)
    tells = () if letter.to == WORKER or model is None else model.tells
    return [scope for scope in tells if not covers(given, letter.to, scope, letter.named)]


def blanks(*texts: str) -> list[str]:
    """What is still to be completed, once each."""
    return list(dict.fromkeys(found for text in texts for found in BLANK.findall(text)))


def set_letter(letter: Letter, on: date, *, draft: bool, kept_back: bool = False) -> dict[str, Any]:
    """What the templates of a letter (PDF and Word) show: it as it stands, dated.

    A draft says that it is one; one that is `kept_back`, that the worker no longer agrees to it.
    """
    return {
        "service": letter.case.service.name,
        "title": letter.subject,
        "day": french.day(on),
        "when": french.sentence(french.long_day(on)),
        "address": letter.address.splitlines(),
        "subject": letter.subject,
        "blocks": blocks(letter.text),
        "notice": f"{DRAFT_NOTICE} {MODEL_NOTICE}" if draft else KEPT_BACK_NOTICE if kept_back else "",
    }


def blocks(text: str) -> list[dict[str, Any]]:
    """Paragraphs, parted by an empty line; lines that begin with a dash are a list."""
    found: list[dict[str, Any]] = []
    for part in re.split(r"\n\s*\n", text.strip()):
        for line in part.splitlines():
            listed = line.startswith("- ")
            if not found or found[-1]["list"] != listed or found[-1]["ended"]:
                found.append({"list": listed, "lines": [], "ended": False})
            found[-1]["lines"].append(line.removeprefix("- ").strip())
        if found:
            found[-1]["ended"] = True
    return [{"list": one["list"], "lines": one["lines"]} for one in found]


def _name(who: Professional) -> str:
    return " ".join(filter(None, (who.first_name, who.last_name)))


def _signature(by: User, case: Case) -> str:
    membership = by.memberships.filter(service=case.service).order_by("pk").first()
    return f"{by}, {str(membership.get_role_display()).lower()}" if membership else str(by)


def _plan(case: Case) -> dict[str, str]:
    plan = plan_in_force(case)
    if plan is None:
        return {}
    actions = [
        f"- {one.what} ({one.owner_name}, pour le {french.day(one.due_on)})"
        for one in plan.actions.select_related("owner")
    ]
    return {"objectifs": plan.objectives, "actions": "\n".join(actions)}


def _figures(model: LetterModel, on: date) -> dict[str, str]:
    """Each figure with its unit; one that a text made uncertain is left for the writer to settle."""
    found: dict[str, str] = {}
    figures = figures_in_force()
    for mark in model.marks:
        if mark.startswith("@"):
            figure = figures[mark[1:]]
            value = figure.at(on)
            if isinstance(value.value, int | float):
                words = french.quantity(value.value, figure.unit)
            else:
                said = french.listed([*value.value]) if isinstance(value.value, tuple) else value.value
                words = f"{said}\u00a0{figure.unit}"
            found[mark] = words if value.confirmed else f"[{words}\u00a0: valeur à confirmer]"
    return found
