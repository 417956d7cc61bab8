"""How a case is held while somebody writes to it: one writer at a time, who must have read the last version."""

from datetime import date

from django.utils import timezone

from amarre.cases.enums import CaseStatus
from amarre.cases.models import Case, CaseChange, CaseTransition
from amarre.cases.nomenclature import read_levels
from amarre.exchange.moves import facts_moved
from amarre.lib.errors import DomainError
from amarre.ui import french


class Outdated(DomainError):
    """Somebody else wrote to the case since the person read it: `done` says what, the oldest first.

    `version` is what the case is at now: who sends that one has read it.
    """

    def __init__(self, done: list[str], version: int) -> None:
        super().__init__(
            "Une autre personne a modifié ce dossier depuis que vous l’avez ouvert\u00a0: "
            + "\u202f; ".join(done)
            + ". Rien de ce que vous venez d’envoyer n’a été enregistré\u202f; relisez le dossier, puis recommencez.",
            code="case.outdated",
        )
        self.done = done
        self.version = version


def held(case: Case, *, seen: int) -> Case:
    """The case under a row lock, at the version that the person had read; Outdated otherwise."""
    case = Case.objects.select_for_update(of=("self",)).select_related("service").get(pk=case.pk)
    if case.version != seen:
        raise Outdated(done_since(case, seen), case.version)
    return case


def touched(case: Case, *, exchanged: bool) -> None:
    """Save the case as its next version.

    `exchanged` says that a word of the exchange format changed: the row is then this installation's (an import no
    longer overwrites it), and the service's facts have moved.
    """
    case.version += 1
    if exchanged:
        case.batch = None
        facts_moved(case.service_id, dataset="dossiers", rows=[case.pk])
    case.save()
    case.refresh_from_db(fields=["status"])


def done_since(case: Case, seen: int) -> list[str]:
    """What was done to the case after that version, each as a person reads it."""
    moves = CaseTransition.objects.filter(case=case, version__gt=seen).select_related("by")
    changes = CaseChange.objects.filter(case=case, version__gt=seen).select_related("by")
    told = [
        *((move.at, f"« {move.get_move_display()} »{_outcome(move)}, {_who(move)}") for move in moves),
        *((change.at, f"« {label_of(change.field)} » {_changed(change)}, {_who(change)}") for change in changes),
    ]
    return [sentence for _, sentence in sorted(told, key=lambda one: one[0])] or [
        "modification par un autre traitement"
    ]


def _outcome(move: CaseTransition) -> str:
    said = f", issue\u00a0: {move.get_outcome_display()}" if move.outcome else ""
    return said + (f", raison\u00a0: {move.reason}" if move.reason else "")


def _changed(change: CaseChange) -> str:
    """What stands now and what stood before; that it changed, where only some may read what."""
    if change.field in Case.Privacy.medical or not (change.before or change.after):
        return "modifié"
    before, after = (_in_words(change.field, text) for text in (change.before, change.after))
    return f"modifié\u00a0: {after or 'rien'}" + (f", au lieu de {before}" if before else "")


def _in_words(field: str, stored: str) -> str:
    """A stored value as a person reads it."""
    known = next((one for one in Case._meta.fields if one.name == field), None)
    if known is None or not stored:
        return stored
    if known.get_internal_type() == "DateField":
        return french.day(date.fromisoformat(stored))
    if field == "level" and stored in read_levels():
        return read_levels()[stored].shown(stored)
    return str(dict(known.choices or ()).get(stored, stored))


def label_of(field: str) -> str:
    """The French name of a field of the case; what is not one names itself."""
    names = {one.name: str(one.verbose_name) for one in Case._meta.fields}
    return names.get(field, field)


def _who(row: CaseTransition | CaseChange) -> str:
    return f"par {row.by or 'la ligne de commande'} le {french.moment(timezone.localtime(row.at))}"


def still_open(case: Case) -> None:
    """Refuse to write to a closed case: it must be reopened first."""
    if case.status == CaseStatus.CLOSED:
        raise DomainError("Ce dossier est clos\u00a0: rouvrez-le pour y écrire.", code="case.closed")
