"""Who read the page of a worker, or one of their cases: each person once a day, however often they came back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from amarre.accounts.models import ApiKey, User
from amarre.audit.journal import last_readings
from amarre.cases.models import Case
from amarre.directory.models import Worker

#: How many events are looked at, and how many lines they make at most.
EVENTS, LINES = 100, 20


@dataclass(frozen=True)
class Reading:
    """One reader on one day: the last instant, how many times."""

    at: datetime
    reader: str
    times: int = 1


def readings_of(worker: Worker, cases: Iterable[Case]) -> list[Reading]:
    """Who read the worker's page or one of these cases lately, the newest first."""
    subjects = {"directory.worker": [worker.pk], "cases.case": [case.pk for case in cases]}
    found = last_readings(subjects, EVENTS)
    people = User.objects.in_bulk({actor for _, actor, _ in found if actor})
    numbers = {more["api_key"] for _, _, more in found if "api_key" in more}
    software = ApiKey.objects.in_bulk(numbers) if numbers else {}
    told: dict[tuple[date, int | None, int | None], Reading] = {}
    for at, actor, more in found:
        # By account: two people may have one name.
        same = (timezone.localdate(at), actor, more.get("api_key"))
        if same in told:
            told[same] = replace(told[same], times=told[same].times + 1)
        else:
            told[same] = Reading(at, _reader(actor, more, people, software))
    return list(told.values())[:LINES]


def _reader(
    actor: int | None, more: Mapping[str, Any], people: Mapping[int, User], software: Mapping[int, ApiKey]
) -> str:
    if actor is not None:
        return str(people.get(actor, "Un compte qui n’existe plus"))
    return f"{software[more['api_key']]}, par sa clé d’API" if "api_key" in more else "Traitement du service"
