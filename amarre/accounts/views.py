"""One's own account: what django-allauth does not do."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from amarre.accounts.actions import end_sessions
from amarre.accounts.requests import UserRequest


@require_POST
def sessions_end(request: UserRequest) -> HttpResponse:
    """End the person's sessions, save this one."""
    end_sessions(user=request.user, service=None, by=request.user)
    request.user.refresh_from_db()
    update_session_auth_hash(request, request.user)
    messages.success(request, "Vos autres sessions sont terminées.")
    return redirect("mfa_index")
