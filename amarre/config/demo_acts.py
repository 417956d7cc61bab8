"""One act at a time of the people of a demonstration service: a message, a signalement, a plan, a meeting."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, time, timedelta

from amarre.accounts.models import Service, User
from amarre.cases.actions import open_case, qualify_case, receive_referral
from amarre.cases.actions.decisions import decide, mark_item
from amarre.cases.actions.intakes import keep_intake, take_intake
from amarre.cases.actions.meetings import end_meeting, invite_guest, plan_meeting, put_on_agenda
from amarre.cases.actions.paths import follow_path, mark_step
from amarre.cases.actions.planning import Wanted, sign_plan, write_action, write_objectives
from amarre.cases.actions.procedures import do_act
from amarre.cases.enums import (
    AgendaState,
    OutsideOwner,
    ReferralMove,
    ReferralOrigin,
    Sender,
    Signatory,
    Urgency,
)
from amarre.cases.models import Case, CellMeeting
from amarre.cases.paths import read_paths
from amarre.cases.profiles import profile_of
from amarre.cases.referral_workflow import decide_referral
from amarre.detection.models import Signal
from amarre.directory.models import Establishment, Job
from amarre.directory.staff import professional_of
from amarre.prevention.actions import announce_committee, report_committee
from amarre.prevention.enums import CommitteeKind, CommitteeState

#: What employers may begin in these services (catalogue/procedures/).
PROCEDURE = "detection-employeur"
#: What employers write, in terms of work.
ASKED = (
    "Le retour est prévu dans trois semaines et le poste demande de porter. Peut-on l’alléger au début\u202f?",
    "La journée entière ne tient plus depuis deux mois. Nous cherchons un poste moins exposé au froid.",
)


def meet(service: Service, on: date, by: User, cases: Sequence[Case]) -> CellMeeting:
    """A meeting of the cell on the Tuesday of that week, these cases on its agenda."""
    held = plan_meeting(
        service=service, cell=service.cells.first(), held_on=on + timedelta(days=1 - on.weekday()),
        starts_at=time(10), place="salle Garonne", by=by,
        participants=[by, by_role(service, "charge-maintien"), by_role(service, "medecin")],
    )  # fmt: skip
    for case in cases:
        put_on_agenda(meeting=held, case=case, by=by)
    return held


def councils(service: Service, officer: User, today: date) -> None:
    """Meetings of works councils: one attended, one whose outcome nobody said, one to come, announced late."""
    known = Establishment.objects.filter(service=service, vanished_on=None, headcount__gte=11)
    places = known.order_by("-headcount", "pk")[:3]
    for place, (days, told) in zip(places, ((-40, 20), (-3, 16), (11, 12)), strict=False):
        held_on = today + timedelta(days=days)
        told_on = min(held_on - timedelta(days=told), today)
        meeting = announce_committee(
            establishment=place, held_on=held_on, told_on=told_on, by=officer,
            kind=CommitteeKind.CSSCT if place.has_cssct else CommitteeKind.CSE,
            attendee=professional_of(officer, service),
        )  # fmt: skip
        if days < -30:
            agreed = "Le service se présente aux équipes en janvier. Les postes de manutention seront étudiés."
            report_committee(
                meeting=meeting, state=CommitteeState.ATTENDED, by=officer, attendee=meeting.attendee, agreed=agreed
            )


def follow(case: Case, rank: int, by: User, today: date) -> None:
    """A path for the case, begun when it was taken on; on some, steps noted by hand."""
    case.refresh_from_db()
    if case.paths.exists():
        return
    code = "reclassement-externe" if rank % 3 == 2 else "maintien-entreprise"
    followed = follow_path(case=case, path=code, by=by, seen=case.version, on=case.opened_on)
    for step, days in {"accueil": 6, "accords": 9, "employeur": 14, "constat": 20}.items():
        on = case.opened_on + timedelta(days=days + rank)
        known = {one.code for one in read_paths()[code].steps}
        if step in known and on <= today and rank % 2 == 0:
            mark_step(case_path=followed, step=step, on=on, by=by)


def by_role(service: Service, role: str) -> User:
    """The demonstration's account of that role."""
    return User.objects.get(memberships__service=service, memberships__role=role, email=f"{role}@{service.code}.test")


def without_case(service: Service, taken: Iterable[int] = ()) -> Iterator[Job]:
    """Jobs of workers whom nobody follows: those whom a signal names, the most pressing first, then the others.

    Workers of `taken` have a part of their own in the demonstration.
    """
    followed = Case.objects.of(service).values("job__worker")
    signals = Signal.objects.filter(service=service).open().by_urgency().exclude(worker__in=followed)
    seen = set(taken)
    for signal in signals.select_related("job__worker", "job__establishment", "job__service"):
        if signal.worker_id not in seen:
            seen.add(signal.worker_id)
            yield signal.job
    others = Job.objects.filter(service=service, ended_on=None).exclude(worker__in=followed).order_by("pk")
    for job in others.select_related("worker", "establishment", "service"):
        if job.worker_id not in seen:
            seen.add(job.worker_id)
            yield job


