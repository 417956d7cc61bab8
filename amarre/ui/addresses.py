"""The addresses of pages: the pattern of each is looked up once, and the numbers are put in its places."""

from functools import lru_cache

from django.urls import get_script_prefix, reverse

#: Stands for a number while its place is looked for; no code or word holds it.
STAND_IN = 7_310_000_000_000


def address(name: str, *values: str | int) -> str:
    """What Django's `reverse` answers, for texts and numbers, in a tenth of its time: a page shows hundreds."""
    words = tuple([value if isinstance(value, str) else None for value in values])
    return _shape(get_script_prefix(), name, words).format(*values)


@lru_cache(maxsize=2000)
def _shape(prefix: str, name: str, words: tuple[str | None, ...]) -> str:
    """The address under that prefix, with the position of each number between braces, which no address holds."""
    values = [STAND_IN + place if word is None else word for place, word in enumerate(words)]
    found: str = reverse(name, args=values)
    for place, value in enumerate(values):
        found = found.replace(str(value), f"{{{place}}}") if isinstance(value, int) else found
    return found
