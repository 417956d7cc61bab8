"""What the bench measures of cases: a case with many acts, and many cases given a new lead; nothing of it is kept."""

import time
from collections.abc import Mapping
from datetime import timedelta

from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from amarre.accounts.models import Service
from amarre.cases.enums import Profession
from amarre.cases.models import Case, SupportAct
from amarre.desk.team_forms import packed
from amarre.directory.models import Professional
from amarre.lib.errors import DomainError

ACTS, MOVED = 200, 300
READ, GIVEN = 40, 10
#: The names of the measures.
CROWDED, REASSIGNED = f"case with {ACTS} acts", f"{MOVED} cases given a new lead"


def measure_cases(client: Client, service: Service) -> Mapping[str, list[float]]:
    """Milliseconds of each request by measure, on the service's own cases, in a transaction that is taken back."""
    with transaction.atomic():
        found = {CROWDED: _crowded(client, service), REASSIGNED: _reassigned(client, service)}
        transaction.set_rollback(True)
    return found


def _crowded(client: Client, service: Service) -> list[float]:
    """Opening the first case under way, once it has its acts."""
    case = _under_way(service, 1)[0]
    last, professions = timezone.localdate(), Profession.values
    SupportAct.objects.bulk_create(
        SupportAct(
            service=service, job=case.job, case=case, held_on=max(case.opened_on, last - timedelta(days=number)),
            profession=professions[number % len(professions)],
        )
        for number in range(ACTS)
    )  # fmt: skip
    address = reverse("desk:case", args=[service.code, case.pk])
    return [_milliseconds(client, address, None) for _ in range(READ)]


def _reassigned(client: Client, service: Service) -> list[float]:
    """The page that gives every case of one lead to another, back and forth."""
    leads = list(Professional.objects.filter(service=service, vanished_on=None).order_by("pk")[:2])
    if len(leads) < 2:
        raise DomainError(f"The service {service.code} has no two professionals.")
    Case.objects.of(service).filter(lead__in=leads).update(lead=None)
    Case.objects.filter(pk__in=[case.pk for case in _under_way(service, MOVED)]).update(lead=leads[0])
    times = []
    for turn in range(GIVEN):
        before, after = leads[turn % 2], leads[1 - turn % 2]
        address = f"{reverse('desk:cases_reassign', args=[service.code])}?referent={before.pk}"
        read = dict(Case.objects.of(service).going_on().filter(lead=before).values_list("pk", "version"))
        times.append(_milliseconds(client, address, {"lead": str(after.pk), "read": packed(read)}))
    return times


def _under_way(service: Service, number: int) -> list[Case]:
    cases = list(Case.objects.of(service).going_on().select_related("job").order_by("pk")[:number])
    if len(cases) < number:
        raise DomainError(f"The service {service.code} has no {number} cases under way.")
    return cases


def _milliseconds(client: Client, address: str, form: dict[str, str] | None) -> float:
    start = time.perf_counter()
    answer = client.get(address) if form is None else client.post(address, form)
    spent = (time.perf_counter() - start) * 1000
    if answer.status_code != (200 if form is None else 302):
        raise DomainError(f"The page {address} answers {answer.status_code}.")
    return spent
