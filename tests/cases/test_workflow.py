"""Where a case stands, who may move it, and what a second writer is told."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from amarre.accounts.enums import Role
from amarre.accounts.models import Service, User
from amarre.audit.models import Event
from amarre.cases import actions
from amarre.cases.editing import Outdated
from amarre.cases.enums import CaseMove, CasePart, CaseStatus
from amarre.cases.models import Case, CaseTransition
from amarre.cases.parts import has_part
from amarre.cases.workflow import TRANSITIONS, advance, moves_for
from amarre.directory.models import Professional
from amarre.lib.errors import DomainError
from tests.detection.drawn import a_worker
from tests.people import person

pytestmark = pytest.mark.django_db
ON = date(2026, 3, 9)
SAID = {"decisive": "poste", "satisfaction": "tres_satisfait"}
WORDS = {
    CaseMove.CLOSE: {"outcome": "maintien_poste"},
    CaseMove.SUSPEND: {"reason": "x"},
    CaseMove.REOPEN: {"reason": "x"},
}
TRIAGE = {Role.PHYSICIAN, Role.NURSE, Role.COORDINATION, Role.RETENTION_OFFICER}
CELL = TRIAGE | {Role.SOCIAL_WORKER, Role.PSYCHOLOGIST, Role.ERGONOMIST}
MAY = {
    CaseMove.QUALIFY: TRIAGE,
    CaseMove.OPEN: CELL,
    CaseMove.SUSPEND: CELL,
    CaseMove.RESUME: CELL,
    CaseMove.CLOSE: TRIAGE,
    CaseMove.REOPEN: TRIAGE,
}


def put(case: Case, status: CaseStatus) -> Case:
    """The same case standing there."""
    closed = status == CaseStatus.CLOSED
    Case.objects.filter(pk=case.pk).update(
        stage=CaseStatus.OPEN if closed else status,
        closed_on=ON if closed else None,
        outcome="maintien_poste" if closed else None,
    )
    return Case.objects.get(pk=case.pk)


@pytest.mark.parametrize("move", list(CaseMove))
def test_each_move_starts_where_the_table_says_and_nowhere_else(case: Case, officer: User, move: CaseMove) -> None:
    for status in CaseStatus:
        case = put(case, status)
        if status in TRANSITIONS[move].sources:
            moved = advance(case, move, by=officer, seen=case.version, on=ON, **WORDS.get(move, {}))  # type: ignore[arg-type]
            assert moved.status == TRANSITIONS[move].target
        else:
            with pytest.raises(DomainError, match="Impossible de"):
                advance(case, move, by=officer, seen=case.version, on=ON, **WORDS.get(move, {}))  # type: ignore[arg-type]


@pytest.mark.parametrize("move", list(CaseMove))
def test_each_role_is_offered_the_moves_that_are_its_own(case: Case, service: Service, move: CaseMove) -> None:
    case = put(case, sorted(TRANSITIONS[move].sources)[0])
    offered = {role for role in Role if move in moves_for(person((service, role), email=f"{role}@essai.test"), case)}

    assert offered == MAY[move]


def test_a_member_of_another_service_is_offered_nothing(case: Case) -> None:
    other = Service.objects.create(code="autre", name="Autre")

    assert moves_for(person((other, Role.PHYSICIAN)), case) == []


def test_a_case_goes_from_its_reception_to_its_closing_and_back(case: Case, officer: User) -> None:
    case = actions.qualify_case(case=case, by=officer, seen=0, on=ON)
    case = actions.open_case(case=case, by=officer, seen=1, on=ON)
    case = actions.close_case(
        case=case, by=officer, seen=2, on=date(2026, 9, 1), outcome="maintien_poste_amenage", **SAID
    )
    assert (case.status, case.closed_on, case.outcome) == ("clos", date(2026, 9, 1), "maintien_poste_amenage")
    case = actions.reopen_case(case=case, by=officer, seen=3, on=date(2026, 10, 1), reason="Nouvel arrêt")

    assert (case.status, case.closed_on, case.outcome) == ("rouvert", None, None)
    history = CaseTransition.objects.filter(case=case).values_list("move", "source", "outcome")
    assert list(history) == [
        ("qualifier", "recu", None),
        ("ouvrir", "qualifie", None),
        ("clore", "en_cours", "maintien_poste_amenage"),
        ("rouvrir", "clos", None),
    ]
    assert list(Event.objects.order_by("number").values_list("action", flat=True)) == [
        "case.received", "case.qualify", "case.open", "case.close", "case.reopen",
    ]  # fmt: skip


def test_nobody_works_on_a_case_that_nobody_answers_for(service: Service, officer: User) -> None:
    case = actions.receive_case(job=a_worker(service), on=ON, by=officer)

    assert list(Case.objects.without_lead()) == [case]
    with pytest.raises(DomainError, match="Nommez un référent"):
        actions.qualify_case(case=case, by=officer, seen=0, on=ON)


def test_a_worker_has_one_case_at_a_time(case: Case, officer: User) -> None:
    with pytest.raises(DomainError, match="déjà un dossier"):
        actions.receive_case(job=case.job, on=ON, by=officer)


def test_a_suspension_says_why_and_a_move_is_not_dated_before_the_case(case: Case, officer: User) -> None:
    case = put(case, CaseStatus.OPEN)
    with pytest.raises(DomainError, match="Dites pourquoi"):
        actions.suspend_case(case=case, by=officer, seen=0, on=ON, reason="")
    with pytest.raises(DomainError, match="précède"):
        actions.close_case(case=case, by=officer, seen=0, on=date(2025, 1, 1), outcome="abandon", **SAID)
    with pytest.raises(DomainError, match="Issue"):
        actions.close_case(case=case, by=officer, seen=0, on=ON, outcome="gagne", **SAID)


def test_the_second_writer_is_shown_what_the_first_one_did(case: Case, officer: User) -> None:
    actions.edit_case(case=case, by=officer, seen=0, level="T2")
    actions.qualify_case(case=case, by=officer, seen=1, on=ON)

    with pytest.raises(Outdated) as told:
        actions.edit_case(case=case, by=officer, seen=0, level="T4")

    assert [sentence.split(",")[0].split("\u00a0")[0] for sentence in told.value.done] == [
        "« niveau » modifié", "« qualifier »",
    ]  # fmt: skip
    assert "Camille Roy" in told.value.message
    assert Case.objects.get().level == "T2"


def test_an_edit_that_changes_nothing_leaves_no_trace(case: Case, officer: User) -> None:
    edited = actions.edit_case(case=case, by=officer, seen=0, lead=case.lead, level=None)

    assert (edited.version, edited.changes.count()) == (0, 0)


def test_a_closed_case_is_not_edited_and_a_lead_is_replaced_never_removed(
    case: Case, officer: User, professional: Callable[..., Professional]
) -> None:
    with pytest.raises(DomainError, match="garde un référent"):
        actions.edit_case(case=case, by=officer, seen=0, lead=None)
    case = actions.edit_case(case=case, by=officer, seen=0, lead=professional("Berthier"))
    case = put(case, CaseStatus.CLOSED)
    with pytest.raises(DomainError, match="clos"):
        actions.edit_case(case=case, by=officer, seen=1, level="T2")


@pytest.mark.parametrize("change", [{"stage": "clos"}, {"closed_on": ON}, {"boe_status": "peut-etre"}])
def test_the_database_refuses_a_half_closed_case(case: Case, change: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(**change)


def test_a_team_is_joined_once_and_left(case: Case, officer: User, professional: Callable[..., Professional]) -> None:
    nurse = professional("Vidal", "idest")
    member = actions.add_member(case=case, professional=nurse, by=officer, seen=0, on=ON)
    with pytest.raises(DomainError, match="déjà dans l’équipe"):
        actions.add_member(case=case, professional=nurse, by=officer, seen=1, on=ON)
    actions.end_membership(member=member, by=officer, seen=1, on=date(2026, 4, 1))

    assert case.team.filter(until__isnull=True).count() == 0
    assert [change.after or change.before for change in case.changes.all()] == ["Vidal", "Vidal"]


def test_during_an_absence_the_substitute_has_the_cases(
    case: Case, officer: User, professional: Callable[..., Professional]
) -> None:
    lead, substitute = case.lead, professional("Berthier")
    assert lead is not None
    actions.delegate(
        absent=lead, substitute=substitute, starts_on=date(2026, 7, 1), ends_on=date(2026, 7, 31), by=officer
    )

    assert list(Case.objects.filter(has_part(substitute, CasePart.ANY, date(2026, 7, 14)))) == [case]
    assert list(Case.objects.filter(has_part(lead, CasePart.ANY, date(2026, 7, 14)))) == [case]
    assert list(Case.objects.filter(has_part(substitute, CasePart.ANY, date(2026, 8, 1)))) == []
    with pytest.raises(DomainError, match="déjà nommé"):
        actions.delegate(
            absent=lead, substitute=substitute, starts_on=date(2026, 7, 31), ends_on=date(2026, 8, 2), by=officer
        )


def test_many_cases_change_hands_at_once(
    case: Case, service: Service, officer: User, professional: Callable[..., Professional]
) -> None:
    others = [actions.receive_case(job=a_worker(service), on=ON, by=officer) for _ in range(3)]
    closed = put(others[0], CaseStatus.CLOSED)
    new = professional("Berthier")
    numbers = [one.pk for one in (case, *others)]

    assert actions.reassign_cases(service=service, cases=numbers, lead=new, by=officer) == 3
    assert Case.objects.filter(lead=new).count() == 3
    assert Case.objects.get(pk=closed.pk).lead is None
    with pytest.raises(Outdated, match="référent"):
        actions.edit_case(case=case, by=officer, seen=0, level="T2")
    with pytest.raises(DomainError, match="n’existe pas"):
        actions.reassign_cases(service=service, cases=[*numbers, 10**9], lead=new, by=officer)
