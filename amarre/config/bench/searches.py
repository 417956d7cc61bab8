"""What people type when they look for somebody: drawn from the names of a service, with their usual liberties."""

import random
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from amarre.accounts.models import Service
from amarre.directory.models import Establishment, Job
from amarre.directory.search.find import asked, find_establishments, find_workers
from amarre.directory.search.folding import fold

FIRST = 5


class Typed(NamedTuple):
    """A text and the folded name that must be among the first."""

    text: str
    worker: str = ""
    establishment: str = ""


def typed_texts(service: Service, number: int, seed: int) -> Iterator[Typed]:
    """As many texts as asked, each liberty in turn, about jobs drawn at random."""
    dice = random.Random(seed)
    jobs = Job.objects.filter(service=service, vanished_on=None)
    numbers = list(jobs.values_list("pk", flat=True))
    drawn = jobs.in_bulk(dice.sample(numbers, min(number, len(numbers))))
    rows = jobs.filter(pk__in=drawn).select_related("worker", "establishment").order_by("pk")
    ways = list(LIBERTIES.values())
    for at, job in enumerate(rows):
        yield ways[at % len(ways)](job, dice)


def is_found(service: Service, typed: Typed) -> bool:
    """Whether the name stands among the first; people of one name cannot be told apart by it."""
    query = asked(typed.text)
    if typed.worker:
        people = find_workers(service, query, FIRST).rows
        return typed.worker in {fold(f"{one.last_name} {one.first_name}") for one in people}
    return typed.establishment in {fold(one.name) for one in find_establishments(service, query, FIRST).rows}


def _worker(job: Job, text: str) -> Typed:
    return Typed(text, worker=fold(f"{job.worker.last_name} {job.worker.first_name}"))


def _place(place: Establishment, text: str) -> Typed:
    return Typed(text, establishment=fold(place.name))


def _plain(text: str) -> str:
    return "".join(one for one in unicodedata.normalize("NFD", text) if not unicodedata.combining(one))


def _mistyped(text: str, dice: random.Random) -> str:
    """One letter added, left out, replaced or swapped in the longest word."""
    word = max(text.split(), key=len)
    at = dice.randrange(1, max(2, len(word) - 1))
    letter = dice.choice("aeilnrst")
    wrong = dice.choice(
        [
            word[:at] + letter + word[at:],
            word[:at] + word[at + 1 :],
            word[:at] + letter + word[at + 1 :],
            word[:at] + word[at + 1 : at + 2] + word[at] + word[at + 2 :],
        ]
    )
    return text.replace(word, wrong, 1)


def _named(job: Job) -> str:
    return f"{job.worker.last_name} {job.worker.first_name}"


#: By name: what is typed about a job's worker or establishment.
LIBERTIES: Mapping[str, Callable[[Job, random.Random], Typed]] = {
    "capitals without accents": lambda job, dice: _worker(job, _plain(_named(job)).upper()),
    "first name first": lambda job, dice: _worker(job, f"{job.worker.first_name} {job.worker.last_name}"),
    "without hyphens": lambda job, dice: _worker(job, _named(job).replace("-", " ").replace("'", " ").lower()),
    "written together": lambda job, dice: _worker(
        job, f"{job.worker.last_name.replace(' ', '').replace('-', '')} {job.worker.first_name}"
    ),
    "first letters": lambda job, dice: _worker(job, f"{job.worker.last_name} {job.worker.first_name[:4]}"),
    "one error": lambda job, dice: _worker(job, _mistyped(_named(job), dice)),
    "year of birth": lambda job, dice: _worker(job, f"{job.worker.last_name} {job.worker.born_on.year}"
                                               f" {job.worker.first_name}"),
    "employer": lambda job, dice: _worker(job, f"{_named(job)} {job.establishment.name}"),
    "identifier": lambda job, dice: _worker(job, job.worker.external_id.lower()),
    "company": lambda job, dice: _place(job.establishment, _plain(job.establishment.name)),
    "company with an error": lambda job, dice: _place(job.establishment, _mistyped(job.establishment.name, dice)),
    "SIRET in threes": lambda job, dice: _place(job.establishment, _spaced(job.establishment)),
}  # fmt: skip


def _spaced(place: Establishment) -> str:
    digits = place.siret or place.name
    return " ".join((digits[:3], digits[3:6], digits[6:9], digits[9:])) if digits.isdecimal() else digits
