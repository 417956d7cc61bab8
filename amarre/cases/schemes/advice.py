"""What is told of a dispositif and not refused: others decide it, or the service does not know enough."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Q, Sum
from django.utils import timezone

from amarre.cases.enums import Approval, Party
from amarre.cases.models import SchemeUse
from amarre.cases.schemes.around import status_of, stops_of
from amarre.cases.schemes.entries import Advice, read_schemes
from amarre.cases.schemes.facts import Around
from amarre.directory.models import Establishment, Recognition
from amarre.indicators.law import figures_in_force
from amarre.lib.calendars import add_months
from amarre.rules.parameters import Figures
from amarre.ui import french


@dataclass(frozen=True)
class Caution:
    """Something to check: in words, its reference, and what makes it uncertain; by which day, where there is one."""

    text: str
    reference: str
    doubt: str
    due_on: date | None = None


@dataclass(frozen=True)
class Asked:
    """One advice about one use, with the figures of its day."""

    use: SchemeUse
    advice: Advice
    figures: Figures
    day: date

    @property
    def value(self) -> int:
        """The figure of the day."""
        return self.number(self.advice.figure)

    @property
    def months(self) -> int:
        """The same in months."""
        return self.value * (12 if self.figures[self.advice.figure].unit == "ans" else 1)

    def number(self, name: str) -> int:
        """Another figure of the day."""
        return int(str(self.figures[name].at(self.day).value))


#: What an advice finds: the words of its text; nothing where there is nothing to say.
Found = Mapping[str, str | date] | None


def cautions(use: SchemeUse, around: Around) -> list[Caution]:
    """What to check about a saved use, in the order of its file."""
    figures = figures_in_force()
    return [one for advice in read_schemes()[use.scheme].advice for one in _caution(use, advice, around, figures)]


def steps(uses: Iterable[SchemeUse]) -> Iterator[tuple[SchemeUse, Caution]]:
    """What is to be done by a day that follows from the beginning of each use. Reads `job`, and nothing else."""
    figures = figures_in_force()
    for use in uses:
        for advice in read_schemes()[use.scheme].advice:
            if advice.of == "etape":
                yield from ((use, one) for one in _caution(use, advice, Around(), figures))


def schemes_with_steps() -> list[str]:
    """The dispositifs that have such steps."""
    return [code for code, one in read_schemes().items() if any(advice.of == "etape" for advice in one.advice)]


def _caution(use: SchemeUse, advice: Advice, around: Around, figures: Figures) -> Iterator[Caution]:
    day = use.starts_on or use.requested_on or timezone.localdate()
    figure = figures[advice.figure]
    if advice.who not in (None, status_of(use.job.contract_kind)) or not figure.in_force(day):
        return
    if advice.unless_occupational and around.occupational:
        return
    asked = Asked(use, advice, figures, day)
    found = JUDGES[advice.of](asked)
    if found is not None:
        due = found.get("day")
        words = {name: french.day(value) if isinstance(value, date) else value for name, value in found.items()}
        text = advice.text.format(most=french.number(asked.value), **words)
        yield Caution(text, figure.reference, figure.caution(day) or "", due if isinstance(due, date) else None)


def _share(asked: Asked) -> Found:
    cost, granted = asked.use.amount_cost, asked.use.amount_granted
    return {} if cost is not None and granted is not None and granted * 100 > cost * asked.value else None


def _amount(asked: Asked) -> Found:
    most = max((one for one in (asked.use.amount_asked, asked.use.amount_granted) if one is not None), default=None)
    return {} if most is not None and most > asked.value else None


def _employer(asked: Asked) -> Found:
    """All the uses of the employer together, where its headcount is on the advice's side."""
    member = asked.use.job.establishment.member_id
    heads = Establishment.objects.filter(member=member, vanished_on=None).aggregate(all=Sum("headcount"))["all"] or 0
    if (asked.advice.under and heads >= asked.number(asked.advice.under)) or (
        asked.advice.over and heads < asked.number(asked.advice.over)
    ):
        return None
    uses = SchemeUse.objects.filter(job__establishment__member=member, scheme=asked.use.scheme, vanished_on=None)
    rows = uses.exclude(approval=Approval.REFUSED).values_list("amount_granted", "amount_asked")
    spent = sum((granted if granted is not None else wanted or Decimal(0) for granted, wanted in rows), Decimal(0))
    return {"sum": french.euros(spent)} if spent > asked.value else None


def _document(asked: Asked) -> Found:
    """The DUERP of the establishment, asked of those who have so many employees."""
    place = asked.use.job.establishment
    if asked.advice.over and place.headcount < asked.number(asked.advice.over):
        return None
    on = place.duerp_on
    if on is None:
        return {"known": "sa date n’est pas connue"}
    return None if add_months(on, asked.months) > asked.day else {"known": f"il est du {french.day(on)}"}


def _title(asked: Asked) -> Found:
    """A titre held that stays valid long enough."""
    until = add_months(asked.day, asked.months)
    held = Recognition.objects.filter(worker=asked.use.job.worker_id, starts_on__lte=asked.day, vanished_on=None)
    return None if held.filter(Q(ends_on=None) | Q(ends_on__gte=until)).exists() else {"until": until}


def _allowances(asked: Asked) -> Found:
    """Days of stop over the years that end with the use, each taken for one that was paid."""
    last = asked.use.ends_on or asked.day
    since = add_months(last, -12 * asked.number(asked.advice.over or asked.advice.figure))
    days = 0
    for stop in stops_of(asked.use.job.worker_id):
        first, until = max(stop.period.first, since + timedelta(1)), min(stop.period.last, last)
        days += max((until - first).days + 1, 0)
    return {"days": french.count(days, "jour")} if days > asked.value else None


def _extended(asked: Asked) -> Found:
    """Longer, with its renewals, than the first limit."""
    use = asked.use
    if use.starts_on is None or use.ends_on is None:
        return None
    end = add_months(use.starts_on, asked.months) - timedelta(1)
    return {"since": end} if use.ends_on > end else None


def _postponed(asked: Asked) -> Found:
    """Begun long after the opinion that opens it."""
    opinion = next((one for one in asked.use.agreements.all() if one.party == Party.MEDICAL_BOARD and one.agreed), None)
    if opinion is None or asked.use.starts_on is None:
        return None
    latest = add_months(opinion.on, asked.months)
    return {"until": latest} if asked.use.starts_on > latest else None


def _step(asked: Asked) -> Found:
    """Something to do by a day that follows from the beginning."""
    return {"day": add_months(asked.use.starts_on, asked.months)} if asked.use.starts_on else None


def _year(asked: Asked) -> Found:
    return {"year": str(asked.value)} if asked.day.year > asked.value else None


JUDGES: Mapping[str, Callable[[Asked], Found]] = {
    "part": _share, "montant": _amount, "cumul": _employer, "document": _document, "titre": _title,
    "allocations": _allowances, "prolongation": _extended, "report": _postponed, "etape": _step, "annee": _year,
}  # fmt: skip
