"""What people do with facts by hand: enter, correct, withdraw, take an act back.

Each act is one transaction: the fact, its trace (HandEntry) with what it held before, the event of the journal, the
service's `facts_version`. Acts on one service queue behind its row, as imports do.
"""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from amarre.accounts.models import Service, User
from amarre.audit.journal import record
from amarre.directory.models import Job
from amarre.exchange.enums import HandMove
from amarre.exchange.models import Exchanged, HandEntry
from amarre.exchange.moves import facts_moved
from amarre.indicators.law import figures_in_force
from amarre.lib.errors import DomainError
from amarre.rules.prohibitions import Verdict, read_prohibitions, verdicts
from amarre.surveillance.circumstances import circumstances
from amarre.surveillance.kinds import BY_DATASET, VISITS, EntryKind
from amarre.surveillance.models import MeasuresProposal, Visit
from amarre.surveillance.rows import Kept, entries_of, kept, restore, revision, values_of, write

REASON_LENGTH = 500
NO_ENTRY: Kept = {}


class Objected(DomainError):
    """The law forbids the fact, or a warning about it has not been read yet; `verdicts` say which."""

    def __init__(self, found: list[Verdict]) -> None:
        first = found[0]
        super().__init__(f"{first.sentence} ({first.prohibition.reference})", code="fact.objected")
        self.verdicts = found


class Changed(DomainError):
    """Somebody else changed the fact since it was shown; `row` is what it is now, None once it is withdrawn."""

    def __init__(self, row: models.Model | None) -> None:
        super().__init__("Ce fait a changé depuis que la page a été ouverte.", code="fact.changed")
        self.row = row


@transaction.atomic
def enter_fact(
    *, kind: EntryKind, job: Job, values: Mapping[str, Any], author: str | None, by: User,
    accepted: frozenset[str] = frozenset(),
) -> models.Model:  # fmt: skip
    """Record a new fact of that job.

    `values` are the kind's columns; `author` is the profession of the person who types; `accepted` the codes of the
    warnings that this person read. Raises Objected, and DomainError when the same fact is there already.
    """
    service = _queue(job.service_id)
    warned = _examined(kind, values, job, author, accepted, None)
    _refuse_twin(kind, job, values, 0)
    row = kind.model(**({"visit": values["visite_id"]} if kind.job_path != "job" else {"job": job}))
    if isinstance(row, Exchanged):
        row.service = service
    write(kind, row, values)
    _trace(kind, row, service, HandMove.ENTERED, by, warned=warned)
    _mark_visit(row, True, by)
    return row


@transaction.atomic
def correct_fact(
    *, kind: EntryKind, row: models.Model, seen: str, values: Mapping[str, Any], author: str | None, by: User,
    accepted: frozenset[str] = frozenset(),
) -> models.Model:  # fmt: skip
    """Change a fact that the person saw in the state `seen` (revision); nothing is written when nothing differs.

    Raises Changed when it is no longer in that state, Objected as `enter_fact` does.
    """
    service = _queue(kind.job_of(row).service_id)
    row = _still(kind, row.pk, seen)
    warned = _examined(kind, {**values_of(kind, row), **values}, kind.job_of(row), author, accepted, row)
    _refuse_twin(kind, kind.job_of(row), {**values_of(kind, row), **values}, row.pk)
    return _rewrite(kind, row, values, service, by, warned)


@transaction.atomic
def withdraw_fact(*, kind: EntryKind, row: models.Model, seen: str, reason: str, by: User) -> None:
    """Take away a fact that never was; the act keeps what it held, and can be taken back."""
    if not reason.strip() or len(reason) > REASON_LENGTH:
        raise DomainError(f"Dites pourquoi, en {REASON_LENGTH} caractères au plus.", code="fact.reason")
    service = _queue(kind.job_of(row).service_id)
    row = _still(kind, row.pk, seen)
    _refuse_leaned_on(row)
    _trace(kind, row, service, HandMove.WITHDRAWN, by, before=kept(kind, row), reason=reason.strip())
    _mark_visit(row, False, by)
    row.delete()


