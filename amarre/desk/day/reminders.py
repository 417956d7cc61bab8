"""What the cell promised or waits for: signalements, follow-ups, answers, silent cases, schemes that end."""

from datetime import date, timedelta

from django.db.models import F, Q
from django.urls import reverse

from amarre.accounts.models import Service
from amarre.cases.enums import Approval
from amarre.cases.models import Case, FollowUp, PlannedFollowUp, SchemeUse
from amarre.cases.profiles import profile_of
from amarre.desk.casework.caselist import GOING_ON, NONE, narrowed
from amarre.desk.casework.path_standing import standings
from amarre.desk.casework.scheme_told import address_of
from amarre.desk.day.morning import State
from amarre.desk.day.reminder_lines import NAME, SHOWN, Reminder, Reminders, line_of, section
from amarre.desk.papers.access import access_due
from amarre.desk.referring.procedures import procedures_due
from amarre.desk.referring.qualifying import to_qualify
from amarre.indicators.law import figures_in_force
from amarre.lib.keeping import kept
from amarre.partners.models import Orientation
from amarre.ui import french

#: How far ahead and back the page looks, in days: what is older is no longer this week's work.
AHEAD, BACK, WEEK = 14, 60, 7
#: A choice of the case list (amarre/desk/casework/caselist.py), in days.
SILENT = "60"


@kept(size=64)
def reminders(service: Service, today: date, *, health: bool, state: State) -> list[Reminders]:
    """Every section that has something to say; schemes only for those who may read health data.

    The same for everyone of those rights, and kept while the service stands as it did.
    """
    sections = [
        _leaderless(service, today),
        to_qualify(service, today),
        procedures_due(service, today),
        _steps(service, today),
        access_due(service, today),
        _calls(service, today),
        _follow_ups(service, today),
        _silent(service, today),
        _unanswered(service, today),
    ]
    if health:
        sections.append(_schemes(service, today))
    return [one for one in sections if one.count]


def _leaderless(service: Service, today: date) -> Reminders:
    """Cases that nobody answers for: an error to mend."""
    without = Case.objects.of(service).without_lead().select_related("job__worker")
    shown = without.only("status", "opened_on", "closed_on", *NAME).order_by("opened_on", "pk")

    def line(case: Case) -> Reminder:
        return line_of(case.job, case.pk, case.status_label, case.opened_on, today, late=True)

    return section(
        "sans_referent", "Dossiers sans référent", shown, line, f"{_list(service)}?etat={GOING_ON}&referent={NONE}"
    )


def _steps(service: Service, today: date) -> Reminders:
    """Steps of accompaniment that are late or due within a week, where the organisation has paths."""
    soon, found = today + timedelta(days=WEEK), standings(service) if profile_of(service).paths else []
    due = [one for one in found if one.coming and one.coming.on and one.coming.on <= soon]
    lines = [
        line_of(
            one.case.job, one.case.pk, french.written(one.coming.step.label), one.coming.on or today, today,
            address=reverse("desk:case_path", args=[service.code, one.case.pk]),
        )
        for one in due[:SHOWN] if one.coming
    ]  # fmt: skip
    page = reverse("desk:case_paths", args=[service.code])
    return Reminders("etapes", "Étapes d’accompagnement", len(due), lines, page)


def _calls(service: Service, today: date) -> Reminders:
    """Workers who answered a follow-up and wish to be called."""
    wished = FollowUp.objects.filter(service=service, answer__wants_call=True, answer__called_on=None)

    def line(one: FollowUp) -> Reminder:
        lead = one.case.lead
        who = f"référent\u00a0: {lead.last_name}" if lead else "sans référent"
        return line_of(one.case.job, one.case_id, who, one.held_on, today, f"depuis le {one.held_on:%d/%m}")

    # Few at a time: one query, rather than one to count and one to show.
    all_of_them = list(wished.select_related("case__job__worker", "case__lead").order_by("held_on", "pk"))
    lines = [line(row) for row in all_of_them[:SHOWN]]
    page = reverse("desk:follow_ups", args=[service.code])
    return Reminders("rappels", "Souhaitent être rappelés", len(all_of_them), lines, page)


