"""Writing and verifying the journal.

Each event carries a seal: HMAC-SHA256, under a key kept outside the database, of its own content and of the seal before
it. Whoever edits, removes, inserts or swaps an event breaks the chain at that place.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection, models, transaction
from django.db.models.expressions import RawSQL
from django.utils import timezone

from amarre.audit.models import Event

FIRST_SEAL = "0" * 64
# Any constant will do, as long as nothing else takes the same PostgreSQL advisory lock.
JOURNAL_LOCK = 4_624_455


def record(
    action: str,
    subject: models.Model,
    *,
    by: models.Model | None,
    service: models.Model | None,
    details: Mapping[str, Any] | None = None,
) -> Event:
    """Append one event in the transaction of the act it tells of: no trace, no act.

    `action` is `subject.verb` ("import.loaded", "worker.read"); `by` is the account, None for the command line;
    `details` hold codes and numbers, never names or health data.
    """
    with transaction.atomic():
        if connection.vendor == "postgresql":
            # On SQLite the transaction is already alone: it began as IMMEDIATE.
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [JOURNAL_LOCK])
        last = Event.objects.order_by("-number").values_list("number", "seal").first() or (0, FIRST_SEAL)
        event = Event(
            number=last[0] + 1,
            at=timezone.now(),
            actor=by.pk if by else None,
            service=service.pk if service else None,
            action=action,
            subject=subject._meta.label_lower,
            subject_id=subject.pk,
            details=dict(details or {}),
        )
        event.seal = seal_of(event, last[1])
        event.save(force_insert=True)
    return event


def last_change(service: int) -> int:
    """The number of the last event of that service that is not a reading; 0 before the first one.

    While it stands nobody has written anything there: no act without its event. A reading's action ends with `read`.
    """
    # As in the migration that makes its index, or the index does not serve: no parameter in the condition.
    newest = "SELECT MAX(number) FROM audit_event WHERE service = %s AND action NOT LIKE '%%read'"
    with connection.cursor() as cursor:
        cursor.execute(newest, [service])
        return cursor.fetchone()[0] or 0


def seal_of(event: Event, previous: str) -> str:
    """The seal that the event must carry after that previous seal."""
    content = [
        previous,
        event.number,
        event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        event.actor,
        event.service,
        event.action,
        event.subject,
        event.subject_id,
        event.details,
    ]
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hmac.new(settings.AUDIT_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


class Head(NamedTuple):
    """The newest event: its number and its seal, to be noted outside the installation."""

    number: int
    seal: str


class Verdict(NamedTuple):
    """What a verification found: how many events hold, and the number where the chain first breaks."""

    sound: int
    broken_at: int | None
    head: Head


def verify(events: Iterable[Event] | None = None, *, noted: Head | None = None) -> Verdict:
    """Walk the chain from its first event; a head noted earlier must still stand where it stood."""
    previous, number = FIRST_SEAL, 0
    for event in Event.objects.order_by("number").iterator(10_000) if events is None else events:
        due = seal_of(event, previous)
        if event.number != number + 1 or not hmac.compare_digest(due, event.seal):
            return Verdict(number, number + 1, Head(number, previous))
        previous, number = event.seal, event.number
        if noted and number == noted.number and previous != noted.seal:
            return Verdict(number - 1, number, Head(number, previous))
    if noted and number < noted.number:
        return Verdict(number, number + 1, Head(number, previous))
    return Verdict(number, None, Head(number, previous))


#: Whether the list of workers in an event's details holds one, as each database writes it.
LISTED = {
    "sqlite": "EXISTS (SELECT 1 FROM json_each(details, '$.workers') WHERE value = %s)",
    "postgresql": "details -> 'workers' @> to_jsonb(%s::bigint)",
}


def events_about(
    *, service: int, worker: int, subjects: Mapping[str, int], actions: Sequence[str]
) -> list[tuple[datetime, int | None, str]]:
    """The readings and the events of these actions about one person, oldest first: instant, account number, action.

    About them: on one of the objects, by their kind, or with the worker in the details, alone or in a list. It reads
    the service's whole journal: for background work.
    """
    about = models.Q(details__worker=worker)
    for subject, pk in subjects.items():
        about |= models.Q(subject=subject, subject_id=pk)
    listed = RawSQL(LISTED[connection.vendor], [worker], models.BooleanField())
    told = models.Q(action__endswith="read") | models.Q(action__in=actions)
    events = Event.objects.filter(told, service=service).filter(about | models.Q(listed))
    return list(events.order_by("number").values_list("at", "actor", "action"))


def last_readings(
    subjects: Mapping[str, Iterable[int]], limit: int = 50
) -> list[tuple[datetime, int | None, Mapping[str, Any]]]:
    """Who read or changed objects lately, by their kind: instant, account number, details; newest first."""
    about = [models.Q(subject=subject, subject_id__in=list(ids)) for subject, ids in subjects.items()]
    events = Event.objects.filter(models.Q(*about, _connector=models.Q.OR)).order_by("-number")[:limit]
    return list(events.values_list("at", "actor", "details"))
