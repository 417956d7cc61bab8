"""What `amarre situation` prints of a worker."""

import json
from io import StringIO
from typing import Any

from django.core.management import call_command

from amarre.directory.models import Job


def situation(job: Job, on: str) -> list[dict[str, Any]]:
    out = StringIO()
    call_command(
        "situation", "--service", job.service.code, "--worker", job.worker.external_id, "--on", on, "--format", "json",
        stdout=out, stderr=StringIO(),
    )  # fmt: skip
    found: list[dict[str, Any]] = json.loads(out.getvalue())
    return found


def kinds(job: Job, code: str, on: str) -> list[tuple[str, str | None]]:
    """Kind and due day of each statement of that code, without prohibitions and recommendations."""
    return [
        (one["kind"], one["due_on"]) for one in situation(job, on)
        if one["code"] == code and one["kind"] not in {"forbidden", "recommended"}
    ]  # fmt: skip
