"""A shared cell sits for several services in one go; each keeps its own meeting."""

from datetime import time

import pytest
from django.utils import timezone

from amarre.accounts.enums import Role
from amarre.accounts.models import Cell, CellCoordinator, Service, User
from amarre.audit.models import Event
from amarre.cases.actions import receive_case
from amarre.cases.actions.meetings import end_meeting, plan_meeting, put_on_agenda
from amarre.cases.actions.sittings import plan_sitting
from amarre.cases.models import CellMeeting
from amarre.lib.errors import DomainError
from tests.detection.drawn import a_worker
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db
DAY = timezone.localdate()
PROFILE = "cellule-partagee"


@pytest.fixture
def services(service: Service) -> list[Service]:
    """« essai » and two others, in the order of their names."""
    Service.objects.filter(pk=service.pk).update(profile=PROFILE, name="Ain")
    service.refresh_from_db()
    named = {"drome": "Drôme", "isere": "Isère"}
    others = [Service.objects.create(code=code, name=name, profile=PROFILE) for code, name in named.items()]
    return [service, *others]


@pytest.fixture
def cell(services: list[Service]) -> Cell:
    cell = Cell.objects.create(name="Guichet commun", authorisation="Essai")
    cell.services.add(*services)
    return cell


@pytest.fixture
def coordinator(cell: Cell) -> User:
    user = person(email="coordination@essai.test")
    CellCoordinator.objects.create(cell=cell, user=user)
    return user


def plain(page: object) -> str:
    return page.content.decode().replace("\u00a0", " ").replace("\u202f", " ")  # type: ignore[attr-defined]


def test_one_act_opens_a_meeting_in_each_service_ticked(cell: Cell, coordinator: User, services: list[Service]) -> None:
    ain, drome, isere = services
    local = person((drome, Role.SOCIAL_WORKER), email="drome@essai.test")
    client, plan = signed_in(coordinator), f"/cellules/{cell.pk}/seances/prevoir/"
    sent = {
        "services": [ain.pk, drome.pk], "held_on": f"{DAY:%d/%m/%Y}", "starts_at": "9 h",
        "participants": [coordinator.pk, local.pk],
    }  # fmt: skip

    assert "checked" in plain(client.get(plan))
    assert client.post(plan, {**sent, "services": [ain.pk]}).status_code == 422
    assert client.post(plan, {**sent, "services": [ain.pk, 0]}).status_code == 422
    assert not CellMeeting.objects.exists()
    page = client.post(plan, sent, follow=True)

    made = {one.service: one for one in CellMeeting.objects.all()}
    assert {one: set(meeting.participants.all()) for one, meeting in made.items()} == {
        ain: {coordinator}, drome: {coordinator, local},
    }  # fmt: skip
    planned = Event.objects.filter(action="meeting.planned")
    assert set(planned.values_list("service", "actor")) == {(ain.pk, coordinator.pk), (drome.pk, coordinator.pk)}
    (sitting,) = page.context["coming"]
    assert [(one.service, one.cases) for one in sitting.meetings] == [(ain, 0), (drome, 0)]
    assert "a déjà une réunion ce jour-là" in plain(client.post(plan, {**sent, "services": [drome.pk, isere.pk]}))
    assert len(CellMeeting.objects.all()) == 2


def test_a_sitting_is_planned_in_every_service_or_in_none(
    cell: Cell, coordinator: User, services: list[Service]
) -> None:
    foreign = Service.objects.create(code="dehors", name="Dehors", profile=PROFILE)
    local = person((services[0], Role.SOCIAL_WORKER), email="ain@essai.test")
    nurse = person((foreign, Role.NURSE), email="dehors@essai.test")

    for wanted, people, code in (
        (services[:1], [coordinator], "sitting.alone"),
        (services, [local], "sitting.nobody"),
        (
            [*services, foreign],
            [coordinator, nurse],
            "meeting.other_cell",
        ),
    ):
        with pytest.raises(DomainError) as refused:
            plan_sitting(cell=cell, services=wanted, held_on=DAY, by=coordinator, participants=people)
        assert refused.value.code == code
    silent = services[2]
    Service.objects.filter(pk=silent.pk).update(profile="petit-service")
    silent.refresh_from_db()
    with pytest.raises(DomainError):
        plan_sitting(cell=cell, services=services, held_on=DAY, by=coordinator, participants=[coordinator])

    assert not CellMeeting.objects.exists()
    assert not Event.objects.filter(action="meeting.planned").exists()


def test_the_meetings_of_a_sitting_lead_to_one_another_for_who_may_enter(
    cell: Cell, coordinator: User, services: list[Service]
) -> None:
    local = person((services[1], Role.RETENTION_OFFICER), email="drome@essai.test")
    made = plan_sitting(
        cell=cell, services=services, held_on=DAY, starts_at=time(9), by=coordinator, participants=[coordinator, local]
    )
    alone = plan_meeting(service=services[0], held_on=DAY, by=coordinator, participants=[coordinator], cell=cell)
    ain, drome, isere = (f"/services/{one.service.code}/reunions/{one.pk}/" for one in made)
    item = put_on_agenda(meeting=made[1], case=receive_case(job=a_worker(services[1]), on=DAY, by=None), by=local)
    everywhere, there = signed_in(coordinator), signed_in(local)

    for here, following, other in ((ain, drome, isere), (drome, isere, ain), (isere, ain, drome)):
        page = plain(everywhere.get(here))
        assert page.index(following) < page.index(other)
    assert f'Service suivant : <a href="{isere}"' in plain(everywhere.get(f"{drome}dossiers/{item.pk}/"))
    assert "Séance commune" not in plain(everywhere.get(f"/services/essai/reunions/{alone.pk}/"))
    for page in (plain(there.get(drome)), plain(there.get(f"{drome}dossiers/{item.pk}/"))):
        assert not any(one in page for one in (ain, isere, "Isère", "Service suivant", ">Ain<"))
    assert "Séance commune" in plain(there.get(drome))
    assert {there.get(ain).status_code, there.get(f"/cellules/{cell.pk}/seances/prevoir/").status_code} == {404}

    for one in made:
        end_meeting(meeting=one, by=coordinator)
    page = everywhere.get(f"/cellules/{cell.pk}/")
    assert [len(one.meetings) for one in page.context["held"]] == [3]
    # Each service's rhythm planned its next meeting: a sitting again; Ain's other meeting of the day is none.
    assert [{one.service for one in sitting.meetings} for sitting in page.context["coming"]] == [{*services[1:]}]
    cell.services.remove(services[2])
    assert isere not in plain(everywhere.get(f"/cellules/{cell.pk}/")) + plain(everywhere.get(drome))
