"""What the two pages of a contract's synthesis say, as plain data for their template; nobody is named there."""

from datetime import date
from typing import Any

from amarre.accounts.models import Service
from amarre.desk.steering.years import Goal, Overview, Row
from amarre.documents import drawing
from amarre.documents.charts import Chart
from amarre.ui import french

#: Small charts on the first page: one line of them.
COMPARED = 4


def synthesis(service: Service, shown: Overview, today: date, *, over: bool) -> dict[str, Any]:
    """Texts, rows and drawings; `over` says that the latest year has ended."""
    contract, year = shown.latest.contract, shown.years[-1]
    end = date(year, 12, 31) if over else today
    target = (
        f"Cible\u00a0: {french.written(contract.target.label)}." if contract.target else "Ce contrat n’a pas de cible."
    )
    source = shown.latest.fingerprints
    return {
        "title": french.written(contract.title),
        "service": service.name,
        "year": str(year),
        "lead": lead(shown, over=over),
        "scope": f"Du 01/01/{year} au {french.day(end)}. {target}",
        "targeted": contract.target is not None,
        "goals": [_goal(goal) for goal in shown.goals],
        "comparisons": [_drawn(trend) | {"title": trend.title} for _, trend in shown.comparisons[:COMPARED]],
        "years": [str(one) if over or one != year else f"{one}, en cours" for one in shown.years],
        "sections": [{"title": one.title, "rows": [_row(row) for row in one.rows]} for one in shown.sections],
        "origin": f"Édité le {french.day(today)} par Amarre. Données {source.snapshot[:12]}, catalogue "
        f"{source.catalogue[:12]}, calcul {source.code[:12]}.",
    }


def lead(shown: Overview, *, over: bool) -> str:
    """The situation in one sentence."""
    if not shown.goals:
        return "Ce contrat ne chiffre pas d’objectif\u202f; voici ce que l’année a compté."
    met = french.count(shown.met, "objectif atteint", "objectifs atteints")
    sentence = f"{met} sur {len(shown.goals)}" + ("" if over else f"{french.NARROW}; l’année est en cours")
    return f"{sentence[0].upper()}{sentence[1:]}."


def _goal(goal: Goal) -> dict[str, Any]:
    return {
        "code": goal.code, "label": goal.label, "value": goal.value, "objective": goal.objective, "all": goal.all,
        "state": goal.state, "chart": _drawn(goal.picture) if goal.picture else None,
    }  # fmt: skip


def _row(row: Row) -> dict[str, Any]:
    return {
        "code": row.code, "label": row.label, "objective": row.objective, "state": row.state,
        "cells": [{"value": cell.value, "all": cell.all} for cell in row.cells],
    }  # fmt: skip


def _drawn(chart: Chart) -> dict[str, str]:
    return {"svg": drawing.svg(chart), "alt": f"{chart.title}\u00a0: {chart.summary}"}
