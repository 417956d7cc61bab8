"""Who or what a few typed words mean, the closest first."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any, Generic, TypeVar

from django.db.models import Q, QuerySet

from amarre.accounts.models import Service
from amarre.directory.enums import SearchKind
from amarre.directory.models import Establishment, Job, SearchEntry, SearchSpelling, Worker
from amarre.directory.search.folding import (
    LONGEST,
    SHORTEST_MENDED,
    fold,
    joined_otherwise,
    one_error_apart,
    shortened,
)

#: Below this, nearly everybody begins so.
LEAST_TYPED = 2
#: Words beyond these are not looked at; matches beyond these are not compared.
MOST_WORDS, COMPARED = 6, 100
#: Legal forms are written or not, as one likes.
LEGAL_FORMS = {"sa", "sas", "sasu", "sarl", "eurl", "sci", "snc", "scop", "ets", "ste", "societe"}
FULL_DATE = re.compile(r"\b(\d{1,2})[/.\-\s](\d{1,2})[/.\-\s]((?:19|20)\d\d)\b")
YEAR = re.compile(r"(?:19|20)\d\d")
#: The last word of all that begin so, whatever the database's collation: words hold a to z and 0 to 9.
AFTER = "z" * LONGEST


@dataclass(frozen=True)
class Asked:
    """What was typed: folded words, and when the person was born if it was said."""

    words: list[str]
    born: Q

    @property
    def empty(self) -> bool:
        """Whether too little was typed to look for anything."""
        return len("".join(self.words)) < LEAST_TYPED


Row = TypeVar("Row", Worker, Establishment)


@dataclass(frozen=True)
class Found(Generic[Row]):
    """The closest rows, and whether there are more."""

    rows: list[Row]
    more: bool


def asked(text: str) -> Asked:
    """Folded words; digits parted by spaces are one number; a date or a year beside a name is a date of birth."""
    born = Q()
    if match := FULL_DATE.search(text):
        day, month, year = (int(part) for part in match.groups())
        try:
            born = Q(born_on=date(year, month, day))
            text = f"{text[: match.start()]} {text[match.end() :]}"
        except ValueError:
            born = Q()
    words = fold(text).split()
    if words and all(word.isdecimal() for word in words):
        return Asked(["".join(words)[:LONGEST]], born)
    years = [word for word in words if YEAR.fullmatch(word)]
    if years and len(words) > 1 and not born:
        born = Q(born_on__year=int(years[0]))
        words.remove(years[0])
    return Asked([word[:LONGEST] for word in words[:MOST_WORDS]], born)


def find_workers(service: Service, query: Asked, limit: int) -> Found[Worker]:
    """Workers whose names, identifier, or names and employer begin so; then those one typing error away."""
    if query.empty:
        return Found([], more=False)
    ways = chain(_ways(service, query.words), _with_employer(service, query.words))
    rows = Worker.objects.filter(service=service).filter(query.born)
    numbers = _first_ways(service, SearchKind.WORKER, ways, limit, rows if query.born else None)
    people = list(rows.filter(pk__in=numbers))
    people.sort(
        key=lambda one: (
            _distance(query.words, f"{one.last_name} {one.first_name} {one.external_id}"),
            _distance(query.words, one.last_name),
            one.vanished_on is not None, fold(one.last_name), fold(one.first_name), one.born_on, one.pk,
        )
    )  # fmt: skip
    return Found(people[:limit], more=len(people) > limit)


def find_establishments(service: Service, query: Asked, limit: int) -> Found[Establishment]:
    """Establishments whose name, company, SIRET, SIREN or identifier begins so; then one typing error away."""
    if query.empty:
        return Found([], more=False)
    words = [word for word in query.words if word not in LEGAL_FORMS] or query.words
    numbers = _first_ways(service, SearchKind.ESTABLISHMENT, _ways(service, words), limit)
    places = list(Establishment.objects.filter(service=service, pk__in=numbers).select_related("member"))
    places.sort(
        key=lambda one: (
            _distance(words, f"{one.name} {one.member.name} {one.siret} {one.external_id}"),
            one.vanished_on is not None, fold(one.name), -one.headcount, one.pk,
        )
    )  # fmt: skip
    return Found(places[:limit], more=len(places) > limit)


@dataclass(frozen=True)
class Way:
    """One way to understand what was typed: what each word may be, and row numbers that the row must be among."""

    words: list[Q]
    among: QuerySet[Any] | None = None


def _ways(service: Service, words: list[str]) -> Iterator[Way]:
    """As typed, as far as it is typed, one error away, written together."""
    yield Way([Q(word=word) for word in words])
    yield Way([_begins(word) for word in words])
    for word, close in _mended(service, words).items():
        yield Way([Q(word__in=close), *(_begins(other) for other in words if other != word)])
    for together in joined_otherwise(words):
        yield Way([_begins(word) for word in together])


def _with_employer(service: Service, words: list[str]) -> Iterator[Way]:
    """Some of the words are the company's: « delvaux couverture », « couverture delvaux »."""
    for at in range(1, len(words)):
        for names, company in ((words[:at], words[at:]), (words[at:], words[:at])):
            places = _numbers(service, SearchKind.ESTABLISHMENT, Way([_begins(word) for word in company]))
            if places:
                jobs = Job.objects.filter(establishment_id__in=places)
                yield Way([_begins(word) for word in names], jobs.values("worker_id"))


