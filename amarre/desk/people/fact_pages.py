"""How a fact is typed on a page: who may, what is asked, what the law answers, who was faster."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model
from django.http import QueryDict
from django.utils import timezone

from amarre.accounts.enums import Role
from amarre.accounts.permissions import Permission
from amarre.accounts.requests import UserRequest
from amarre.desk.doors import fact_for
from amarre.desk.people.fact_fields import FactForm
from amarre.desk.people.fact_forms import FORMS, professional_named
from amarre.desk.words import cell
from amarre.detection.detect import detect_worker
from amarre.detection.models import Signal
from amarre.detection.sentences import typographic
from amarre.directory.enums import StaffRole
from amarre.directory.models import Job, Professional, Worker
from amarre.exchange.models import HandEntry
from amarre.lib.errors import DomainError
from amarre.rules.prohibitions import Verdict
from amarre.surveillance import actions
from amarre.surveillance.kinds import KINDS, EntryKind
from amarre.surveillance.models import (
    InsuranceDoctorRequest,
    LiaisonMeeting,
    MeasuresProposal,
    RiskIndex,
    SickLeave,
    Visit,
)
from amarre.surveillance.rows import entries_of, revision, values_of
from amarre.ui import french

#: Who types each kind of fact.
KINDS_BY_PERMISSION: Mapping[str, Permission] = {
    "visites": Permission.VISIT_WRITE,
    "mesures": Permission.MEASURE_WRITE,
    "arrets": Permission.LEAVE_WRITE,
    "rendez_vous_liaison": Permission.MEETING_WRITE,
    "indices": Permission.VISIT_WRITE,
    "demandes_medecin_conseil": Permission.VISIT_WRITE,
}
#: Who sees it again: what is medical opens to health professionals, whoever typed it.
READ_BY: Mapping[str, Permission] = {
    **dict.fromkeys(KINDS_BY_PERMISSION, Permission.HEALTH_READ),
    "rendez_vous_liaison": Permission.WORKER_READ,
}
#: The profession that each role stands for, the one with most powers first.
PROFESSIONS: Mapping[Role, StaffRole] = {
    Role.PHYSICIAN: StaffRole.PHYSICIAN,
    Role.NURSE: StaffRole.NURSE,
    Role.RETENTION_OFFICER: StaffRole.RETENTION_OFFICER,
    Role.SOCIAL_WORKER: StaffRole.SOCIAL_WORKER,
    Role.PSYCHOLOGIST: StaffRole.PSYCHOLOGIST,
    Role.ERGONOMIST: StaffRole.ERGONOMIST,
    Role.ASSISTANT: StaffRole.ADMINISTRATIVE_ASSISTANT,
}


@dataclass(frozen=True)
class Desk:
    """What lies on the desk: the worker, the kind of fact, its row when it is corrected, the jobs, who types."""

    worker: Worker
    kind: EntryKind
    row: Model | None
    jobs: list[Job]
    author: str | None


@dataclass
class Answer:
    """What came of the form: the row saved, or what stands in the way of it."""

    form: FactForm
    status: int = 200
    seen: str = ""
    saved: Model | None = None
    raised: int = 0
    closed: int = 0
    warnings: list[Verdict] = field(default_factory=list)
    accepted: frozenset[str] = frozenset()
    faster: HandEntry | None = None
    changes: list[tuple[str, str, str]] = field(default_factory=list)


def offered(request: UserRequest) -> list[EntryKind]:
    """The kinds of facts that the person may type in that service."""
    return [kind for kind in KINDS.values() if request.user.can(KINDS_BY_PERMISSION[kind.dataset], request.service)]


def desk_for(request: UserRequest, code: str, pk: int, slug: str, row: int | None = None) -> Desk:
    """The door, and what the page needs: 403 unless the role types that kind, and reads it when a row is named."""
    worker, kind, found = fact_for(request, code, pk, slug, row, Permission.WORKER_READ)
    needed = [KINDS_BY_PERMISSION[kind.dataset], *([READ_BY[kind.dataset]] if found else [])]
    if not all(request.user.can(permission, request.service) for permission in needed):
        raise PermissionDenied
    jobs = Job.objects.filter(worker=worker).select_related("establishment", "worker")
    ordered = [kind.job_of(found)] if found else list(jobs.order_by("-started_on", "-pk"))
    roles = set(request.user.memberships.filter(service=request.service).values_list("role", flat=True))
    author = next((profession for role, profession in PROFESSIONS.items() if role in roles), None)
    return Desk(worker, kind, found, ordered, author)


def typed(request: UserRequest, desk: Desk, data: QueryDict | None) -> Answer:
    """Read the form and save it; whatever stands in the way comes back in the answer, with what was typed."""
    shown = values_of(desk.kind, desk.row) if desk.row else {}
    form = FORMS[desk.kind.dataset](
        data, initial=shown, jobs=desk.jobs, author=desk.author, correcting=desk.row is not None
    )
    answer = Answer(form, seen=revision(desk.kind, desk.row) if desk.row else "")
    if data is None:
        return answer
    answer.status, answer.seen = 422, data.get("vu", "")
    answer.accepted = frozenset(data.getlist("averti"))
    if not form.is_valid():
        return answer
    try:
        _save(request, desk, answer, _plain(form.values, shown))
    except actions.Objected as objected:
        _object(answer, objected.verdicts)
    except actions.Changed as changed:
        if changed.row is None:
            raise
        _give_way(answer, desk, changed.row)
    except DomainError as error:
        form.add_error(None, error.message)
    return answer


def _plain(values: dict[str, Any], shown: Mapping[str, Any]) -> dict[str, Any]:
    """A box that was never ticked says nothing new of what nobody knew."""
    return {
        name: None if value is False and name in shown and shown[name] is None else value
        for name, value in values.items()
    }


def _save(request: UserRequest, desk: Desk, answer: Answer, values: dict[str, Any]) -> None:
    """The fact, then at once what follows from it: both or neither."""
    with transaction.atomic():
        before = _open(request, desk.worker)
        told: dict[str, Any] = {
            "kind": desk.kind,
            "values": values,
            "author": desk.author,
            "by": request.user,
            "accepted": answer.accepted,
        }
        if desk.row is None:
            saved = actions.enter_fact(job=answer.form.job, **told)
        else:
            saved = actions.correct_fact(row=desk.row, seen=answer.seen, **told)
        detect_worker(worker=desk.worker, on=timezone.localdate())
        after = _open(request, desk.worker)
    answer.saved, answer.raised, answer.closed = saved, len(after - before), len(before - after)


def _open(request: UserRequest, worker: Worker) -> set[int]:
    signals = Signal.objects.readable_by(request.user, request.service).open()
    return set(signals.filter(worker=worker).values_list("pk", flat=True))


def _object(answer: Answer, found: list[Verdict]) -> None:
    """What the law refuses stands beside the answer that it is about; what it advises against is to be read."""
    for one in found:
        if one.refuses:
            caution = f" ({one.caution})" if one.caution else ""
            sentence = f"{one.sentence} {french.sentence(one.prohibition.reference)}{caution}."
            answer.form.add_error(answer.form.place(one.prohibition.column), french.written(typographic(sentence)))
    answer.warnings = [one for one in found if not one.refuses]


def _give_way(answer: Answer, desk: Desk, row: Model) -> None:
    """Somebody was faster: show what the fact is now beside what was typed, and ask again."""
    now = values_of(desk.kind, row)
    form = answer.form
    answer.status, answer.seen = 409, revision(desk.kind, row)
    if getattr(row, "batch_id", None) is None:
        answer.faster = entries_of(desk.kind, row.pk).filter(undone_at=None).select_related("by").first()
    answer.changes = [
        (str(form.fields[name].label), _shown(name, now.get(name)), _shown(name, value))
        for name, value in form.values.items()
        if (now.get(name) or None) != (value or None)
    ]


def _shown(column: str, value: Any) -> str:
    if isinstance(value, Professional):
        return professional_named(value)
    return cell(column, value or None if isinstance(value, str) else value)


def fact_in_words(row: Model) -> str:
    """The fact in one line, for those who may read it."""
    match row:
        case Visit():
            return f"{french.sentence(row.get_kind_display())}, {row.get_opinion_display()}"
        case SickLeave():
            until = f"jusqu’au {french.day(row.ends_on)}" if row.ends_on else "sans fin connue"
            return f"Arrêt {until}, {row.get_cause_display()}"
        case RiskIndex():
            version = f", version {row.version}" if row.version else ""
            return f"{row.get_instrument_display()}{version}\u00a0: {french.number(row.value)}"
        case LiaisonMeeting():
            return f"Rendez-vous de liaison, {row.get_participation_display()}"
        case MeasuresProposal():
            return f"Annexe 4, {row.description}"
        case InsuranceDoctorRequest():
            answered = f"réponse le {french.day(row.answered_on)}" if row.answered_on else "sans réponse"
            return f"Demande du médecin-conseil, {answered}"
    raise TypeError(type(row))
