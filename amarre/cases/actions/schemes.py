"""The mobilisation of a dispositif: asked, agreed to, renewed and paid, refused with its article beyond the law."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction

from amarre.accounts.models import User
from amarre.audit.journal import record
from amarre.cases.editing import held, still_open, touched
from amarre.cases.enums import Approval, Scheme
from amarre.cases.models import Case, CaseChange, SchemeAgreement, SchemeRenewal, SchemeUse
from amarre.cases.schemes import Period, read_schemes, refuse_beyond
from amarre.cases.schemes.around import around
from amarre.cases.schemes.measures import refuse_measures
from amarre.exchange.moves import facts_moved
from amarre.lib.errors import DomainError, UnknownName

REASON_LENGTH = 1_000
#: What a person may change in a use once it is there.
EDITABLE = (
    "initiator", "requested_on", "granted_on", "starts_on", "ends_on", "amount_cost", "amount_asked", "amount_granted",
    "amount_paid", "terms", "hours", "work_share",
)  # fmt: skip


@dataclass(frozen=True)
class Answer:
    """What one of those who must agree answered, when, by whom; a refusal says why."""

    party: str
    agreed: bool
    on: date
    person: str = ""
    reason: str = ""


@transaction.atomic
def use_scheme(
    *, case: Case, scheme: str, by: User | None, seen: int, approval: str = Approval.PENDING, **given: object
) -> SchemeUse:
    """Record a dispositif in a case, with fields of EDITABLE; its dates are checked against the law at once."""
    if scheme not in Scheme.values:
        raise UnknownName("Dispositif", scheme, list(Scheme.values))
    case = held(case, seen=seen)
    still_open(case)
    use = SchemeUse(service=case.service, job=case.job, case=case, scheme=scheme, approval=approval)
    _write(use, given)
    _told(case, use, by, "dispositif", "scheme.used")
    return use


@transaction.atomic
def edit_scheme(*, use: SchemeUse, by: User | None, seen: int, **changes: object) -> SchemeUse:
    """Change fields of EDITABLE; Outdated when somebody wrote to the case since version `seen`.

    DomainError beyond the law, for dates that renewals follow, or for an amount that does not hold.
    """
    case, use = _held(use, seen)
    moved = {name: value for name, value in changes.items() if getattr(use, name, None) != _stored(value)}
    if not moved:
        return use
    if {"starts_on", "ends_on"} & set(moved) and use.renewals.exists():
        raise DomainError(
            "Ce dispositif a été renouvelé\u00a0: ses dates sont celles de ses périodes.", code="scheme.renewed"
        )
    _write(use, moved)
    amounts = all(name.startswith("amount_") for name in moved)
    _told(case, use, by, "montants d'un dispositif" if amounts else "dispositif", "scheme.edited")
    return use


@transaction.atomic
def answer_scheme(*, use: SchemeUse, answer: Answer, by: User | None, seen: int) -> SchemeAgreement:
    """Keep what somebody who must agree answered, in place of what they had; the agreement as a whole follows.

    One refusal refuses it; it is granted once everybody whom the catalogue names has agreed, on the last one's day.
    """
    case, use = _held(use, seen)
    parties = read_schemes()[use.scheme].agreements
    if answer.party not in parties:
        raise UnknownName("Accord attendu", answer.party, [one.value for one in parties])
    if not answer.agreed and not answer.reason.strip():
        raise DomainError("Dites pourquoi l’accord est refusé.", code="scheme.reason_missing")
    if len(answer.reason) > REASON_LENGTH:
        raise DomainError(f"Écrivez la raison en {REASON_LENGTH} caractères au plus.", code="scheme.reason_long")
    if use.requested_on and answer.on < use.requested_on:
        raise DomainError("Cette réponse précède la demande.", code="scheme.before_request")
    kept = use.agreements.filter(party=answer.party).first() or SchemeAgreement(use=use, party=answer.party)
    kept.agreed, kept.on, kept.person, kept.noted_by = answer.agreed, answer.on, answer.person.strip(), by
    kept.reason = "" if answer.agreed else answer.reason.strip()
    kept.save()
    _conclude(use, {one.value for one in parties})
    _told(case, use, by, "accord d'un dispositif", "scheme.answered")
    return kept


@transaction.atomic
def renew_scheme(
    *, use: SchemeUse, starts_on: date, ends_on: date, by: User | None, seen: int,
    asked_on: date | None = None, granted_on: date | None = None,
) -> SchemeRenewal:  # fmt: skip
    """Add a period after the last one, within the limits of the law; the end of the dispositif is then its own."""
    case, use = _held(use, seen)
    if use.ends_on is None or use.starts_on is None:
        raise DomainError("Donnez d’abord le début et la fin de la première période.", code="scheme.no_dates")
    if use.approval == Approval.REFUSED:
        raise DomainError("Ce dispositif a été refusé\u00a0: il ne se renouvelle pas.", code="scheme.refused")
    if starts_on <= use.ends_on:
        raise DomainError("Un renouvellement commence après la période qu’il suit.", code="scheme.overlap")
    _dates(starts_on, ends_on)
    spans = (*(Period(*one) for one in use.spans), Period(starts_on, ends_on))
    refuse_beyond(use.scheme, spans, around(use), use.terms)
    renewal = SchemeRenewal.objects.create(
        use=use, number=use.renewals.count() + 1, starts_on=starts_on, ends_on=ends_on, asked_on=asked_on,
        granted_on=granted_on, replaced_end=use.ends_on,
    )  # fmt: skip
    use.ends_on = ends_on
    _kept(use)
    _told(case, use, by, "renouvellement d'un dispositif", "scheme.renewed")
    return renewal


@transaction.atomic
def attach_scheme(*, use: SchemeUse, case: Case, by: User | None, seen: int) -> SchemeUse:
    """Put a dispositif that came without a case into one of the same worker: it is followed there from then on."""
    case = held(case, seen=seen)
    still_open(case)
    found = SchemeUse.objects.select_for_update(of=("self",)).select_related("service", "job")
    use = found.get(pk=use.pk)
    if use.case_id is not None:
        raise DomainError("Ce dispositif est déjà relié à un dossier.", code="scheme.has_case")
    if use.job.worker_id != case.job.worker_id:
        raise DomainError("Ce dossier est celui d’une autre personne.", code="scheme.other_worker")
    use.case = case
    _kept(use)
    _told(case, use, by, "dispositif", "scheme.attached")
    return use


def _write(use: SchemeUse, given: Mapping[str, object]) -> None:
    if unknown := sorted(set(given) - set(EDITABLE)):
        raise UnknownName("Champ", unknown[0], list(EDITABLE))
    for name, value in given.items():
        setattr(use, name, _stored(value))
    if use.starts_on and use.ends_on:
        _dates(use.starts_on, use.ends_on)
        if {"starts_on", "ends_on", "terms"} & set(given):
            spans = tuple(Period(*one) for one in use.spans) if use.pk else (Period(use.starts_on, use.ends_on),)
            refuse_beyond(use.scheme, spans, around(use), use.terms)
    refuse_measures(use)
    if use.granted_on and use.requested_on and use.granted_on < use.requested_on:
        raise DomainError("L’accord précède la demande.", code="scheme.dates")
    if use.amount_paid is not None and use.amount_granted is not None and use.amount_paid > use.amount_granted:
        raise DomainError("Le montant versé dépasse le montant accordé.", code="scheme.amounts")
    _kept(use)


def _stored(value: object) -> object:
    """Nothing for an empty word; nothing granted is not the same as nothing known."""
    return value if isinstance(value, Decimal) else value or None


def _dates(starts_on: date, ends_on: date) -> None:
    if ends_on < starts_on:
        raise DomainError("Le dispositif finit avant de commencer.", code="scheme.dates")


def _conclude(use: SchemeUse, parties: set[str]) -> None:
    """What the answers say of the whole; an agreement that came from elsewhere stands until somebody refuses."""
    answers = list(use.agreements.all())
    agreed = {one.party: one.on for one in answers if one.agreed}
    if len(agreed) < len(answers):
        use.approval, use.granted_on = Approval.REFUSED, None
    elif set(agreed) >= parties:
        use.approval, use.granted_on = Approval.GRANTED, use.granted_on or max(agreed.values())
    elif use.approval == Approval.REFUSED:
        use.approval = Approval.PENDING
    _kept(use)


def _kept(use: SchemeUse) -> None:
    """Saved as this installation's: an import no longer takes it back."""
    use.batch = None
    use.full_clean(validate_unique=False)
    use.save()


def _held(use: SchemeUse, seen: int) -> tuple[Case, SchemeUse]:
    if use.case is None:
        raise DomainError("Ce dispositif n’est relié à aucun dossier.", code="scheme.no_case")
    case = held(use.case, seen=seen)
    still_open(case)
    found = SchemeUse.objects.select_for_update(of=("self",)).select_related("service", "case", "job__establishment")
    return case, found.get(pk=use.pk)


def _told(case: Case, use: SchemeUse, by: User | None, what: str, act: str) -> None:
    touched(case, exchanged=False)
    facts_moved(case.service_id, dataset="dispositifs", rows=[use.pk])
    CaseChange.objects.create(case=case, version=case.version, field=what, by=by)
    record(act, use, by=by, service=case.service, details={"case": case.pk})
