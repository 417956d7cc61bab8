"""What the cell decides about a case, and the tasks that follow."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from amarre.accounts.models import User
from amarre.accounts.permissions import Permission
from amarre.audit.journal import record
from amarre.cases.actions.meetings import held_meeting
from amarre.cases.enums import AgendaState, TaskState
from amarre.cases.models import AgendaItem, Case, Decision, Task
from amarre.lib.errors import DomainError, UnknownName
from amarre.ui import french

LENGTH = 500


class DecisionChanged(DomainError):
    """Somebody corrected or withdrew the decision since the person read it: `decision` is what it says now."""

    def __init__(self, decision: Decision) -> None:
        super().__init__(
            "Une autre personne a modifié cette décision depuis que vous l’avez ouverte\u00a0; rien de ce que vous "
            "venez d’envoyer n’a été enregistré.",
            code="decision.outdated",
        )
        self.decision = decision


@transaction.atomic
def decide(
    *, item: AgendaItem, text: str, by: User, owner: User | None = None, due_on: date | None = None,
    internal: bool = False,
) -> Decision:  # fmt: skip
    """Write a decision down; with an owner it is a task of theirs. Two people who write at once keep both.

    A case that is decided about has been seen, whether or not anybody went on by « dossier suivant ».
    """
    meeting = held_meeting(item.meeting)
    text = _said(text)
    case = item.case
    task = make_task(case=case, what=text, owner=owner, due_on=due_on, by=by) if owner else None
    decision = Decision.objects.create(item=item, text=text, internal=internal, task=task, taken_by=by)
    AgendaItem.objects.filter(pk=item.pk, state=AgendaState.TO_SEE).update(state=AgendaState.SEEN)
    item.refresh_from_db(fields=["state"])
    record("decision.taken", case, by=by, service=meeting.service, details={"meeting": meeting.pk})
    return decision


@transaction.atomic
def correct_decision(
    *, decision: Decision, seen: int, text: str, by: User, owner: User | None, due_on: date | None, internal: bool
) -> Decision:
    """Say it better, and its task with it. DecisionChanged when somebody else did since version `seen`."""
    decision = _unchanged(decision, seen)
    case, task = decision.item.case, decision.task
    decision.text, decision.internal = _said(text), internal
    if owner and task:
        _entitled(owner, case)
        task.what, task.owner, task.due_on = decision.text, owner, due_on
        if task.state == TaskState.DROPPED:
            task.state = TaskState.TO_DO
        task.save(update_fields=["what", "owner", "due_on", "state"])
    elif owner:
        decision.task = make_task(case=case, what=decision.text, owner=owner, due_on=due_on, by=by)
    elif task:
        _drop(task)
        decision.task = None
    decision.version += 1
    decision.changed_by = by
    decision.save()
    record("decision.corrected", case, by=by, service=case.service, details={"meeting": decision.item.meeting_id})
    return decision


@transaction.atomic
def withdraw_decision(*, decision: Decision, seen: int, by: User) -> Decision:
    """Take it out of the minutes, and drop its task unless it is done."""
    decision = _unchanged(decision, seen)
    decision.withdrawn_at, decision.changed_by = timezone.now(), by
    decision.version += 1
    decision.save(update_fields=["withdrawn_at", "changed_by", "version"])
    if decision.task:
        _drop(decision.task)
    case = decision.item.case
    record("decision.withdrawn", case, by=by, service=case.service, details={"meeting": decision.item.meeting_id})
    return decision


@transaction.atomic
def mark_item(
    *, item: AgendaItem, state: str, by: User, review_on: date | None = None, read: date | None = None
) -> AgendaItem:
    """The meeting saw the case or passed it over, and may want it again on a day.

    `read` is the day that stood where the person wrote another: DomainError when somebody else has set one since.
    """
    if state not in AgendaState.values:
        raise UnknownName("État", state, list(AgendaState.values))
    meeting = held_meeting(item.meeting)
    if review_on is not None and review_on <= meeting.held_on:
        raise DomainError("Un dossier se revoit après cette réunion.", code="agenda.review")
    item = AgendaItem.objects.select_for_update(of=("self",)).select_related("case").get(pk=item.pk)
    if review_on is not None and item.review_on not in (None, read, review_on):
        raise DomainError(
            f"Une autre personne vient de demander à revoir ce dossier le {french.day(item.review_on)}\u00a0: laissez "
            "la date vide pour garder celle-ci, ou envoyez de nouveau la vôtre.",
            code="agenda.review",
        )
    item.state = state
    item.review_on = review_on or item.review_on
    item.save(update_fields=["state", "review_on"])
    record("agenda.marked", item.case, by=by, service=meeting.service, details={"meeting": meeting.pk, "state": state})
    return item


@transaction.atomic
def make_task(*, case: Case, what: str, owner: User, by: User, due_on: date | None = None) -> Task:
    """Give somebody of the service something to do about a case; DomainError when they may not read it."""
    _entitled(owner, case)
    task = Task.objects.create(
        service=case.service, case=case, what=_said(what), owner=owner, due_on=due_on, made_by=by
    )
    record("task.made", case, by=by, service=case.service, details={"owner": owner.pk})
    return task


@transaction.atomic
def tick_task(*, task: Task, done: bool, by: User, on: date) -> Task:
    """Done, or to be done again; what already is so changes nothing."""
    task = Task.objects.select_for_update(of=("self",)).select_related("case", "service").get(pk=task.pk)
    wanted = TaskState.DONE if done else TaskState.TO_DO
    if task.state == wanted:
        return task
    if task.state == TaskState.DROPPED:
        raise DomainError("Cette tâche a été abandonnée avec sa décision.", code="task.dropped")
    task.state, task.done_on, task.done_by = wanted, on if done else None, by if done else None
    task.save(update_fields=["state", "done_on", "done_by"])
    record("task.done" if done else "task.undone", task.case, by=by, service=task.service)
    return task


def _drop(task: Task) -> None:
    if task.state == TaskState.TO_DO:
        task.state = TaskState.DROPPED
        task.save(update_fields=["state"])


def _unchanged(decision: Decision, seen: int) -> Decision:
    """The decision under a row lock, at the version read, of a meeting that still takes decisions."""
    held_meeting(decision.item.meeting)
    found = Decision.objects.select_for_update(of=("self",)).select_related("item__case__service", "task__owner")
    decision = found.get(pk=decision.pk)
    if decision.version != seen or decision.withdrawn_at is not None:
        raise DecisionChanged(decision)
    return decision


def _entitled(owner: User, case: Case) -> None:
    if not owner.can(Permission.CASE_READ, case.service):
        raise DomainError("Cette personne ne peut pas lire ce dossier.", code="task.stranger")


def _said(text: str) -> str:
    text = text.strip()
    if not text or len(text) > LENGTH:
        raise DomainError(f"Écrivez une décision de {LENGTH} caractères au plus.", code="decision.length")
    return text
