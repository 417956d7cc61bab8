"""What becomes of the people accompanied: staying in employment at 3, 6 and 12 months, and what goes with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from amarre.accounts.models import Service
from amarre.accounts.permissions import Permission
from amarre.accounts.requests import UserRequest
from amarre.cases.enums import Outcome, Scheme, Situation
from amarre.cases.models import Case
from amarre.cases.outcomes import EMPLOYED, HORIZONS, IN_EMPLOYMENT, UNKNOWN, Ended, ended_cases
from amarre.cases.survival import Staying, staying
from amarre.desk import words
from amarre.desk.doors import enter
from amarre.desk.people.establishments import protected
from amarre.documents.charts import Bars, Part
from amarre.indicators.law import figures_in_force
from amarre.lib.errors import UnknownName
from amarre.lib.keeping import kept
from amarre.ui import french

FEW = "trop peu de personnes"
DELAYS = {
    "hors_arret": "Hors arrêt",
    "moins_30": "Moins de 30 jours d’arrêt",
    "30_90": "30 à 90 jours d’arrêt",
    "plus_90": "Plus de 90 jours d’arrêt",
}
#: The breakdowns: their word, the heading of the table, the column.
TITLES = {
    "issue": ("Par issue", "Issue à la clôture"),
    "secteur": ("Par secteur", "Division NAF"),
    "taille": ("Par taille d’établissement", "Salariés"),
    "age": ("Par âge à la clôture", "Âge"),
    "dispositif": ("Par dispositif mobilisé", "Dispositif accordé"),
    "delai": ("Par délai de repérage", "Au signalement"),
}
#: The groups of a breakdown in the order in which they are read; the others follow by their code.
ORDERED: Mapping[str, Sequence[str]] = {
    "issue": Outcome.values,
    "taille": ("<11", "11-49", "50-299", "300+"),
    "age": ("<30", "30-39", "40-49", "50-59", "60+"),
    "dispositif": ("aucun", *Scheme.values),
    "delai": tuple(DELAYS),
}


@dataclass(frozen=True)
class Line:
    """One row: its name, how many people, and each horizon as written."""

    label: str
    count: str
    shares: list[str]


@dataclass(frozen=True)
class Table:
    """One breakdown."""

    name: str
    title: str
    heading: str
    lines: list[Line]


@dataclass(frozen=True)
class Reach:
    """One echelon: cases it has come for, people reached, lost, and in employment among those reached, as written."""

    label: str
    due: str
    reached: str
    lost: str
    employed: str


@dataclass(frozen=True)
class Outcomes:
    """The whole page; `chart` is None where too few people were followed."""

    closed: int
    stay: list[Staying]
    sentence: str
    chart: Bars | None
    reach: list[Reach]
    tables: list[Table]


@require_safe
def outcomes(request: UserRequest, code: str) -> HttpResponse:
    """The page of outcomes: numbers without a name; small ones are hidden from who may not read the cases."""
    service = enter(request, code, Permission.FIGURE_READ)
    today = timezone.localdate()
    years = [day.year for day in Case.objects.of(service).dates("closed_on", "year", order="DESC")]
    asked = request.GET.get("annee", "")
    if asked and asked not in map(str, years):
        raise UnknownName("Année", asked, [str(year) for year in years])
    exact = request.user.can(Permission.CASE_READ, service)
    found = _computed(service.pk, service.facts_version, int(asked) if asked else None, today, exact, _least(today))
    context = {"service": service, "found": found, "years": years, "asked": asked, "exact": exact}
    return render(request, "desk/outcomes.html", context)


@kept(size=32)
def _computed(service_pk: int, facts_version: int, year: int | None, today: date, exact: bool, least: int) -> Outcomes:
    ended = ended_cases(Service.objects.get(pk=service_pk), year)
    cohort = [one for one in ended if one.outcome in IN_EMPLOYMENT]
    stay = staying([one.observed() for one in cohort], HORIZONS)
    shares = [_said(one, len(cohort), exact, least) for one in stay]
    shown = [(one, share) for one, share in zip(stay, shares, strict=True) if one.share is not None and "%" in share]
    parts = [Part("à la clôture", 1.0, f"100{french.NO_BREAK}%")]
    parts += [Part(f"à {one.months} mois", one.share, share.partition(" (")[0]) for one, share in shown]
    chart = Bars("Toujours en emploi, parmi les dossiers clos en emploi", tuple(parts), width=320) if shown else None
    said = f"{french.NARROW}; ".join(_at_months(share, one.months) for one, share in shown)
    among = f"parmi {french.count(len(cohort), 'personne en emploi', 'personnes en emploi')} à la clôture"
    few = next((one for one, share in reversed([*zip(stay, shares, strict=True)]) if share == _few(least)), None)
    if said:
        said = f"Toujours en emploi\u00a0: {said}, {among}."
    elif few:
        said = f"{french.sentence(_few(least))} à {few.months} mois, {among}."
    return Outcomes(
        len(ended), stay, said, chart, [_reach(ended, months, today, exact, least) for months in HORIZONS],
        [_table(name, cohort, exact, least) for name in TITLES],
    )  # fmt: skip


def _least(today: date) -> int:
    return int(str(figures_in_force()["confidentialite.petits_effectifs"].at(today).value))


def _few(least: int) -> str:
    return f"moins de {least} sorties de l’emploi"


def _said(one: Staying, count: int, exact: bool, least: int) -> str:
    """A share with its interval; where few left or few stayed, who may not read the cases learns no more than that.

    No word for the share itself then: two of six who left are few, and the four who stayed are not « nearly all ».
    """
    if count < least:
        return FEW
    if one.share is None:
        return "pas encore connu"
    if not exact and one.left < least:
        return _few(least)
    if not exact and count - one.left < least:
        return FEW
    said = french.percent(one.share, 0)
    if one.low is None or one.high is None:
        return said
    return f"{said} (de {french.percent(max(one.low, 0), 0)} à {french.percent(min(one.high, 1), 0)})"


def _at_months(share: str, months: int) -> str:
    """« 93 % à 3 mois (de 90 % à 96 %) »: the interval after the day."""
    value, mark, interval = share.partition(" (")
    return f"{value} à {months} mois{mark}{interval}"


def _reach(ended: list[Ended], months: int, today: date, exact: bool, least: int) -> Reach:
    due = [one for one in ended if one.due(months, today)]
    reached = [one for one in due if one.situations.get(months, Situation.UNREACHABLE) != Situation.UNREACHABLE]
    employed = sum(one.situations[months] in EMPLOYED for one in reached)
    counts = (len(reached), len(due)), (len(due) - len(reached), len(due)), (employed, len(reached))
    told = [french.number(n) if exact else protected(n, among, least) for n, among in counts]
    all_due = french.number(len(due)) if exact else protected(len(due), None, least)
    return Reach(f"à {months} mois", all_due, *told)


def _table(name: str, cohort: list[Ended], exact: bool, least: int) -> Table:
    groups: dict[str, list[Ended]] = {}
    for one in cohort:
        for group in one.groups[name]:
            groups.setdefault(group, []).append(one)
    small = {group for group, people in groups.items() if len(people) < least}
    # One hidden group alone is the total less the others: the smallest of the others goes with it.
    others = sorted((len(people), group) for group, people in groups.items() if group not in small)
    if len(small) == 1 and others and not exact:
        small.add(others[0][1])
    title, heading = TITLES[name]
    lines = []
    order = ORDERED.get(name, ())
    for group in sorted(groups, key=lambda one: (one == UNKNOWN, order.index(one) if one in order else 0, one)):
        people = groups[group]
        if group in small and not exact:
            lines.append(Line(_label(name, group), "peu", [FEW] * len(HORIZONS)))
            continue
        shares = [
            _said(one, len(people), exact, least) for one in staying([one.observed() for one in people], HORIZONS)
        ]
        lines.append(Line(_label(name, group), french.number(len(people)), shares))
    return Table(name, title, heading, lines)


def _label(name: str, group: str) -> str:
    if group == UNKNOWN:
        return "Non renseigné"
    match name:
        case "issue":
            return french.written(french.sentence(str(Outcome(group).label)))
        case "dispositif":
            return "Aucun" if group == "aucun" else french.written(french.sentence(str(Scheme(group).label)))
        case "delai":
            return DELAYS[group]
        case "secteur":
            return words.part("naf", group)
    return words.part("size" if name == "taille" else "age", group)
