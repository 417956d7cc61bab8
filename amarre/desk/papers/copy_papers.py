"""What a copy says of papers: messages, procedures of employers, letters and their drafts, requests of the person."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Q
from django.utils import timezone

from amarre.accounts.models import User
from amarre.accounts.permissions import Permission
from amarre.audit.journal import record
from amarre.cases.actions.procedures import next_act
from amarre.cases.enums import Compartment
from amarre.cases.models import AccessRequest, Case, EmployerDetection, Intake, Letter
from amarre.cases.procedures import read_procedures
from amarre.desk.papers.copy_parts import Part, day
from amarre.desk.referring.intakes import answers_of
from amarre.ui import french

#: What a message says of its sender: it is not about the person, and the copy already says who signalled.
OF_THE_SENDER = frozenset({"Expéditeur", "Téléphone", "Adresse e-mail"})


def employer_parts(case: Case, user: User) -> Iterator[Part]:
    """What came through the public forms, for those who open it, and the procedure that an employer began."""
    about = Q(referral__cases=case) | Q(referral__joined_case=case)
    if user.can(Permission.CASE_QUALIFY, case.service):
        found = list(Intake.objects.filter(about, service=case.service).distinct().order_by("received_at"))
        for one in found:
            details = {"reference": one.reference, "workers": [case.job.worker_id]}
            record("intake.read", case.service, by=user, service=case.service, details=details)
        said = [
            (f"{timezone.localtime(one.received_at):%d/%m/%Y}", str(one.get_sender_display()), name, words)
            for one in found
            for name, words in answers_of(one)
            if name not in OF_THE_SENDER or one.sender == "travailleur"
        ]
        yield Part("messages", "Messages reçus", ("Reçu le", "De", "Sujet", "Réponse"), said)
    detections = EmployerDetection.objects.filter(about, service=case.service).distinct().prefetch_related("acts__by")
    steps = [row for one in detections for row in _acts(one)]
    heads = ("Fait le", "Procédure", "Par", "Acte")
    yield Part("procedure-employeur", "Procédure commencée par votre employeur", heads, steps)


def _acts(detection: EmployerDetection) -> Iterator[tuple[str, str, str, str]]:
    """Each act that was noted, then what comes or how it ended; in codes where the catalogue has it no more."""
    procedure = read_procedures().get(detection.procedure)
    label = french.written(procedure.label) if procedure else detection.procedure
    acts = {act.code: act for act in procedure.acts} if procedure else {}
    for one in detection.acts.all():
        act = acts.get(one.act)
        yield french.day(one.done_on), label, act.who_words if act else "", act.label if act else one.act
    if detection.stopped:
        yield day(detection.ended_on), label, "", f"arrêtée\u00a0: {detection.get_stopped_display()}"
    elif due := next_act(detection) if procedure else None:
        yield "", label, due.act.who_words, f"à venir{_by(due.on)}\u00a0: {due.act.label}"


def _by(on: date | None) -> str:
    return f", pour le {french.day(on)}" if on else ""


def letters_of(case: Case, opened: list[Compartment]) -> Iterator[Part]:
    """Every version of every letter of the compartments that are open; the words of those that were never issued.

    An issued letter is a document, joined as it left. A draft is joined in words: what is kept about a person is
    theirs to read, finished or not.
    """
    rows = list(Letter.objects.filter(case=case, compartment__in=opened).order_by("begun_at", "number"))
    told = [
        (
            _written(one),
            f"{one.get_to_display()} {one.named}".strip(),
            f"version {one.number}, {one.state}",
            one.subject,
        )
        for one in rows
    ]
    yield Part("lettres", "Lettres, projets compris", ("Écrite le", "À", "État", "Objet"), told)
    drafts = [(_written(one), f"{one.subject}\n\n{one.text}") for one in rows if not one.issued_at]
    yield Part("projets-de-lettres", "Projets de lettres, jamais partis", ("Écrit le", "Texte"), drafts)


def _written(letter: Letter) -> str:
    return f"{timezone.localtime(letter.written_at):%d/%m/%Y}"


def requests_of(case: Case) -> Part:
    """The person's own requests for a copy, with what became of each."""
    rows = [
        (
            french.day(one.received_on), str(one.get_asked_by_display()), french.day(one.due_on), day(one.closed_on),
            ". ".join(filter(None, (one.get_outcome_display(), one.refused_because, one.extended_because))),
        )
        for one in AccessRequest.objects.filter(case=case).order_by("received_on", "pk")
    ]  # fmt: skip
    heads = ("Reçue le", "De", "Réponse due le", "Close le", "Suite")
    return Part("demandes", "Vos demandes de copie", heads, rows)
