"""The page of components: everything that a page is made of, from the templates that the pages themselves use."""

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from amarre.accounts.permissions import Permission
from amarre.accounts.requests import UserRequest
from amarre.desk.doors import enter_anywhere
from amarre.desk.forms import SetAsideForm
from amarre.desk.organisation.administration_forms import SecondFactorForm
from amarre.desk.steering.contracts import choice
from amarre.detection.actions import COMMENT_LENGTH
from amarre.detection.enums import Priority
from amarre.detection.models import Signal
from amarre.directory.models import Establishment, Job, Worker
from amarre.documents.charts import Bars, Columns, Part, Progress, Series, Trend

#: Statuses in the order of a file's life: what each means, its class, words as a page would say them.
STATUSES = (
    ("à faire", "", "programmée"),
    ("en cours", "am-doing", "en cours"),
    ("attente", "am-waiting", "attend la CPAM"),
    ("bientôt", "am-soon", "dans 3\u00a0jours"),
    ("retard", "am-late", "en retard de 6\u00a0jours"),
    ("fait", "am-done", "accord reçu"),
    ("inactif", "am-no", "non demandé"),
)
COLOURS = ("pétrole", "ocre", "brique", "ciel", "aubergine", "sauge")


@require_safe
def components(request: UserRequest) -> HttpResponse:
    """Every component in its states, with invented data: what is not here is not on a page yet."""
    service = enter_anywhere(request, Permission.SERVICE_MANAGE)
    context = {
        "service": service, "today": timezone.localdate(), "choice": choice(request),
        "statuses": STATUSES, "signals": _signals(),
        "page": Paginator(range(120), 25).page(2), "pages": [1, 2, 3, 4, 5],
        "form": SetAsideForm(prefix="a"), "checks": SecondFactorForm(prefix="b", initial={"roles": ["medecin"]}),
        "wrong": SetAsideForm({"c-comment": "x" * (COMMENT_LENGTH + 1)}, prefix="c"),
        "colours": [(f"f{rank}", 92 * (rank - 1), f"{rank}\u00a0{name}") for rank, name in enumerate(COLOURS, 1)],
        **_charts(),
    }  # fmt: skip
    return render(request, "desk/components.html", context)


def _signals() -> list[Signal]:
    worker = Worker(first_name="Yanis", last_name="Orsatelli")
    job = Job(worker=worker, establishment=Establishment(name="Maçonnerie Belcastel"), title="maçon")
    reasons = (
        ("aucune visite de pré-reprise depuis 43\u00a0jours", Priority.HIGH, True),
        ("quarante-cinq ans cette année, sans visite de mi-carrière", Priority.NORMAL, False),
    )
    return [
        Signal(
            worker=worker, job=job, reason=reason, priority=priority, confirmed=confirmed, since=date(2026, 1, 5),
            suggestion="Proposer une visite", reference="Code du travail, art. R4624-29",
        )
        for reason, priority, confirmed in reasons
    ]  # fmt: skip


def _charts() -> dict[str, Any]:
    years = (Part("2024", 0.19, "19\u00a0%"), Part("2025", 0.37, "37\u00a0%"), Part("2026", 0.53, "53\u00a0%"))
    others = (Part("2024", 0.23, "23\u00a0%"), Part("2025", 0.33, "33\u00a0%"), Part("2026", 0.44, "44\u00a0%"))
    asked = (Part("Travailleur", 91, "91"), Part("Médecin du travail", 58, "58"), Part("Médecin traitant", 29, "29"))
    return {
        "bars": Bars("Par demandeur", asked),
        "columns": Columns("DUERP vus", years, goal=0.4, running=True),
        "trend": Trend("DUERP vus", (Series("cible", True, years), Series("tous", False, others))),
        "progress": Progress("Fiches d’entreprise", Part("réalisé", 68, "68"), Part("objectif", 80, "80")),
    }
