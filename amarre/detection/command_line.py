"""What the commands about signals share: reading a service, a day, an account and a signal from their arguments."""

from datetime import date

from django.core.management.base import CommandError
from django.utils import timezone

from amarre.accounts.models import Service, User
from amarre.detection.models import Signal
from amarre.lib.errors import UnknownName


def named_service(code: str) -> Service:
    """The service of that code; UnknownName lists those of the installation."""
    service = Service.objects.filter(code=code).first()
    if service is None:
        raise UnknownName("Service", code, list(Service.objects.values_list("code", flat=True)))
    return service


def named_day(text: str | None) -> date:
    """The day written YYYY-MM-DD, today where nothing is written."""
    if text is None:
        return timezone.localdate()
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    # Python 3.11 also reads 20261231 and 2026-W01-1, which nobody means.
    if day is None or day.isoformat() != text:
        raise CommandError(f"« {text} » is not a date: write it as YYYY-MM-DD, for instance 2026-12-31.")
    return day


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
