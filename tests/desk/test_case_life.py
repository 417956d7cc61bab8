"""The timeline of a case: everything that happened to it, drawn, with its table beside."""

from collections import Counter
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
    SupportAct,
)
from amarre.desk.people.timeline import Happening, draw
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


def test_of_a_long_case_the_page_shows_what_is_recent_and_leads_to_all_the_rest(
    service: Service, case: Case, day: date
) -> None:
    SupportAct.objects.bulk_create(
        SupportAct(service=service, job=case.job, case=case, held_on=day - timedelta(ago), profession="psychologue")
        for ago in range(1, 201)
    )
    reader, address = signed_in(person((service, Role.SOCIAL_WORKER))), f"/services/essai/dossiers/{case.pk}/"
    short, whole = (reader.get(asked).content.decode() for asked in (address, f"{address}?tout"))

    oldest = f"{day - timedelta(200):%d/%m/%Y}"
    for page, acts, facts in ((short, 20, 30), (whole, 200, 211)):
        listed = page[page.index('aria-labelledby="actes"') : page.index('aria-labelledby="notes"')]
        table = page[page.index("Parcours en tableau") :]
        assert (listed.count("<li>"), table.count('<td class="am-date">')) == (acts, facts)
        assert (oldest in listed, oldest in table) == (page == whole, page == whole)
    for words in (
        'href="?tout#actes">Voir les 180\u00a0acc',
        'href="?tout#parcours">Voir les 181\u00a0faits plus anciens',
    ):
        assert words in short
        assert words not in whole
    assert "181\u00a0faits plus anciens hors de cette impression" in short
    assert whole.count("Ne montrer que les plus récents") == 2


def test_what_is_too_much_for_a_line_of_the_drawing_is_counted_by_month(day: date) -> None:
    past = [day - timedelta(ago) for ago in range(1, 201)]
    told = [Happening("Suivi", on, "Accompagnement, psychologue", "psychologue") for on in past]
    told += [Happening("Suivi", day + timedelta(70), "Suivi à 3 mois à faire", "suivi à 3 mois")]
    few, many = draw(told[-10:], day), draw(told, day)

    assert few
    assert many
    assert (few.counted, len(few.lanes[0].marks)) == (False, 10)
    months = Counter((on.year, on.month) for on in past)
    assert many.counted
    assert [kind for _, kind in many.lanes[0].marks] == ["f1"] * len(months) + ["open"]
    assert [int(one.text) for one in many.lanes[0].labels] == [number for number in months.values() if number > 1]
    assert "suivi\u00a0: 201" in many.summary
