"""The mobilisation of a dispositif, refused with its article beyond what the law allows."""

from datetime import date

from django.db import transaction

from amarre.accounts.models import Service, User
from amarre.audit.journal import record
from amarre.cases.editing import still_open
from amarre.cases.enums import Approval, Scheme
from amarre.cases.models import Case, SchemeUse
from amarre.cases.schemes import Period, refuse_beyond
from amarre.directory.enums import ContractKind
from amarre.exchange.moves import facts_moved
from amarre.lib.errors import DomainError, UnknownName
from amarre.surveillance.models import SickLeave


@transaction.atomic
def use_scheme(
    *,
    case: Case,
    scheme: str,
    approval: str,
    by: User | None,
    initiator: str | None = None,
    requested_on: date | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> SchemeUse:
    """Record a dispositif in a case; with both dates, its limits are checked against the stop and the earlier uses."""
    if scheme not in Scheme.values:
        raise UnknownName("Dispositif", scheme, list(Scheme.values))
    Service.objects.select_for_update().get(pk=case.service_id)
    still_open(case)
    if starts_on and ends_on:
        if ends_on < starts_on:
            raise DomainError("Le dispositif finit avant de commencer.", code="scheme.dates")
        _within_the_law(case, scheme, Period(starts_on, ends_on))
    use = SchemeUse.objects.create(
        service=case.service, job=case.job, case=case, scheme=scheme, approval=approval, initiator=initiator,
        requested_on=requested_on, starts_on=starts_on, ends_on=ends_on,
    )  # fmt: skip
    facts_moved(case.service_id, dataset="dispositifs", rows=[use.pk])
    record("scheme.used", use, by=by, service=case.service, details={"case": case.pk})
    return use


def _within_the_law(case: Case, scheme: str, period: Period) -> None:
    leave = _stop_around(case, period)
    earlier = SchemeUse.objects.filter(
        job__worker=case.job.worker_id, scheme=scheme, starts_on__isnull=False, ends_on__isnull=False
    ).exclude(approval=Approval.REFUSED)
    before = [Period(first, last) for first, last in earlier.values_list("starts_on", "ends_on") if first and last]
    if leave is not None:
        before = [one for one in before if leave.first <= one.first <= leave.last]
    refuse_beyond(
        scheme, period, before=tuple(before), leave=leave,
        civil_servant=case.job.contract_kind == ContractKind.CIVIL_SERVANT,
    )  # fmt: skip


def _stop_around(case: Case, period: Period) -> Period | None:
    """The stop that holds the period's first day: prescriptions that touch or overlap are one."""
    leaves = SickLeave.objects.filter(job__worker=case.job.worker_id).order_by("starts_on")
    spell: Period | None = None
    for leave in leaves:
        last = leave.ends_on or date.max
        if spell is not None and (leave.starts_on - spell.last).days <= 1:
            spell = Period(spell.first, max(spell.last, last))
        elif spell is not None and spell.first <= period.first <= spell.last:
            break
        else:
            spell = Period(leave.starts_on, last)
    return spell if spell is not None and spell.first <= period.first <= spell.last else None
