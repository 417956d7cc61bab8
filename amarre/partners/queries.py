"""Orientations of a case, those that stand and those that were cancelled."""

from django.db.models import DateField, Value

from amarre.cases.models import Case
from amarre.partners.models import Orientation, OrientationDetails

DATES = ("acknowledged_on", "taken_up_on", "feedback_on")


def orientations_of(case: Case) -> tuple[list[Orientation], list[OrientationDetails]]:
    """Both, the latest first, in one query; each as far as a list says it."""
    nothing = {name: Value(None, output_field=DateField()) for name in ("a", "b", "c")}
    standing = Orientation.objects.filter(case=case).annotate(gone=Value(None, output_field=DateField()))
    gone = OrientationDetails.objects.filter(case=case, cancelled_on__isnull=False).annotate(**nothing)
    rows = standing.values_list("pk", "recipient", "sent_on", *DATES, "gone").union(
        gone.values_list("row", "recipient", "sent_on", *nothing, "cancelled_on"), all=True
    )
    ordered = sorted(rows, key=lambda one: (one[2], one[0]), reverse=True)
    sent = [
        Orientation(pk=pk, case=case, recipient=to, sent_on=on, **dict(zip(DATES, dates, strict=True)))
        for pk, to, on, *dates, cancelled_on in ordered
        if cancelled_on is None
    ]
    cancelled = [
        OrientationDetails(case=case, row=pk, recipient=to, sent_on=on, cancelled_on=cancelled_on)
        for pk, to, on, *_, cancelled_on in ordered
        if cancelled_on is not None
    ]
    return sent, cancelled
