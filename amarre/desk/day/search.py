"""The search of every page: workers and establishments, as one types or on a page of its own.

What is typed travels in the body of a request and stays in the session, never in an address (docs/adr).
"""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from amarre.accounts.models import Service
from amarre.accounts.permissions import Permission
from amarre.accounts.requests import UserRequest
from amarre.audit.journal import record
from amarre.desk.doors import enter
from amarre.desk.people.workers import main_job
from amarre.directory.models import Establishment, Job, Worker
from amarre.directory.search.find import Found, asked, find_establishments, find_workers
from amarre.directory.search.index import index_is_fresh

SHOWN = 10
LONGEST = 200


@dataclass(frozen=True)
class Result:
    """What was found for a text; `people` are workers with the job that says who they are."""

    text: str
    enough: bool
    fresh: bool
    people: list[tuple[Worker, Job | None]]
    places: list[Establishment]
    more: bool


@require_http_methods(["GET", "HEAD", "POST"])
def search(request: UserRequest, code: str) -> HttpResponse:
    """Find, or show again what was last looked for; whose names were shown is recorded, or nothing is shown."""
    service = enter(request, code, Permission.ESTABLISHMENT_READ)
    typed = request.POST.get("q", "").strip()[:LONGEST]
    if request.method == "POST":
        here, as_one_types = reverse("desk:search", args=[service.code]), "HX-Request" in request.headers
        # What the box of the header finds while one types is gone with the page: nothing of it is to be shown again.
        if not as_one_types or urlsplit(request.headers.get("HX-Current-URL", "")).path == here:
            request.session["searched"] = typed
        if not as_one_types:
            # A page that answers a form cannot be gone back to: the answer has an address, without the name.
            return redirect(here)
    names = request.user.can(Permission.WORKER_READ, service)
    result = find(service, typed if request.method == "POST" else request.session.get("searched", ""), names=names)
    if result.people:
        shown = [worker.pk for worker, _ in result.people]
        record("workers.read", service, by=request.user, service=service, details={"workers": shown})
    template = "desk/_found.html" if request.method == "POST" else "desk/search.html"
    return render(request, template, {"service": service, "result": result})


def find(service: Service, text: str, *, names: bool) -> Result:
    """The closest establishments and, for those who may read names, workers."""
    query = asked(text)
    if query.empty:
        return Result(text, False, True, [], [], more=False)
    fresh = index_is_fresh(service)
    workers = find_workers(service, query, SHOWN) if names else Found[Worker]([], more=False)
    places = find_establishments(service, query, SHOWN)
    return Result(text, True, fresh, with_jobs(workers), places.rows, workers.more or places.more)


def with_jobs(found: Found[Worker]) -> list[tuple[Worker, Job | None]]:
    """Each worker with the job by which the pages name them."""
    today = timezone.localdate()
    jobs = Job.objects.filter(worker__in=found.rows).select_related("establishment").order_by("-started_on", "-pk")
    held: dict[int, list[Job]] = {}
    for job in jobs:
        held.setdefault(job.worker_id, []).append(job)
    return [(worker, main_job(held.get(worker.pk, []), today)) for worker in found.rows]
