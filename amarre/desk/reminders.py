"""What the cell promised or waits for: follow-ups, answers, silent cases, schemes that end."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Window

from amarre.accounts.models import Service
from amarre.cases.enums import Approval, Outcome
from amarre.cases.models import Case, FollowUp, Referral, SchemeUse
from amarre.desk.caselist import GOING_ON, NONE, narrowed
from amarre.directory.models import Job
from amarre.indicators.law import figures_in_force
from amarre.lib.calendars import add_months
from amarre.partners.models import Orientation
from amarre.ui import french

Row = TypeVar("Row", Case, Orientation, Referral, SchemeUse)
SHOWN = 5
#: How far ahead and back the page looks, in days: what is older is no longer this week's work.
AHEAD, BACK, ANSWERED_WITHIN = 14, 60, 8
#: A choice of the case list (amarre/desk/caselist.py), in days.
SILENT = "60"


@dataclass(frozen=True)
class Reminder:
    """One line: about whom, what, its day, and how it stands in words; `case` opens the case where there is one."""

    worker: int
    name: str
    case: int | None
    what: str
    on: date
    late: bool
    standing: str


@dataclass(frozen=True)
class Reminders:
    """A section: its heading, how many there are in all, the first ones, and what the list of all is asked with."""

    code: str
    heading: str
    count: int
    lines: list[Reminder]
    ask: str = ""


def reminders(service: Service, today: date, *, health: bool) -> list[Reminders]:
    """Every section that has something to say; schemes only for those who may read health data."""
    sections = [
        _leaderless(service, today),
        _calls(service, today),
        _follow_ups(service, today),
        _silent(service, today),
        _unanswered(service, today),
    ]
    sections.append(_without_case(service, today))
    if health:
        sections.append(_schemes(service, today))
    return [section for section in sections if section.count]


def _leaderless(service: Service, today: date) -> Reminders:
    """Cases that nobody answers for: an error to mend."""
    shown = Case.objects.of(service).without_lead().select_related("job__worker").order_by("opened_on", "pk")

    def line(case: Case) -> Reminder:
        return _line(case.job, case.pk, case.status_label, case.opened_on, today, late=True)

    return _section("sans_referent", "Dossiers sans référent", shown, line, f"etat={GOING_ON}&referent={NONE}")


def _calls(service: Service, today: date) -> Reminders:
    """Workers who answered a follow-up and wish to be called."""
    wished = FollowUp.objects.filter(service=service, answer__wants_call=True, answer__called_on=None)

    def line(one: FollowUp) -> Reminder:
        lead = one.case.lead
        who = f"référent\u00a0: {lead.last_name}" if lead else "sans référent"
        return _line(one.case.job, one.case_id, who, one.held_on, today, f"depuis le {one.held_on:%d/%m}")

    # Few at a time: one query, rather than one to count and one to show.
    all_of_them = list(wished.select_related("case__job__worker", "case__lead").order_by("held_on", "pk"))
    return Reminders(
        "rappels", "Souhaitent être rappelés", len(all_of_them), [line(row) for row in all_of_them[:SHOWN]]
    )


def _follow_ups(service: Service, today: date) -> Reminders:
    """Closed cases whose worker is due to be asked what became of them."""
    months = figures_in_force()["cellule.suivi_apres_cloture"].at(today).value
    windows = Q()
    for month in months if isinstance(months, tuple) else ():
        first, last = (add_months(today + timedelta(days=days), -int(month)) for days in (-BACK, AHEAD))
        done = FollowUp.objects.filter(case=OuterRef("pk"), due_month=month)
        windows |= Q(~Exists(done), closed_on__range=(first, last))
    closed = Case.objects.filter(windows, service=service, closed_on__isnull=False).exclude(outcome=Outcome.DECEASED)
    # The windows are shorter than what parts them: the day of closing says which of them it is.
    due = sorted(
        (on, pk, int(month))
        for pk, closed_on in closed.values_list("pk", "closed_on")
        for month in (months if isinstance(months, tuple) else ())
        if closed_on and -BACK <= ((on := add_months(closed_on, int(month))) - today).days <= AHEAD
    )
    cases = Case.objects.select_related("job__worker").in_bulk([pk for _, pk, _ in due[:SHOWN]])
    lines = [
        _line(cases[pk].job, pk, f"suivi à {month}\u00a0mois, clos le {french.day(cases[pk].closed_on)}", on, today)
        for on, pk, month in due[:SHOWN]
    ]
    return Reminders("suivis", "Suivis après clôture", len(due), lines)


def _silent(service: Service, today: date) -> Reminders:
    """Open cases in which nobody has done anything for long."""
    silent = narrowed(Case.objects.filter(service=service), {"sans_acte": SILENT}, today)
    shown = silent.select_related("job__worker").order_by("-opened_on", "-pk")

    def line(case: Case) -> Reminder:
        return _line(case.job, case.pk, "", case.opened_on, today, f"ouvert le {french.day(case.opened_on)}")

    # They may be many: counted apart, so that the database sorts and joins the first ones alone.
    heading, ask = "Dossiers sans acte depuis 60\u00a0jours", f"sans_acte={SILENT}"
    return Reminders("silence", heading, silent.count(), [line(case) for case in shown[:SHOWN]], ask)


def _unanswered(service: Service, today: date) -> Reminders:
    """Orientations that nobody acknowledged, took up or came back on."""
    sent = Orientation.objects.filter(
        service=service, acknowledged_on=None, taken_up_on=None, feedback_on=None,
        sent_on__range=(today - timedelta(days=BACK), today - timedelta(days=ANSWERED_WITHIN)),
    )  # fmt: skip

    def line(one: Orientation) -> Reminder:
        waited = french.count((today - one.sent_on).days, "jour")
        return _line(one.job, one.case_id, one.get_recipient_display(), one.sent_on, today, waited, late=True)

    return _section("reponses", "Sans réponse", sent.select_related("job__worker").order_by("sent_on", "pk"), line)


def _without_case(service: Service, today: date) -> Reminders:
    """Referrals received lately that no case took up."""
    received = Referral.objects.filter(
        service=service, cases=None, received_on__range=(today - timedelta(days=BACK), today)
    ).select_related("job__worker")

    def line(one: Referral) -> Reminder:
        said = f"reçu le {one.received_on:%d/%m}"
        return _line(one.job, None, one.get_origin_display(), one.received_on, today, said)

    return _section("signalements", "Signalements sans dossier", received.order_by("-received_on", "-pk"), line)


def _schemes(service: Service, today: date) -> Reminders:
    """Schemes agreed to that end soon."""
    ending = SchemeUse.objects.filter(
        Q(approval=Approval.GRANTED), service=service, ends_on__range=(today, today + timedelta(days=AHEAD))
    ).select_related("job__worker")

    def line(one: SchemeUse) -> Reminder:
        return _line(one.job, one.case_id, one.get_scheme_display(), one.ends_on or today, today)

    return _section("dispositifs", "Dispositifs qui finissent", ending.order_by("ends_on", "pk"), line)


def _section(code: str, heading: str, rows: QuerySet[Row], line: Callable[[Row], Reminder], ask: str = "") -> Reminders:
    """The first rows with the number of all of them, in one query."""
    first = list(rows.annotate(in_all=Window(Count("pk")))[:SHOWN])
    return Reminders(code, heading, first[0].in_all if first else 0, [line(row) for row in first], ask)


def _line(
    job: Job, case: int | None, what: str, on: date, today: date, standing: str = "", *, late: bool | None = None
) -> Reminder:
    worker = job.worker
    name = f"{worker.first_name} {worker.last_name}"
    return Reminder(worker.pk, name, case, what, on, on < today if late is None else late, standing or _when(on, today))


def _when(on: date, today: date) -> str:
    days = (on - today).days
    if days < 0:
        return f"depuis le {on:%d/%m}"
    return ("aujourd’hui", "demain")[days] if days < 2 else f"dans {french.count(days, 'jour')}"
