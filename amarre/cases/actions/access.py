"""A person's request for the copy of their case: received, extended, answered by the copy or a refusal, taken back."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from amarre.accounts.models import User
from amarre.accounts.permissions import Permission
from amarre.audit.journal import record
from amarre.cases.access import due_on, extended_due_on, figure, prepared
from amarre.cases.enums import AccessAsker, AccessOutcome, AccessRefusal, AccessScope, AccessWay, HandedWay
from amarre.cases.models import AccessRequest, Case
from amarre.lib.errors import DomainError, UnknownName
from amarre.ui import french

LENGTH = 2_000


class Answered(DomainError):
    """Somebody else wrote to the request since the person read it: `request` is what it says now."""

    def __init__(self, request: AccessRequest) -> None:
        at = timezone.localtime(request.written_at)
        done = f"l’a close, {request.get_outcome_display()}" if request.closed_on else "y a écrit"
        super().__init__(
            f"{request.written_by} {done}, le {french.moment(at)}, après que vous avez ouvert cette page. Rien de ce "
            "que vous venez d’envoyer n’est enregistré.",
            code="access.overtaken",
        )
        self.request = request


@transaction.atomic
def receive_access_request(
    *, case: Case, received_on: date, asked_by: str, way: str, scope: str, received_by: User, by: User
) -> AccessRequest:
    """Keep a request and its deadline; DomainError for a day to come, or while another is open for the case."""
    case = Case.objects.select_for_update(of=("self",)).select_related("service").get(pk=case.pk)
    for what, value, choices in (
        ("Demandeur", asked_by, AccessAsker), ("Voie", way, AccessWay), ("Étendue", scope, AccessScope)
    ):  # fmt: skip
        if value not in choices.values:
            raise UnknownName(what, value, list(choices.values))
    if received_on > timezone.localdate():
        raise DomainError("Une demande ne se reçoit pas un jour à venir.", code="access.future")
    if not received_by.can(Permission.CASE_READ, case.service):
        raise DomainError("Cette personne ne lit pas les dossiers du service.", code="access.stranger")
    standing = AccessRequest.objects.open(case.service).filter(case=case).first()
    if standing:
        raise DomainError(
            f"Une demande reçue le {standing.received_on:%d/%m/%Y} est déjà ouverte pour ce dossier, réponse due le "
            f"{standing.due_on:%d/%m/%Y}\u00a0: répondez d’abord à celle-là.",
            code="access.already_open",
        )
    request = AccessRequest.objects.create(
        service=case.service, case=case, received_on=received_on, asked_by=asked_by, way=way, scope=scope,
        received_by=received_by, due_on=due_on(scope, received_on), written_by=by,
    )  # fmt: skip
    return _told(request, by, "received")


@transaction.atomic
def extend_access_request(*, request: AccessRequest, told_on: date, because: str, by: User, seen: int) -> AccessRequest:
    """Give oneself more time, once, for what is not health information; the person was told why within the first delay.

    DomainError, with the article, for anything else.
    """
    held = _held(request, seen)
    law = figure("prolongation").reference
    if held.scope != AccessScope.CASE:
        raise DomainError(
            f"Le délai des informations de santé ne se prolonge pas ({figure('sante').reference}).",
            code="access.health_extension",
        )
    if held.extended_on is not None:
        raise DomainError(f"Le délai est déjà prolongé\u00a0: il l’est une fois ({law}).", code="access.extended")
    if not held.received_on <= told_on <= min(held.due_on, timezone.localdate()):
        raise DomainError(
            f"La prolongation s’annonce à la personne entre la demande et le {held.due_on:%d/%m/%Y} ({law}).",
            code="access.extension_day",
        )
    held.extended_because = _words(because)
    held.extended_on = told_on
    held.due_on = extended_due_on(held.received_on)
    return _saved(held, by, "extended")


@transaction.atomic
def hand_over_copy(
    *, request: AccessRequest, on: date, handed: str, by: User, seen: int, whole: bool = False
) -> AccessRequest:
    """The copy was given to the person, which closes the request.

    DomainError before anybody made a copy since the request came, and while parts are not prepared, unless `whole`
    says that nothing is missing.
    """
    held = _held(request, seen)
    if handed not in HandedWay.values:
        raise UnknownName("Remise", handed, list(HandedWay.values))
    parts = prepared(held)
    if not any(one.by for one in parts):
        raise DomainError(
            "Aucune copie n’a été préparée depuis cette demande\u00a0: préparez-la d’abord.", code="access.no_copy"
        )
    if not whole and not all(one.by for one in parts):
        raise DomainError(
            "Des parties ne sont pas préparées\u00a0: faites-les préparer, ou dites que la copie remise est entière.",
            code="access.not_whole",
        )
    _close(held, on, AccessOutcome.HANDED)
    held.handed = handed
    return _saved(held, by, "handed")


@transaction.atomic
def refuse_access_request(
    *, request: AccessRequest, on: date, refusal: str, because: str, by: User, seen: int
) -> AccessRequest:
    """The copy is not given, for a reason that the person was told; DomainError without the explanation."""
    held = _held(request, seen)
    if refusal not in AccessRefusal.values:
        raise UnknownName("Motif", refusal, list(AccessRefusal.values))
    held.refused_because = _words(because)
    _close(held, on, AccessOutcome.REFUSED)
    held.refusal = refusal
    return _saved(held, by, "refused")


@transaction.atomic
def reopen_access_request(*, request: AccessRequest, by: User, seen: int) -> AccessRequest:
    """It was closed by mistake: it waits again, with the deadline that it had."""
    held = AccessRequest.objects.select_for_update(of=("self",)).select_related(*RELATED).get(pk=request.pk)
    if held.version != seen or held.closed_on is None:
        raise Answered(held)
    if AccessRequest.objects.open(held.service).filter(case=held.case_id).exists():
        raise DomainError("Une autre demande est ouverte pour ce dossier.", code="access.already_open")
    held.closed_on, held.outcome, held.handed, held.refusal, held.refused_because = None, "", "", "", ""
    return _saved(held, by, "reopened")


RELATED = ("service", "case", "written_by")


def _held(request: AccessRequest, seen: int) -> AccessRequest:
    held = AccessRequest.objects.select_for_update(of=("self",)).select_related(*RELATED).get(pk=request.pk)
    if held.version != seen or held.closed_on is not None:
        raise Answered(held)
    return held


def _close(request: AccessRequest, on: date, outcome: AccessOutcome) -> None:
    if not request.received_on <= on <= timezone.localdate():
        raise DomainError(
            f"Donnez un jour entre la demande, le {request.received_on:%d/%m/%Y}, et aujourd’hui.", code="access.day"
        )
    request.closed_on, request.outcome = on, outcome


def _words(text: str) -> str:
    if not text.strip() or len(text) > LENGTH:
        raise DomainError(f"Expliquez en {LENGTH} caractères au plus.", code="access.words")
    return text.strip()


def _saved(request: AccessRequest, by: User, act: str) -> AccessRequest:
    request.version, request.written_by = request.version + 1, by
    request.save()
    return _told(request, by, act)


def _told(request: AccessRequest, by: User, act: str) -> AccessRequest:
    details = {"request": str(request.pk), "due": request.due_on.isoformat(), "worker": request.case.job.worker_id}
    record(f"access_request.{act}", request.case, by=by, service=request.service, details=details)
    return request
