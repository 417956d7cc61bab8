"""What a case holds about a person, as far as one professional may read it: the copy that the person is given.

Each subject is a table of words, the same for the PDF, the CSV and the JSON.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from amarre.accounts.models import User
from amarre.accounts.permissions import Permission
from amarre.cases.access import PARTS, opened_by, readers_of
from amarre.cases.compartments import drawers, notes_for
from amarre.cases.documents import LABELS, documents_for
from amarre.cases.enums import Compartment, Decisive
from amarre.cases.models import (
    Case,
    CasePath,
    CaseTransition,
    CellQuestion,
    Closing,
    Consent,
    Decision,
    Document,
    FollowUp,
    FollowUpContact,
    Referral,
    SharedNote,
    SupportAct,
    Task,
)
from amarre.cases.paths import read_paths
from amarre.desk.casework.plans import plan_of
from amarre.desk.papers.copy_health import health_of
from amarre.desk.papers.copy_orientations import orientations_of
from amarre.desk.papers.copy_papers import employer_parts, letters_of, requests_of
from amarre.desk.papers.copy_parts import Part, Row, day
from amarre.desk.papers.copy_readings import readings_of
from amarre.directory.models import Professional
from amarre.ui import french

YES_NO = {True: "oui", False: "non", None: "non renseigné"}


@dataclass(frozen=True)
class Missing:
    """What this professional does not read, and those who do: they complete the copy."""

    what: str
    by: str


@dataclass(frozen=True)
class Content:
    """A copy: its subjects, what others must complete, and the documents to join."""

    parts: list[Part]
    missing: list[Missing]
    documents: list[Document]


def missing_for(user: User, case: Case) -> list[Missing]:
    """What a copy that this person makes does not hold, whether or not there is anything there."""
    opened = opened_by(user, case.service)
    return [Missing(what, readers_of(part)) for part, (what, _) in PARTS.items() if part not in opened]


def content_of(case: Case, user: User, today: date) -> Content:
    """Everything of the case that this person may read; each compartment that is opened leaves its trace.

    Raises Unreadable rather than leave out a note or a name that does not open.
    """
    parts = [*_identity(case, user), *_course(case, user), *employer_parts(case, user), *_work(case), *_told(case)]
    if user.can(Permission.HEALTH_READ, case.service):
        parts += health_of(case, today)
    opened = [one.compartment for one in drawers(user, case.service) if one.opens]
    parts += [_notes(case, user, one) for one in opened]
    parts += letters_of(case, opened)
    documents = [one for folder in documents_for(user, case) for one in folder.documents if not one.withdrawn_at]
    rows = [
        (_instant(one.added_at), str(one.added_by), LABELS[Compartment(one.compartment)], one.name) for one in documents
    ]
    parts.append(Part("documents", "Documents joints", ("Ajouté le", "Par", "Compartiment", "Nom"), rows))
    parts += readings_of(case, user)
    return Content([one for one in parts if one.rows], missing_for(user, case), documents)


def _identity(case: Case, user: User) -> Iterator[Part]:
    worker, job = case.job.worker, case.job
    rows = [
        ("Nom", worker.last_name), ("Prénom", worker.first_name), ("Date de naissance", french.day(worker.born_on)),
        ("Téléphone", worker.phone or ""), ("Adresse e-mail", worker.email or ""),
        ("Régime", worker.get_insurance_scheme_display() or ""),
        ("Poste", job.title or ""), ("Employeur", job.establishment.name),
        ("Contrat", job.get_contract_kind_display()), ("Depuis le", french.day(job.started_on)),
    ]  # fmt: skip
    yield Part("personne", "La personne", ("", ""), _known(rows))
    state = [
        ("État", case.status_label), ("Pris en charge le", french.day(case.opened_on)),
        ("Référent", _person(case.lead)), ("Médecin du travail", _person(case.physician)),
        ("Équipe", ", ".join(_person(one.professional) for one in case.team.select_related("professional"))),
        ("Niveau", case.level_words), ("Niveau de prévention", case.get_prevention_level_display() or ""),
        ("Clos le", french.day(case.closed_on) if case.closed_on else ""),
        ("Issue", case.get_outcome_display() or ""),
    ]  # fmt: skip
    if user.can(Permission.HEALTH_READ, case.service):
        state.append(("Situation de travail", case.get_work_situation_display() or ""))
        state.append(("Bénéficiaire de l’obligation d’emploi", case.get_boe_status_display() or ""))
    yield Part("dossier", "Le dossier", ("", ""), _known(state))


def _course(case: Case, user: User) -> Iterator[Part]:
    referrals = Referral.objects.of_case(case).order_by("received_on", "pk")
    rows: list[tuple[str, ...]] = [
        (french.day(one.received_on), one.get_partner_display() or one.get_origin_display(), one.get_reason_display(),
         one.get_urgency_display(), YES_NO[one.worker_agrees], one.standing)
        for one in referrals
    ]  # fmt: skip
    heads: tuple[str, ...] = ("Reçu le", "De", "Motif", "Délai", "Votre accord", "Suite")
    if user.can(Permission.HEALTH_READ, case.service):
        heads = (*heads, "En arrêt ce jour-là")
        rows = [(*row, YES_NO[one.on_leave]) for row, one in zip(rows, referrals, strict=True)]
    yield Part("signalements", "Signalements", heads, rows)
    moves = CaseTransition.objects.filter(case=case).select_related("by")
    steps = [(french.day(one.on), one.get_move_display(), str(one.by or ""), one.reason) for one in moves]
    yield Part("etapes", "Étapes du dossier", ("Le", "Acte", "Par", "Raison"), steps)
    yield Part("parcours", "Parcours d’accompagnement", ("Le", "Parcours", "Étape"), list(_paths(case)))
    acts = SupportAct.objects.filter(case=case).order_by("held_on", "pk")
    done = [(french.day(one.held_on), one.get_profession_display()) for one in acts]
    yield Part("accompagnements", "Accompagnements", ("Le", "Profession"), done)
    closings = Closing.objects.filter(transition__case=case).select_related("transition")
    ends = [
        (french.day(one.transition.on), one.get_decisive_display(), one.get_satisfaction_display()) for one in closings
    ]
    yield Part("clotures", "Clôtures", ("Le", "Ce qui a été décisif", "Votre satisfaction"), ends)


def _paths(case: Case) -> Iterator[Row]:
    """Each path that the case followed, with the steps that were noted; in codes where the catalogue has it no more."""
    known = read_paths()
    for one in CasePath.objects.filter(case=case).prefetch_related("marks").order_by("pk"):
        path = known.get(one.path)
        label = french.written(path.label) if path else one.path
        steps = {step.code: french.written(step.label) for step in path.steps} if path else {}
        yield french.day(one.chosen_on), label, "parcours choisi"
        for mark in one.marks.all():
            what = steps.get(mark.step, mark.step)
            yield french.day(mark.on), label, f"{what}, sans objet" if mark.skipped else what
        if one.left_on:
            yield french.day(one.left_on), label, "parcours quitté"


def _work(case: Case) -> Iterator[Part]:
    versions = list(reversed(plan_of(case).versions))
    rows = [
        (str(one.number), french.day(one.signed_on) if one.signed_on else "projet", one.objectives) for one in versions
    ]
    yield Part("plan", "Plan de maintien en emploi", ("Version", "Signée le", "Objectifs"), rows)
    actions = [
        (str(plan.number), one.owner_name, french.day(one.due_on), one.get_state_display(), one.what)
        for plan in versions
        for one in plan.actions.all()
    ]
    yield Part("actions", "Actions du plan", ("Version", "Qui", "Pour le", "État", "Action"), actions)
    signatures = [
        (str(plan.number), french.day(one.on), one.get_signatory_display(), one.name)
        for plan in versions
        for one in plan.signatures.all()
    ]
    yield Part("signatures", "Signatures du plan", ("Version", "Le", "Qualité", "Nom"), signatures)
    questions = CellQuestion.objects.filter(case=case).select_related("asked_by")
    asked = [(_instant(one.asked_at), str(one.asked_by), one.text) for one in questions]
    yield Part("questions", "Questions posées à la cellule", ("Le", "Par", "Question"), asked)
    decisions = Decision.objects.filter(item__case=case, withdrawn_at__isnull=True)
    taken = [
        (french.day(one.item.meeting.held_on), str(one.taken_by), one.text)
        for one in decisions.select_related("item__meeting", "taken_by")
    ]
    yield Part("decisions", "Décisions de la cellule", ("Réunion du", "Écrite par", "Décision"), taken)
    tasks = Task.objects.filter(case=case).select_related("owner").order_by("made_at")
    done = [(_instant(one.made_at), str(one.owner), one.get_state_display(), one.what) for one in tasks]
    yield Part("taches", "Tâches", ("Créée le", "Qui", "État", "Tâche"), done)


def _told(case: Case) -> Iterator[Part]:
    """What left, under which agreement, and what came back."""
    yield from orientations_of(case)
    given = Consent.objects.filter(worker=case.job.worker).order_by("given_on", "pk")
    agreed = [
        (french.day(one.given_on), f"{one.get_recipient_display()} {one.named}".strip(), one.get_way_display(),
         day(one.withdrawn_on or one.until), one.get_scope_display())
        for one in given
    ]  # fmt: skip
    heads = ("Donné le", "À", "Comment", "Retiré ou expiré le", "Pour")
    yield Part("accords", "Vos accords", heads, agreed)
    follow_ups = FollowUp.objects.filter(case=case).select_related("answer").order_by("held_on", "pk")
    became = [
        (french.day(one.held_on), one.get_due_month_display(), one.get_situation_display(), *_answered(one))
        for one in follow_ups
    ]
    heads = ("Le", "Échéance", "Situation", "Recommande", "Ce qui a aidé, précisions")
    yield Part("suivis", "Suivis après la clôture", heads, became)
    contacts = FollowUpContact.objects.filter(case=case)
    reached = [(french.day(one.agreed_on), one.get_channel_display(), one.address) for one in contacts]
    yield requests_of(case)
    yield Part("contact", "Comment vous joindre pour les suivis", ("Accord du", "Moyen", "Adresse ou numéro"), reached)


def _answered(follow_up: FollowUp) -> tuple[str, str]:
    """What the worker said beside their situation."""
    if not hasattr(follow_up, "answer"):
        return "", ""
    answer = follow_up.answer
    helped = [str(Decisive(code).label) for code in answer.helped if code in Decisive.values]
    return answer.get_recommends_display() or "", ". ".join(filter(None, (", ".join(helped), answer.words)))


def _notes(case: Case, user: User, compartment: Compartment) -> Part:
    rows = [
        (french.day(one.on), str(one.written_by), one.get_kind_display() if isinstance(one, SharedNote) else "note",
         one.text)
        for one in notes_for(user, case, compartment)
    ]  # fmt: skip
    return Part(f"notes-{compartment.value}", f"Notes {compartment.label}", ("Le", "Par", "Nature", "Note"), rows)


def _known(rows: list[tuple[str, str]]) -> list[Row]:
    return [(name, french.written(value)) for name, value in rows if value]


def _person(who: Professional | None) -> str:
    return " ".join(filter(None, (who.first_name, who.last_name))) if who else ""


def _instant(at: datetime) -> str:
    return f"{timezone.localtime(at):%d/%m/%Y}"
