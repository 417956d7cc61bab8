"""How a case is held while somebody writes to it: one writer at a time, who must have read the last version."""

from django.db.models import F
from django.utils import timezone

from amarre.accounts.models import Service
from amarre.cases.enums import CaseStatus
from amarre.cases.models import Case, CaseChange, CaseTransition
from amarre.lib.errors import DomainError


class Outdated(DomainError):
    """Somebody else wrote to the case since the person read it: `done` says what, the oldest first."""

    def __init__(self, done: list[str]) -> None:
        super().__init__(
            "Une autre personne a modifié ce dossier depuis que vous l’avez ouvert\u00a0: "
            + "\u202f; ".join(done)
            + ". Rien de ce que vous venez d’envoyer n’a été enregistré\u202f; relisez le dossier, puis recommencez.",
            code="case.outdated",
        )
        self.done = done


def held(case: Case, *, seen: int) -> Case:
    """The case under a row lock, at the version that the person had read; Outdated otherwise."""
    case = Case.objects.select_for_update(of=("self",)).select_related("service").get(pk=case.pk)
    if case.version != seen:
        raise Outdated(done_since(case, seen))
    return case


def touched(case: Case, *, exchanged: bool) -> None:
    """Save the case as its next version.

    `exchanged` says that a word of the exchange format changed: the row is then this installation's (an import no
    longer overwrites it), and the service's facts have moved.
    """
    case.version += 1
    if exchanged:
        case.batch = None
        Service.objects.filter(pk=case.service_id).update(facts_version=F("facts_version") + 1)
    case.save()
    case.refresh_from_db(fields=["status"])


def done_since(case: Case, seen: int) -> list[str]:
    """What was done to the case after that version, each as a person reads it."""
    moves = CaseTransition.objects.filter(case=case, version__gt=seen).select_related("by")
    changes = CaseChange.objects.filter(case=case, version__gt=seen).select_related("by")
    told = [
        *((move.at, f"« {move.get_move_display()} », {_who(move)}") for move in moves),
        *((change.at, f"« {label_of(change.field)} » modifié, {_who(change)}") for change in changes),
    ]
    return [sentence for _, sentence in sorted(told, key=lambda one: one[0])] or [
        "modification par un autre traitement"
    ]


def label_of(field: str) -> str:
    """The French name of a field of the case; what is not one names itself."""
    names = {one.name: str(one.verbose_name) for one in Case._meta.fields}
    return names.get(field, field)


def _who(row: CaseTransition | CaseChange) -> str:
    moment = timezone.localtime(row.at)
    return f"par {row.by or 'la ligne de commande'} le {moment:%d/%m/%Y à %H:%M}"


def still_open(case: Case) -> None:
    """Refuse to write to a closed case: it must be reopened first."""
    if case.status == CaseStatus.CLOSED:
        raise DomainError("Ce dossier est clos\u00a0: rouvrez-le pour y écrire.", code="case.closed")
