"""What keeps robots out without asking anything of anybody else: an empty trap, a clock, a counter."""

import secrets

from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from amarre.lib.errors import DomainError

SALT = "amarre.portal"
#: Nobody answers five pages in less; a page left open overnight still goes.
SHORTEST, LONGEST = 4, 24 * 3600
#: How many messages one address may send, and how many a service may receive, in an hour.
PER_ADDRESS, PER_SERVICE, HOUR = 6, 120, 3600
#: The name of the box that people do not see.
TRAP = "site_web"


def new_token() -> str:
    """When the first page was shown, signed."""
    return signing.dumps(secrets.token_urlsafe(9), salt=SALT)


def admit(request: HttpRequest, service: int, token: str) -> None:
    """Let a message in once; DomainError, saying what to do, for what looks like a robot or comes too often."""
    if request.POST.get(TRAP):
        raise DomainError("Laissez vide le champ qui le demande, puis envoyez à nouveau.", code="portal.trap")
    number = _opened(token)
    seldom(f"portal:a:{client_address(request)}", PER_ADDRESS)
    seldom(f"portal:s:{service}", PER_SERVICE)
    if not cache.add(f"portal:n:{number}", 1, LONGEST):
        raise DomainError("Ce message a déjà été envoyé\u00a0: il n’est pas doublé.", code="portal.already_sent")


def _opened(token: str) -> str:
    try:
        number: str = signing.loads(token, salt=SALT, max_age=LONGEST)
    except signing.SignatureExpired:
        raise DomainError("Cette page est ouverte depuis trop longtemps. Recommencez.", code="portal.late") from None
    except signing.BadSignature:
        raise DomainError("Cette page n’est plus valable. Recommencez depuis le début.", code="portal.token") from None
    try:
        signing.loads(token, salt=SALT, max_age=SHORTEST)
    except signing.SignatureExpired:
        return number
    raise DomainError(
        "Ce message est parti trop vite pour une personne. Relisez-le, puis envoyez-le.", code="portal.fast"
    )


def seldom(key: str, most: int) -> None:
    """Count one more for that key, of which nothing readable is kept; DomainError beyond `most` in an hour."""
    kept = salted_hmac(SALT, key).hexdigest()[:40]
    cache.add(kept, 0, HOUR)
    if cache.incr(kept) > most:
        raise DomainError(
            "Trop de messages ont été envoyés en peu de temps. Attendez une heure, ou téléphonez au service.",
            code="portal.too_many",
        )


def client_address(request: HttpRequest) -> str:
    """Where the request comes from: what the reverse proxy says, where there is one."""
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.SECURE_SSL_REDIRECT else ""
    return forwarded.rpartition(",")[2].strip() or str(request.META.get("REMOTE_ADDR", ""))
