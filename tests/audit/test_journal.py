"""The journal keeps every event, and shows when one was touched."""

import random

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from amarre.accounts.models import Service
from amarre.audit import triggers
from amarre.audit.journal import Head, record, verify
from amarre.audit.models import Event


@pytest.fixture
def forty_events(service: Service) -> list[Event]:
    return [record("service.read", service, by=None, service=service, details={"page": n}) for n in range(40)]


def test_an_untouched_journal_is_sound(forty_events: list[Event]) -> None:
    verdict = verify()

    assert (verdict.sound, verdict.broken_at) == (40, None)
    assert verdict.head == Head(40, forty_events[-1].seal)


@pytest.mark.parametrize("change", [{"action": "other"}, {"details": {"page": 99}}, {"actor": 7}, {"subject_id": 9}])
def test_an_edited_event_is_named(forty_events: list[Event], change: dict[str, object]) -> None:
    Event.objects.filter(number=17).update(**change)

    assert verify().broken_at == 17


def test_five_hundred_tamperings_are_all_found(forty_events: list[Event]) -> None:
    draw = random.Random(20261121)
    for _ in range(500):
        events = list(Event.objects.order_by("number"))
        place = draw.randrange(39)
        kind = draw.choice(["edit", "remove", "swap", "repeat"])
        if kind == "edit":
            events[place].details = {"page": draw.randrange(1000, 2000)}
        elif kind == "remove":
            del events[place]
        elif kind == "swap":
            events[place], events[place + 1] = events[place + 1], events[place]
        else:
            events.insert(place, events[place])

        assert verify(events).broken_at in {place + 1, place + 2}


def test_a_journal_cut_at_its_end_differs_from_the_head_noted_before(forty_events: list[Event]) -> None:
    noted = verify().head

    Event.objects.filter(number__gt=30).delete()

    assert verify().broken_at is None
    assert verify(noted=noted).broken_at == 31


def test_the_command_names_the_first_broken_event(
    forty_events: list[Event], capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("audit", "verify")
    assert capsys.readouterr().out == "The journal is sound: 40 events.\n"

    Event.objects.filter(number=3).update(action="other")

    with pytest.raises(CommandError, match="broken at event 3"):
        call_command("audit", "verify")


def test_the_database_refuses_to_change_or_remove_an_event(forty_events: list[Event]) -> None:
    triggers.install(connection)

    for act in (Event.objects.filter(number=3).delete, lambda: Event.objects.filter(number=3).update(action="x")):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            act()
    triggers.remove(connection)
