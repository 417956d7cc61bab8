"""What is made from a service's rows and must follow them when an import or an undo has written some."""

from collections.abc import Callable, Collection

from django.conf import settings
from django.utils.module_loading import import_string

from amarre.accounts.models import Service

#: Told within the transaction of the writing: the service, and the resources that changed.
Follower = Callable[[Service, Collection[str]], None]


def tell_followers(service: Service, written: Collection[str]) -> None:
    """Tell each of settings.EXCHANGE_FOLLOWERS; what takes long is asked of the background worker, never done here."""
    followers: tuple[Follower, ...] = import_string(settings.EXCHANGE_FOLLOWERS)
    for follow in followers:
        follow(service, written)
