"""What people have done in a demonstration service, by its organisation: what its pages show."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from itertools import islice

from amarre.accounts.actions import give_roles
from amarre.accounts.enums import Role
from amarre.accounts.models import Cell, Service, User
from amarre.cases.actions import receive_referral
from amarre.cases.actions.decisions import decide
from amarre.cases.actions.meetings import ask_cell, end_meeting, invite_guest, put_on_agenda
from amarre.cases.actions.notes import record_act, write_note
from amarre.cases.actions.sittings import plan_sitting
from amarre.cases.consents import give_consent
from amarre.cases.enums import (
    Compartment,
    ConsentWay,
    Profession,
    Recipient,
    ReferralOrigin,
    Statement,
)
from amarre.cases.minutes import TOLD
from amarre.cases.models import Case, CellMeeting
from amarre.cases.profiles import profile_of
from amarre.config.demo_acts import (
    ASKED,
    accept,
    by_employer,
    by_role,
    councils,
    follow,
    home_care,
    last_time,
    meet,
    plan,
    without_case,
    write,
)
from amarre.desk.meeting.agenda import proposals

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


#: By organisation: what was done in its services.
WORK: Mapping[str, Callable[[Sequence[Service], date], None]] = {
    "cellule": usual_cell,
    "petit-service": small_service,
    "commission": commission,
    "cellule-partagee": shared_cell,
}
