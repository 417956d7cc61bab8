"""What a case holds about a person, as far as one professional may read it: the copy that the person is given.

Each subject is a table of words, the same for the PDF, the CSV and the JSON.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone

from amarre.accounts.enums import Role
from amarre.accounts.grants import GRANTS
from amarre.accounts.models import User
from amarre.accounts.permissions import Permission
from amarre.cases.compartments import drawers, notes_for
from amarre.cases.documents import LABELS, documents_for
from amarre.cases.enums import Compartment
from amarre.cases.models import (
    Case,
    CaseTransition,
    CellQuestion,
    Closing,
    Consent,
    Decision,
    Document,
    FollowUp,
    Referral,
    SchemeUse,
    SupportAct,
    Task,
)
from amarre.cases.models.schemes import AMOUNTS
from amarre.desk import happenings
from amarre.desk.happenings import records_of
from amarre.desk.plans import plan_of
from amarre.detection.one_worker import state_of
from amarre.directory.models import Professional, Recognition
from amarre.partners.models import Orientation
from amarre.ui import french

Row = tuple[str, ...]


@dataclass(frozen=True)
class Part:
    """One subject: a name for its file, a title, the heads of its columns, its rows; the last column may be long."""

    name: str
    title: str
    columns: Row
    rows: Sequence[Row]


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
    found = [
        Missing(f"Notes {one.compartment.label} et {LABELS[one.compartment].lower()}", one.readers)
        for one in drawers(user, case.service)
        if not one.opens
    ]
    if not user.can(Permission.HEALTH_READ, case.service):
        roles = [str(role.label).lower() for role in Role if Permission.HEALTH_READ in GRANTS[role]]
        what = "Arrêts, visites, indices, dispositifs, titres de travailleur handicapé, situation de travail"
        found.append(Missing(what, ", ".join(roles)))
    return found


def content_of(case: Case, user: User, today: date) -> Content:
    """Everything of the case that this person may read; each compartment that is opened leaves its trace.

    Raises Unreadable rather than leave out a note or a name that does not open.
    """
    parts = [*_identity(case, user), *_course(case), *_work(case), *_told(case)]
    if user.can(Permission.HEALTH_READ, case.service):
        parts += _health(case, today)
    opened = [one.compartment for one in drawers(user, case.service) if one.opens]
    parts += [_notes(case, user, one) for one in opened]
    documents = [one for folder in documents_for(user, case) for one in folder.documents if not one.withdrawn_at]
    rows = [
        (_instant(one.added_at), str(one.added_by), LABELS[Compartment(one.compartment)], one.name) for one in documents
    ]
    parts.append(Part("documents", "Documents joints", ("Ajouté le", "Par", "Compartiment", "Nom"), rows))
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
        ("Niveau", case.get_level_display() or ""), ("Niveau de prévention", case.get_prevention_level_display() or ""),
        ("Clos le", french.day(case.closed_on) if case.closed_on else ""),
        ("Issue", case.get_outcome_display() or ""),
    ]  # fmt: skip
    if user.can(Permission.HEALTH_READ, case.service):
        state.append(("Situation de travail", case.get_work_situation_display() or ""))
        state.append(("Bénéficiaire de l’obligation d’emploi", case.get_boe_status_display() or ""))
    yield Part("dossier", "Le dossier", ("", ""), _known(state))


def _course(case: Case) -> Iterator[Part]:
    referrals = Referral.objects.filter(Q(cases=case) | Q(joined_case=case)).distinct().order_by("received_on", "pk")
    rows = [
        (french.day(one.received_on), one.get_partner_display() or one.get_origin_display(), one.get_reason_display(),
         one.get_status_display())
        for one in referrals
    ]  # fmt: skip
    yield Part("signalements", "Signalements", ("Reçu le", "De", "Motif", "Suite"), rows)
    moves = CaseTransition.objects.filter(case=case).select_related("by")
    steps = [(french.day(one.on), one.get_move_display(), str(one.by or ""), one.reason) for one in moves]
    yield Part("etapes", "Étapes du dossier", ("Le", "Acte", "Par", "Raison"), steps)
    acts = SupportAct.objects.filter(case=case).order_by("held_on", "pk")
    done = [(french.day(one.held_on), one.get_profession_display()) for one in acts]
    yield Part("accompagnements", "Accompagnements", ("Le", "Profession"), done)
    closings = Closing.objects.filter(transition__case=case).select_related("transition")
    ends = [
        (french.day(one.transition.on), one.get_decisive_display(), one.get_satisfaction_display()) for one in closings
    ]
    yield Part("clotures", "Clôtures", ("Le", "Ce qui a été décisif", "Votre satisfaction"), ends)


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
    sent = Orientation.objects.filter(case=case).order_by("sent_on", "pk")
    rows = [
        (french.day(one.sent_on), one.get_recipient_display(), _day(one.acknowledged_on), _day(one.feedback_on))
        for one in sent
    ]
    answers = ("Envoyée le", "À", "Accusé de réception", "Dernier retour")
    yield Part("orientations", "Orientations vers d’autres", answers, rows)
    given = Consent.objects.filter(worker=case.job.worker).order_by("given_on", "pk")
    agreed = [
        (french.day(one.given_on), f"{one.get_recipient_display()} {one.named}".strip(), one.get_way_display(),
         _day(one.withdrawn_on or one.until), one.get_scope_display())
        for one in given
    ]  # fmt: skip
    heads = ("Donné le", "À", "Comment", "Retiré ou expiré le", "Pour")
    yield Part("accords", "Vos accords", heads, agreed)
    follow_ups = FollowUp.objects.filter(case=case).select_related("answer").order_by("held_on", "pk")
    became = [
        (french.day(one.held_on), one.get_due_month_display(), one.get_situation_display(),
         one.answer.words if hasattr(one, "answer") else "")
        for one in follow_ups
    ]  # fmt: skip
    yield Part("suivis", "Suivis après la clôture", ("Le", "Échéance", "Situation", "Vos précisions"), became)


def _health(case: Case, today: date) -> list[Part]:
    worker = case.job.worker
    records = records_of(worker)
    state = state_of(worker, today, given=records.given)
    told = sorted(happenings.health(records, state.leaves, today), key=lambda one: one.on)
    life = [(french.day(one.on), _day(one.until), one.lane, one.words) for one in told]
    titles = [
        (one.get_kind_display(), _day(one.starts_on), _day(one.ends_on))
        for one in Recognition.objects.filter(worker=worker).order_by("starts_on", "pk")
    ]
    return [
        Part("sante", "Arrêts, visites, indices et dispositifs connus", ("Le", "Jusqu’au", "Sujet", "Fait"), life),
        *_schemes(case),
        Part("titres", "Titres de travailleur handicapé", ("Titre", "Début", "Fin"), titles),
    ]


def _schemes(case: Case) -> Iterator[Part]:
    uses = SchemeUse.objects.filter(case=case).order_by("starts_on", "pk").prefetch_related("agreements", "renewals")
    rows, periods, answers = list[Row](), list[Row](), list[Row]()
    for use in uses:
        name = use.get_scheme_display()
        amounts = ("" if (one := getattr(use, field)) is None else french.euros(one) for field in AMOUNTS)
        rows.append((name, use.get_approval_display(), _day(use.requested_on), _day(use.granted_on),
                     _day(use.starts_on), _day(use.ends_on), *amounts))  # fmt: skip
        periods += [(name, french.day(first), french.day(last)) for first, last in use.spans]
        answers += [
            (name, one.get_party_display(), one.person, "accord" if one.agreed else "refus", _day(one.on), one.reason)
            for one in use.agreements.all()
        ]
    heads = ("Dispositif", "Accord", "Demandé le", "Accordé le", "Début", "Fin", "Demandé", "Accordé", "Versé")
    yield Part("dispositifs", "Dispositifs", heads, rows)
    yield Part("periodes", "Périodes des dispositifs", ("Dispositif", "Du", "Au"), periods)
    yield Part("accords", "Accords aux dispositifs", ("Dispositif", "Qui", "Nom", "Réponse", "Le", "Raison"), answers)


def _notes(case: Case, user: User, compartment: Compartment) -> Part:
    rows = [(french.day(one.on), str(one.written_by), one.text) for one in notes_for(user, case, compartment)]
    return Part(f"notes-{compartment.value}", f"Notes {compartment.label}", ("Le", "Par", "Note"), rows)


def _known(rows: list[tuple[str, str]]) -> list[Row]:
    return [(name, french.written(value)) for name, value in rows if value]


def _person(who: Professional | None) -> str:
    return " ".join(filter(None, (who.first_name, who.last_name))) if who else ""


def _day(day: date | None) -> str:
    return french.day(day) if day else ""


def _instant(at: datetime) -> str:
    return f"{timezone.localtime(at):%d/%m/%Y}"
