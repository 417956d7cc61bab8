"""A case follows a path of accompaniment: chosen, left for another, its steps noted."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from amarre.accounts.models import User
from amarre.audit.journal import record
from amarre.cases.editing import held, still_open, touched
from amarre.cases.models import Case, CaseChange, CasePath, PathMark
from amarre.cases.paths import read_paths
from amarre.cases.profiles import profile_of
from amarre.lib.errors import DomainError, UnknownName


@transaction.atomic
def follow_path(*, case: Case, path: str, by: User | None, seen: int, on: date) -> CasePath:
    """The case follows that path from now on; the one that it followed is left, and what was noted there stays.

    Outdated when somebody wrote to the case since version `seen`; UnknownName for a path that the service's
    organisation does not have.
    """
    case = held(case, seen=seen)
    still_open(case)
    offered = profile_of(case.service).paths
    if path not in offered:
        raise UnknownName("Parcours", path, list(offered))
    before = CasePath.objects.select_for_update().filter(case=case, left_on__isnull=True).first()
    if before is not None and before.path == path:
        raise DomainError("Ce dossier suit déjà ce parcours.", code="path.same")
    if before is not None:
        before.left_on = on
        before.save(update_fields=["left_on"])
    made = CasePath.objects.create(case=case, path=path, chosen_on=on, chosen_by=by)
    touched(case, exchanged=False)
    names = read_paths()
    was = names[before.path].label if before and before.path in names else ""
    CaseChange.objects.create(
        case=case, version=case.version, field="parcours", before=was, after=names[path].label, by=by
    )
    record("case.path_followed", case, by=by, service=case.service, details={"path": path})
    return made


@transaction.atomic
def mark_step(*, case_path: CasePath, step: str, on: date, by: User | None, skipped: bool = False) -> PathMark:
    """Note that a step is taken, or has no object here; DomainError for one already noted or a day to come."""
    case_path = _followed(case_path)
    named = read_paths()[case_path.path].step(step)
    if on > timezone.localdate():
        raise DomainError("Cette date est après aujourd’hui.", code="path.day")
    if case_path.marks.filter(step=step).exists():
        raise DomainError("Cette étape est déjà notée\u00a0: relisez la page.", code="path.marked")
    mark = PathMark.objects.create(case_path=case_path, step=named.code, on=on, skipped=skipped, by=by)
    details = {"path": case_path.path, "step": step, "skipped": skipped}
    record("case.step_marked", case_path.case, by=by, service=case_path.case.service, details=details)
    return mark


@transaction.atomic
def unmark_step(*, case_path: CasePath, step: str, by: User | None) -> None:
    """A step was noted by mistake; DomainError when it is not noted."""
    case_path = _followed(case_path)
    deleted, _ = case_path.marks.filter(step=step).delete()
    if not deleted:
        raise DomainError("Cette étape n’est pas notée\u00a0: relisez la page.", code="path.not_marked")
    details = {"path": case_path.path, "step": step}
    record("case.step_unmarked", case_path.case, by=by, service=case_path.case.service, details=details)


def _followed(case_path: CasePath) -> CasePath:
    rows = CasePath.objects.select_for_update(of=("self",)).select_related("case__service")
    case_path = rows.get(pk=case_path.pk)
    still_open(case_path.case)
    if case_path.left_on is not None or case_path.path not in read_paths():
        raise DomainError("Ce dossier ne suit plus ce parcours\u00a0: relisez la page.", code="path.left")
    return case_path
