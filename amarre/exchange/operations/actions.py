"""Asking for an operation, running it, and ending those whose worker died."""

import logging
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks import task

from amarre.accounts.models import Service, User
from amarre.accounts.permissions import Permission
from amarre.exchange.enums import UNDER_WAY, OperationKind, OperationState
from amarre.exchange.models import ImportBatch, Operation
from amarre.exchange.operations.folders import forget_sent, sweep
from amarre.exchange.operations.progress import Progress, alive, beating
from amarre.lib.errors import DomainError

logger = logging.getLogger(__name__)

#: Does the work of one kind and says what it gave; an ImportBatch under "batch" is linked to the operation.
Runner = Callable[[Operation, Progress], Mapping[str, Any]]

#: What it takes to have an operation run, where it is not the right to manage data.
RIGHTS: Mapping[OperationKind, Permission] = {
    OperationKind.BENCH: Permission.HEALTH_READ,
    OperationKind.COPY: Permission.CASE_WRITE,
}

DEFECT = (
    "Amarre s’est arrêté sur un défaut qui lui est propre\u202f; rien n’a été enregistré. Prévenez la personne qui "
    "l’administre\u00a0: le journal du serveur dit lequel."
)
INTERRUPTED = {
    OperationKind.IMPORT: "Le serveur s’est arrêté pendant l’import. Rien n’a été enregistré\u00a0: déposez à nouveau "
    "les fichiers.",
    OperationKind.UNDO: "Le serveur s’est arrêté pendant l’annulation. Rien n’a changé\u00a0: demandez-la à nouveau.",
}
INTERRUPTED_OTHERWISE = "Le serveur s’est arrêté pendant ce traitement. Rien n’est perdu\u00a0: relancez-le."


@transaction.atomic
def start_operation(
    *,
    service: Service,
    kind: OperationKind,
    by: User,
    arguments: Mapping[str, Any] | None = None,
    key: UUID | None = None,
) -> Operation:
    """Ask for an operation; the worker takes it up within a second.

    `key` names the folder of the files that were sent for it. What is the same for whoever asks (detection, figures)
    is not queued twice: the one under way is returned.
    """
    Service.objects.select_for_update().get(pk=service.pk)
    if kind in (OperationKind.DETECTION, OperationKind.FIGURES):
        waiting = Operation.objects.filter(service=service, kind=kind, state__in=UNDER_WAY).first()
        if waiting is not None:
            return waiting
    operation = Operation.objects.create(
        service=service, kind=kind, key=key or uuid4(), created_by=by, arguments=dict(arguments or {})
    )
    run_operation.enqueue(operation.pk)
    return operation


def execute(pk: int) -> None:
    """Do what was asked; whatever happens, the operation ends with its state and a sentence."""
    end_interrupted()
    sweep()
    operation = Operation.objects.select_related("service", "created_by").get(pk=pk)
    if operation.state != OperationState.WAITING:
        return
    with beating(operation) as progress:
        Operation.objects.filter(pk=pk).update(state=OperationState.RUNNING, started_at=timezone.now())
        try:
            outcome = _run(operation, progress)
        except DomainError as refusal:
            _end(operation, OperationState.REFUSED, message=refusal.message)
        except Exception:
            logger.exception("operation %s (%s) failed", pk, operation.kind)
            _end(operation, OperationState.FAILED, message=DEFECT)
        except BaseException:
            _end(operation, OperationState.INTERRUPTED, message=_interrupted(operation))
            raise
        else:
            _end(operation, OperationState.DONE, outcome=outcome)


@task()  # type: ignore[untyped-decorator]
def run_operation(pk: int) -> None:
    """The task of the worker: its argument is a number, nothing else of the operation is in the queue."""
    execute(pk)


def end_interrupted(service: Service | None = None) -> None:
    """End the operations whose worker died; an import that had been committed before is linked to its batch."""
    running = Operation.objects.filter(state=OperationState.RUNNING)
    for operation in running.filter(service=service) if service else running:
        if not alive(operation):
            batch = _committed(operation)
            if batch is None:
                _end(operation, OperationState.INTERRUPTED, message=_interrupted(operation))
            else:
                _end(operation, OperationState.DONE, outcome={"batch": batch})


def _run(operation: Operation, progress: Progress) -> Mapping[str, Any]:
    right = RIGHTS.get(OperationKind(operation.kind), Permission.DATA_MANAGE)
    if not operation.created_by.can(right, operation.service):
        raise DomainError("Vous n’avez plus le droit de lancer ce traitement dans ce service.", code="operation.right")
    runners: Mapping[str, Runner] = import_string(settings.OPERATIONS)
    return runners[operation.kind](operation, progress)


def _end(
    operation: Operation, state: OperationState, *, message: str = "", outcome: Mapping[str, Any] | None = None
) -> None:
    results = dict(outcome or {})
    batch = results.pop("batch", None)
    Operation.objects.filter(pk=operation.pk).update(
        state=state, message=message, outcome=results, batch=batch, ended_at=timezone.now()
    )
    forget_sent(operation)


def _committed(operation: Operation) -> ImportBatch | None:
    if operation.kind != OperationKind.IMPORT:
        return None
    batches = ImportBatch.objects.filter(
        service=operation.service_id,
        created_by=operation.created_by_id,
        created_at__gte=operation.started_at,
        operations=None,
    )
    return batches.order_by("pk").first()


def _interrupted(operation: Operation) -> str:
    return INTERRUPTED.get(OperationKind(operation.kind), INTERRUPTED_OTHERWISE)
