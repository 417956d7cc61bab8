"""What the law leaves of a dispositif, and the refusal beyond."""

from datetime import date

from amarre.cases.schemes.entries import Limit, SchemeEntry, read_schemes
from amarre.cases.schemes.facts import Around, Bound, Period
from amarre.cases.schemes.reckoning import Rule, detail, doubts, left, rules_of
from amarre.lib.errors import DomainError
from amarre.ui import french


def refuse_beyond(scheme: str, spans: tuple[Period, ...], around: Around, terms: str | None = None) -> None:
    """DomainError, naming the article, when the last of these periods of one use is more than the law allows.

    Figures are those in force on its first day; `terms` are those of the agreement, where the limits depend on it.
    """
    entry, period = read_schemes()[scheme], spans[-1]
    _refuse_conditions(entry, period, around)
    for rule in rules_of(entry, around, period.first, terms):
        last, known = left(rule, period.first, spans[:-1], around)
        if known and _beyond(rule, period, last):
            said = detail(rule, period.first, last, around)
            raise DomainError(
                f"{entry.label}\u00a0: {rule.words} ({rule.reference}).{' ' if said else ''}{said}", code="scheme.limit"
            )


def _beyond(rule: Rule, period: Period, last: date | None) -> bool:
    if rule.limit.of == "au_moins":
        return last is not None and period.last < last
    return last is None or period.last > last


def _refuse_conditions(entry: SchemeEntry, period: Period, around: Around) -> None:
    if "titulaire" in entry.requires and around.status != "titulaire":
        raise DomainError(
            f"{entry.label}\u00a0: fonctionnaires titulaires seulement ({entry.reference}).", code="scheme.status"
        )
    if "salarie" in entry.requires and around.status == "titulaire":
        raise DomainError(
            f"{entry.label}\u00a0: pour les salariés, pas pour les fonctionnaires ({entry.reference}).",
            code="scheme.status",
        )
    # An agent's contract tells as much as the employer's nature, which a file may have wrong.
    if "employeur_public" in entry.requires and around.status == "prive" and around.public_employer is False:
        raise DomainError(
            f"{entry.label}\u00a0: pour les employeurs publics seulement ({entry.reference}).", code="scheme.status"
        )
    leave = around.leave
    within = leave is not None and leave.first <= period.first and period.last <= leave.last
    if "en_arret" in entry.requires and not within:
        raise DomainError(f"{entry.label}\u00a0: seulement pendant l’arrêt ({entry.reference}).", code="scheme.leave")
    if "risque_repere" in entry.requires and around.risk_seen is False:
        raise DomainError(
            f"{entry.label}\u00a0: après un avis d’inaptitude, ou un risque d’inaptitude repéré en visite de "
            f"pré-reprise ({entry.reference}). Ni l’un ni l’autre n’est connu au {french.day(period.first)}\u00a0: "
            "notez-le d’abord sur la page de la personne.",
            code="scheme.eligible",
        )


def bounds(
    scheme: str, first: date, around: Around, spans: tuple[Period, ...] = (), terms: str | None = None
) -> list[Bound]:
    """The limits of a period that would begin on that day after these ones, each with the last day that it leaves.

    The last day is None where the limit leaves none, or where what it counts from is not known.
    """
    entry = read_schemes()[scheme]
    found = [_bound(rule, first, around, spans) for rule in rules_of(entry, around, first, terms)]
    return found + [
        _left_aside(entry, limit) for limit in entry.limits if limit.unless_occupational and _at_work(limit, around)
    ]


def _bound(rule: Rule, first: date, around: Around, spans: tuple[Period, ...]) -> Bound:
    last, known = left(rule, first, spans, around)
    if last is not None and last < first:
        last = None
    said, doubt = detail(rule, first, last, around), french.sentence("\u202f; ".join(doubts(rule, around)))
    if rule.limit.of == "au_moins":
        return Bound(rule.words, rule.reference, None, True, said, doubt, binds=False)
    return Bound(rule.words, rule.reference, last, known, said, doubt)


def _at_work(limit: Limit, around: Around) -> bool:
    return around.occupational and limit.who in (None, around.status)


def _left_aside(entry: SchemeEntry, limit: Limit) -> Bound:
    """An accident at work or an occupational disease: what would bind another stop does not bind this one."""
    text = "l’arrêt vient du travail\u00a0: la durée des indemnités ne le limite pas"
    return Bound(text, entry.reference, None, True, binds=False)


def last_day(scheme: str, first: date, around: Around | None = None, terms: str | None = None) -> date | None:
    """The last day that one period beginning then may have; None where the catalogue holds no limit for it."""
    found = bounds(scheme, first, around or Around(), terms=terms)
    return min((one.last for one in found if one.last is not None), default=None)
