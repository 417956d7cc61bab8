"""How a service is organised: `catalogue/profiles/`, one file per organisation; a service names its own."""

from collections.abc import Iterator, Mapping
from datetime import date, time, timedelta
from functools import cache
from pathlib import Path
from typing import Literal, get_args

from django.conf import settings
from pydantic import Field

from amarre.accounts.enums import Role
from amarre.accounts.models import Service
from amarre.cases.enums import AgendaReason, Recipient
from amarre.cases.paths import read_paths
from amarre.cases.procedures import read_procedures
from amarre.directory.enums import StaffRole
from amarre.directory.models import Professional
from amarre.indicators.law import figures_in_force
from amarre.lib.calendars import is_working_day
from amarre.rules.catalogue import CatalogueError, Entry, NamedEntry, read_folder
from amarre.rules.parameters import read_figures

#: The organisation of a service that chose none.
DEFAULT = "cellule"


Weekday = Literal["lundi", "mardi", "mercredi", "jeudi", "vendredi"]
RANKS = ("premier", "deuxième", "troisième", "quatrième")


class RhythmExample(Entry):
    """A worked example: the meeting that follows a day."""

    after: date
    held_on: date


class Rhythm(Entry):
    """« The second Tuesday of each month »: `rank` counts the weekday within the month, `months` parts two meetings.

    A meeting that would fall on a public holiday is held a week later.
    """

    rank: int = Field(ge=1, le=4)
    weekday: Weekday
    months: int = Field(default=1, ge=1, le=12)
    starts_at: time | None = None
    examples: tuple[RhythmExample, ...] = Field(min_length=1)

    def after(self, day: date) -> date:
        """The first such day after that one; with `months` above 1, in the month that comes so many months later."""
        same_month = self._in_month(day.year, day.month)
        if self.months == 1 and same_month > day:
            return same_month
        month = day.month - 1 + self.months
        return self._in_month(day.year + month // 12, month % 12 + 1)

    @property
    def told(self) -> str:
        """The rhythm in words."""
        each = "de chaque mois" if self.months == 1 else f"tous les {self.months}\u00a0mois"
        return f"le {RANKS[self.rank - 1]} {self.weekday} {each}"

    def _in_month(self, year: int, month: int) -> date:
        first = date(year, month, 1)
        wait = (get_args(Weekday).index(self.weekday) - first.weekday()) % 7
        day = first + timedelta(days=wait + 7 * (self.rank - 1))
        return day if is_working_day(day) else day + timedelta(days=7)


class Guest(Entry):
    """A partner who sits at every meeting, for its own cases; `review` is the figure that says how often, in months."""

    recipient: Recipient
    review: str


class Meetings(Entry):
    """How the service meets.

    `title` names the list and `word` one of them; `agenda` holds the rules that propose cases, in their order; the
    agenda closes and the minutes are due so many days before and after the meeting; `decisions` are offered as words.
    """

    title: str
    word: str
    every: Rhythm | None = None
    agenda: tuple[AgendaReason, ...]
    guests: tuple[Guest, ...] = ()
    agenda_closes: int | None = Field(default=None, ge=0)
    minutes_due: int | None = Field(default=None, ge=0)
    decisions: tuple[str, ...] = ()


class Tool(Entry):
    """Something that the services of a cell share, or are about to: what it is, where it is found."""

    label: str
    about: str
    shared: bool = True
    address: str = Field(default="", pattern=r"^(https://[^\s]+)?$")


class Team(Entry):
    """What a service calls those who take signalements in, as a sentence needs it; `all` is everybody of them."""

    the: str = "la cellule"
    of: str = "de la cellule"
    to: str = "à la cellule"
    all: str = "la cellule"


class Profile(NamedEntry):
    """One organisation: what is proposed, asked and shown in the services that chose it.

    `roles` are those proposed for accounts; `team` says who takes signalements in; `lead` is the profession whose only
    member in the service leads every case; `figures` this organisation's own value of figures that are the service's
    choice; no `meetings`, no meeting; `procedures` those that employers may begin on the service's public pages;
    `paths` those that a case may follow; `tools` what the services of a shared cell have in common.
    """

    label: str
    about: str
    reference: str
    roles: tuple[Role, ...]
    team: Team = Team()
    lead: StaffRole | None = None
    meetings: Meetings | None = None
    figures: Mapping[str, int] = {}
    procedures: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    tools: tuple[Tool, ...] = ()


def read_profiles() -> Mapping[str, Profile]:
    """The organisations by code; CatalogueError for a file that is not named after its code."""
    return _profiles(settings.CATALOGUE / "profiles")


def profile_of(service: Service) -> Profile:
    """The organisation of a service; the usual one when its file is there no more."""
    profiles = read_profiles()
    return profiles.get(service.profile) or profiles[DEFAULT]


def chosen_days(service: Service, figure: str, on: date) -> int:
    """A number of days that the service chose: its organisation's, or else the catalogue's."""
    own = profile_of(service).figures.get(figure)
    return own if own is not None else int(str(figures_in_force()[figure].at(on).value))


def only_lead(service: Service) -> Professional | None:
    """Who leads every case there: the only member of the profession that the organisation names, if it names one."""
    role = profile_of(service).lead
    if role is None:
        return None
    found = list(Professional.objects.filter(service=service, role=role, vanished_on__isnull=True)[:2])
    return found[0] if len(found) == 1 else None


@cache
def _profiles(folder: Path) -> Mapping[str, Profile]:
    profiles = read_folder(folder, Profile)
    if DEFAULT not in profiles:
        raise CatalogueError(folder / f"{DEFAULT}.yaml", 1, "a service that chose nothing needs this file")
    # The usual one first: it is what a service comes from.
    return {DEFAULT: profiles.pop(DEFAULT), **profiles}


def check_profiles() -> tuple[int, int]:
    """Load the organisations: their figures are there and theirs to choose, the examples of their rhythm hold."""
    held = 0
    for code, profile in read_profiles().items():
        for mistake in _mistakes(profile):
            raise CatalogueError(settings.CATALOGUE / "profiles" / f"{code}.yaml", 1, mistake)
        held += len(profile.meetings.every.examples) if profile.meetings and profile.meetings.every else 0
    return len(read_profiles()), held


def _mistakes(profile: Profile) -> Iterator[str]:
    figures = read_figures(settings.CATALOGUE / "parameters")
    meetings = profile.meetings
    yield from (f"no procedure is named {name}" for name in profile.procedures if name not in read_procedures())
    yield from (f"no path is named {name}" for name in profile.paths if name not in read_paths())
    reviews = [guest.review for guest in meetings.guests] if meetings else []
    yield from (f"no figure is named {name}" for name in (*profile.figures, *reviews) if name not in figures)
    for name in profile.figures:
        if figures[name].kind != "choice":
            yield f"{name} is no choice of the service: a text or a contract gives it"
    if meetings is None or meetings.every is None:
        return
    for example in meetings.every.examples:
        if (found := meetings.every.after(example.after)) != example.held_on:
            yield f"after {example.after} comes {found}, not {example.held_on}"
