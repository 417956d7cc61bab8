"""The page of the user guide that explains each signal, written from the files of catalogue/signals/ themselves."""

import re
from datetime import date
from pathlib import Path

from amarre.detection.rules import SignalRule, read_rules
from amarre.rules.parameters import KINDS, Figures, read_figures
from amarre.ui import french

PRIORITIES = {"high": "haute", "normal": "normale", "low": "basse"}
BENEFITS = {"high": "grand", "normal": "moyen", "low": "moindre"}
HEAD = """# Chaque signal expliqué

Cette page est écrite par `amarre signal_guide` à partir des fichiers de `catalogue/signals/` : ce qu'elle dit est ce
que le repérage applique. Comment les lire et les traiter : [lire les signaux](signaux.md).
"""


def guide_text(catalogue: Path, day: date) -> str:
    """The whole page, in Markdown, with the figures in force that day as the files give them."""
    figures = read_figures(catalogue / "parameters")
    rules = sorted(read_rules(catalogue / "signals").values(), key=lambda rule: (list(PRIORITIES).index(rule.priority),
                                                                                rule.code))  # fmt: skip
    return "\n".join([HEAD, *(_explained(rule, figures, day) for rule in rules)])


def _explained(rule: SignalRule, figures: Figures, day: date) -> str:
    sentence = next((one.reason for one in rule.examples if one.raised and one.reason), None)
    lines = [f"## {rule.label}", "", f"**Ce qu'il propose.** {rule.suggest} ({rule.reference}).", ""]
    if sentence:
        lines += [f"**Ce qu'il dit, par exemple.** « {' '.join(sentence.split())} »", ""]
    used = sorted(rule.figures_used | {name for fact in rule.facts_used for name in rule.source.facts[fact].figures})
    for name in used:
        figure = figures[name]
        value = figure.at(day).value
        words = [value] if isinstance(value, str) else value
        shown = (
            french.quantity(words, figure.unit)
            if isinstance(words, float | int)
            else f"{', '.join(words)} {figure.unit}"
        )
        nature = " ; ".join(filter(None, (KINDS[figure.kind], figure.caution(day))))
        lines.append(f"- {figure.label} : {shown} ({nature}).")
    lines += [""] if used else []
    if rule.note:
        lines += [" ".join(rule.note.split()), ""]
    if rule.medical:
        lines += ["Réservé à qui peut lire les données de santé.", ""]
    lines.append(
        f"Priorité {PRIORITIES[rule.priority]} ; bénéfice attendu {BENEFITS[rule.benefit]}. Code : `{rule.code}`."
    )
    return re.sub(r"\n{3,}", "\n\n", "\n".join([*lines, ""]))
