"""What `amarre bench --pages` measures: the time of each page on the server, alone and with eight readers at once."""

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from amarre.accounts.enums import Role
from amarre.accounts.models import Membership, Service, User
from amarre.config.bench.addresses import Page, pages_of
from amarre.config.bench.cases import measure_cases
from amarre.config.bench.readers import readers
from amarre.lib.errors import DomainError

#: Requests for each page: those that warm it, those that are timed alone.
WARM, TIMED = 2, 40


@dataclass(frozen=True)
class PageMeasure:
    """One page: queries of its dearest address; p50 and p95 in milliseconds, alone and with eight readers."""

    queries: int
    p50: float
    p95: float
    p95_together: float


def measure_pages(code: str, *, timed: bool) -> Mapping[str, Mapping[str, float]]:
    """Every page of the service by its name; without `timed`, the number of queries alone."""
    service = Service.objects.get(code=code)
    reader = member_of(service)
    client = reader_of(reader)
    pages = pages_of(service, reader)
    queries = count_queries(client, pages)
    if not timed:
        return {name: {"queries": count} for name, count in queries.items()}
    alone = {page.name: [_milliseconds(client, *one) for one in _turns(page, TIMED)] for page in pages}
    together = readers(pages, client.cookies[settings.SESSION_COOKIE_NAME].value, _token(client))
    found = {
        page.name: {
            "queries": queries[page.name],
            "p50": at_share(alone[page.name], 0.5),
            "p95": at_share(alone[page.name], 0.95),
            "p95_together": at_share(together[page.name], 0.95),
        }
        for page in pages
    }
    written = {
        name: {"p50": at_share(times, 0.5), "p95": at_share(times, 0.95)}
        for name, times in measure_cases(client, service, reader).items()
    }
    return found | written


def member_of(service: Service) -> User:
    """A member of the coordination; DomainError when the service has none."""
    member = Membership.objects.filter(service=service, role=Role.COORDINATION).select_related("user").first()
    if member is None:
        raise DomainError(f"Nobody of the service {service.code} holds the role {Role.COORDINATION.value}.")
    user: User = member.user
    return user


def reader_of(user: User) -> Client:
    """A browser in which that person has signed in."""
    client = Client(SERVER_NAME="localhost", headers={"x-forwarded-proto": "https"})
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def count_queries(client: Client, pages: Iterable[Page]) -> dict[str, int]:
    """The queries of each page's dearest address, once it is warm; DomainError when a page does not answer."""
    counts: dict[str, int] = {}
    for page in pages:
        for one in page.asked[:WARM]:
            ask(client, *one)
        for one in page.asked:
            with CaptureQueriesContext(connection) as captured:
                status = ask(client, *one)
            if status != 200:
                raise DomainError(f"The page {one[0]} answers {status}.")
            counts[page.name] = max(counts.get(page.name, 0), len(captured))
    return counts


def ask(client: Client, address: str, text: str) -> int:
    """Read the address, or send it what was typed; its status."""
    if not text:
        return client.get(address).status_code
    return client.post(address, {"q": text}, headers={"HX-Request": "true"}).status_code


def at_share(values: Sequence[float], share: float) -> float:
    """The value that this share of them does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def _turns(page: Page, number: int) -> list[tuple[str, str]]:
    asked = page.asked
    return [asked[turn % len(asked)] for turn in range(number)]


def _milliseconds(client: Client, address: str, text: str) -> float:
    start = time.perf_counter()
    ask(client, address, text)
    return (time.perf_counter() - start) * 1000


def _token(client: Client) -> str:
    """The cookie that a form must show again; a page with a form has set it."""
    return client.cookies[settings.CSRF_COOKIE_NAME].value
