"""Who opens which notes: every compartment, every role."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from amarre.accounts.enums import Role
from amarre.accounts.models import Service
from amarre.audit.models import Event
from amarre.cases.actions.notes import record_act, write_note
from amarre.cases.compartments import drawers, notes_for
from amarre.cases.enums import Compartment
from amarre.cases.models import Case, SupportAct
from amarre.lib.errors import DomainError
from tests.people import person

pytestmark = pytest.mark.django_db
ON = date(2026, 3, 9)
CELL = {
    Role.PHYSICIAN, Role.NURSE, Role.COORDINATION, Role.RETENTION_OFFICER, Role.SOCIAL_WORKER, Role.PSYCHOLOGIST,
    Role.ERGONOMIST,
}  # fmt: skip
READERS = {
    Compartment.SHARED: CELL,
    Compartment.SOCIAL: {Role.SOCIAL_WORKER},
    Compartment.PSYCHOLOGICAL: {Role.PSYCHOLOGIST},
    Compartment.MEDICAL: {Role.PHYSICIAN, Role.NURSE},
}


@pytest.mark.parametrize("compartment", list(Compartment))
def test_each_compartment_is_read_and_written_by_its_professions_and_nobody_else(
    case: Case, service: Service, compartment: Compartment
) -> None:
    for role in Role:
        user = person((service, role), email=f"{role}@essai.test")
        if role in READERS[compartment]:
            write_note(case=case, compartment=compartment, text=f"Par {role}", by=user, on=ON)
            assert f"Par {role}" in [note.text for note in notes_for(user, case, compartment)]
        else:
            with pytest.raises(PermissionDenied):
                notes_for(user, case, compartment)
            with pytest.raises(DomainError, match="ne s’écrivent pas"):
                write_note(case=case, compartment=compartment, text="x", by=user, on=ON)


def test_the_same_role_in_another_service_opens_nothing(case: Case) -> None:
    other = Service.objects.create(code="autre", name="Autre")
    stranger = person(*((other, role) for role in Role))

    for compartment in Compartment:
        with pytest.raises(PermissionDenied):
            notes_for(stranger, case, compartment)


def test_the_page_is_told_that_a_compartment_exists_and_who_opens_it_not_how_full_it_is(
    case: Case, service: Service
) -> None:
    nurse, officer = person((service, "infirmier"), email="i@essai.test"), person((service, "charge-maintien"))
    before = drawers(officer, service)
    write_note(case=case, compartment=Compartment.MEDICAL, text="Canari", by=nurse, on=ON)

    assert drawers(officer, service) == before
    assert [(one.compartment, one.opens) for one in before] == [
        ("cellule", True), ("social", False), ("psychologique", False), ("medical", False),
    ]  # fmt: skip
    assert before[3].readers == "médecin du travail, infirmier"


def test_reading_and_writing_leave_a_trace_without_a_word_of_the_note(case: Case, service: Service) -> None:
    nurse = person((service, "infirmier"))
    write_note(case=case, compartment=Compartment.MEDICAL, text="Canari", by=nurse, on=ON)
    notes_for(nurse, case, Compartment.MEDICAL)

    events = Event.objects.order_by("-number")[:2]
    assert [(one.action, one.details) for one in events] == [
        ("notes.read", {"compartment": "medical"}), ("note.written", {"compartment": "medical"}),
    ]  # fmt: skip


def test_an_act_of_support_counts_and_its_note_stays_in_its_compartment(case: Case, service: Service) -> None:
    social = person((service, "assistant-social"))
    facts = Service.objects.get(pk=service.pk).facts_version
    act = record_act(
        case=case, profession="assistant_social", by=social, on=ON, text="Dettes", compartment=Compartment.SOCIAL
    )

    assert SupportAct.objects.get() == act
    assert Service.objects.get(pk=service.pk).facts_version == facts + 1
    assert [note.act for note in notes_for(social, case, Compartment.SOCIAL)] == [act]
    with pytest.raises(DomainError, match="précède"):
        record_act(case=case, profession="assistant_social", by=social, on=date(2020, 1, 1))
