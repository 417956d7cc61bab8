"""The work list: every open signal, filtered, as a table; one or many are treated at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.db.models.functions import Left

from amarre.accounts.models import Service, User
from amarre.accounts.permissions import Permission
from amarre.desk.words import WORDS
from amarre.detection.enums import Priority
from amarre.detection.models import Signal, SignalQuerySet
from amarre.detection.rules import read_rules
from amarre.directory import naf
from amarre.directory.enums import StaffRole
from amarre.directory.models import Establishment, Professional
from amarre.lib.errors import UnknownName
from amarre.lib.keeping import kept
from amarre.ui.french import sentence, typeset

PER_PAGE = 25
#: What a line says: the tables are wide, and a page reads these columns of them.
SHOWN = (
    "worker__last_name", "worker__first_name", "job__title", "job__establishment__name",
    "job__establishment__headcount", "job__establishment__naf", "job__establishment__physician__last_name", "rule",
    "label", "reason", "suggestion", "confirmed", "priority", "raised_on",
)  # fmt: skip
#: Size bands: the first and last headcount of each.
SIZES: Mapping[str, tuple[int, int | None]] = {
    "<11": (0, 10),
    "11-49": (11, 49),
    "50-299": (50, 299),
    "300+": (300, None),
}
#: The names of the filters in the address.
CHOICES = ("regle", "priorite", "naf", "taille", "medecin", "age")
#: Age of a signal: days since it was raised, at least and at most.
AGES: Mapping[str, tuple[str, int, int | None]] = {
    "semaine": ("Moins de 7 jours", 0, 6),
    "mois": ("7 à 30 jours", 7, 30),
    "trimestre": ("31 à 90 jours", 31, 90),
    "ancien": ("Plus de 90 jours", 91, None),
}


@dataclass(frozen=True)
class Filter:
    """One list of the filter bar: its name in the address, its heading, its choices, the one chosen."""

    name: str
    label: str
    every: str
    choices: list[tuple[str, str]]
    chosen: str = ""


@dataclass(frozen=True)
class WorkTable:
    """A page of the list, with its filters."""

    filters: list[Filter]
    page: Page[Signal]
    pages: list[int | str]
    chosen: dict[str, str] = field(default_factory=dict)


def work_table(service: Service, user: User, asked: Mapping[str, str], today: date) -> WorkTable:
    """The signals that the address asks for, by urgency; UnknownName for a choice that is not in its list."""
    filters = [chosen_in(one, asked.get(one.name, "")) for one in _filters(service, user)]
    chosen = {one.name: one.chosen for one in filters if one.chosen}
    signals = narrowed(Signal.objects.readable_by(user, service).open(), chosen, today)
    # Numbers first, rows after: the base orders and counts numbers from an index, and reads a page of rows.
    paginator: Paginator[Any] = Paginator(signals.by_urgency().values_list("pk", flat=True), PER_PAGE)
    paginator.count = signals.order_by().count()
    page = paginator.get_page(asked.get("page", "1"))
    numbers = list(page.object_list)
    rows = Signal.objects.select_related("worker", "job__establishment__physician").only(*SHOWN).in_bulk(numbers)
    page.object_list = [rows[pk] for pk in numbers if pk in rows]
    pages = [*paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)]
    return WorkTable(filters, page, pages, chosen)


def narrowed(signals: SignalQuerySet, chosen: Mapping[str, str], today: date) -> SignalQuerySet:
    """The signals that fulfil every choice."""
    wanted = Q()
    for name, value in chosen.items():
        wanted &= _condition(name, value, today)
    return signals.filter(wanted)


def _condition(name: str, value: str, today: date) -> Q:
    match name:
        case "regle":
            return Q(rule=value)
        case "priorite":
            return Q(priority=int(value))
        case "naf":
            return _at(Q(naf__startswith=f"{value}."))
        case "taille":
            least, most = SIZES[value]
            return _at(Q(headcount__gte=least) & (Q() if most is None else Q(headcount__lte=most)))
        case "medecin":
            return _at(Q(physician=int(value)))
    _, youngest, oldest = AGES[value]
    wanted = Q(raised_on__lte=today - timedelta(days=youngest))
    return wanted if oldest is None else wanted & Q(raised_on__gte=today - timedelta(days=oldest))


def _at(places: Q) -> Q:
    """Signals of those establishments."""
    return Q(establishment__in=Establishment.objects.filter(places).values("pk"))


def chosen_in(one: Filter, value: str) -> Filter:
    """The list with that choice made; UnknownName when it has no such choice."""
    known = {word for word, _ in one.choices}
    if value and value not in known:
        raise UnknownName(one.label, value, sorted(known), [words for _, words in one.choices])
    return Filter(one.name, one.label, one.every, one.choices, value)


def _filters(service: Service, user: User) -> list[Filter]:
    rules = read_rules(settings.CATALOGUE / "signals").values()
    readable = [rule for rule in rules if user.can(Permission.HEALTH_READ, service) or not rule.medical]
    return [
        Filter("regle", "Motif", "Tous", [(rule.code, rule.label) for rule in readable]),
        Filter("priorite", "Priorité", "Toutes", [(str(one.value), sentence(str(one.label))) for one in Priority]),
        Filter("naf", "Secteur (NAF)", "Tous", _divisions(service.pk, service.facts_version)),
        Filter("taille", "Taille", "Toutes", [(band, sentence(WORDS[band])) for band in SIZES]),
        Filter("medecin", "Médecin", "Tous", _physicians(service.pk, service.facts_version)),
        Filter("age", "Levé depuis", "Toujours", [(word, label) for word, (label, _, _) in AGES.items()]),
    ]  # fmt: skip


@kept(size=16)
def _divisions(service_pk: int, facts_version: int) -> list[tuple[str, str]]:
    """The divisions of the NAF in which the service has establishments, as long as its facts do not move."""
    places = Establishment.objects.filter(service=service_pk).annotate(division=Left("naf", 2)).order_by("division")
    divisions = places.values_list("division", flat=True).distinct()
    return [(one, typeset(f"{one} {naf.division_label(one) or ''}".strip())) for one in divisions]


@kept(size=16)
def _physicians(service_pk: int, facts_version: int) -> list[tuple[str, str]]:
    """The service's physicians, as long as its facts do not move."""
    physicians = Professional.objects.filter(service=service_pk, role=StaffRole.PHYSICIAN).order_by("last_name", "pk")
    return [(str(pk), f"Dr {name}") for pk, name in physicians.values_list("pk", "last_name")]
