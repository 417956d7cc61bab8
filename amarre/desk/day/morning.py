"""The workers whom the home page says to see first, in a few queries whose number does not depend on theirs."""

from dataclasses import dataclass
from typing import NamedTuple

from django.conf import settings
from django.db.models import Count, Max, Min, Value, Window

from amarre.accounts.models import Service, User
from amarre.audit.journal import last_change
from amarre.desk.watch.ranking import Ranked, in_order, lines_of
from amarre.detection.enums import Priority, SignalMove, SignalStatus
from amarre.detection.models import DetectionRun, Signal, SignalQuerySet, SignalTransition
from amarre.detection.rules import read_rules
from amarre.lib.keeping import kept

#: The home page says where to begin; the work list has them all.
SHOWN = 10
#: How each priority is said above its group.
HEADINGS = {
    Priority.HIGH: "À voir d’abord",
    Priority.NORMAL: "À voir ensuite",
    Priority.LOW: "Quand vous le pourrez",
}


class State(NamedTuple):
    """What a service's pages were made of: the version of its facts, and its last change of any kind."""

    facts: int
    change: int


class Raised(NamedTuple):
    """What a service's signals were read after: the version of its facts, its last detection, the last act on one.

    Less moves it than `State`: what is written in a case leaves the signals as they are.
    """

    facts: int
    run: int
    act: int


@dataclass(frozen=True)
class RuleCount:
    """A rule and its open signals."""

    code: str
    label: str
    count: int


@dataclass(frozen=True)
class Group:
    """The workers of one urgency that stand on the page, and how many there are in all."""

    heading: str
    count: int
    lines: list[Ranked]


@dataclass(frozen=True)
class Morning:
    """The workers of a service to see first, how many signals are open and workers pressing, and what it is about."""

    groups: list[Group]
    rules: list[RuleCount]
    open: int
    urgent: int


def state_of(service: Service) -> State:
    """The state in which the service stands, as far as this request knows."""
    return State(service.facts_version, last_change(service.pk))


def raised_of(service: Service, run: DetectionRun | None) -> Raised:
    """How the signals stand, as far as this request knows; acts are numbered over all services."""
    newest = SignalTransition.objects.aggregate(newest=Max("pk"))["newest"]
    return Raised(service.facts_version, run.pk if run else 0, newest or 0)


@kept(size=64)
def morning_signals(service: Service, *, health: bool, raised: Raised) -> Morning:
    """The first workers of the ranking, by urgency; the numbers of all signals by rule.

    The same for everyone of those rights, and kept while the signals stand as they did.
    """
    rules = read_rules(settings.CATALOGUE / "signals")
    signals = Signal.objects.of(service, health=health).open()
    by_rule = dict(signals.values_list("rule").annotate(count=Count("pk")).order_by())
    counts = [RuleCount(code, rule.label, by_rule[code]) for code, rule in rules.items() if code in by_rule]
    groups = first_workers(signals)
    return Morning(
        groups=groups,
        rules=sorted(counts, key=lambda one: -one.count),
        open=sum(by_rule.values()),
        urgent=next((one.count for one in groups if one.heading == HEADINGS[Priority.HIGH]), 0),
    )


def first_workers(signals: SignalQuerySet) -> list[Group]:
    """The first lines of the ranking, each worker once under the most pressing of their signals.

    Read among the most pressing signals alone where these are enough: the ranking puts urgency before all.
    """
    people = dict(signals.order_by().values_list("priority").annotate(Count("worker", distinct=True)))
    last = next((priority for priority in Priority if people.get(priority, 0) >= SHOWN), max(Priority))
    among = signals.filter(priority__lte=last).order_by().values("worker")
    of_urgency = Window(Count(Value(1)), partition_by=[Min("priority")])
    ranked = in_order(signals.filter(worker__in=among)).annotate(urgency=Min("priority"), of_urgency=of_urgency)[:SHOWN]
    totals = {row["urgency"]: row["of_urgency"] for row in ranked}
    lines = lines_of(signals, [row["worker"] for row in ranked], 1)
    return [
        Group(HEADINGS[priority], totals[priority], [one for one in lines if one.signal.priority == priority])
        for priority in Priority
        if priority in totals
    ]


def set_aside_by(user: User, service: Service, limit: int = 5) -> list[SignalTransition]:
    """What the person set aside last and can still take back, newest first."""
    return list(
        SignalTransition.objects.filter(
            by=user, move=SignalMove.SET_ASIDE, signal__service=service, signal__status=SignalStatus.SET_ASIDE
        )
        .select_related("signal__worker")
        .only("on", "reason", "signal__worker__first_name", "signal__worker__last_name")
        .order_by("-pk")[:limit]
    )
