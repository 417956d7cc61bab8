"""What the bench measures of cases: a file with many acts, a list of many cases, many given a new lead.

The service is given what it lacks in a transaction that is taken back: nothing of it is kept.
"""

import time
from collections.abc import Iterator, Mapping
from datetime import timedelta
from itertools import cycle, islice
from urllib.parse import urlencode

from django.db import connection, transaction
from django.db.models import Q
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from amarre.accounts.models import Service, User
from amarre.cases.enums import Profession
from amarre.cases.models import Case, SupportAct
from amarre.desk.casework.caselist import ORDERS, case_table
from amarre.desk.casework.team_forms import packed
from amarre.directory.models import Job, Professional, StaffAccount
from amarre.lib.errors import DomainError

ACTS, LISTED, MOVED = 200, 20_000, 300
#: How often each address is read, and the cases given from one lead to another.
READ, GIVEN = 20, 10
#: Acts of each case that is added.
ACTS_EACH = 3
CROWDED, REASSIGNED = f"case with {ACTS} acts", f"{MOVED} cases given a new lead"


def measure_cases(client: Client, service: Service, reader: User) -> Mapping[str, list[float]]:
    """Milliseconds of each request by measure; DomainError for a service without cases or professionals."""
    with transaction.atomic():
        leads = list(Professional.objects.filter(service=service, vanished_on=None).order_by("pk")[:2])
        if len(leads) < 2:
            raise DomainError(f"The service {service.code} has no two professionals.")
        StaffAccount.objects.filter(Q(user=reader) | Q(professional=leads[0]), service=service).delete()
        StaffAccount.objects.create(service=service, user=reader, professional=leads[0])
        _fill(service)
        found = {
            CROWDED: _crowded(client, service),
            **_listed(client, service, leads[0]),
            REASSIGNED: _reassigned(client, service, leads),
        }
        transaction.set_rollback(True)
    return found


def _fill(service: Service) -> None:
    """As many cases as the measure asks for, like those that are there, about jobs that have none."""
    models = list(Case.objects.of(service).order_by("pk")[:1000])
    missing = LISTED - Case.objects.of(service).count()
    if not models:
        raise DomainError(f"The service {service.code} has no cases.")
    jobs = cycle(Job.objects.filter(service=service, cases=None).order_by("pk")[: max(missing, 0)])
    cases = [
        Case(
            service=service, job=job, opened_on=like.opened_on, lead_id=like.lead_id, level=like.level,
            closed_on=like.closed_on, outcome=like.outcome, stage=like.stage, plan_opened_on=like.plan_opened_on,
        )
        for job, like in islice(zip(jobs, cycle(models), strict=False), max(missing, 0))
    ]  # fmt: skip
    Case.objects.bulk_create(cases, batch_size=500)
    SupportAct.objects.bulk_create(
        (
            SupportAct(
                service=service, job_id=case.job_id, case=case, held_on=case.opened_on + timedelta(days=30 * number),
                profession=Profession.values[number % len(Profession.values)],
            )
            for case in cases
            for number in range(ACTS_EACH)
        ),
        batch_size=500,
    )  # fmt: skip
    if connection.vendor == "postgresql":
        # What it does by itself once its tables have grown that much.
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {Case._meta.db_table}, {SupportAct._meta.db_table}")


def _crowded(client: Client, service: Service) -> list[float]:
    """Opening a case under way, once it has its acts."""
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
    client.get(address)
    return [_milliseconds(client, address, None) for _ in range(READ)]


def _listed(client: Client, service: Service, me: Professional) -> dict[str, list[float]]:
    """The list of cases: each filter with every choice of it, each order both ways, a name that is looked for."""
    address = reverse("desk:cases", args=[service.code])
    name = Job.objects.filter(service=service, cases__isnull=False).values_list("worker__last_name", flat=True)[0]
    client.post(address, {"q": name})
    found = {}
    for measure, asked in _asked(service, me):
        pages = [f"{address}?{urlencode(one)}" for one in asked]
        client.get(pages[0])
        turns = islice(cycle(pages), max(READ, len(pages)))
        found[f"{LISTED} cases, {measure}"] = [_milliseconds(client, page, None) for page in turns]
    return found


def _asked(service: Service, me: Professional) -> Iterator[tuple[str, list[dict[str, str]]]]:
    yield "as they come", [{}, {"page": "2"}, {"page": "200"}]
    for one in case_table(service, {}, "", timezone.localdate(), me).filters:
        yield f"by {one.name}", [{one.name: str(value)} for value, _ in one.choices]
    yield "in each order", [{"tri": sign + order} for order in ORDERS for sign in ("", "-")]
    yield "a name looked for", [{"texte": "oui"}, {"texte": "oui", "etat": "non_clos"}]


def _reassigned(client: Client, service: Service, leads: list[Professional]) -> list[float]:
    """The page that gives every case of one lead to another, back and forth."""
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
