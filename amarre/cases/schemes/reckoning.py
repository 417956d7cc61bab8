"""The limits of a dispositif reckoned in their calendars: the last day that each leaves, how, and how sure it is."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from amarre.cases.enums import Terms
from amarre.cases.schemes.entries import Held, Limit, SchemeEntry
from amarre.cases.schemes.facts import Around, Before, Period
from amarre.indicators.law import figures_in_force
from amarre.lib.calendars import add_months, last_working_day, working_days
from amarre.rules.parameters import Figure, Figures
from amarre.ui import french

DAY = timedelta(1)
#: How each kind of limit is said, with its figure.
SAID: Mapping[Held, str] = {
    "periode": "une période dure {most} au plus",
    "au_moins": "une période dure {most} au moins",
    "duree": "avec ses renouvellements, il dure {most} au plus",
    "total": "toutes les périodes ensemble durent {most} au plus",
    "droit": "toutes les périodes ensemble durent {most} au plus, tant que {back} ne les séparent pas",
    "arret": "il finit au plus tard {most} après le début de l’arrêt",
    "indemnites": "les indemnités de l’arrêt qui précède et les siennes durent {most} au plus ensemble",
}


@dataclass(frozen=True)
class Rule:
    """A limit with its figures of the day: how many jours ouvrables or months, what nobody has confirmed of them."""

    limit: Limit
    most: int
    working: bool
    back: int
    words: str
    reference: str
    cautions: tuple[str, ...]

    def end(self, first: date, territory: str | None) -> date:
        """The last day of a period of that length."""
        return last_working_day(first, self.most, territory) if self.working else add_months(first, self.most) - DAY


def rules_of(entry: SchemeEntry, around: Around, day: date, terms: str | None) -> Iterator[Rule]:
    """The limits that bind a use of that worker, beginning on that day under these terms.

    A limit whose figure was not in force yet binds nothing; without terms, those of the law alone hold.
    """
    figures = figures_in_force()
    for limit in entry.limits:
        if limit.who not in (None, around.status) or (limit.unless_occupational and around.occupational):
            continue
        if limit.terms and (terms or Terms.LAW) not in limit.terms:
            continue
        if figures[limit.figure].in_force(day):
            yield _rule(limit, figures, day)


def _rule(limit: Limit, figures: Figures, day: date) -> Rule:
    named = [figures[name] for name in (limit.figure, limit.beyond) if name]
    counts = [int(str(figure.at(day).value)) for figure in named]
    back = figures[limit.back] if limit.back else None
    working = named[0].unit == "jours ouvrables"
    most = counts[0] if working else sum(map(_months, named, counts))
    years = most // 12 if all(figure.unit == "ans" for figure in named) else 0
    said = f"{most}\u00a0jours ouvrables" if working else french.count(years, "an") if years else f"{most}\u00a0mois"
    months_back = _months(back, int(str(back.at(day).value))) if back else 0
    words = SAID[limit.of].format(most=said, back=f"{months_back}\u00a0mois")
    cautions = dict.fromkeys(filter(None, (figure.caution(day) for figure in named)))
    return Rule(limit, most, working, months_back, words, named[0].reference, tuple(cautions))


def _months(figure: Figure, count: int) -> int:
    return count * 12 if figure.unit == "ans" else count


def left(rule: Rule, first: date, earlier: tuple[Period, ...], around: Around) -> tuple[date | None, bool]:
    """The last day of a period that begins then after these ones, None where none is left; and whether it is known.

    Of a minimum, the first day on which the period may end.
    """
    match rule.limit.of:
        case "periode" | "au_moins":
            return rule.end(first, around.territory), True
        case "duree":
            return rule.end(earlier[0].first if earlier else first, around.territory), True
        case "total":
            spent = sum(working_days(one.first, one.last, around.territory) for one in (*around.before, *earlier))
            return (last_working_day(first, rule.most - spent, around.territory) if spent < rule.most else None), True
        case "droit":
            return _right(rule, first, (*around.others, *earlier)), True
        case "arret":
            return (rule.end(around.leave.first, None), True) if around.leave else (None, False)
    before = around.preceding
    return (rule.end(before.period.first, None) + before.gap * DAY, True) if before else (None, False)


def _right(rule: Rule, first: date, periods: tuple[Period, ...]) -> date | None:
    """A right of so many months, used up day by day over periods that too short a time parts."""
    start, spent = first, 0
    for one in sorted(periods, key=lambda one: one.first, reverse=True):
        if one.first < first:
            if add_months(one.last, rule.back) < start:
                break
            start, spent = min(start, one.first), spent + (one.last - one.first).days + 1
    days = (add_months(start, rule.most) - start).days - spent
    return first + (days - 1) * DAY if days > 0 else None


def detail(rule: Rule, first: date, last: date | None, around: Around) -> str:
    """The reckoning in words, where it is not in the limit itself."""
    before = around.preceding
    match rule.limit.of:
        case "au_moins":
            return f"Au moins jusqu’au {french.day(last)}."
        case "droit" if around.others:
            return f"Il reste {_lasted(first, last)}." if last else "Il n’en reste rien."
        case "indemnites" if before:
            counted = _lasted(before.period.first, min(before.period.last, first - DAY))
            said = f"L’arrêt qui précède a commencé le {french.day(before.period.first)}\u00a0: {counted}."
            rest = f"il reste {_lasted(first, last)}, jusqu’au {french.day(last)}" if last and last >= first else ""
            return f"{said} {french.sentence(rest or 'il ne reste rien')}."
    return ""


def doubts(rule: Rule, around: Around) -> Iterator[str]:
    """What makes the reckoning uncertain, each as a sentence without its full stop."""
    yield from rule.cautions
    if rule.limit.of != "indemnites":
        return
    if around.preceding is None:
        yield "aucun arrêt n’est connu avant lui\u00a0: à vérifier avec la caisse"
        return
    yield from _of_the_stop(around.preceding)
    yield "la caisse seule sait ce qu’elle a versé, délai de carence compris"


def _of_the_stop(before: Before) -> Iterator[str]:
    if before.gap:
        parted = french.count(before.gap, "jour")
        yield f"cet arrêt a fini le {french.day(before.period.last)}, {parted} avant le début"
    if before.relapse_of:
        yield f"un autre arrêt a fini le {french.day(before.relapse_of)}\u00a0: la caisse peut compter depuis lui"


def _lasted(first: date, last: date) -> str:
    """A time in months and days."""
    if last < first:
        return "0\u00a0jour"
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    while add_months(first, months) - DAY > last:
        months -= 1
    days = (last - add_months(first, months)).days + 1
    parts = [f"{months}\u00a0mois"] if months else []
    return " et ".join([*parts, french.count(days, "jour")] if days else parts)
