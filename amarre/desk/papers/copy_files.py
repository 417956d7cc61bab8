"""The copy of a case as files: a PDF to read, JSON and CSV for another tool, the documents; made in the background.

The archive is sealed like a document of the case, and is erased after KEPT.
"""

import csv
import io
import json
import zipfile
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from amarre.accounts.models import User
from amarre.audit.journal import record
from amarre.cases.access import opened_by
from amarre.cases.actions.documents import sweep_strays
from amarre.cases.documents import content_for
from amarre.cases.models import Case, Document
from amarre.desk.papers.copy_content import Content, content_of
from amarre.desk.papers.copy_parts import Part
from amarre.documents.pdf import pdf
from amarre.exchange.enums import OperationKind, OperationState
from amarre.exchange.models import Operation
from amarre.exchange.operations.progress import Progress
from amarre.lib.errors import DomainError
from amarre.ui import french
from amarre.vault.files import erase_file, keep_file
from amarre.vault.shelves import file_of

COPIES = "copies"
KEPT = timedelta(days=7)
#: Documents are joined up to that many bytes; the others are named, and downloaded from the case.
JOINED_BYTES = 200 * 1024**2
#: A cell of the PDF that long still fits a narrow column.
SHORT = 28
#: A spreadsheet reads a text table as UTF-8 only behind this mark, and runs a cell that begins with one of these signs.
MARK, FORMULA_STARTS = "\ufeff", ("=", "+", "-", "@", "\t", "\r")
# The same copy gives the same archive.
NO_TIME = (1980, 1, 1, 0, 0, 0)


def run_copy(operation: Operation, progress: Progress) -> Mapping[str, Any]:
    """Make the copy that was asked for, with what its asker may read at this instant; earlier ones that expired go."""
    forget_expired(timezone.now())
    related = ("service", "job__worker", "job__establishment", "lead", "physician")
    case = (
        Case.objects.select_related(*related).filter(service=operation.service, pk=operation.arguments["case"]).first()
    )
    if case is None:
        raise DomainError("Ce dossier n’existe plus.", code="copy.no_case")
    user, today = operation.created_by, timezone.localdate()
    progress.plan(3)
    content = content_of(case, user, today)
    progress.step("dossier lu")
    joined, left = _within(content.documents)
    archive = _archive(case, user, content, joined, left, today)
    progress.step("documents joints")
    opened = opened_by(user, operation.service)
    with transaction.atomic():
        details = {"worker": case.job.worker_id, "parts": opened, "documents": len(joined)}
        record("copy.made", case, by=user, service=operation.service, details=details)
        keep_file(COPIES, operation.key, archive)
    return {"parts": opened, "documents": len(joined), "left": len(left)}


def copies_of(case: Case, user: User) -> list[Operation]:
    """The copies of that case that the person asked for, the newest first."""
    rows = Operation.objects.filter(service=case.service_id, kind=OperationKind.COPY, created_by=user)
    return [one for one in rows.order_by("-pk")[:50] if one.arguments.get("case") == case.pk][:5]


def is_kept(operation: Operation, now: datetime) -> bool:
    """Whether the copy may still be downloaded."""
    done = operation.state == OperationState.DONE and operation.ended_at is not None
    return done and now < (operation.ended_at or now) + KEPT and file_of(COPIES, operation.key).is_file()


def forget_expired(now: datetime) -> int:
    """Erase the copies that were kept long enough, and what a process that died left: how many."""
    old = Operation.objects.filter(kind=OperationKind.COPY, ended_at__lt=now - KEPT).values_list("key", flat=True)
    expired = [key for key in old if file_of(COPIES, key).is_file()]
    for key in expired:
        erase_file(COPIES, key)
    return len(expired) + sweep_strays(COPIES, _asked_for)


def _asked_for(key: UUID) -> bool:
    return Operation.objects.filter(key=key, kind=OperationKind.COPY).exists()


def _within(documents: list[Document]) -> tuple[list[Document], list[Document]]:
    """Those that are joined, and those that would make the archive too large."""
    joined: list[Document] = []
    left: list[Document] = []
    for one in documents:
        fits = sum(other.size for other in joined) + one.size <= JOINED_BYTES
        (joined if fits else left).append(one)
    return joined, left


def _archive(
    case: Case, user: User, content: Content, joined: list[Document], left: list[Document], today: date
) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:

        def put(name: str, body: bytes | str) -> None:
            archive.writestr(zipfile.ZipInfo(name, NO_TIME), body, zipfile.ZIP_DEFLATED)

        put("dossier.pdf", pdf("copy", readable(case, user, content, left, today), today))
        put("dossier.json", json.dumps(as_data(case, content, today), ensure_ascii=False, indent=1) + "\n")
        for part in content.parts:
            put(f"tableaux/{part.name}.csv", MARK + as_csv(part))
        taken: set[str] = set()
        for one in joined:
            put(_free(f"documents/{one.compartment}/{one.name}", taken), content_for(user, one))
    return made.getvalue()


def _free(name: str, taken: set[str]) -> str:
    stem, dot, ending = name.rpartition(".")
    free, number = name, 2
    while free.lower() in taken:
        free, number = f"{stem} ({number}){dot}{ending}", number + 1
    taken.add(free.lower())
    return free


def readable(case: Case, user: User, content: Content, left: list[Document], today: date) -> dict[str, Any]:
    """What the template of the PDF shows."""
    worker = case.job.worker
    return {
        "service": case.service.name,
        "worker": f"{worker.first_name} {worker.last_name}",
        "day": french.long_day(today),
        "by": str(user),
        "missing": [{"what": french.written(one.what), "by": french.written(one.by)} for one in content.missing],
        "left": [one.name for one in left],
        "parts": [
            {
                "title": french.written(part.title),
                "columns": list(part.columns),
                "wide": wide(part),
                "rows": [[french.written(cell) for cell in row] for row in part.rows],
            }
            for part in content.parts
        ],
    }


def wide(part: Part) -> list[bool]:
    """Which columns share what room the short ones leave: those with a long cell, and the last one."""
    last = len(part.columns) - 1
    return [at == last or any(len(row[at]) > SHORT for row in part.rows) for at in range(last + 1)]


def as_data(case: Case, content: Content, today: date) -> dict[str, Any]:
    """The same words for a program: each subject as a list of objects, or as one object where it is about one thing."""
    data: dict[str, Any] = {"copie_du": today.isoformat(), "service": case.service.name}
    for part in content.parts:
        if any(part.columns):
            data[part.name] = [dict(zip(part.columns, row, strict=True)) for row in part.rows]
        else:
            data[part.name] = {row[0]: row[1] for row in part.rows}
    data["a_completer"] = [{"quoi": one.what, "par": one.by} for one in content.missing]
    return data


def as_csv(part: Part) -> str:
    """One subject as a text table; a cell that a spreadsheet would run is marked as text."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    writer.writerow(part.columns if any(part.columns) else ("Sujet", "Valeur"))
    writer.writerows([f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell for cell in row] for row in part.rows)
    return text.getvalue()
