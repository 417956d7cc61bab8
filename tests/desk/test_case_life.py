"""The timeline of a case: everything that happened to it, drawn, with its table beside."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from amarre.accounts.enums import Role
from amarre.accounts.models import Service
from amarre.cases.actions.documents import keep_document
from amarre.cases.enums import Compartment
from amarre.cases.models import (
    AgendaItem,
    Case,
    CaseTransition,
    CellMeeting,
    Letter,
    PlannedFollowUp,
    Referral,
    RetentionPlan,
)
from amarre.directory.models import Job
from amarre.surveillance.models import Visit
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def day() -> date:
    return timezone.localdate()


@pytest.fixture
def case(job: Job, day: date) -> Case:
    """A case closed twenty days ago, after a suspension, a first closing that was taken back, a meeting and a plan."""
    case = Case.objects.create(
        service=job.service, job=job, opened_on=day - timedelta(200), closed_on=day - timedelta(20),
        outcome="maintien_poste",
    )  # fmt: skip
    made = [("suspendre", 150, None), ("reprendre", 120, None), ("clore", 90, "maintien_entreprise")]
    made += [("rouvrir", 80, None), ("clore", 20, "maintien_poste")]
    for number, (move, ago, outcome) in enumerate(made):
        CaseTransition.objects.create(
            case=case, version=number, move=move, source="en_cours", on=day - timedelta(ago), outcome=outcome,
            reason="Raison de travail",
        )  # fmt: skip
    Referral.objects.create(
        service=job.service, job=job, received_on=day - timedelta(100), origin="employeur", reason="social",
        status="joint", joined_case=case,
    )  # fmt: skip
    meeting = CellMeeting.objects.create(service=job.service, held_on=day - timedelta(60))
    AgendaItem.objects.create(meeting=meeting, case=case, position=1, reason="nouveau", reason_told="-", state="vu")
    RetentionPlan.objects.create(case=case, number=1, objectives="Reprendre", signed_on=day - timedelta(50))
    PlannedFollowUp.objects.create(
        service=job.service, case=case, closed_on=case.closed_on, due_month="3", due_on=day + timedelta(70)
    )
    nurse = person((job.service, Role.NURSE), email="infirmiere@essai.test")
    for compartment, model in (("cellule", "fin_accompagnement"), ("medical", "medecin_traitant")):
        document = keep_document(
            case=case, compartment=Compartment(compartment), name="a.pdf", form="pdf", content=b"%PDF",
            by=nurse,
        )  # fmt: skip
        Letter.objects.create(
            case=case, model=model, compartment=compartment, to="travailleur", address="", subject="Canari",
            text="Canari", written_by=nurse, issued_at=timezone.now(), issued_by=nurse, document=document,
        )  # fmt: skip
    Visit.objects.create(
        service=job.service,
        job=job,
        held_on=day - timedelta(40),
        kind="reprise",
        modality="presentiel",
        opinion="aucun",
    )
    return case


TOLD = (
    "Signalement, employeur", "Dossier ouvert", "Dossier suspendu", "Dossier repris", "Dossier clos, maintien dans l",
    "Dossier rouvert", "Dossier clos, maintien au poste", "Réunion de la cellule, dossier vu",
    "Plan de maintien signé, version 1", "Suivi à 3 mois à faire", "Lettre émise, Fin de l’accompagnement",
    "Lettre émise, Courrier au médecin traitant", "Visite de reprise",
)  # fmt: skip


@pytest.mark.parametrize("role", [Role.PHYSICIAN, Role.SOCIAL_WORKER])
def test_the_life_of_a_case_is_drawn_and_told_to_each_as_far_as_they_may_know(
    service: Service, case: Case, role: Role
) -> None:
    page = signed_in(person((service, role))).get(f"/services/essai/dossiers/{case.pk}/").content.decode()
    table = page[page.index("<caption") : page.index("</table>", page.index("<caption"))]

    assert [words for words in TOLD if words not in table] == ([] if role == Role.PHYSICIAN else list(TOLD[-2:]))
    assert "Canari" not in page
    assert table.count("Dossier clos") == 2
    assert "(prévu)" in table
    drawing = page[page.index('<svg class="am-chart') : page.index("</svg>", page.index('<svg class="am-chart'))]
    assert '<desc id="frise-texte">' in drawing
    for lane in ("Dossier", "Réunions", "Suivi"):
        assert f">{lane}</text>" in drawing
    assert 'class="open"' in drawing
