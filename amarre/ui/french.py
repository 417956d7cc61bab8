"""Numbers, dates and durations as French readers write them."""

import re
from datetime import date, datetime
from decimal import Decimal

NARROW, NO_BREAK = "\u202f", "\u00a0"
VOWELS = frozenset("AEIOUÀÂÄÉÈÊËÎÏÔÖÙÛÜŒÆ")
NOT_APPLICABLE = "sans objet"
DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip


def number(value: float | int | None, decimals: int = 2) -> str:
    """1 234 or 3,5; decimals only where there are any; « sans objet » for None."""
    if value is None:
        return NOT_APPLICABLE
    text = f"{value:,.{decimals}f}"
    whole, _, part = text.partition(".")
    part = part.rstrip("0")
    sign = "−" if whole.startswith("-") else ""
    return sign + whole.lstrip("-").replace(",", NARROW) + (f",{part}" if part else "")


def euros(value: Decimal | None) -> str:
    """1 050,00 €: always two decimals; « non renseigné » for None."""
    if value is None:
        return "non renseigné"
    return f"{value:,.2f}".replace(",", NARROW).replace(".", ",") + f"{NO_BREAK}€"


def percent(value: float | None, decimals: int = 1) -> str:
    """0.084 is 8,4 %."""
    return NOT_APPLICABLE if value is None else f"{number(value * 100, decimals)}{NO_BREAK}%"


def day(value: date | None) -> str:
    """03/02/2026."""
    return f"{value:%d/%m/%Y}" if value else "date inconnue"


def moment(value: datetime) -> str:
    """03/02/2026 à 10 h 05."""
    return f"{day(value)} à {value.hour}{NO_BREAK}h{NO_BREAK}{value:%M}"


def long_day(value: date) -> str:
    """lundi 23 novembre 2026; the first of a month is « 1er »."""
    ordinal = "1er" if value.day == 1 else str(value.day)
    return f"{DAYS[value.weekday()]} {ordinal} {MONTHS[value.month - 1]} {value.year}"


def count(value: int, singular: str, plural: str | None = None, *, none: str = "aucun") -> str:
    """« aucun signal », « 1 signal », « 1 234 signaux »: one and a half is singular, as in French."""
    if value == 0:
        return f"{none}{NO_BREAK}{singular}"
    return f"{number(value)}{NO_BREAK}{singular if value < 2 else plural or singular + 's'}"


def singular(words: str) -> str:
    """« visites » is « visite » below two; « rendez-vous » stays."""
    return words if words.endswith("vous") else words.removesuffix("s")


def octets(value: int) -> str:
    """The size of a file: « 18 Ko », « 2,3 Mo »; never nothing."""
    kilo = max(value / 1024, 1)
    return f"{number(kilo, 0)}{NO_BREAK}Ko" if kilo < 1000 else f"{number(kilo / 1024, 1)}{NO_BREAK}Mo"


def quantity(value: float, unit: str) -> str:
    """« 30 jours », « 1 an », « 5 % » for a proportion; the word itself where the unit is « (1 oui, 0 non) »."""
    if choice := re.fullmatch(r"\(1 (.+), 0 (.+)\)", unit):
        return choice[1 if value else 2]
    if unit == "proportion":
        return f"{number(100 * value)}{NO_BREAK}%"
    words = unit if value >= 2 else " ".join(word if word == "mois" else singular(word) for word in unit.split(" "))
    return f"{number(value)}{NO_BREAK}{words}"


def written(text: str) -> str:
    """A text of the catalogue, typed with straight apostrophes, as it is printed."""
    return text.replace("'", "’")


def typeset(text: str) -> str:
    """A text typed with plain spaces, as it is printed: apostrophes, and the spaces that do not break."""
    text = re.sub(r" +([;!?])", rf"{NARROW}\1", written(text))
    return re.sub(r" +(:|»)|(?<=\d) +(%)", rf"{NO_BREAK}\1\2", re.sub("« +", f"«{NO_BREAK}", text))


def sentence(words: str) -> str:
    """The words with a capital, the others as they stand (« RQTH » stays)."""
    return words[:1].upper() + words[1:]


def listed(words: list[str]) -> str:
    """« 3, 6 et 12 »."""
    return " et ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def of(name: str) -> str:
    """« de Yanis », « d’Alexandre »: before an h, which may be aspirated, nothing is elided."""
    return f"d’{name}" if name[:1].upper() in VOWELS else f"de {name}"


def siret(digits: str) -> str:
    """123 456 789 00012, or a SIREN in threes; anything else as it stands."""
    if not digits.isdecimal() or len(digits) not in (9, 14):
        return digits
    return NO_BREAK.join([digits[:3], digits[3:6], digits[6:9], *([digits[9:]] if len(digits) == 14 else [])])
