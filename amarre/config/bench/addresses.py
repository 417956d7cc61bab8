"""The addresses that `amarre bench --pages` asks for: each page with what varies from one request to the next."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from amarre.accounts.models import Service, User
from amarre.cases.models import Case
from amarre.desk.watch.worklist import work_table
from amarre.detection.models import Signal

#: How many workers, establishments or cases are drawn, far from one another in the table.
DRAWN = 12


@dataclass(frozen=True)
class Page:
    """One page of the site: its name in the table of measures, and what is asked of it in turn.

    With `typed`, its one address is sent these texts one after the other, as the search box does.
    """

    name: str
    addresses: tuple[str, ...]
    typed: tuple[str, ...] = ()

    @property
    def asked(self) -> list[tuple[str, str]]:
        """Every address with the text that it is sent; an empty one where the page is only read."""
        return [(address, text) for address in self.addresses for text in self.typed or ("",)]


def pages_of(service: Service, user: User) -> list[Page]:
    """Every page that has a bar, on that service's data."""
    code = service.code
    signals = Signal.objects.filter(service=service).open().order_by("pk")
    workers = spread(signals.values_list("worker", flat=True))
    places = spread(signals.values_list("job__establishment", flat=True))
    kept = Case.objects.filter(service=service).order_by("pk")
    cases = reverse("desk:cases", args=[code])
    home, work = reverse("desk:signals", args=[code]), reverse("desk:worklist", args=[code])
    return [
        Page("home", (home, f"{home}?page=2")),
        Page("work list", (work, f"{work}?page=20", f"{work}?page=300")),
        *_filters(service, user, work),
        Page("search as one types", (reverse("desk:search", args=[code]),), TYPED),
        Page("worker", tuple(reverse("desk:worker", args=[code, pk]) for pk in workers)),
        Page("establishment", tuple(reverse("desk:establishment", args=[code, pk]) for pk in places)),
        Page("case list", (cases, f"{cases}?page=2", f"{cases}?q=Martin", f"{cases}?q=SARL")),
        Page("case", tuple(reverse("desk:case", args=[code, pk]) for pk in spread(kept.values_list("pk", flat=True)))),
        Page("CPOM", (reverse("desk:figures", args=[code]),)),
    ]


def _filters(service: Service, user: User, work: str) -> list[Page]:
    """The work list with each filter, every choice of it in turn."""
    filters = work_table(service, user, {}, timezone.localdate()).filters
    return [
        Page(
            f"work list, by {one.name}",
            tuple(f"{work}?{urlencode({one.name: value})}" for value, _ in one.choices[: 2 * DRAWN]),
        )
        for one in filters
        if one.choices
    ]


#: What people type: a name letter after letter, both names, a letter wrong, an employer, nothing known. The same for
#: every service: what is not found is looked for in every way.
TYPED = (
    "ma", "mar", "mart", "marti", "martin", "claire moreau", "petit hugo", "bernrad", "durnad julie", "leroy batiment",
    "bâtiment", "zzyzx", "zzyzx wqrtp",
)  # fmt: skip


def spread(values: Iterable[int]) -> list[int]:
    """A dozen of the values, from the first to the last."""
    found = list(dict.fromkeys(values))
    step = max(1, len(found) // DRAWN)
    return found[::step][:DRAWN]
