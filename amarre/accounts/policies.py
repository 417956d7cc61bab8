"""The door to a service from a request."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from amarre.accounts.models import Service, User
from amarre.accounts.permissions import Permission


def service_for(user: User, code: str, permission: Permission | None = None) -> Service:
    """The only door to a Service: 404 outside the user's own, 403 when its roles there lack the permission."""
    service = get_object_or_404(Service.objects.visible_to(user), code=code)
    if permission is not None and not user.can(permission, service):
        raise PermissionDenied
    return service
