"""The page of groups: where stops, annexe 4 or inaptitudes are unusually frequent, so that prevention starts there."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from amarre.accounts.models import Service
from amarre.accounts.permissions import Permission
from amarre.accounts.requests import UserRequest
from amarre.audit.journal import record
from amarre.desk.doors import enter
from amarre.detection.enums import GroupDimension, GroupMeasure
from amarre.detection.models import GroupSignal
from amarre.detection.queries import last_run
from amarre.directory import naf
from amarre.directory.models import Job
from amarre.lib.keeping import kept
from amarre.rules.parameters import read_figures
from amarre.ui import french

#: The most that one part of the page lists.
LISTED = 50
#: How many post titles tell a trade, and how many people hold one at least.
TITLES, FEWEST = 2, 5


@dataclass(frozen=True)
class GroupLine:
    """A group as the page shows it."""

    name: str
    detail: str
    signal: GroupSignal
    ratio: str
    interval: str


@dataclass(frozen=True)
class Part:
    """The groups of one measure."""

    heading: str
    code: str
    count: int
    lines: list[GroupLine]


@require_safe
def groups(request: UserRequest, code: str) -> HttpResponse:
    """The groups of the last run: counts only, never a name."""
    service = enter(request, code, Permission.FIGURE_READ)
    run = last_run(service)
    parts = parts_of(service)
    record("groups.read", service, by=request.user, service=service)
    context = {
        "service": service, "parts": parts, "run": run, "thresholds": thresholds(),
        "any": any(part.count for part in parts),
    }  # fmt: skip
    return render(request, "desk/groups.html", context)


def parts_of(service: Service) -> list[Part]:
    """The groups by measure, the least likely first: one query."""
    signals = list(
        GroupSignal.objects.filter(service=service).select_related("establishment").order_by("adjusted", "-ratio", "pk")
    )
    trades = {one.group for one in signals if one.dimension == GroupDimension.TRADE}
    titles = titles_of(service.pk, service.facts_version, tuple(sorted(trades))) if trades else {}
    parts = []
    for measure in GroupMeasure:
        mine = [one for one in signals if one.measure == measure]
        heading = french.sentence(str(measure.label))
        parts.append(Part(heading, measure.value, len(mine), [_line(one, titles) for one in mine[:LISTED]]))
    return parts


def thresholds() -> list[tuple[str, str]]:
    """What was compared, in words: the label of each figure, and its value today."""
    figures = read_figures(settings.CATALOGUE / "parameters")
    today = timezone.localdate()
    return [
        (figure.label, french.quantity(float(figure.at(today).value), figure.unit))  # type: ignore[arg-type]
        for name, figure in figures.items()
        if name.startswith("collectifs.")
    ]


@kept(size=32)
def titles_of(service_pk: int, facts_version: int, trades: tuple[str, ...]) -> Mapping[str, str]:
    """How the posts of each trade are called in the service, the most frequent first: its code says nothing."""
    jobs = Job.objects.filter(service=service_pk, pcs__in=trades).exclude(title=None).exclude(title="")
    titles: dict[str, list[str]] = {}
    for trade, title, _ in (
        jobs.values_list("pcs", "title").annotate(held=Count("pk")).filter(held__gte=FEWEST).order_by("-held", "title")
    ):
        titles.setdefault(str(trade), []).append(str(title))
    return {trade: french.sentence(", ".join(found[:TITLES])) for trade, found in titles.items()}


def _line(signal: GroupSignal, titles: Mapping[str, str]) -> GroupLine:
    match signal.dimension:
        case GroupDimension.ESTABLISHMENT:
            name = signal.establishment.name if signal.establishment else "établissement"
            detail = "établissement"
        case GroupDimension.SECTOR:
            name, detail = naf.label(signal.group) or signal.group, f"secteur {signal.group}"
        case GroupDimension.TRADE:
            name = titles.get(signal.group) or f"Métier {signal.group}"
            detail = f"métier {signal.group} de la nomenclature de l’Insee (PCS)"
        case _:
            name, detail = french.sentence(signal.group), "poste"
    interval = f"{french.number(signal.ratio_low, 1)} à {french.number(signal.ratio_high, 1)}"
    return GroupLine(name, detail, signal, french.number(signal.ratio, 1), interval)
