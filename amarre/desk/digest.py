"""The daily digest: how many workers wait, by urgency, for those who asked for it. It names nobody."""

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
from amarre.detection.enums import Priority
from amarre.detection.models import Signal
from amarre.detection.rules import plain_rules
from amarre.lib.errors import DomainError
from amarre.ui.french import NO_BREAK, count, long_day


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
    outcome, loads = Outcome(), dict[tuple[frozenset[int], frozenset[int]], list[tuple[str, int]]]()
    with _open(get_connection()) as connection:
        for user in people:
            mine = frozenset(pk for pk, held in user.permissions_by_service.items() if Permission.SIGNAL_READ in held)
            health = frozenset(pk for pk in mine if Permission.HEALTH_READ in user.permissions_by_service[pk])
            if (mine, health) not in loads:
                loads[mine, health] = waiting(mine, health)
            if not loads[mine, health]:
                outcome.nothing += 1
            elif not (claim := SentDigest.objects.get_or_create(user=user, on=on))[1]:
                outcome.before += 1
            else:
                _send(connection, claim[0], loads[mine, health], outcome)
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


def _open(connection: BaseEmailBackend) -> BaseEmailBackend:
    try:
        connection.open()
    except OSError as error:
        raise DomainError(
            f"The mail server does not answer: {error}. Run it again later.", code="mail.no_server"
        ) from error
    return connection


def _send(connection: BaseEmailBackend, claim: SentDigest, lines: list[tuple[str, int]], outcome: Outcome) -> None:
    words = {
        "day": long_day(claim.on),
        "lines": [f"{label}{NO_BREAK}: {count(number, 'travailleur')}" for label, number in lines],
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
