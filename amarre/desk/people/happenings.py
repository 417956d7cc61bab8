"""Everything that happened to a worker, as far as the reader's role may know, for the timeline and its table."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Model
from django.utils import timezone

from amarre.cases.documents import Kept
from amarre.cases.enums import AgendaState, Approval, CaseMove, Profession
from amarre.cases.letters import read_letters
from amarre.cases.models import (
    AgendaItem,
    Case,
    CaseTransition,
    FollowUp,
    PlannedFollowUp,
    Referral,
    RetentionPlan,
    SchemeUse,
)
from amarre.desk.people.timeline import Happening
from amarre.detection.one_worker import Leave
from amarre.directory.models import Job
from amarre.partners.models import Orientation, OrientationDetails
from amarre.surveillance.models import InsuranceDoctorRequest, LiaisonMeeting, RiskIndex, Visit
from amarre.ui import french


@dataclass(frozen=True)
class Records:
    """What happened to a worker, each table read once: for the drawing, and for what the law says of it."""

    visits: list[Visit]
    indices: list[RiskIndex]
    requests: list[InsuranceDoctorRequest]
    schemes: list[SchemeUse]

    @property
    def given(self) -> Mapping[str, Iterable[Model]]:
        """The same rows by their name in the exchange format."""
        return {
            "visites": self.visits, "indices": self.indices, "dispositifs": self.schemes,
            "demandes_medecin_conseil": self.requests,
        }  # fmt: skip


def records_of(jobs: Iterable[Job]) -> Records:
    """Of a worker's jobs: visits with who held them, indices, requests of the médecin-conseil, dispositifs."""
    return Records(
        list(Visit.objects.filter(job__in=jobs).select_related("professional")),
        list(RiskIndex.objects.filter(job__in=jobs)),
        list(InsuranceDoctorRequest.objects.filter(job__in=jobs)),
        list(SchemeUse.objects.filter(job__in=jobs)),
    )


def health(records: Records, leaves: list[Leave], today: date) -> Iterator[Happening]:
    """Absences, visits and dispositifs: neither cause nor opinion."""
    for leave in leaves:
        lasted = french.count(leave.days_on(today), "jour")
        going = leave.covers(today)
        words = f"Arrêt, {lasted} à ce jour" if going else f"Arrêt, {lasted}"
        yield Happening("Arrêts", leave.starts_on, words, lasted, leave.ends_on, lasts=True, strong=going)
    for visit in records.visits:
        kind = visit.get_kind_display()
        seen_by = visit.professional
        who = f", {seen_by.first_name or ''} {seen_by.last_name}".replace("  ", " ") if seen_by else ""
        short = f"{kind.removeprefix('visite ').removeprefix('de ').removeprefix('d’')}, {visit.held_on:%d/%m}"
        yield Happening("Visites", visit.held_on, french.sentence(kind) + who, short)
    for index in records.indices:
        words = f"{french.sentence(index.get_instrument_display())}\u00a0: {french.number(index.value)}"
        # The drawing has room for the name between brackets: « IRDP Padoa ».
        short = index.get_instrument_display().rpartition("(")[2].removesuffix(")")
        yield Happening("Indices", index.measured_on, words, f"{short}, {french.number(index.value)}")
    for asked in records.requests:
        answered = f"réponse le {french.day(asked.answered_on)}" if asked.answered_on else "sans réponse"
        words = f"Demande du médecin-conseil, {answered}"
        yield Happening("Liaison", asked.received_on, words, f"médecin-conseil, {asked.received_on:%d/%m}")
    for use in records.schemes:
        on = use.starts_on or use.requested_on
        if on is not None:
            words = french.sentence(use.get_scheme_display())
            if use.approval != Approval.GRANTED:
                words += f" ({use.get_approval_display()})"
            until = use.ends_on if use.starts_on else None
            yield Happening("Dispositifs", on, words, use.get_scheme_display(), until)


def liaison(meetings: Iterable[LiaisonMeeting]) -> Iterator[Happening]:
    """Rendez-vous de liaison: not medical visits (L1226-1-3)."""
    for meeting in meetings:
        words = f"Rendez-vous de liaison, {meeting.get_participation_display()}"
        yield Happening("Liaison", meeting.held_on, words, f"rendez-vous, {meeting.held_on:%d/%m}")


