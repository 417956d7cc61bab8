"""Links to a follow-up: a secret that only its receiver holds, a birth date before any name, nothing consumed."""

import hashlib
import secrets
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from amarre.audit.journal import record
from amarre.cases.actions.following import setting
from amarre.cases.enums import FollowUpState
from amarre.cases.models import FollowUpLink, PlannedFollowUp
from amarre.lib.errors import DomainError

PATH = "/suivi/"


def make_link(planned: PlannedFollowUp, *, attempt: int, on: date) -> tuple[FollowUpLink, str]:
    """A new link and its address; the secret in it is not kept. The earlier links of the follow-up stay good."""
    secret = secrets.token_urlsafe(24)
    link = FollowUpLink.objects.create(
        planned=planned,
        digest=digest_of(secret),
        attempt=attempt,
        made_on=on,
        expires_on=on + timedelta(days=setting("lien_valable", on)),
    )
    return link, f"{settings.SITE_URL}{PATH}{secret}/"


def digest_of(secret: str) -> str:
    """What is kept of a secret of 192 random bits: no salt is needed, none can be guessed."""
    return hashlib.sha256(secret.encode()).hexdigest()


def link_of(secret: str) -> FollowUpLink | None:
    """The link of that secret, expired or not."""
    found = FollowUpLink.objects.select_related("planned__case__job__worker", "planned__service")
    return found.filter(digest=digest_of(secret)).first()


def expected(link: FollowUpLink) -> bool:
    """Whether an answer is still waited for: of the closing that it was made for, and not answered yet."""
    planned = link.planned
    waited = planned.state in (FollowUpState.WAITING, FollowUpState.UNREACHABLE)
    return waited and planned.case.closed_on == planned.closed_on


@transaction.atomic
def born_on_is(link: FollowUpLink, born_on: date) -> bool:
    """Whether that is the worker's birth date; DomainError while the follow-up is closed after too many wrong ones.

    The count is the follow-up's, whatever the link, so that asking for another one gives no more tries.
    """
    planned = PlannedFollowUp.objects.select_for_update(of=("self",)).get(pk=link.planned_id)
    now, today = timezone.now(), timezone.localdate()
    if planned.closed_until and now < planned.closed_until:
        raise DomainError(
            "Trop de dates différentes ont été essayées. Attendez une heure, ou téléphonez au service.",
            code="follow_up.closed",
        )
    if link.planned.case.job.worker.born_on == born_on:
        if planned.wrong_births:
            PlannedFollowUp.objects.filter(pk=planned.pk).update(wrong_births=0, closed_until=None)
        return True
    planned.wrong_births += 1
    planned.closed_until = None
    if planned.wrong_births >= setting("essais", today):
        planned.wrong_births = 0
        planned.closed_until = now + timedelta(minutes=setting("fermeture", today))
        record("follow_up.closed", planned.case, by=None, service=planned.service)
    planned.save(update_fields=["wrong_births", "closed_until"])
    return False
