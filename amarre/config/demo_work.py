"""What people have done in a demonstration service: the messages, decisions and plans that its pages show."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, time, timedelta
from itertools import islice

from amarre.accounts.actions import give_roles
from amarre.accounts.enums import Role
from amarre.accounts.models import Cell, Service, User
from amarre.cases.actions import open_case, qualify_case, receive_referral
from amarre.cases.actions.decisions import decide, mark_item
from amarre.cases.actions.intakes import keep_intake, take_intake
from amarre.cases.actions.meetings import ask_cell, end_meeting, invite_guest, plan_meeting, put_on_agenda
from amarre.cases.actions.notes import record_act, write_note
from amarre.cases.actions.paths import follow_path, mark_step
from amarre.cases.actions.planning import Wanted, sign_plan, write_action, write_objectives
from amarre.cases.actions.procedures import do_act
from amarre.cases.actions.sittings import plan_sitting
from amarre.cases.consents import give_consent
from amarre.cases.enums import (
    AgendaState,
    Compartment,
    ConsentWay,
    OutsideOwner,
    Profession,
    Recipient,
    ReferralMove,
    ReferralOrigin,
    Sender,
    Signatory,
    Statement,
    Urgency,
)
from amarre.cases.minutes import TOLD
from amarre.cases.models import Case, CellMeeting
from amarre.cases.paths import read_paths
from amarre.cases.profiles import profile_of
from amarre.cases.referral_workflow import decide_referral
from amarre.desk.meeting.agenda import proposals
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
#: What people say that they expect, and what the cell decides.
EXPECTED = (
    "«\u00a0Je veux rester avec mon équipe, même sur un autre poste.\u00a0»",
    "«\u00a0Garder mon métier, mais pas à plein temps tout de suite.\u00a0»",
    "«\u00a0Savoir si mon employeur peut me garder.\u00a0»",
)
DECIDED = ("Étude de poste avec l’ergonome", "Appeler la personne, puis l’employeur si elle en est d’accord")


def usual_cell(services: Sequence[Service], today: date) -> None:
    """A message to read, a signalement to qualify, a signed plan, agreements and what people expect, two meetings."""
    for service in services:
        officer, coordination = by_role(service, "charge-maintien"), by_role(service, "coordination")
        jobs = without_case(service)
        write(service, next(jobs), ASKED[0])
        receive_referral(job=next(jobs), origin=ReferralOrigin.EMPLOYER, by=officer, on=today - timedelta(days=2))
        cases = [accept(next(jobs), officer, today - timedelta(days=days)) for days in (48, 30, 12)]
        plan(cases[0], officer, today)
        for case, words in zip(cases, EXPECTED, strict=True):
            write_note(
                case=case, compartment=Compartment.SHARED, text=words, by=officer, on=case.opened_on,
                kind=Statement.EXPECTATION,
            )  # fmt: skip
            record_act(case=case, profession=Profession.RETENTION_OFFICER, by=officer, on=case.opened_on)
        # The second one has not agreed that Cap emploi be told anything: the extract leaves that one out.
        give_consent(
            worker=cases[0].job.worker, recipient=Recipient.CAP_EMPLOI, scopes=list(TOLD), way=ConsentWay.WRITTEN,
            on=cases[0].opened_on, by=officer,
        )  # fmt: skip
        held = meet(service, today - timedelta(days=14), coordination, cases[:2])
        invite_guest(meeting=held, recipient=Recipient.CAP_EMPLOI, items=list(held.items.all()), by=coordination)
        for rank, (item, words) in enumerate(zip(held.items.all(), DECIDED, strict=True)):
            due = today + timedelta(days=9 * rank - 2)
            decide(item=item, text=words, owner=officer, due_on=due, by=coordination)
        end_meeting(meeting=held, by=coordination)
        ask_cell(case=cases[2], text="Quel poste demander à l’employeur d’étudier d’abord\u202f?", by=officer)
        coming = meet(service, today + timedelta(days=7), coordination, [])
        for one in proposals(coming)[:4]:
            put_on_agenda(
                meeting=coming, case=one.case, by=coordination, reason=one.reason, told=one.told, question=one.question
            )  # fmt: skip


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


def small_service(services: Sequence[Service], today: date) -> None:
    """Messages to read, signalements to qualify, cases that the one officer leads, a signed plan."""
    for service in services:
        officer = by_role(service, "charge-maintien")
        helpers = [*islice(home_care(service), 2)]
        jobs = without_case(service, {job.worker_id for job in helpers})
        for words in ASKED:
            write(service, next(jobs), words)
        for days, origin in ((4, ReferralOrigin.EMPLOYER), (1, ReferralOrigin.HEALTH_PROFESSIONAL)):
            receive_referral(job=next(jobs), origin=origin, by=officer, on=today - timedelta(days=days))
        seen = {"visite": 9, "attestation": 9, "analyse": 11, "consolidation": 20}
        by_employer(service, helpers[0], officer, today - timedelta(days=40), seen)
        by_employer(service, helpers[1], officer, today - timedelta(days=19), {})
        accepted = [accept(next(jobs), officer, today - timedelta(days=days)) for days in (40, 12)]
        plan(accepted[0], officer, today)
        councils(service, officer, today)
        for rank, case in enumerate([*accepted, *Case.objects.of(service).going_on().order_by("-opened_on")[:6]]):
            follow(case, rank, officer, today)


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


def commission(services: Sequence[Service], today: date) -> None:
    """A commission held last time with Cap emploi, the next one planned by its end, agreements given and missing."""
    for service in services:
        secretary, officer = by_role(service, "coordination"), by_role(service, "charge-maintien")
        jobs = without_case(service)
        fresh = [accept(next(jobs), officer, today - timedelta(days=70 - 12 * rank)) for rank in range(5)]
        known = Case.objects.of(service).going_on().filter(orientations__recipient=Recipient.CAP_EMPLOI).distinct()
        # The last one and those oriented before have not agreed that the commission tells Cap emploi anything.
        for case in fresh[:-1]:
            give_consent(
                worker=case.job.worker, recipient=Recipient.CAP_EMPLOI, scopes=list(TOLD), way=ConsentWay.WRITTEN,
                on=case.opened_on, by=officer,
            )  # fmt: skip
        last_time(service, [*fresh[:2], fresh[-1], *known.order_by("opened_on", "pk")[:2]], secretary, officer, today)
        coming = CellMeeting.objects.get(service=service, ended_at=None)
        for one in proposals(coming)[:6]:
            put_on_agenda(meeting=coming, case=one.case, by=secretary, reason=one.reason, told=one.told)
        plan(fresh[0], officer, today)
        write(service, next(jobs), ASKED[0])


def shared_cell(services: Sequence[Service], today: date) -> None:
    """In each service: messages and signalements to qualify, a case taken on; the coordination plans one sitting."""
    administrators = [by_role(service, Role.ADMINISTRATION) for service in services]
    for rank, service in enumerate(services):
        # Sharing is decided together: each administers the other's service too.
        for person in administrators:
            give_roles(user=person, service=service, roles=[Role.ADMINISTRATION], by=person)
        officer = by_role(service, "charge-maintien")
        helper = next(home_care(service))
        jobs = without_case(service, {helper.worker_id})
        write(service, next(jobs), ASKED[rank % len(ASKED)])
        receive_referral(job=next(jobs), origin=ReferralOrigin.WORKER, by=officer, on=today - timedelta(days=9 - rank))
        began, seen = today - timedelta(days=12), {"visite": 6, "attestation": 7}
        by_employer(service, helper, officer, began, seen)
        plan(accept(next(jobs), officer, today - timedelta(days=30 + rank)), officer, today)
    cell, meetings = Cell.objects.get(services=services[0]), profile_of(services[0]).meetings
    rhythm, coordinator = meetings.every if meetings else None, User.objects.get(coordinated__cell=cell)
    if rhythm:
        officers = [by_role(service, "charge-maintien") for service in services]
        for held in plan_sitting(
            cell=cell, services=services, held_on=rhythm.after(today), starts_at=rhythm.starts_at,
            place="visioconférence", participants=[coordinator, *officers], by=coordinator,
        ):  # fmt: skip
            for one in proposals(held)[:4]:
                put_on_agenda(meeting=held, case=one.case, by=coordinator, reason=one.reason, told=one.told)


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


#: By organisation: what was done in its services.
WORK: Mapping[str, Callable[[Sequence[Service], date], None]] = {
    "cellule": usual_cell,
    "petit-service": small_service,
    "commission": commission,
    "cellule-partagee": shared_cell,
}
