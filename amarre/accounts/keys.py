"""Keys of the API: made and withdrawn by people, shown once, kept as a digest."""

import hashlib
import secrets
from collections.abc import Collection
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from amarre.accounts.models import ApiKey, Service, User
from amarre.accounts.permissions import Permission
from amarre.audit.journal import record
from amarre.lib.errors import DomainError

#: What a key may be given, and nothing else: the rights of a person that the API asks for, in its own words.
RIGHTS = {
    Permission.HEALTH_READ: "lire ce que la loi ouvre, impose et interdit à une personne",
    Permission.NOTE_MEDICAL: "y compris ce qui révèle une cause d’arrêt, un avis ou des mesures",
}
#: The longest life of a key, in days.
LONGEST = 365
#: The last use is written once in so long, not at each call.
SEEN_AGAIN_AFTER = timedelta(minutes=1)
MARK = "amarre_"


@transaction.atomic
def make_key(
    *, service: Service, label: str, rights: Collection[Permission], expires_on: date, by: User
) -> tuple[ApiKey, str]:
    """A new key and the text to give to the software, which nothing will show again."""
    today = timezone.localdate()
    if not today <= expires_on <= today + timedelta(days=LONGEST):
        raise DomainError(f"Une clé vaut {LONGEST} jours au plus, à partir d’aujourd’hui.", code="api_key.expiry")
    given = sorted(right.value for right in rights)
    if not given or not set(rights) <= set(RIGHTS):
        raise DomainError("Une clé a un droit au moins, et ceux de l’API seulement.", code="api_key.rights")
    text = MARK + secrets.token_urlsafe(32)
    key = ApiKey.objects.create(
        service=service, label=label, digest=digest_of(text), rights=given, expires_on=expires_on, made_by=by
    )
    details = {"rights": given, "expires_on": expires_on.isoformat()}
    record("api_key.made", key, by=by, service=service, details=details)
    return key, text


@transaction.atomic
def revoke_key(*, key: ApiKey, by: User) -> ApiKey:
    """From the next call on the key opens nothing; one that was withdrawn stays as it is."""
    key = ApiKey.objects.select_for_update(of=("self",)).get(pk=key.pk)
    if key.revoked_at is None:
        key.revoked_at, key.revoked_by = timezone.now(), by
        key.save(update_fields=["revoked_at", "revoked_by"])
        record("api_key.revoked", key, by=by, service=key.service)
    return key


def key_of(text: str) -> ApiKey | None:
    """The key that this text opens today, and that it was used; None where it opens nothing."""
    found = ApiKey.objects.open_on(timezone.localdate()).select_related("service").filter(digest=digest_of(text))
    key = found.first()
    now = timezone.now()
    if key is not None and (key.last_used_at is None or now - key.last_used_at > SEEN_AGAIN_AFTER):
        ApiKey.objects.filter(pk=key.pk).update(last_used_at=now)
    return key


def digest_of(text: str) -> str:
    """What is kept of a key: 32 drawn bytes need no slow hash."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
