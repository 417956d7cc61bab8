"""How a page of a service is entered."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404
from django.shortcuts import get_object_or_404

from amarre.accounts.models import Service
from amarre.accounts.permissions import Permission
from amarre.accounts.policies import service_for
from amarre.accounts.requests import UserRequest
from amarre.cases.models import Case, Intake, Referral
from amarre.detection.models import Signal
from amarre.directory.models import Establishment, Worker
from amarre.surveillance.kinds import KINDS, EntryKind


def enter(request: UserRequest, code: str, permission: Permission) -> Service:
    """Pass the door of a service; the header then shows that service's sections."""
    request.service = service_for(request.user, code, permission)
    return request.service


def enter_anywhere(request: UserRequest, permission: Permission) -> Service:
    """Pass with the permission in any service, for a page of no service: the first such one gives the header."""
    allowed = [pk for pk, held in request.user.permissions_by_service.items() if permission in held]
    if not allowed:
        raise PermissionDenied
    request.service = Service.objects.get(pk=min(allowed))
    return request.service


def signal_for(request: UserRequest, code: str, pk: int, permission: Permission) -> Signal:
    """The only door to a Signal from a request: that of its service, then 404 for a signal not theirs to read."""
    service = enter(request, code, permission)
    readable = Signal.objects.readable_by(request.user, service).filter(pk=pk)
    signal = readable.select_related("worker", "job__establishment").first()
    if signal is None:
        raise Http404
    return signal


def worker_for(request: UserRequest, code: str, pk: int, permission: Permission) -> Worker:
    """The only door to a Worker from a request: that of its service, then 404 for another service's worker."""
    service = enter(request, code, permission)
    return get_object_or_404(Worker, service=service, pk=pk)


def establishment_for(request: UserRequest, code: str, pk: int, permission: Permission) -> Establishment:
    """The only door to an Establishment from a request: that of its service, then 404 for another service's."""
    service = enter(request, code, permission)
    found = Establishment.objects.select_related("member", "physician")
    return get_object_or_404(found, service=service, pk=pk)


#: What most pages of a case say of it: each table more to join takes PostgreSQL longer to plan than to read by itself.
OF_CASE = ("job__worker", "job__establishment", "lead")


def case_for(
    request: UserRequest, code: str, pk: int, permission: Permission, *, related: tuple[str, ...] = OF_CASE
) -> Case:
    """The only door to a Case from a request: that of its service, then 404 for another service's case."""
    service = enter(request, code, permission)
    rows = Case.objects.select_related(*related)
    found = get_object_or_404(rows, service=service, pk=pk)
    # Known already: one table more to join takes PostgreSQL longer to plan than all the rest of the query.
    found.service = service
    return found


def signals_for(
    request: UserRequest, code: str, pks: list[str], permission: Permission
) -> tuple[Service, list[Signal]]:
    """The same door for many signals at once, in their order of urgency: one that is not there closes it."""
    service = enter(request, code, permission)
    wanted = {int(pk) for pk in pks if pk.isdecimal() and len(pk) < 19}
    signals = list(
        Signal.objects.readable_by(request.user, service)
        .filter(pk__in=wanted)
        .by_urgency()
        .select_related("service", "worker", "job__establishment")
    )
    if len(signals) != len(set(pks)):
        raise Http404
    return service, signals


def fact_for(
    request: UserRequest, code: str, pk: int, slug: str, row: int | None, permission: Permission
) -> tuple[Worker, EntryKind, Model | None]:
    """The only door to a fact that people type: its worker's, then 404 for an unknown kind or another worker's row."""
    worker = worker_for(request, code, pk, permission)
    kind = KINDS.get(slug)
    if kind is None:
        raise Http404
    found = None if row is None else get_object_or_404(kind.model, **{f"{kind.job_path}__worker": worker, "pk": row})
    return worker, kind, found


def referral_for(request: UserRequest, code: str, pk: int, permission: Permission) -> Referral:
    """The only door to a Referral from a request: that of its service, then 404 for another service's."""
    service = enter(request, code, permission)
    found = Referral.objects.select_related("service", "job__worker", "job__establishment", "joined_case")
    return get_object_or_404(found, service=service, pk=pk)


def intake_for(request: UserRequest, code: str, pk: UUID, permission: Permission) -> Intake:
    """The only door to an Intake from a request: that of its service, then 404 for another service's."""
    service = enter(request, code, permission)
    return get_object_or_404(Intake.objects.select_related("service"), service=service, pk=pk)
