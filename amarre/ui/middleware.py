"""What every response carries, how long a session lasts, how a refusal is shown."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from amarre.lib.errors import DomainError

Next = Callable[[HttpRequest], HttpResponse]

# Seconds between two moves of a session's end: a write for every page would be one too many.
SEEN_AGAIN_AFTER = 60.0
# A catalogue file that does not read: whoever runs the server mends it, nobody who reads a page can.
BROKEN = "catalogue"


class SecurityHeaders:
    """Adds the headers of settings.SECURITY_HEADERS; pages of a signed-in person are kept by no cache."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in settings.SECURITY_HEADERS.items():
            response.headers.setdefault(name, value)
        if getattr(getattr(request, "user", None), "is_authenticated", False):
            response.headers.setdefault("Cache-Control", "no-store, private")
        return response


class SessionAlive:
    """Pushes the end of a session back while its pages are used; the server forgets it SESSION_COOKIE_AGE later."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # A page that watches a progress bar by itself is nobody's presence, and writes nothing.
        if request.user.is_authenticated and "X-Amarre-Watching" not in request.headers:
            now = timezone.now().timestamp()
            if now - request.session.get("seen_at", 0) > SEEN_AGAIN_AFTER:
                request.session["seen_at"] = now
        return self.get_response(request)


class Refusals:
    """Turns what the domain refuses into a page: 404 for a name that does not exist, 409 for the rest."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The refusal's page; None lets a bug be reported as one."""
        if not isinstance(error, DomainError) or error.code == BROKEN:
            return None
        unknown = error.code == "unknown_name"
        return render(request, "ui/refused.html", {"error": error, "unknown": unknown}, status=404 if unknown else 409)
