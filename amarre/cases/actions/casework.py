"""A case from its reception to the end of the work on it."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from amarre.accounts.models import Service, User
from amarre.audit.journal import record
from amarre.cases.editing import held, still_open, touched
from amarre.cases.enums import CaseMove, CaseStatus
from amarre.cases.models import Case, CaseChange, Referral
from amarre.cases.profiles import only_lead
from amarre.cases.workflow import advance
from amarre.directory.models import Job, Professional
from amarre.exchange.moves import facts_moved
from amarre.lib.errors import DomainError, UnknownName

#: What a person may change in a case, and whether the exchange format holds it.
EDITABLE: Mapping[str, bool] = {
    "lead": True,
    "level": True,
    "plan_opened_on": True,
    "physician": False,
    "prevention_level": False,
    "work_situation": False,
    "boe_status": False,
}


@transaction.atomic
def receive_case(
    *, job: Job, on: date, by: User | None, referral: Referral | None = None, lead: Professional | None = None
) -> Case:
    """Take a worker on: a case that waits to be qualified; where one person leads every case, that one leads it.

    DomainError when a case is already under way for that worker.
    """
    service = Service.objects.select_for_update().get(pk=job.service_id)
    if Case.objects.going_on().filter(job__worker=job.worker_id).exists():
        raise DomainError("Ce travailleur a déjà un dossier en cours.", code="case.already_open")
    lead = lead or only_lead(service)
    _same_service(job.service_id, lead)
    case = Case.objects.create(
        service_id=job.service_id, job=job, referral=referral, opened_on=on, lead=lead, stage=CaseStatus.RECEIVED
    )
    facts_moved(job.service_id, dataset="dossiers", rows=[case.pk])
    record("case.received", case, by=by, service=case.service)
    return case


@transaction.atomic
def edit_case(*, case: Case, by: User | None, seen: int, **changes: object) -> Case:
    """Change fields of EDITABLE, one row of history each; a value that is already there changes nothing.

    Outdated when somebody wrote since version `seen`; DomainError when the case is closed, or when it would lose its
    lead.
    """
    case = held(case, seen=seen)
    still_open(case)
    if unknown := sorted(set(changes) - set(EDITABLE)):
        raise UnknownName("Champ", unknown[0], list(EDITABLE))
    if "lead" in changes and changes["lead"] is None and case.lead_id is not None:
        raise DomainError("Un dossier garde un référent\u00a0: nommez-en un autre.", code="case.no_lead")
    before = {field: getattr(case, field) for field in changes}
    moved = [field for field, value in changes.items() if (value or None) != (before[field] or None)]
    if not moved:
        return case
    for field in moved:
        value = changes[field] or None
        if isinstance(value, Professional):
            _same_service(case.service_id, value)
        setattr(case, field, value)
    case.clean_fields(exclude={one.name for one in Case._meta.fields} - set(moved))
    touched(case, exchanged=any(EDITABLE[field] for field in moved))
    CaseChange.objects.bulk_create(
        CaseChange(
            case=case, version=case.version, field=field, by=by,
            before=_stored(before[field]), after=_stored(getattr(case, field)),
        )
        for field in moved
    )  # fmt: skip
    record("case.edited", case, by=by, service=case.service, details={"fields": moved})
    return case


def qualify_case(*, case: Case, by: User | None, seen: int, on: date) -> Case:
    """The cell knows enough of the situation to work on it."""
    return advance(case, CaseMove.QUALIFY, by=by, seen=seen, on=on)


def open_case(*, case: Case, by: User | None, seen: int, on: date) -> Case:
    """The work begins."""
    return advance(case, CaseMove.OPEN, by=by, seen=seen, on=on)


def suspend_case(*, case: Case, by: User | None, seen: int, on: date, reason: str) -> Case:
    """Nothing can be done for the time being."""
    return advance(case, CaseMove.SUSPEND, by=by, seen=seen, on=on, reason=reason)


def resume_case(*, case: Case, by: User | None, seen: int, on: date) -> Case:
    """The work goes on after a suspension."""
    return advance(case, CaseMove.RESUME, by=by, seen=seen, on=on)


def _same_service(service: int, professional: Professional | None) -> None:
    if professional is not None and professional.service_id != service:
        raise DomainError("Cette personne n’est pas du service.", code="case.other_service")


def _stored(value: object) -> str:
    if isinstance(value, Professional):
        return " ".join(filter(None, (value.first_name, value.last_name)))
    return "" if value is None else str(value)
