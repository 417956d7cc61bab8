"""What the cell has still to decide about, by age, against the deadline that the service gave itself."""

from datetime import date

from django.db.models import Count, QuerySet, Window
from django.urls import reverse
from django.utils import timezone

from amarre.accounts.models import Service
from amarre.cases.models import Intake, Referral
from amarre.cases.profiles import chosen_days, profile_of
from amarre.desk.day.reminder_lines import NAME, SHOWN, Reminder, Reminders, line_of
from amarre.ui import french


def qualification_days(service: Service, today: date) -> int:
    """Days that the service gives itself to decide about a signalement."""
    return chosen_days(service, "cellule.delai_qualification", today)


def waiting_referrals(service: Service, today: date) -> QuerySet[Referral]:
    """The signalements without a decision, the oldest first."""
    rows = Referral.objects.of(service).waiting(today).select_related("job__worker", "job__establishment")
    return rows.order_by("received_on", "pk")


def unread_intakes(service: Service) -> QuerySet[Intake]:
    """The messages of the public forms that nobody has read, the oldest first; their answers stay sealed."""
    rows = Intake.objects.filter(service=service, referral__isnull=True, set_aside_on__isnull=True)
    return rows.defer("answers").order_by("received_at")


def to_qualify(service: Service, today: date) -> Reminders:
    """The oldest of both, with what is left of the deadline."""
    days = qualification_days(service, today)
    waiting = waiting_referrals(service, today).select_related(None).select_related("job__worker")
    waiting = waiting.only("partner", "origin", "received_on", *NAME)
    referrals = list(waiting.annotate(in_all=Window(Count("pk")))[:SHOWN])
    intakes = list(unread_intakes(service).annotate(in_all=Window(Count("pk")))[:SHOWN])
    lines = [_referral(service, one, today, days) for one in referrals]
    lines += [_intake(service, one, today, days) for one in intakes]
    lines.sort(key=lambda one: one.on)
    count = sum(rows[0].in_all for rows in (referrals, intakes) if rows)
    note = f"{french.sentence(profile_of(service).team.the)} décide sous {french.count(days, 'jour')}."
    page = reverse("desk:referrals", args=[service.code])
    return Reminders("signalements", "Signalements à qualifier", count, lines[:SHOWN], page, note)


def _referral(service: Service, one: Referral, today: date, days: int) -> Reminder:
    left = days - (today - one.received_on).days
    sender = str(one.get_partner_display() if one.partner else one.get_origin_display())
    what = f"{french.sentence(sender)}, reçu le {french.day(one.received_on)}"
    address = reverse("desk:referral", args=[service.code, one.pk])
    return line_of(one.job, None, what, one.received_on, today, days_left(left), late=left < 0, address=address)


def _intake(service: Service, one: Intake, today: date, days: int) -> Reminder:
    received = timezone.localdate(one.received_at)
    left = days - (today - received).days
    what = f"{french.sentence(str(one.get_sender_display()))}, reçu le {french.day(received)}"
    page = reverse("desk:referrals", args=[service.code])
    return Reminder(None, f"Message {one.reference}", None, what, received, left < 0, days_left(left), page)


def days_left(days: int) -> str:
    if days < 0:
        return f"en retard de {french.count(-days, 'jour')}"
    return f"encore {french.count(days, 'jour')}" if days else "dernier jour"
