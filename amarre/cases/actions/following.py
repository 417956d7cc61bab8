"""Follow-ups after a closing: planned, tried, answered or given up, each with its trace."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from amarre.accounts.models import Service, User
from amarre.audit.journal import record
from amarre.cases.enums import Decisive, FollowUpState, Outcome, Recommends, Situation
from amarre.cases.models import Case, FollowUp, FollowUpAnswer, FollowUpContact, PlannedFollowUp
from amarre.exchange.moves import facts_moved
from amarre.indicators.law import figures_in_force
from amarre.lib.calendars import add_months
from amarre.lib.errors import DomainError, UnknownName
from amarre.rules.parameters import Figures

#: The questions as they are worded now; an answer says which ones it answers.
QUESTIONS = "2026-1"
WORDS_LENGTH = 1_000


@dataclass(frozen=True)
class Answers:
    """What a worker answers: the situation in the exchange format's word, the rest as they like."""

    situation: str
    helped: tuple[str, ...] = ()
    words: str = ""
    recommends: str = ""
    wants_call: bool = False


def months_on(day: date, figures: Figures | None = None) -> tuple[str, ...]:
    """The echelons of follow-up in force that day, in months; `figures` where the caller has read them."""
    value = (figures or figures_in_force())["cellule.suivi_apres_cloture"].at(day).value
    return tuple(value) if isinstance(value, tuple | list) else (str(value),)


def setting(name: str, day: date) -> int:
    """A figure of `catalogue/parameters/apres_cloture.yaml` on that day."""
    return int(figures_in_force()[f"apres_cloture.{name}"].at(day).value)  # type: ignore[arg-type]


def plan_follow_ups(case: Case) -> list[PlannedFollowUp]:
    """Plan the follow-ups of the closing in force; none after a death."""
    closed_on = case.closed_on
    if closed_on is None or case.outcome == Outcome.DECEASED:
        return []
    return [
        PlannedFollowUp.objects.update_or_create(
            case=case,
            closed_on=closed_on,
            due_month=month,
            defaults={
                "service": case.service,
                "due_on": add_months(closed_on, int(month)),
                "state": FollowUpState.WAITING,
            },
        )[0]
        for month in months_on(closed_on)
    ]


def cancel_follow_ups(case: Case) -> int:
    """Drop the follow-ups to come of a case that is worked on again; what was answered stays."""
    waiting = PlannedFollowUp.objects.filter(case=case, state=FollowUpState.WAITING)
    return waiting.update(state=FollowUpState.CANCELLED)


@transaction.atomic
def plan_missing(*, service: Service, on: date) -> int:
    """Plan the follow-ups of cases that another software closed, and say how many; long overdue ones are left out."""
    since = on - timedelta(days=setting("retard_rattrape", on))
    months = [(month, int(month)) for month in months_on(on)]
    farthest = max((count for _, count in months), default=0)
    closed = Case.objects.of(service).filter(closed_on__gte=add_months(since, -farthest), closed_on__lte=on)
    planned = set(PlannedFollowUp.objects.of(service).values_list("case_id", "closed_on", "due_month"))
    held = set(FollowUp.objects.filter(service=service).values_list("case_id", "due_month"))
    made = [
        PlannedFollowUp(service=service, case_id=pk, closed_on=closed_on, due_month=month, due_on=due)
        for pk, closed_on in closed.exclude(outcome=Outcome.DECEASED).values_list("pk", "closed_on")
        for month, count in months
        if closed_on is not None
        and (due := add_months(closed_on, count)) >= since
        and (pk, closed_on, month) not in planned
        and (pk, month) not in held
    ]
    PlannedFollowUp.objects.bulk_create(made, batch_size=500, ignore_conflicts=True)
    if made:
        record("follow_ups.planned", service, by=None, service=service, details={"count": len(made)})
    return len(made)


def plan_after_import(service: Service, written: Collection[str]) -> None:
    """After an import or an undo that wrote cases: plan what they lack."""
    if "dossiers" in written:
        plan_missing(service=service, on=timezone.localdate())


@transaction.atomic
def record_answers(*, planned: PlannedFollowUp, answers: Answers, on: date, way: str, by: User | None) -> FollowUp:
    """Keep what became of the worker; a late answer comes beside an earlier « injoignable » and wins over it.

    DomainError once it has been answered, or when it is no longer expected.
    """
    planned = _open(planned, (FollowUpState.WAITING, FollowUpState.UNREACHABLE))
    if answers.situation not in Situation.values or answers.situation == Situation.UNREACHABLE:
        reachable = [value for value in Situation.values if value != Situation.UNREACHABLE]
        raise UnknownName("Situation", answers.situation, reachable)
    if answers.recommends and answers.recommends not in Recommends.values:
        raise UnknownName("Recommandation", answers.recommends, list(Recommends.values))
    if unknown := sorted(set(answers.helped) - set(Decisive.values)):
        raise UnknownName("Ce qui a aidé", unknown[0], list(Decisive.values))
    if len(answers.words) > WORDS_LENGTH:
        raise DomainError(f"Écrivez {WORDS_LENGTH} caractères au plus.", code="follow_up.words_long")
    if on < planned.closed_on:
        raise DomainError("Cette date précède la clôture du dossier.", code="follow_up.before_closing")
    follow_up = _held(planned, answers.situation, FollowUpState.ANSWERED, on)
    FollowUpAnswer.objects.create(
        follow_up=follow_up,
        way=way,
        questions=QUESTIONS,
        helped=list(answers.helped),
        words=answers.words,
        recommends=answers.recommends,
        wants_call=answers.wants_call,
        taken_by=by,
    )
    details = {"case": planned.case_id, "month": planned.due_month, "way": way, "call": answers.wants_call}
    record("follow_up.answered", follow_up, by=by, service=planned.service, details=details)
    return follow_up


