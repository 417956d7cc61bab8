"""What a copy says of who read the case: the day, the profession and what was read, never the name of a professional.

The person is owed the dates and the purposes of the readings; the identity of each employee who read is not part of
the copy (CJUE, 22 juin 2023, C-579/21).
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date

from django.utils import timezone

from amarre.accounts.models import Service, User
from amarre.accounts.permissions import Permission
from amarre.audit.journal import events_about
from amarre.cases.models import Case
from amarre.desk.navigation import roles_in
from amarre.desk.papers.copy_parts import Part
from amarre.ui import french

LISTED = "nom lu dans une liste"
#: What any other reading is told as.
ELSEWHERE = "autre page qui nomme la personne"
NOBODY, LEFT = "traitement du service", "professionnel qui n’a plus de rôle dans le service"
#: The readings that the journal keeps of a person, in words.
WORDS: Mapping[str, str] = {
    "worker.read": "page de la personne",
    "case.read": "page du dossier",
    "notes.read": "notes d’un compartiment",
    "documents.read": "liste des documents",
    "document.read": "document",
    "letter.read": "lettre",
    "plan.letter": "lettre du plan",
    "consents.read": "accords",
    "referral.read": "signalement",
    "intake.read": "message reçu",
    "signal.read": "signal",
    "meeting.read": "ordre du jour d’une réunion",
    "minutes.read": "relevé d’une réunion",
    "extract.given": "extrait d’une réunion donné à un partenaire",
    "copy.made": "copie du dossier préparée",
    "copy.downloaded": "copie du dossier téléchargée",
    "workers.read": "nom trouvé par la recherche",
    "access_requests.read": LISTED,
    "cases.read": LISTED,
    "deadlines.read": LISTED,
    "figure.rows_read": LISTED,
    "follow_ups.read": LISTED,
    "referrals.read": LISTED,
    "signals.read": LISTED,
}


def readings_of(case: Case, user: User) -> Iterator[Part]:
    """One line per day, profession and thing read, for those who may see who read a file."""
    service = case.service
    if not user.can(Permission.TRACE_READ, service):
        return
    worker = case.job.worker_id
    subjects = {"directory.worker": worker, "cases.case": case.pk}
    found = events_about(service=service.pk, worker=worker, subjects=subjects, actions=tuple(WORDS))
    counted: Counter[tuple[date, int | None, str]] = Counter()
    for at, actor, action in found:
        counted[timezone.localdate(at), actor, WORDS.get(action, ELSEWHERE)] += 1
    readers = _professions(service, {actor for _, actor, _ in counted if actor})
    by_profession: Counter[tuple[date, str, str]] = Counter()
    for (on, actor, what), number in counted.items():
        by_profession[on, readers[actor] if actor else NOBODY, what] += number
    rows = [(french.day(on), who, str(number), what) for (on, who, what), number in sorted(by_profession.items())]
    yield Part("lectures", "Qui a lu ce qui vous concerne", ("Le", "Profession", "Fois", "Quoi"), rows)


def _professions(service: Service, accounts: set[int]) -> dict[int, str]:
    """What each account is in the service today: the journal keeps the account, not its role of that day."""
    people = User.objects.in_bulk(accounts)
    return {pk: (", ".join(roles_in(people[pk], service)) if pk in people else "") or LEFT for pk in accounts}
