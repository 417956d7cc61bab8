"""Consent of the worker: given, withdrawn, and asked for before anything leaves."""

from datetime import date

from django.db import transaction

from amarre.accounts.models import User
from amarre.audit.journal import record
from amarre.cases.enums import ConsentWay, Recipient, Scope
from amarre.cases.models import Consent
from amarre.directory.models import Worker
from amarre.lib.errors import DomainError, UnknownName

#: Recipient, scope, name in lower case.
Agreements = frozenset[tuple[str, str, str]]


def consent_covers(worker: Worker, recipient: str, scope: str, *, on: date, named: str = "") -> bool:
    """Whether the worker agrees, that day, that this be told to that recipient.

    A consent that names a person or an office covers that one only; a consent to the recipient at large covers every
    name, except for « autre », where only the name counts. Every sending asks this at the instant it leaves.
    """
    return covers(agreements(worker, on), recipient, scope, named)


def agreements(worker: Worker, on: date) -> Agreements:
    """Everything to which the worker agrees that day, in one query."""
    given = Consent.objects.in_force(on).filter(worker=worker).values_list("recipient", "scope", "named")
    return frozenset((recipient, scope, named.casefold()) for recipient, scope, named in given)


def covers(given: Agreements, recipient: str, scope: str, named: str = "") -> bool:
    """Whether these agreements cover that recipient and that scope, as `consent_covers` says."""
    at_large = recipient != Recipient.OTHER and (recipient, scope, "") in given
    return at_large or (recipient, scope, named.strip().casefold()) in given


def require_consent(worker: Worker, recipient: str, scopes: list[str], *, on: date, named: str = "") -> None:
    """DomainError, naming what is missing, unless every scope is covered."""
    missing = [
        Scope(scope).label for scope in scopes if not consent_covers(worker, recipient, scope, on=on, named=named)
    ]
    if missing:
        raise DomainError(
            f"Rien n’est transmis\u00a0: il manque l’accord du travailleur pour {' et pour '.join(missing)}, "
            f"destinataire {Recipient(recipient).label}. Recueillez-le d’abord sur la page de ses consentements.",
            code="consent.missing",
        )


@transaction.atomic
def give_consent(
    *,
    worker: Worker,
    recipient: str,
    scopes: list[str],
    on: date,
    way: str,
    by: User | None,
    named: str = "",
    until: date | None = None,
) -> list[Consent]:
    """Record what the worker agrees to, one row per scope; what the same words cover already is left as it is."""
    for what, value, known in (("Destinataire", recipient, Recipient), ("Recueil", way, ConsentWay)):
        if value not in known.values:
            raise UnknownName(what, value, list(known.values))
    if not scopes or set(scopes) - set(Scope.values):
        raise DomainError("Choisissez ce qui peut être transmis.", code="consent.scope")
    named = named.strip()
    if recipient == Recipient.OTHER and not named:
        raise DomainError("Nommez ce destinataire.", code="consent.unnamed")
    if until is not None and until < on:
        raise DomainError("Ce consentement expirerait avant d’être donné.", code="consent.dates")
    same = Consent.objects.in_force(on).filter(worker=worker, recipient=recipient, named=named, until=until)
    had = set(same.values_list("scope", flat=True))
    made = [
        Consent.objects.create(
            service=worker.service, worker=worker, recipient=recipient, named=named, scope=scope, given_on=on, way=way,
            until=until, recorded_by=by,
        )
        for scope in scopes
        if scope not in had
    ]  # fmt: skip
    for consent in made:
        record("consent.given", consent, by=by, service=worker.service, details={"worker": worker.pk})
    return made


@transaction.atomic
def withdraw_consent(*, consent: Consent, on: date, by: User | None) -> Consent:
    """The worker takes it back: from that day nothing leaves under it; what left before is not unsaid."""
    consent = Consent.objects.select_for_update(of=("self",)).select_related("service").get(pk=consent.pk)
    if consent.withdrawn_on is not None:
        raise DomainError("Ce consentement est déjà retiré.", code="consent.withdrawn")
    if on < consent.given_on:
        raise DomainError("Un consentement se retire après avoir été donné.", code="consent.dates")
    consent.withdrawn_on, consent.withdrawn_by = on, by
    consent.save(update_fields=["withdrawn_on", "withdrawn_by"])
    record("consent.withdrawn", consent, by=by, service=consent.service, details={"worker": consent.worker_id})
    return consent
