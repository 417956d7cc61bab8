"""Who works on a case: lead, team, substitutes."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.db import transaction
from django.db.models import F

from amarre.accounts.models import Service, User
from amarre.audit.journal import record
from amarre.cases.editing import done_since, held, still_open, touched
from amarre.cases.enums import CaseStatus
from amarre.cases.models import Case, CaseChange, Delegation, TeamMember
from amarre.directory.models import Professional
from amarre.exchange.moves import facts_moved
from amarre.lib.errors import DomainError

CHUNK = 500
#: How many cases a refusal tells of.
TOLD = 10


@transaction.atomic
def add_member(*, case: Case, professional: Professional, by: User | None, seen: int, on: date) -> TeamMember:
    """A professional joins the team of a case."""
    case = held(case, seen=seen)
    still_open(case)
    if professional.service_id != case.service_id:
        raise DomainError("Cette personne n’est pas du service.", code="case.other_service")
    if case.team.filter(professional=professional, until__isnull=True).exists():
        raise DomainError("Cette personne est déjà dans l’équipe.", code="case.already_in_team")
    member = TeamMember.objects.create(case=case, professional=professional, since=on)
    _tell(case, "équipe", "", str(professional.last_name), by)
    record("case.member_added", case, by=by, service=case.service, details={"professional": professional.pk})
    return member


@transaction.atomic
def end_membership(*, member: TeamMember, by: User | None, seen: int, on: date) -> TeamMember:
    """A professional leaves the team; having been there stays known."""
    case = held(member.case, seen=seen)
    if member.until is not None or on < member.since:
        raise DomainError("Cette participation est déjà terminée, ou commence plus tard.", code="case.member_ended")
    member.until = on
    member.save(update_fields=["until"])
    _tell(case, "équipe", str(member.professional.last_name), "", by)
    record("case.member_ended", case, by=by, service=case.service, details={"professional": member.professional_id})
    return member


def _tell(case: Case, what: str, before: str, after: str, by: User | None) -> None:
    touched(case, exchanged=False)
    CaseChange.objects.create(case=case, version=case.version, field=what, before=before, after=after, by=by)


@transaction.atomic
def delegate(
    *, absent: Professional, substitute: Professional, starts_on: date, ends_on: date, by: User | None
) -> Delegation:
    """During an absence, another professional of the service answers for the cases of the absent one."""
    if absent.service_id != substitute.service_id:
        raise DomainError("Le remplaçant est du même service.", code="case.other_service")
    if absent.pk == substitute.pk:
        raise DomainError("Une personne ne se remplace pas elle-même.", code="case.same_person")
    if ends_on < starts_on:
        raise DomainError("L’absence finit avant de commencer.", code="case.dates")
    if Delegation.objects.filter(absent=absent, starts_on__lte=ends_on, ends_on__gte=starts_on).exists():
        raise DomainError("Un remplaçant est déjà nommé sur cette période.", code="case.already_delegated")
    made = Delegation.objects.create(
        service=absent.service, absent=absent, substitute=substitute, starts_on=starts_on, ends_on=ends_on
    )
    record("delegation.made", made, by=by, service=absent.service, details={"absent": absent.pk})
    return made


class CasesChanged(DomainError):
    """Somebody wrote to some of these cases since the person read them: `told` says of each what was done."""

    def __init__(self, told: list[tuple[Case, list[str]]]) -> None:
        super().__init__(
            "La liste a changé depuis que vous l’avez lue\u00a0: relisez-la, puis recommencez.", code="cases.changed"
        )
        self.told = told


@transaction.atomic
def reassign_cases(
    *, service: Service, cases: Iterable[int], lead: Professional, by: User | None,
    seen: Mapping[int, int] | None = None,
) -> int:  # fmt: skip
    """Give many cases, known by `pk`, a new lead at once, and say how many changed hands.

    Closed cases and those that it leads already stay as they are. `seen` is the version of each that the person had
    read: CasesChanged, and nothing is written, when one of them is no longer that. DomainError when one is not of the
    service.
    """
    if lead.service_id != service.pk:
        raise DomainError("Cette personne n’est pas du service.", code="case.other_service")
    found = _all_held(service, sorted(set(cases)))
    late = [case for case in found if seen is not None and seen.get(case.pk, case.version) != case.version]
    if seen is not None and late:
        raise CasesChanged([(case, done_since(case, seen[case.pk])) for case in late[:TOLD]])
    moved = [case for case in found if case.status != CaseStatus.CLOSED and case.lead_id != lead.pk]
    for start in range(0, len(moved), CHUNK):
        numbers = [case.pk for case in moved[start : start + CHUNK]]
        Case.objects.filter(pk__in=numbers).update(lead=lead, batch=None, version=F("version") + 1)
    CaseChange.objects.bulk_create(
        CaseChange(
            case=case, version=case.version + 1, field="lead", by=by, after=lead.last_name,
            before=case.lead.last_name if case.lead else "",
        )
        for case in moved
    )  # fmt: skip
    if moved:
        facts_moved(service.pk, dataset="dossiers", rows=[case.pk for case in moved])
        record("cases.reassigned", service, by=by, service=service, details={"cases": [case.pk for case in moved]})
    return len(moved)


def _all_held(service: Service, numbers: list[int]) -> list[Case]:
    """These cases of the service, each under its lock; DomainError when one is not there."""
    Service.objects.select_for_update().get(pk=service.pk)
    found: list[Case] = []
    for start in range(0, len(numbers), CHUNK):
        rows = Case.objects.of(service).filter(pk__in=numbers[start : start + CHUNK])
        found += rows.select_for_update(of=("self",)).select_related("lead", "job__worker")
    if len(found) != len(numbers):
        raise DomainError("Un de ces dossiers n’existe pas dans ce service.", code="case.unknown")
    return found
