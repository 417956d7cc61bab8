"""The list of the cell's cases: filters, order, one page of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.paginator import Page, Paginator
from django.db.models import Count, DateField, Exists, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest

from amarre.accounts.models import Service
from amarre.cases.enums import CasePart, CaseStatus, Outcome, ReferralOrigin
from amarre.cases.models import Case, SupportAct
from amarre.cases.nomenclature import read_levels
from amarre.cases.parts import has_part
from amarre.desk.watch.worklist import Filter, chosen_in
from amarre.directory.enums import SearchKind
from amarre.directory.models import Job, Professional
from amarre.directory.search.find import begin_so
from amarre.directory.search.folding import fold
from amarre.lib.errors import UnknownName
from amarre.lib.keeping import kept
from amarre.partners.models import Orientation
from amarre.ui.french import sentence

PER_PAGE = 25
#: What a line says: the tables are wide, and a page reads these columns of them.
SHOWN = (
    "service__code", "service__name", "job__title", "job__worker__last_name", "job__worker__first_name",
    "job__establishment__name", "lead__last_name", "lead__first_name", "level", "opened_on", "closed_on", "status",
    "outcome",
)  # fmt: skip
#: The choices of the filter bar, by their word in the address.
FILTERS = ("pour", "etat", "niveau", "referent", "origine", "issue", "sans_acte")
NONE, GOING_ON = "sans", "non_clos"
#: Days without an act after which an open case is looked for.
SILENCES: Mapping[str, str] = {
    "30": "Plus de 30 jours",
    "60": "Plus de 60 jours",
    "90": "Plus de 90 jours",
    "180": "Plus de 180 jours",
}
Orders = Mapping[str, tuple[str, tuple[str, ...], bool]]
#: Orders by their word in the address: the heading, the columns, and whether the last ones come first at first.
ORDERS: Orders = {
    "travailleur": ("Travailleur", ("job__worker__last_name", "job__worker__first_name"), False),
    "entreprise": ("Entreprise", ("job__establishment__name",), False),
    "niveau": ("Niveau", ("level",), False),
    "referent": ("Référent", ("lead__last_name", "lead__first_name"), False),
    "ouverture": ("Ouvert le", ("opened_on",), True),
    "acte": ("Dernier acte", ("last_act",), True),
}
#: Orders of what may be unknown.
WITH_UNKNOWN = frozenset({"niveau", "referent"})
#: The kinds of act that keep a case moving; both carry the case.
ACTS = ((SupportAct, "held_on"), (Orientation, "sent_on"))


@dataclass(frozen=True)
class Heading:
    """A column: its words, the order that a click asks for, the value of aria-sort."""

    label: str
    ask: str
    sorted: str


@dataclass(frozen=True)
class Line:
    """A case as the list shows it; `last_act` is its last act or orientation, if any."""

    case: Case
    last_act: date | None
    silent_days: int


@dataclass(frozen=True)
class CaseTable:
    """A page of the list, with its filters and headings; `open` counts those of the choice that are not closed."""

    filters: list[Filter]
    text: str
    order: str
    headings: list[Heading]
    lines: list[Line]
    page: Page[int]
    pages: list[int | str]
    chosen: dict[str, str]
    open: int


def case_table(
    service: Service, asked: Mapping[str, str], text: str, today: date, me: Professional | None = None
) -> CaseTable:
    """The cases that the address and the text ask for; UnknownName for a choice or an order that is not in its list.

    `me` is the reader as the service's data name them: their own cases are one more choice.
    """
    filters, chosen = _asked(service, asked, me)
    found = matching(narrowed(Case.objects.of(service), chosen, today, me), service, text)
    counts = found.aggregate(n=Count("pk"), open=Count("pk", filter=Q(closed_on__isnull=True)))
    order = asked.get("tri", "-ouverture")
    # Numbers first, rows after: the base sorts twenty thousand numbers, not as many wide rows.
    paginator = Paginator(ordered_by(found, order).values_list("pk", flat=True), PER_PAGE)
    paginator.count = counts["n"]
    page = paginator.get_page(asked.get("page", "1"))
    pages = [*paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)]
    lines = lines_of(list(page.object_list), today)
    return CaseTable(
        filters, text, asked.get("tri", ""), headings_of(order), lines, page, pages, chosen, counts["open"]
    )


def chosen_cases(
    service: Service, asked: Mapping[str, str], text: str, today: date, me: Professional | None = None
) -> QuerySet[Case]:
    """Every case of a choice of the list, in no order; UnknownName as above."""
    _, chosen = _asked(service, asked, me)
    return matching(narrowed(Case.objects.of(service), chosen, today, me), service, text)


def _asked(service: Service, asked: Mapping[str, str], me: Professional | None) -> tuple[list[Filter], dict[str, str]]:
    offered = ([_PARTS] if me else []) + _filters(service)
    filters = [chosen_in(one, asked.get(one.name, "")) for one in offered]
    return filters, {one.name: one.chosen for one in filters if one.chosen}


def narrowed(
    cases: QuerySet[Case], chosen: Mapping[str, str], today: date, me: Professional | None = None
) -> QuerySet[Case]:
    """The cases that fulfil every choice."""
    wanted = Q()
    for name, value in chosen.items():
        wanted &= has_part(me, CasePart(value), today) if name == "pour" and me else _condition(name, value, today)
    return cases.filter(wanted)


def _condition(name: str, value: str, today: date) -> Q:
    match name:
        case "etat":
            return Q(closed_on__isnull=True) if value == GOING_ON else Q(status=value)
        case "niveau":
            return Q(level__isnull=True) if value == NONE else Q(level=value)
        case "referent":
            return Q(lead__isnull=True) if value == NONE else Q(lead=int(value))
        case "origine":
            return Q(referral__isnull=True) if value == NONE else Q(referral__origin=value)
        case "issue":
            return Q(outcome=value)
    since = today - timedelta(days=int(value))
    silent = Q(closed_on__isnull=True, opened_on__lt=since)
    for model, on in ACTS:
        silent &= ~Q(Exists(model._default_manager.filter(**{"case": OuterRef("pk"), f"{on}__gte": since})))
    return silent


def matching(cases: QuerySet[Case], service: Service, text: str) -> QuerySet[Case]:
    """The cases whose number is the text, or whose worker or establishment has each of its words or begins so."""
    wanted = Q()
    for word in fold(text).split():
        # Their jobs first: to join every case to its job before looking takes PostgreSQL ten times as long.
        people = Job.objects.filter(worker__in=begin_so(service, SearchKind.WORKER, word))
        places = Job.objects.filter(establishment__in=begin_so(service, SearchKind.ESTABLISHMENT, word))
        wanted &= Q(job__in=people.values("pk")) | Q(job__in=places.values("pk"))
    # A number is written in one case: to fold the numbers of all cases takes longer than to find the names.
    return cases.filter(wanted | Q(external_id__in={text, text.upper(), text.lower()})) if text else cases


def ordered_by(cases: QuerySet[Case], order: str, orders: Orders = ORDERS) -> QuerySet[Case]:
    """The cases in that order, « - » for the last first; the order does not change from one reading to the next."""
    name, down = order.removeprefix("-"), order.startswith("-")
    if name not in orders:
        raise UnknownName("Ordre", name, list(orders))
    columns = orders[name][1]
    if name == "acte":
        cases = cases.annotate(last_act=Greatest("opened_on", *(Coalesce(_last(*act), "opened_on") for act in ACTS)))
    # An unknown level or lead comes last, whichever way the known ones go; the others follow their index.
    last = True if name in WITH_UNKNOWN else None
    keys = [F(column).desc(nulls_last=last) if down else F(column).asc(nulls_last=last) for column in columns]
    return cases.order_by(*keys, "-pk")


def _last(model: type[SupportAct] | type[Orientation], on: str) -> Subquery:
    mine = model._default_manager.filter(case=OuterRef("pk")).order_by(f"-{on}")
    return Subquery(mine.values(on)[:1], output_field=DateField())


def lines_of(pks: list[int], today: date) -> list[Line]:
    """Those cases in that order, each with its last act."""
    wanted = Case.objects.select_related("service", "job__worker", "job__establishment", "lead").only(*SHOWN)
    rows = wanted.in_bulk(pks)
    acts: dict[int, date] = {}
    for model, on in ACTS:
        last = model._default_manager.filter(case__in=pks).values_list("case").annotate(on=Max(on)).order_by()
        for pk, day in last:
            acts[pk] = max(day, acts.get(pk, day))
    return [Line(rows[pk], acts.get(pk), (today - acts.get(pk, rows[pk].opened_on)).days) for pk in pks]


def headings_of(order: str, orders: Orders = ORDERS) -> list[Heading]:
    """The columns, with what a click on each asks for."""
    name, down = order.removeprefix("-"), order.startswith("-")
    headings = []
    for word, (label, _, last_first) in orders.items():
        ask = ("" if down else "-") + word if word == name else ("-" if last_first else "") + word
        headings.append(Heading(label, ask, "" if word != name else "descending" if down else "ascending"))
    return headings


#: Offered to those of whom Administration said which professional they are.
_PARTS = Filter("pour", "Pour moi", "Tous", [(one.value, sentence(str(one.label))) for one in CasePart])


def _filters(service: Service) -> list[Filter]:
    named = _leads(service.pk, service.facts_version)
    levels = [(code, one.shown(code)) for code, one in read_levels().items()]
    return [
        Filter("etat", "État", "Tous", [
            (GOING_ON, "Non clos"), *((one.value, sentence(str(one.label))) for one in CaseStatus)
        ]),
        Filter("niveau", "Niveau", "Tous", [*levels, (NONE, "Non renseigné")]),
        Filter("referent", "Référent", "Tous", [*named, (NONE, "Sans référent")]),
        Filter("origine", "Origine", "Toutes", [
            *((one.value, sentence(str(one.label))) for one in ReferralOrigin), (NONE, "Sans signalement")
        ]),
        Filter("issue", "Issue", "Toutes", [(one.value, sentence(str(one.label))) for one in Outcome]),
        Filter("sans_acte", "Sans acte depuis", "Indifférent", list(SILENCES.items())),
    ]  # fmt: skip


@kept(size=16)
def _leads(service_pk: int, facts_version: int) -> list[tuple[str, str]]:
    """Who leads or led a case of the service, as long as its facts do not move."""
    leads = Professional.objects.filter(Exists(Case.objects.filter(lead=OuterRef("pk"))), service=service_pk)
    rows = leads.order_by("last_name", "pk").values_list("pk", "last_name", "first_name")
    return [(str(pk), f"{last} {first or ''}".strip()) for pk, last, first in rows]
