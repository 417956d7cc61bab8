"""The orientations of a case in the copy that the person is given: what left, why, what came back."""

from collections.abc import Iterator

from amarre.cases.enums import Scope
from amarre.cases.models import Case
from amarre.desk.papers.copy_parts import Part, day
from amarre.partners.models import Orientation, OrientationDetails
from amarre.ui import french


def orientations_of(case: Case) -> Iterator[Part]:
    """Each orientation with its answers, and what was written here of it, the cancelled ones included."""
    sent = Orientation.objects.filter(case=case).order_by("sent_on", "pk")
    rows = [
        (french.day(one.sent_on), one.get_recipient_display(), day(one.acknowledged_on), day(one.feedback_on))
        for one in sent
    ]
    answers = ("Envoyée le", "À", "Accusé de réception", "Dernier retour")
    yield Part("orientations", "Orientations vers d’autres", answers, rows)
    written = OrientationDetails.objects.filter(case=case).order_by("sent_on", "row")
    heads = ("Envoyée le", "À", "Pourquoi", "Transmis", "Ce qui est attendu, puis ce qu’il en est")
    yield Part("orientations-ecrites", "Ce que disent ces orientations", heads, [_written(one) for one in written])


def _written(one: OrientationDetails) -> tuple[str, ...]:
    told = ", ".join(str(Scope(scope).label) for scope in one.told if scope in Scope.values)
    cancelled = f"Annulée le {day(one.cancelled_on)}\u00a0: {one.cancel_reason}" if one.cancelled_on else ""
    became = ". ".join(filter(None, (one.expected, one.get_result_display(), one.said, cancelled)))
    to = f"{one.get_recipient_display()} {one.named}".strip()
    return french.day(one.sent_on), to, one.get_reason_display(), told, became
