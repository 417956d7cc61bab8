"""What the commands about signals share: reading a service, a day, an account and a signal from their arguments."""

from datetime import date

from django.core.management.base import CommandError
from django.utils import timezone

from amarre.accounts.models import Service, User
from amarre.detection.models import Signal
from amarre.lib.days import read_day
from amarre.lib.errors import UnknownName


def named_service(code: str) -> Service:
    """The service of that code; UnknownName lists those of the installation."""
    service = Service.objects.filter(code=code).first()
    if service is None:
        raise UnknownName("Service", code, list(Service.objects.values_list("code", flat=True)))
    return service


def named_day(text: str | None) -> date:
    """The day written YYYY-MM-DD, today where nothing is written."""
    return timezone.localdate() if text is None else read_day(text)


def named_account(email: str | None) -> User | None:
    """The account on whose behalf the command acts; None for the command line itself."""
    if email is None:
        return None
    account = User.objects.filter(email=email.lower(), is_active=True).first()
    if account is None:
        raise CommandError(f"No active account has the address « {email} ».")
    return account


def numbered_signal(service: Service, number: int) -> Signal:
    """The signal of that number in the service."""
    signal = Signal.objects.filter(service=service, pk=number).first()
    if signal is None:
        raise CommandError(f"Signal {number} does not exist in service « {service.code} »: see `amarre signals`.")
    return signal
