"""The request that a view behind the sign-in receives."""

from django.http import HttpRequest

from amarre.accounts.models import Service, User


class UserRequest(HttpRequest):
    """A request that went through LoginRequiredMiddleware: its user is an account."""

    user: User
    #: The service whose door the view has passed.
    service: Service
