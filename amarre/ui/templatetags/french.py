"""The French formats as template filters."""

from datetime import date, datetime
from decimal import Decimal

from django import template
from django.utils.html import format_html
from django.utils.text import capfirst

from amarre.ui import french

register = template.Library()


@register.filter
def number(value: float | int | None) -> str:
    """1 234."""
    return french.number(value)


@register.filter
def euros(value: Decimal | None) -> str:
    """1 050,00 €."""
    return french.euros(value)


@register.filter
def percent(value: float | None) -> str:
    """8,4 %."""
    return french.percent(value)


@register.filter
def day(value: date | None) -> str:
    """03/02/2026."""
    return french.day(value)


@register.filter(expects_localtime=True)
def moment(value: datetime) -> str:
    """03/02/2026 à 10 h 05, the clock of the reader."""
    return french.moment(value)


@register.filter
def long_day(value: date) -> str:
    """Lundi 23 novembre 2026."""
    return str(capfirst(french.long_day(value)))


@register.filter
def count(value: int, words: str) -> str:
    """`n|count:"signal,signaux"`; a third word says none (« aucune »)."""
    singular, plural, none = ([*words.split(","), "aucun"])[:3]
    return french.count(value, singular, plural, none=none)


@register.filter
def octets(value: int) -> str:
    """18 Ko, 2,3 Mo."""
    return french.octets(value)


@register.filter
def article(reference: str) -> str:
    """« Code du travail, art. R4624-29 », whose article does not break at the end of a line."""
    reference = french.typeset(reference)
    code, mark, number_of_article = reference.rpartition("art. ")
    if not mark:
        return reference
    return format_html('{}<span class="am-nowrap">art.\u00a0{}</span>', code, number_of_article)


@register.filter
def written(text: str) -> str:
    """Curly apostrophes, and spaces that do not break, for a text of the catalogue."""
    return french.typeset(text)


@register.filter
def of(name: str) -> str:
    """« de Yanis », « d’Alexandre »."""
    return french.of(name)


@register.filter
def siret(digits: str) -> str:
    """123 456 789 00012."""
    return french.siret(digits)
