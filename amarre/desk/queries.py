"""What the home page shows, at a number of queries that does not depend on the number of signals."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import Count
from django.utils.functional import cached_property

from amarre.accounts.models import Service, User
from amarre.detection.enums import Priority, SignalMove, SignalStatus
from amarre.detection.models import Signal, SignalTransition
from amarre.detection.queries import last_run
from amarre.detection.rules import read_rules
from amarre.directory.models import Worker
from amarre.lib.errors import UnknownName

PER_PAGE = 25
#: How each priority is said above its group.
HEADINGS = {
    Priority.HIGH: "À voir d’abord",
    Priority.NORMAL: "À voir ensuite",
    Priority.LOW: "Quand vous le pourrez",
}


@dataclass(frozen=True)
class RuleCount:
    """A rule and its open signals, an entry of the filter."""

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
class WorkList:
    """The open signals of a service, one page of them."""

    groups: list[Group]
    page: Page[Signal]
    pages: list[int | str]
    rules: list[RuleCount]
    rule: str
    open: int
    urgent: int
    analysed_on: date | None
    set_aside: list[SignalTransition]
    has_workers: bool


class CountedPaginator(Paginator[Signal]):
    """A paginator that was told the count: the filter has already made it."""

    def __init__(self, signals: Sequence[Signal], count: int) -> None:
        super().__init__(signals, PER_PAGE)
        self.known = count

    @cached_property
    def count(self) -> int:
        """The number of signals."""
        return self.known


def work_list(service: Service, user: User, *, rule: str = "", page: str = "1") -> WorkList:
    """The page asked for, by urgency; UnknownName for a rule that is not in the catalogue."""
    rules = read_rules(settings.CATALOGUE / "signals")
    signals = Signal.objects.filter(service=service).open()
    rows = list(signals.values_list("rule", "priority").annotate(count=Count("pk")).order_by())
    if rule and rule not in {*rules, *(code for code, _, _ in rows)}:
        raise UnknownName("Règle", rule, list(rules))
    shown = {
        priority: sum(n for code, level, n in rows if level == priority and rule in ("", code)) for priority in Priority
    }
    wanted = signals.filter(rule=rule) if rule else signals
    paginator = CountedPaginator(
        wanted.by_urgency().select_related("worker", "job__establishment"),  # type: ignore[arg-type]
        sum(shown.values()),
    )
    current = paginator.get_page(page)
    lines = list(current.object_list)
    run = last_run(service)
    labels = {code: rules[code].label if code in rules else code for code in {*rules, *(row[0] for row in rows)}}
    return WorkList(
        groups=[
            Group(HEADINGS[priority], shown[priority], mine)
            for priority in Priority
            if (mine := [line for line in lines if line.priority == priority])
        ],
        page=current,
        pages=[*paginator.get_elided_page_range(current.number, on_each_side=2, on_ends=1)],
        rules=[RuleCount(code, labels[code], sum(n for found, _, n in rows if found == code)) for code in labels],
        rule=rule,
        open=sum(n for _, _, n in rows),
        urgent=sum(n for _, level, n in rows if level == Priority.HIGH),
        analysed_on=run.on if run else None,
        set_aside=set_aside_by(user, service),
        has_workers=bool(lines) or Worker.objects.filter(service=service).exists(),
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