@transaction.atomic
def note_attempt(*, planned: PlannedFollowUp, on: date, by: User | None) -> PlannedFollowUp:
    """One message sent or one call without an answer; after the first and its reminders, the worker is unreachable."""
    planned = _open(planned, (FollowUpState.WAITING,))
    if planned.last_attempt_on and on < planned.last_attempt_on:
        raise DomainError("Une tentative plus récente est déjà notée.", code="follow_up.attempt_dates")
    planned.attempts += 1
    planned.last_attempt_on = on
    planned.save(update_fields=["attempts", "last_attempt_on"])
    details = {"month": planned.due_month, "attempt": planned.attempts}
    record("follow_up.tried", planned.case, by=by, service=planned.service, details=details)
    return planned


@transaction.atomic
def note_refusal(*, planned: PlannedFollowUp, on: date) -> PlannedFollowUp:
    """The mail server wants nothing for the address: an attempt like another, and the contact says so until it changes.

    The professional then telephones, or writes another address; nobody having done so, the worker ends unreachable.
    """
    planned = note_attempt(planned=planned, on=on, by=None)
    FollowUpContact.objects.filter(case=planned.case_id, refused_on__isnull=True).update(refused_on=on)
    details = {"month": planned.due_month, "attempt": planned.attempts}
    record("follow_up.address_refused", planned.case, by=None, service=planned.service, details=details)
    return planned


@transaction.atomic
def declare_unreachable(*, planned: PlannedFollowUp, on: date, by: User | None) -> FollowUp:
    """Give up asking: « injoignable » is kept as a follow-up, and counts. DomainError before anything was tried."""
    planned = _open(planned, (FollowUpState.WAITING,))
    if not planned.attempts:
        raise DomainError(
            "Notez d’abord un appel ou un envoi\u00a0: une personne que l’on n’a pas cherchée n’est pas injoignable.",
            code="follow_up.not_tried",
        )
    follow_up = _held(planned, Situation.UNREACHABLE, FollowUpState.UNREACHABLE, on)
    details = {"case": planned.case_id, "month": planned.due_month}
    record("follow_up.unreachable", follow_up, by=by, service=planned.service, details=details)
    return follow_up


@transaction.atomic
def note_call(*, planned: PlannedFollowUp, on: date, by: User | None) -> PlannedFollowUp:
    """A call that nobody answered; the last one makes the worker unreachable at once."""
    planned = note_attempt(planned=planned, on=on, by=by)
    if planned.attempts > setting("relances", on):
        declare_unreachable(planned=planned, on=on, by=by)
    planned.refresh_from_db()
    return planned


@transaction.atomic
def note_called_back(*, answer: FollowUpAnswer, on: date, by: User) -> FollowUpAnswer:
    """Somebody has called the worker who wished it."""
    answer = FollowUpAnswer.objects.select_for_update(of=("self",)).select_related("follow_up").get(pk=answer.pk)
    if not answer.wants_call or answer.called_on is not None:
        raise DomainError("Aucun rappel n’est attendu pour ce suivi.", code="follow_up.no_call")
    answer.called_on, answer.called_by = on, by
    answer.save(update_fields=["called_on", "called_by"])
    record("follow_up.called", answer.follow_up, by=by, service=answer.follow_up.service)
    return answer


def _open(planned: PlannedFollowUp, states: Sequence[str]) -> PlannedFollowUp:
    found = PlannedFollowUp.objects.select_for_update(of=("self",)).select_related("case", "service")
    planned = found.get(pk=planned.pk)
    if planned.state == FollowUpState.ANSWERED:
        raise DomainError("Une réponse est déjà enregistrée pour ce suivi.", code="follow_up.answered")
    if planned.state not in states or planned.case.closed_on != planned.closed_on:
        raise DomainError("Ce suivi n’est plus attendu.", code="follow_up.not_expected")
    return planned


def _held(planned: PlannedFollowUp, situation: str, state: str, on: date) -> FollowUp:
    follow_up = FollowUp.objects.create(
        service=planned.service, case=planned.case, due_month=planned.due_month, held_on=on, situation=situation
    )
    planned.follow_up, planned.state = follow_up, FollowUpState(state)
    planned.save(update_fields=["follow_up", "state"])
    facts_moved(planned.service_id, dataset="suivis", rows=[follow_up.pk])
    return follow_up
