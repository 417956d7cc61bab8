"""A service says how it is organised."""

from django.db import transaction

from amarre.accounts.models import Service, User
from amarre.audit.journal import record
from amarre.cases.profiles import read_profiles
from amarre.lib.errors import UnknownName


@transaction.atomic
def organise_service(*, service: Service, profile: str, by: User | None) -> None:
    """The service works that way from now on; nothing that was done before changes."""
    if profile not in read_profiles():
        raise UnknownName("Organisation", profile, list(read_profiles()))
    before = service.profile
    if Service.objects.filter(pk=service.pk).exclude(profile=profile).update(profile=profile):
        service.profile = profile
        record("service.organised", service, by=by, service=service, details={"before": before, "profile": profile})
