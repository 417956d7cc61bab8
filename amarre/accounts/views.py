"""One's own account: what django-allauth does not do."""

from dataclasses import dataclass

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from amarre.accounts.actions import choose_digest, end_session, end_sessions
from amarre.accounts.requests import UserRequest

#: What a browser says of itself, and how people name it; the first one found is it, since each claims to be the others.
BROWSERS = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = (
    ("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)  # fmt: skip


@dataclass(frozen=True)
class OpenSession:
    """A session of the person that is still open; `here` when it is the one that asks."""

    session: UserSession
    browser: str
    here: bool


@require_safe
def sessions(request: UserRequest) -> HttpResponse:
    """The person's open sessions, the newest first."""
    here = request.session.session_key
    found = [
        OpenSession(one, browser_of(one.user_agent), one.session_key == here)
        for one in UserSession.objects.purge_and_list(request.user)
    ]
    found.sort(key=lambda one: (one.here, one.session.created_at), reverse=True)
    return render(request, "account/sessions.html", {"sessions": found})


@require_POST
def session_end(request: UserRequest, pk: int) -> HttpResponse:
    """End another session of the person; 404 for this one, which is left by signing out, and for anybody else's."""
    others = UserSession.objects.exclude(session_key=request.session.session_key)
    end_session(session=get_object_or_404(others, user=request.user, pk=pk), by=request.user)
    messages.success(request, "Cette session est terminée.")
    return redirect("account_sessions")


def browser_of(user_agent: str) -> str:
    """« Firefox, Windows »."""
    names = [next((name for mark, name in known if mark in user_agent), "") for known in (BROWSERS, SYSTEMS)]
    return ", ".join(filter(None, names)) or "Navigateur inconnu"


@require_POST
def sessions_end(request: UserRequest) -> HttpResponse:
    """End the person's sessions, save this one."""
    end_sessions(user=request.user, service=None, by=request.user)
    request.user.refresh_from_db()
    update_session_auth_hash(request, request.user)
    UserSession.objects.create_from_request(request)
    messages.success(request, "Vos autres sessions sont terminées.")
    return redirect("mfa_index")


@require_POST
def digest(request: UserRequest) -> HttpResponse:
    """Receive the daily digest by e-mail, or no longer."""
    wanted = "daily" in request.POST
    choose_digest(wanted=wanted, by=request.user)
    said = "Vous recevrez le récapitulatif du jour." if wanted else "Vous ne recevrez plus le récapitulatif du jour."
    messages.success(request, said)
    return redirect("mfa_index")
