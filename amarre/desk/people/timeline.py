"""What happened to a worker as a drawing and as a table: spells as bars, visits and acts as marks."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from amarre.ui import french

WIDTH, LEFT, TOP, LANE = 800, 112, 36, 36
#: Room that a letter of a label takes, the radius of a mark, the space beside it.
LETTER, RADIUS, SPACE = 6.3, 5.5, 6.0
#: The drawing goes back that many months; the table beside it has everything.
MONTHS_BACK = 24
#: Beyond that many months, one line in three is drawn.
CROWDED = 14
#: Beyond that many marks on a line, one stands for those of a month, their number above it.
MARKS = 24
SHORT_MONTHS = ("janv.", "févr.", "mars", "avril", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.")


@dataclass(frozen=True)
class Happening:
    """One fact: the lane it stands in, its first day, its last one if it lasts, its words in the table and drawing."""

    lane: str
    on: date
    words: str
    short: str
    until: date | None = None
    lasts: bool = False
    strong: bool = False


@dataclass(frozen=True)
class Tick:
    """A line of the calendar; the year is written where it changes."""

    x: float
    month: str
    year: str


@dataclass(frozen=True)
class Label:
    """Words beside a mark, or their number above it; `side` is the class that says on which side."""

    x: float
    y: float
    text: str
    side: str


@dataclass
class Lane:
    """One line of the drawing."""

    name: str
    y: float
    bars: list[tuple[float, float, str]] = field(default_factory=list)
    marks: list[tuple[float, str]] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)

    @property
    def base(self) -> float:
        """Where its words stand."""
        return self.y + 4

    @property
    def top(self) -> float:
        """Where its bars begin."""
        return self.y - 8


@dataclass(frozen=True)
class Drawing:
    """The whole drawing, in pixels."""

    width: int
    height: float
    bottom: float
    ticks: list[Tick]
    lanes: list[Lane]
    now: float
    title: str
    summary: str
    counted: bool


def draw(happenings: Sequence[Happening], today: date) -> Drawing | None:
    """The last months and what is planned, a lane per kind in the order of their first fact given; None if nothing."""
    oldest = _month(today, -MONTHS_BACK)
    seen = [one for one in happenings if (one.until or (today if one.lasts else one.on)) >= oldest]
    if not seen:
        return None
    first = max(oldest, _month(min(one.on for one in seen), 0))
    first = min(first, _month(today, -5))
    last = _month(max(today, *(min(one.until or one.on, _month(today, 12)) for one in seen)), 2)
    scale = Scale(first, last)
    lanes = [Lane(name, TOP + 30 + LANE * at) for at, name in enumerate(dict.fromkeys(one.lane for one in seen))]
    counted = False
    for lane in lanes:
        own = [one for one in seen if one.lane == lane.name]
        crowded = sum(not (one.lasts or one.until) for one in own) > MARKS
        if crowded:
            own = _counted(lane, own, scale, today)
        _fill(lane, own, scale, today)
        counted = counted or crowded
    bottom = TOP + 30 + LANE * (len(lanes) - 1) + 20
    return Drawing(
        WIDTH, bottom + 18, bottom, list(_ticks(scale)), lanes, scale.x(today),
        title=f"Parcours de {_in_words(first)} à {_in_words(last - timedelta(days=1))}",
        summary=_summary(seen, today), counted=counted,
    )  # fmt: skip


@dataclass(frozen=True)
class Scale:
    """Days to pixels."""

    first: date
    last: date

    def x(self, day: date) -> float:
        """Where a day stands; the days beyond stand on the edges."""
        kept = min(max(day, self.first), self.last)
        return LEFT + (WIDTH - LEFT) * (kept - self.first).days / (self.last - self.first).days

    @property
    def months(self) -> int:
        """How many months are drawn."""
        return (self.last.year - self.first.year) * 12 + self.last.month - self.first.month


def _fill(lane: Lane, happenings: list[Happening], scale: Scale, today: date) -> None:
    """Bars and marks; a label goes to the right of its own, else to the left, else it is left to the table."""
    edges = [_edges(one, scale, today) for one in happenings]
    taken = list(edges)
    # The newest facts are named first: room goes to them.
    for one, own in sorted(zip(happenings, edges, strict=True), key=lambda pair: pair[0].on, reverse=True):
        start, end = own
        if one.lasts or one.until:
            past = min(end, max(start, scale.x(today)))
            if past > start:
                lane.bars.append((start, past - start, "f1" if one.strong else "rest"))
            if end > past:
                lane.bars.append((past, end - past, "soft"))
        else:
            lane.marks.append(((start + end) / 2, "open" if one.on > today else "f1"))
        length = len(one.short) * LETTER
        for low, x, side in ((end + SPACE, end + SPACE, ""), (start - SPACE - length, start - SPACE, " e")):
            high = low + length
            free = all(high < other[0] - 2 or low > other[1] + 2 for other in taken if other != own)
            if free and low >= LEFT and high <= WIDTH:
                lane.labels.append(Label(x, lane.base, french.typeset(one.short), side))
                taken.append((low, high))
                break


def _counted(lane: Lane, happenings: list[Happening], scale: Scale, today: date) -> list[Happening]:
    """Draw a mark for each month that saw any, past and to come apart; what lasts is left to draw."""
    months: dict[tuple[date, bool], list[date]] = {}
    for one in happenings:
        if not (one.lasts or one.until):
            months.setdefault((_month(one.on, 0), one.on > today), []).append(one.on)
    for (_, coming), days in months.items():
        x = sum(scale.x(day) for day in days) / len(days)
        lane.marks.append((x, "open" if coming else "f1"))
        if len(days) > 1:
            lane.labels.append(Label(x, lane.y - RADIUS - 4, str(len(days)), " m"))
    return [one for one in happenings if one.lasts or one.until]


def _edges(one: Happening, scale: Scale, today: date) -> tuple[float, float]:
    if one.lasts or one.until:
        last = (one.until or today) + timedelta(days=1)
        start = scale.x(one.on)
        return start, max(scale.x(last), start + 3)
    return scale.x(one.on) - RADIUS, scale.x(one.on) + RADIUS


def _ticks(scale: Scale) -> Iterator[Tick]:
    step = 1 if scale.months <= CROWDED else 3
    year = 0
    for number in range(0, scale.months, step):
        day = _month(scale.first, number)
        yield Tick(scale.x(day), SHORT_MONTHS[day.month - 1], str(day.year) if day.year != year else "")
        year = day.year


def _summary(seen: Sequence[Happening], today: date) -> str:
    parts = [f"{name.lower()}\u00a0: {number}" for name, number in Counter(one.lane for one in seen).items()]
    newest = max(seen, key=lambda one: min(one.on, today))
    said = f"{french.typeset(newest.words[:1].lower() + newest.words[1:])}, {french.day(newest.on)}"
    return f"Faits dessinés, {', '.join(parts)}. Le plus récent\u00a0: {said}. Le détail est dans le tableau voisin."


def _month(day: date, months: int) -> date:
    """The first day of the month that lies that many months away."""
    number = day.year * 12 + day.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


def _in_words(day: date) -> str:
    return f"{french.MONTHS[day.month - 1]} {day.year}"