@transaction.atomic
def undo_entry(*, entry: HandEntry, by: User) -> None:
    """Take back the last act on a fact; DomainError when something else happened to the fact since."""
    _queue(entry.service_id)
    entry = HandEntry.objects.select_for_update().get(pk=entry.pk)
    kind = BY_DATASET[entry.dataset]
    row = kind.model._default_manager.filter(pk=entry.row).first()
    last = entries_of(kind, entry.row).filter(undone_at=None).first()
    standing = kept(kind, row) if row else NO_ENTRY
    if entry.undone_at or last != entry or standing != entry.after:
        raise DomainError(
            "Ce fait a changé depuis : cet acte ne s'annule plus. Corrigez le fait.", code="fact.undo_refused"
        )
    if row is not None and entry.move == HandMove.ENTERED:
        _refuse_leaned_on(row)
        _mark_visit(row, False, by)
        row.delete()
    else:
        row = restore(kind, entry.row, entry, row)
        _mark_visit(row, True, by)
    entry.undone_at, entry.undone_by = timezone.now(), by
    entry.save(update_fields=["undone_at", "undone_by"])
    _tell("fact.undone", entry, by)


def _queue(service: int) -> Service:
    """One writer of a service's facts at a time, imports included."""
    return Service.objects.select_for_update().get(pk=service)


def _examined(
    kind: EntryKind, values: Mapping[str, Any], job: Job, author: str | None, accepted: frozenset[str],
    row: models.Model | None,
) -> list[str]:  # fmt: skip
    """The codes of the warnings that apply and were read; raises Objected for anything else that applies."""
    figures, today = figures_in_force(), timezone.localdate()
    facts = circumstances(kind, values, job, author=author, today=today, figures=figures, known=row)
    rules = read_prohibitions(settings.CATALOGUE / "prohibitions").values()
    found = verdicts(rules, kind.dataset, facts, figures, today)
    if any(one.refuses or one.prohibition.code not in accepted for one in found):
        raise Objected(found)
    return [one.prohibition.code for one in found]


def _refuse_twin(kind: EntryKind, job: Job, values: Mapping[str, Any], itself: int) -> None:
    wanted = {kind.stored[name]: values.get(name, job) for name in kind.twin}
    if kind.model._default_manager.filter(**wanted).exclude(pk=itself).exists():
        raise DomainError(
            f"Un fait semblable est déjà enregistré ({kind.label}, même emploi et même date) : corrigez-le plutôt.",
            code="fact.twin",
        )


def _still(kind: EntryKind, pk: int, seen: str) -> models.Model:
    row = kind.model._default_manager.select_for_update(of=("self",)).filter(pk=pk).first()
    if row is None or revision(kind, row) != seen:
        raise Changed(row)
    return row


def _rewrite(
    kind: EntryKind, row: models.Model, values: Mapping[str, Any], service: Service, by: User, warned: list[str]
) -> models.Model:
    before, batch = kept(kind, row), getattr(row, "batch_id", None)
    write(kind, row, values)
    if kept(kind, row) != before:
        _trace(kind, row, service, HandMove.CORRECTED, by, before=before, warned=warned, batch=batch)
    elif isinstance(row, Exchanged):
        # Nothing was said: the row stays the import's.
        kind.model._default_manager.filter(pk=row.pk).update(batch_id=batch)
    return row


def _trace(
    kind: EntryKind, row: models.Model, service: Service, move: HandMove, by: User, *, before: Kept = NO_ENTRY,
    warned: list[str] | None = None, reason: str = "", batch: int | None = None,
) -> None:  # fmt: skip
    gone = move == HandMove.WITHDRAWN
    entry = HandEntry.objects.create(
        service=service, dataset=kind.dataset, row=row.pk, worker=kind.job_of(row).worker_id,
        external_id=getattr(row, "external_id", ""), move=move, before=before,
        after=NO_ENTRY if gone else kept(kind, row),
        batch_id=getattr(row, "batch_id", None) if gone else batch,
        accepted=warned or [], reason=reason, by=by,
    )  # fmt: skip
    _tell(f"fact.{move.name.lower()}", entry, by)


def _tell(action: str, entry: HandEntry, by: User) -> None:
    """The journal and the version of the facts; the journal learns which row, never what it holds."""
    facts_moved(entry.service_id, dataset=entry.dataset, rows=[entry.row])
    details = {"dataset": entry.dataset, "row": entry.row, "worker": entry.worker}
    record(action, entry, by=by, service=entry.service, details=details)


def _mark_visit(row: models.Model, proposed: bool, by: User) -> None:
    """The visit of an annexe 4 says that measures were proposed, and no longer once the annexe is gone."""
    if isinstance(row, MeasuresProposal) and row.visit.measures_proposed is not proposed:
        visit = Visit.objects.select_for_update(of=("self",)).get(pk=row.visit_id)
        _rewrite(VISITS, visit, {"amenagement": proposed}, visit.service, by, [])


def _refuse_leaned_on(row: models.Model) -> None:
    if isinstance(row, Visit) and MeasuresProposal.objects.filter(visit=row).exists():
        raise DomainError("Une annexe 4 dépend de cette visite : retirez-la d'abord.", code="fact.leaned_on")