def _follow_ups(service: Service, today: date) -> Reminders:
    """Closed cases whose worker is to be asked what became of them: those of the page of follow-ups."""

    def line(one: PlannedFollowUp) -> Reminder:
        what = f"suivi à {one.due_month}\u00a0mois, clos le {french.day(one.closed_on)}"
        contact = getattr(one.case, "follow_up_contact", None)
        if contact and contact.refused_on:
            what = f"e-mail refusé le {french.day(contact.refused_on)}\u00a0: à appeler. {french.sentence(what)}"
        address = reverse("desk:follow_up", args=[service.code, one.pk])
        return line_of(one.case.job, one.case_id, what, one.due_on, today, address=address)

    due = PlannedFollowUp.objects.of(service).due(today)
    due = due.select_related("case__job__worker", "case__follow_up_contact")
    # An address that takes no message comes first: only a call is left.
    due = due.order_by(F("case__follow_up_contact__refused_on").asc(nulls_last=True), "due_on", "pk")
    own = ("case", "due_month", "closed_on", "due_on", "case__follow_up_contact__refused_on")
    due = due.only(*own, *(f"case__{name}" for name in NAME))
    return section("suivis", "Suivis après clôture", due, line, reverse("desk:follow_ups", args=[service.code]))


def _silent(service: Service, today: date) -> Reminders:
    """Open cases in which nobody has done anything for long."""
    silent = narrowed(Case.objects.filter(service=service), {"sans_acte": SILENT}, today)
    shown = silent.select_related("job__worker").only("opened_on", *NAME).order_by("-opened_on", "-pk")

    def line(case: Case) -> Reminder:
        return line_of(case.job, case.pk, "", case.opened_on, today, f"ouvert le {french.day(case.opened_on)}")

    # They may be many: counted apart, so that the database sorts and joins the first ones alone.
    heading, ask = "Dossiers sans acte depuis 60\u00a0jours", f"{_list(service)}?sans_acte={SILENT}"
    return Reminders("silence", heading, silent.count(), [line(case) for case in shown[:SHOWN]], ask)


def _unanswered(service: Service, today: date) -> Reminders:
    """Orientations that nobody acknowledged, took up or came back on within the days that the service allows (R65)."""
    within = int(str(figures_in_force()["partenaires.accuse_reception"].at(today).value))
    sent = Orientation.objects.filter(
        service=service, acknowledged_on=None, taken_up_on=None, feedback_on=None,
        sent_on__range=(today - timedelta(days=BACK), today - timedelta(days=within)),
    )  # fmt: skip

    def line(one: Orientation) -> Reminder:
        waited = french.count((today - one.sent_on).days, "jour")
        page = reverse("desk:orientation", args=[service.code, one.case_id, one.pk]) if one.case_id else ""
        to = one.get_recipient_display()
        return line_of(one.job, one.case_id, to, one.sent_on, today, waited, late=True, address=page)

    shown = sent.select_related("job__worker").only("case", "recipient", "sent_on", *NAME)
    return section("reponses", "Orientations sans réponse", shown.order_by("sent_on", "pk"), line)


def _schemes(service: Service, today: date) -> Reminders:
    """Schemes agreed to that end soon."""
    ending = (
        SchemeUse.objects.filter(
            Q(approval=Approval.GRANTED), service=service, ends_on__range=(today, today + timedelta(days=AHEAD))
        )
        .select_related("job__worker")
        .only("case", "scheme", "ends_on", *NAME)
    )

    def line(one: SchemeUse) -> Reminder:
        ends_on, what = one.ends_on or today, one.get_scheme_display()
        return line_of(one.job, one.case_id, what, ends_on, today, address=address_of(service, one))

    return section("dispositifs", "Dispositifs qui finissent", ending.order_by("ends_on", "pk"), line)


def _list(service: Service) -> str:
    return reverse("desk:cases", args=[service.code])