def begin_so(service: Service, kind: SearchKind, word: str) -> QuerySet[SearchEntry, int]:
    """The numbers of the workers or establishments that have a word which begins so; `word` is folded."""
    return SearchEntry.objects.filter(_begins(word), service=service, kind=kind).values_list("subject", flat=True)


def _begins(word: str) -> Q:
    return Q(word__range=(word, word + AFTER))


def _mended(service: Service, words: Sequence[str]) -> dict[str, list[str]]:
    """The known words one typing error away from each word."""
    spellings = {word: {word, *shortened(word)} for word in words if len(word) >= SHORTEST_MENDED and word.isalpha()}
    if not spellings:
        return {}
    near = SearchSpelling.objects.filter(service=service, spelling__in=set().union(*spellings.values()))
    known = set(near.values_list("word", flat=True))
    return {word: close for word in spellings if (close := [one for one in known if one_error_apart(word, one)])}


def _all_of(service: Service, kind: SearchKind, way: Way) -> QuerySet[SearchEntry]:
    """The entries of the first word whose row has all the other words too."""
    entries = SearchEntry.objects.filter(service=service, kind=kind)
    # The first word is read in order, the others are sets to be in: the longest is the narrowest.
    first, *others = sorted(way.words, key=lambda word: -len(str(word)))
    found = entries.filter(first)
    for other in others:
        found = found.filter(subject__in=entries.filter(other).values("subject"))
    return found if way.among is None else found.filter(subject__in=way.among)


def _numbers(service: Service, kind: SearchKind, way: Way, born: QuerySet[Worker] | None = None) -> list[int]:
    entries = _all_of(service, kind, way)
    if born is not None:
        entries = entries.filter(subject__in=born.filter(pk__in=entries.values("subject")).values("pk"))
    return list(entries.order_by("word", "subject").values_list("subject", flat=True)[:COMPARED])


def _first_ways(
    service: Service, kind: SearchKind, ways: Iterable[Way], limit: int, born: QuerySet[Worker] | None = None
) -> list[int]:
    """Row numbers of one way after the other, until there are enough."""
    found: dict[int, None] = {}
    for way in ways:
        found.update(dict.fromkeys(_numbers(service, kind, way, born)))
        if len(found) > limit:
            break
    return list(found)


def _distance(words: Sequence[str], names: str) -> int:
    """How far the row is: nothing for a word that it has, one where it begins so, three where it was mended."""
    own = fold(names).split()
    return sum(0 if word in own else 1 if any(one.startswith(word) for one in own) else 3 for word in words)