def support(referrals: list[Referral], cases: list[Case], orientations: list[Orientation]) -> Iterator[Happening]:
    """What the cell received, opened and sent."""
    for referral in referrals:
        origin = referral.get_partner_display() or referral.get_origin_display()
        yield Happening(
            "Dossier", referral.received_on, f"Signalement, {origin}", f"signalé le {referral.received_on:%d/%m}"
        )
    for case in cases:
        yield Happening("Dossier", case.opened_on, "Dossier ouvert", f"ouvert le {case.opened_on:%d/%m}")
        if case.plan_opened_on:
            yield Happening("Dossier", case.plan_opened_on, "Plan de maintien ouvert", "plan de maintien")
        if case.closed_on:
            words = f"Dossier clos, {case.get_outcome_display()}"
            yield Happening("Dossier", case.closed_on, words, f"clos le {case.closed_on:%d/%m}")
    for orientation in orientations:
        to = orientation.get_recipient_display()
        yield Happening("Orientations", orientation.sent_on, f"Orientation vers\u00a0: {to}", to)
        for on, what in (
            (orientation.acknowledged_on, "accusé de réception"), (orientation.taken_up_on, "prise en charge"),
            (orientation.feedback_on, "retour"),
        ):  # fmt: skip
            if on is not None:
                yield Happening("Orientations", on, f"Orientation vers\u00a0: {to}, {what}", f"{what}, {on:%d/%m}")


def cancelled(orientations: Iterable[OrientationDetails]) -> Iterator[Happening]:
    """The orientations that were taken back."""
    for one in orientations:
        words = f"Orientation annulée\u00a0: {one.get_recipient_display()}"
        if one.cancelled_on:
            yield Happening("Orientations", one.cancelled_on, words, f"annulée le {one.cancelled_on:%d/%m}")


def acts(done: Iterable[tuple[date, str]], follow_ups: Iterable[FollowUp]) -> Iterator[Happening]:
    """The acts of support, each by its day and who did it, and what became of the worker afterwards."""
    for on, profession in done:
        who = Profession(profession).label
        yield Happening("Suivi", on, f"Accompagnement, {who}", who)
    for follow_up in follow_ups:
        due = follow_up.get_due_month_display()
        words = f"Suivi {due}\u00a0: {follow_up.get_situation_display()}"
        yield Happening("Suivi", follow_up.held_on, words, f"suivi {due}")


#: What a move is once it is made; a closing is told with its outcome.
MADE = {
    CaseMove.QUALIFY: "qualifié",
    CaseMove.OPEN: "mis en cours",
    CaseMove.SUSPEND: "suspendu",
    CaseMove.RESUME: "repris",
    CaseMove.REOPEN: "rouvert",
}


def moves(case: Case, transitions: Iterable[CaseTransition]) -> Iterator[Happening]:
    """How the case went on here: its moves, and the closings that a reopening took back."""
    for one in transitions:
        if one.move == CaseMove.CLOSE:
            if one.on != case.closed_on:
                yield Happening(
                    "Dossier", one.on, f"Dossier clos, {one.get_outcome_display()}", f"clos le {one.on:%d/%m}"
                )
        else:
            made = MADE[CaseMove(one.move)]
            yield Happening("Dossier", one.on, f"Dossier {made}", f"{made} le {one.on:%d/%m}")


def signed(plans: Iterable[RetentionPlan]) -> Iterator[Happening]:
    """The versions of the plan, the day they were signed."""
    for plan in plans:
        if plan.signed_on:
            words = f"Plan de maintien signé, version {plan.number}"
            yield Happening("Dossier", plan.signed_on, words, f"plan signé le {plan.signed_on:%d/%m}")


def meetings(case: Case) -> Iterator[Happening]:
    """The meetings of the cell that saw the case, or will; what was decided is read with the tasks and the minutes."""
    items = AgendaItem.objects.filter(case=case).values_list("state", "meeting__held_on", "meeting__ended_at")
    for state, on, ended_at in items:
        seen = state == AgendaState.SEEN
        if seen or (state == AgendaState.TO_SEE and ended_at is None):
            words = "Réunion de la cellule, dossier vu" if seen else "Réunion de la cellule, dossier à l’ordre du jour"
            yield Happening("Réunions", on, words, f"réunion du {on:%d/%m}")


def issued(letters: Iterable[Kept]) -> Iterator[Happening]:
    """The letters that left, by the name of their model: neither their words nor whom they name."""
    models = read_letters()
    for letter in letters:
        if letter.issued_at:
            on = timezone.localtime(letter.issued_at).date()
            model = models.get(letter.model or "")
            words = french.typeset(model.label) if model else "modèle retiré du catalogue"
            yield Happening("Dossier", on, f"Lettre émise, {words}", f"lettre du {on:%d/%m}")


def planned(follow_ups: Iterable[PlannedFollowUp]) -> Iterator[Happening]:
    """The follow-ups that are still to come."""
    for one in follow_ups:
        due = one.get_due_month_display()
        yield Happening("Suivi", one.due_on, f"Suivi {due} à faire", f"suivi {due}")
