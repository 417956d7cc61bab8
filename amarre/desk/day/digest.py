"""The daily digest: how many workers and which of one's own tasks wait, for those who asked. It names nobody."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from smtplib import SMTPException, SMTPServerDisconnected

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import Count, Q
from django.template.loader import render_to_string
from django.utils import timezone

from amarre.accounts.models import SentDigest, Service, User
from amarre.accounts.permissions import Permission
from amarre.cases.enums import TaskState
from amarre.cases.models import Task
from amarre.detection.enums import Priority
from amarre.detection.models import Signal
from amarre.detection.rules import plain_rules
from amarre.lib.errors import DomainError
from amarre.ui.french import NO_BREAK, count, long_day

#: What the mail says of one's own tasks: those whose day has passed, and those of the day.
TASKS = ("à faire, en retard", "à faire aujourd’hui")


@dataclass
class Outcome:
    """What a run did: mails that left, people for whom nothing waits, people served before, refused by the server."""

    sent: int = 0
    nothing: int = 0
    before: int = 0
    refused: int = 0
    unknown: int = 0


def send_digests(*, on: date) -> Outcome:
    """One mail for each person who asked for it, unless the day's already left; DomainError without a mail server.

    The claim on the day is kept before the mail leaves: a run that is killed in between has perhaps sent it, and the
    next one does not send it twice. The claim is given back only where the server said that it refused the mail.
    """
    people = User.objects.filter(daily_digest=True, is_active=True).order_by("pk")
    outcome, loads = Outcome(), dict[tuple[frozenset[int], frozenset[int]], list[str]]()
    tasks = tasks_due(people, on)
    with _open(get_connection()) as connection:
        for user in people:
            mine = frozenset(pk for pk, held in user.permissions_by_service.items() if Permission.SIGNAL_READ in held)
            health = frozenset(pk for pk in mine if Permission.HEALTH_READ in user.permissions_by_service[pk])
            if (mine, health) not in loads:
                loads[mine, health] = [
                    f"{label}{NO_BREAK}: {count(number, 'travailleur')}" for label, number in waiting(mine, health)
                ]
            if not (lines := tasks.get(user.pk, []) + loads[mine, health]):
                outcome.nothing += 1
            elif not (claim := SentDigest.objects.get_or_create(user=user, on=on))[1]:
                outcome.before += 1
            else:
                _send(connection, claim[0], lines, outcome)
    return outcome


def waiting(services: Collection[int], health: Collection[int]) -> list[tuple[str, int]]:
    """How many workers of these services wait at each urgency, each once, at the most pressing of its signals.

    What is medical counts in the services of `health` alone, whose signals the person reads in full.
    """
    within = {f"to_{one.value}": Count("worker", distinct=True, filter=Q(priority__lte=one)) for one in Priority}
    readable = Q(service__in=health) | Q(service__in=services, rule__in=plain_rules())
    totals = Signal.objects.filter(readable).open().order_by().aggregate(**within) if services else {}
    found, before = [], 0
    for one in Priority:
        total = totals.get(f"to_{one.value}") or 0
        if total > before:
            found.append((f"urgence {one.label}", total - before))
        before = total
    return found


def tasks_due(people: Collection[User], on: date) -> dict[int, list[str]]:
    """By person, their own tasks that are late and those of the day, where they may still read the cases."""
    overdue, today = (Count("pk", filter=condition) for condition in (Q(due_on__lt=on), Q(due_on=on)))
    rows = Task.objects.filter(owner__in=people, state=TaskState.TO_DO, due_on__lte=on).order_by()
    totals: dict[int, Counter[str]] = {}
    readers = {user.pk: user.permissions_by_service for user in people}
    for owner, service, *numbers in rows.values_list("owner", "service").annotate(overdue=overdue, today=today):
        if Permission.CASE_READ in readers[owner].get(service, frozenset()):
            totals.setdefault(owner, Counter()).update(dict(zip(TASKS, numbers, strict=True)))
    return {
        owner: [f"{label}{NO_BREAK}: {count(total[label], 'tâche')}" for label in TASKS if total[label]]
        for owner, total in totals.items()
    }


def _open(connection: BaseEmailBackend) -> BaseEmailBackend:
    try:
        connection.open()
    except OSError as error:
        raise DomainError(
            f"The mail server does not answer: {error}. Run it again later.", code="mail.no_server"
        ) from error
    return connection


def _send(connection: BaseEmailBackend, claim: SentDigest, lines: list[str], outcome: Outcome) -> None:
    words = {
        "day": long_day(claim.on),
        "lines": lines,
        "several": Service.objects.visible_to(claim.user).count() > 1,
        "address": f"{settings.SITE_URL}/",
    }
    mail = EmailMessage(
        f"Amarre{NO_BREAK}: récapitulatif du {claim.on:%d/%m/%Y}",
        render_to_string("desk/email/digest.txt", words),
        to=[claim.user.email],
        connection=connection,
    )
    try:
        mail.send()
    except (SMTPServerDisconnected, TimeoutError, ConnectionError):
        # Perhaps it left: never twice. The next person's mail needs a line that works.
        outcome.unknown += 1
        connection.close()
        _open(connection)
    except SMTPException:
        claim.delete()
        outcome.refused += 1
    else:
        SentDigest.objects.filter(pk=claim.pk).update(sent_at=timezone.now())
        outcome.sent += 1
