"""The signals of the home page, at a number of queries that does not depend on how many there are."""

from dataclasses import dataclass
from typing import NamedTuple

from django.conf import settings
from django.db.models import Count

from amarre.accounts.models import Service, User
from amarre.audit.journal import last_change
from amarre.detection.enums import Priority, SignalMove, SignalStatus
from amarre.detection.models import Signal, SignalTransition
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


@dataclass(frozen=True)
class RuleCount:
    """A rule and its open signals."""

    code: str
    label: str
    count: int


@dataclass(frozen=True)
class Group:
    """The signals of one priority that stand on the page, and how many there are in all."""

    heading: str
    count: int
    signals: list[Signal]


@dataclass(frozen=True)
class Morning:
    """The most pressing open signals of a service, and what all of them are about."""

    groups: list[Group]
    rules: list[RuleCount]
    open: int
    urgent: int


def state_of(service: Service) -> State:
    """The state in which the service stands, as far as this request knows."""
    return State(service.facts_version, last_change(service.pk))


@kept(size=64)
def morning_signals(service: Service, *, health: bool, state: State) -> Morning:
    """The first signals by priority, then age; the numbers of all of them by priority and by rule.

    The same for everyone of those rights, and kept while the service stands as it did.
    """
    rules = read_rules(settings.CATALOGUE / "signals")
    signals = Signal.objects.of(service, health=health).open()
    rows = list(signals.values_list("rule", "priority").annotate(count=Count("pk")).order_by())
    lines = list(signals.by_urgency().select_related("worker", "job__establishment")[:SHOWN])
    by_rule = {code: sum(n for found, _, n in rows if found == code) for code in rules}
    counts = [RuleCount(code, rules[code].label, count) for code, count in by_rule.items() if count]
    return Morning(
        groups=[
            Group(HEADINGS[priority], sum(n for _, level, n in rows if level == priority), mine)
            for priority in Priority
            if (mine := [line for line in lines if line.priority == priority])
        ],
        rules=sorted(counts, key=lambda one: -one.count),
        open=sum(n for _, _, n in rows),
        urgent=sum(n for _, level, n in rows if level == Priority.HIGH),
    )


def set_aside_by(user: User, service: Service, limit: int = 5) -> list[SignalTransition]:
    """What the person set aside last and can still take back, newest first."""
    return list(
        SignalTransition.objects.filter(
            by=user, move=SignalMove.SET_ASIDE, signal__service=service, signal__status=SignalStatus.SET_ASIDE
        )
        .select_related("signal__worker")
        .order_by("-pk")[:limit]
    )
