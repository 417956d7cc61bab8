"""The door of the API: a key of the service, with the right that is asked for, not too often."""

import time
from typing import cast

from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from ninja.security import HttpBearer
from ninja.throttling import BaseThrottle

from amarre.accounts.keys import key_of
from amarre.accounts.models import ApiKey, Service
from amarre.accounts.permissions import Permission

#: How many calls one key makes in a minute.
CALLS, MINUTE = 120, 60


class Bearer(HttpBearer):
    """`Authorization: Bearer KEY`."""

    def authenticate(self, request: HttpRequest, token: str) -> ApiKey | None:
        """The key, where it opens something today."""
        return key_of(token)


class PerMinute(BaseThrottle):
    """Counts the calls of each key, minute by minute, for every process."""

    def allow_request(self, request: HttpRequest) -> bool:
        """Count one more."""
        counted = f"api:{key_in(request).pk}:{int(time.time()) // MINUTE}"
        cache.add(counted, 0, 2 * MINUTE)
        return int(cache.incr(counted)) <= CALLS

    def wait(self) -> float:
        """Seconds until the next minute."""
        return MINUTE - time.time() % MINUTE


def key_in(request: HttpRequest) -> ApiKey:
    """The key that the call showed."""
    return cast(ApiKey, request.auth)  # type: ignore[attr-defined]


def service_of(request: HttpRequest, code: str, permission: Permission) -> Service:
    """The only door to a Service from the API: 404 for another than the key's, 403 when the key lacks the right."""
    key = key_in(request)
    if key.service.code != code:
        raise Http404
    if not key.can(permission):
        raise PermissionDenied
    return key.service
