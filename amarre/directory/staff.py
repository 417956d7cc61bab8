"""The staff of a service, and which account is whose."""

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet

from amarre.accounts.models import Membership, Service, User
from amarre.audit.journal import record
from amarre.directory.models import Professional, StaffAccount
from amarre.lib.errors import DomainError

IS_SOMEBODY = "SELECT 1 FROM directory_staffaccount WHERE user_id = %s AND service_id = %s"


def staff_of(service: Service) -> QuerySet[Professional]:
    """The people of the service who are still there, by name."""
    return Professional.objects.filter(service=service, vanished_on__isnull=True).order_by("last_name", "pk")


def professional_of(user: User, service: Service) -> Professional | None:
    """Who that account is in the service's data; nothing until Administration has said it."""
    return Professional.objects.filter(staff_account__user=user, staff_account__service=service).first()


def has_professional(user: User, service: Service) -> bool:
    """Whether that account is somebody in the service's data: in plain SQL, for every page asks it."""
    with connection.cursor() as cursor:
        cursor.execute(IS_SOMEBODY, [user.pk, service.pk])
        return cursor.fetchone() is not None


def free_for(user: User, service: Service) -> QuerySet[Professional]:
    """Those whom the account may be: nobody else who still has a role in the service is."""
    here = Membership.objects.filter(user=OuterRef("user"), service=service)
    taken = StaffAccount.objects.filter(Exists(here), service=service).exclude(user=user)
    return staff_of(service).exclude(pk__in=taken.values("professional"))


@transaction.atomic
def link_account(*, user: User, service: Service, professional: Professional | None, by: User | None) -> None:
    """Say which professional the account is, or that it is none; the link of an account that left the service falls.

    DomainError for a professional of another service, or whose account somebody else uses.
    """
    Service.objects.select_for_update().get(pk=service.pk)
    if professional_of(user, service) == professional:
        return
    if professional is not None and not free_for(user, service).filter(pk=professional.pk).exists():
        raise DomainError(
            "Ce professionnel n’est pas du service, ou a déjà un compte\u00a0: choisissez-en un autre.",
            code="staff.taken",
        )
    StaffAccount.objects.filter(user=user, service=service).delete()
    if professional is not None:
        StaffAccount.objects.filter(professional=professional).delete()
        StaffAccount.objects.create(user=user, service=service, professional=professional)
    details = {"professional": professional.pk if professional else None}
    record("user.professional_said", user, by=by, service=service, details=details)