def home_care(service: Service) -> Iterator[Job]:
    """Jobs of the trade where the employers' procedure was tried, then any that a signal names; nobody followed."""
    followed = Case.objects.of(service).values("job__worker")
    trade = Job.objects.filter(service=service, establishment__naf__startswith="88.10", ended_on=None)
    found = trade.exclude(worker__in=followed).select_related("worker", "establishment", "service")
    yield from found.order_by("pk")[:5]
    yield from without_case(service)


def write(service: Service, job: Job, words: str) -> None:
    """A message of the public form, from the employer of that job."""
    worker = job.worker
    answers = {
        "company": job.establishment.name, "sender_name": "Dominique Marchand", "phone": "04 00 00 00 00",
        "worker_last_name": worker.last_name, "worker_first_name": worker.first_name,
        "born_on": worker.born_on.isoformat(), "expectation": words, "urgency": Urgency.SOON.value, "agrees": "oui",
    }  # fmt: skip
    keep_intake(service=service, sender=Sender.EMPLOYER, answers=answers)


def by_employer(service: Service, job: Job, by: User, began: date, acts: Mapping[str, int]) -> None:
    """A procedure that an employer began that day; `acts` are those done since, so many days after its beginning."""
    worker = job.worker
    answers = {
        "company": job.establishment.name, "sender_name": "Camille Dutertre", "phone": "04 00 00 00 00",
        "worker_last_name": worker.last_name, "worker_first_name": worker.first_name, "agrees": "oui",
        "echange": (began - timedelta(days=2)).isoformat(), "expectation": ASKED[1], "urgency": Urgency.SOON.value,
    }  # fmt: skip
    intake = keep_intake(service=service, sender=Sender.EMPLOYER, answers=answers, procedure=PROCEDURE)
    referral = take_intake(intake=intake, job=job, by=by, on=began)
    if acts:
        lead = professional_of(by, service)
        decide_referral(
            referral=referral, move=ReferralMove.ACCEPT, by=by, on=began + timedelta(days=1), lead=lead
        )  # fmt: skip
    for act, days in acts.items():
        do_act(detection=referral.employer_detection, act=act, on=began + timedelta(days=days), by=by)


def accept(job: Job, by: User, on: date) -> Case:
    """A signalement accepted two days after it came, and a case on which work has begun."""
    referral = receive_referral(job=job, origin=ReferralOrigin.HEALTH_PROFESSIONAL, by=by, on=on)
    decided = on + timedelta(days=2)
    lead = professional_of(by, job.service)
    decide_referral(referral=referral, move=ReferralMove.ACCEPT, by=by, on=decided, lead=lead)
    case = Case.objects.get(referral=referral)
    case = qualify_case(case=case, by=by, seen=case.version, on=decided)
    return open_case(case=case, by=by, seen=case.version, on=decided)


def plan(case: Case, by: User, today: date) -> None:
    """A plan that the worker and the lead signed, its first action late."""
    began = case.opened_on + timedelta(days=5)
    objectives = "Tenir le même poste, sans charge de plus de 8 kg, avec des journées plus courtes le premier mois."
    write_objectives(case=case, objectives=objectives, by=by, seen=case.version, on=began)
    actions = (
        Wanted("Visiter le poste avec l’employeur", today - timedelta(days=3), owner=case.lead),
        Wanted("Demander l’aide au transport de charges", today + timedelta(days=10), outside=OutsideOwner.EMPLOYER),
        Wanted(
            "Prendre rendez-vous avec le médecin du travail", today + timedelta(days=4), outside=OutsideOwner.WORKER
        ),
    )
    for wanted in actions:
        case.refresh_from_db(fields=["version"])
        write_action(case=case, wanted=wanted, by=by, seen=case.version, on=began)
    for signatory in (Signatory.WORKER, Signatory.LEAD):
        case.refresh_from_db(fields=["version"])
        sign_plan(case=case, signatory=signatory, on=began, by=by, seen=case.version)


def last_time(service: Service, cases: Sequence[Case], secretary: User, officer: User, today: date) -> None:
    """The last meeting before today: every case seen with the partner, a decision on each; its end plans the next."""
    meetings = profile_of(service).meetings
    rhythm = meetings.every if meetings else None
    if meetings is None or rhythm is None:
        return
    days = (rhythm.after(today - timedelta(days=back)) for back in range(1, 63))
    held = plan_meeting(
        service=service, cell=service.cells.first(), held_on=next(day for day in days if day < today),
        starts_at=rhythm.starts_at, place="salle Garonne", by=secretary,
        participants=[secretary, officer, by_role(service, "medecin")],
    )  # fmt: skip
    items = [put_on_agenda(meeting=held, case=case, by=secretary) for case in cases]
    for guest in meetings.guests[:1]:
        invite_guest(meeting=held, recipient=guest.recipient, items=items, by=secretary)
    for rank, item in enumerate(items):
        words = (meetings.decisions or ("Faire le point avec la personne",))[rank % max(1, len(meetings.decisions))]
        decide(item=item, text=words, owner=officer, due_on=today + timedelta(days=7 * rank - 3), by=secretary)
        mark_item(item=item, state=AgendaState.SEEN, by=secretary)
    end_meeting(meeting=held, by=secretary)
