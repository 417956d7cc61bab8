"""The rhythm of the individual follow-up: who is due and when, and the last visit before the three years of the set."""

import numpy as np

from amarre.exchange.synthetic.draws import EMPTY, Flags, Floats, Ints
from amarre.exchange.synthetic.world import Columns, Followed, World

YEAR = 365.25


class Rhythm:
    """The last periodic or hiring visit of each job, and its last intermediate one, as they come."""

    def __init__(self, world: World, jobs: Followed) -> None:
        rates = world.rates
        self.world, self.jobs = world, jobs
        monitoring = world.texts("emplois", "suivi")
        kinds = ("simple", "adapte", "renforce")
        years = np.array([rates.figure(f"period_{kind}") for kind in kinds])
        every = np.select([monitoring == kind for kind in kinds], years, years[0])
        every = np.where(_in_hospital(world, jobs), rates.figure("period_hospital"), every)
        self.period = np.floor(every * YEAR).astype(np.int64)
        #: Those whom a summons does not reach.
        self.unreached = world.draws.chance(len(monitoring), rates.figure("summons_unanswered"))
        self.half = int(rates.figure("period_intermediaire") * YEAR)
        self.full = np.full(len(monitoring), EMPTY)
        self.between = np.full(len(monitoring), EMPTY)

    def saw(self, visits: Columns) -> None:
        """Take these visits into account."""
        job, date = visits["emploi_id"].astype(np.int64), visits["date"].astype(np.int64)
        full = np.isin(visits["nature"], ["embauche", "periodique"])
        between = visits["nature"] == "intermediaire"
        np.maximum.at(self.full, job[full], date[full])
        np.maximum.at(self.between, job[between], date[between])

    def call_for_full(self, year: int) -> Floats:
        """How readily each job is called for a periodic visit that year."""
        due = np.where(self.full == EMPTY, self.jobs.start, self.full + self.period)
        return self._called(due, year)

    def call_for_intermediate(self, year: int) -> Floats:
        """The same for the intermediate visit, of reinforced jobs alone."""
        waiting = self.jobs.reinforced & (self.full != EMPTY) & (self.between < self.full)
        called: Floats = waiting * self._called(self.full + self.half, year)
        return called

    def _called(self, due: Ints, year: int) -> Floats:
        """By what is due on some day of the year, of the next one, later."""
        low, high = self.world.bounds(year)
        readiness = self.world.rates.figure("called_when_due")
        called: Floats = np.select([due <= high, due <= high + YEAR], [readiness, 1.0], 0.05)
        return called * np.where(self.unreached, 0.02, 1.0) * self.jobs.present(low, high)


def followed_since(world: World, jobs: Followed) -> Ints:
    """When each job came under the service: at hiring, or when its employer joined; before the period as well."""
    member = world.ints("etablissements", "adherent_id")[jobs.establishment]
    since: Ints = np.maximum(world.ints("emplois", "debut"), world.ints("adherents", "date_adhesion")[member])
    return since


def earlier_visits(world: World, jobs: Followed, rhythm: Rhythm) -> Columns:
    """The last visit before the period of each job that was followed then, and the intermediate one that followed it.

    At hiring where the job is young, else a periodic one, no older than the rhythm of its follow-up.
    """
    draws, last = world.draws, world.first - 1
    since = followed_since(world, jobs)
    job = np.flatnonzero((since <= last) & (jobs.start <= jobs.end))
    date = last - draws.between(0, rhythm.period[job])
    first = since[job] + draws.between(0, 90, len(job))
    new = date <= first
    date = np.where(new, np.minimum(first, last), date)
    nature = np.where(new & (since == world.ints("emplois", "debut"))[job], "embauche", "periodique")
    halfway = date + rhythm.half + draws.between(-120, 60, len(job))
    seen = jobs.reinforced[job] & (halfway <= last) & draws.chance(len(job), 0.9)
    return {
        "emploi_id": np.concatenate([job, job[seen]]),
        "date": np.concatenate([date, halfway[seen]]),
        "nature": np.concatenate([nature, np.full(int(seen.sum()), "intermediaire")]),
        "unfit": np.zeros(len(job) + int(seen.sum()), dtype=bool),
    }


def _in_hospital(world: World, jobs: Followed) -> Flags:
    """The agents of public employers in health and care, whose examination comes back sooner."""
    activity = world.texts("etablissements", "naf")[jobs.establishment]
    return jobs.public & (np.char.startswith(activity, "86.1") | np.char.startswith(activity, "87.1"))


def still_last(earlier: Columns, later: Columns) -> Columns:
    """The earlier visits that no later one of the same job replaces: a service hands over three years, and those."""
    full = np.isin(later["nature"], ["embauche", "periodique"])
    replaced = np.isin(earlier["emploi_id"], later["emploi_id"][full])
    return {name: values[~replaced] for name, values in earlier.items()}
