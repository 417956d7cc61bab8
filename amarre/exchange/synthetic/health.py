"""Who becomes unfit, and who is on sick leave when."""

from dataclasses import dataclass

import numpy as np

from amarre.exchange.synthetic.draws import EMPTY, Flags, Floats, Ints, Texts, spans
from amarre.exchange.synthetic.employers import left_or
from amarre.exchange.synthetic.world import Followed, World

FAR = 60_000  # a day in 2134: "no end"


@dataclass(frozen=True)
class Unfit:
    """One opinion of unfitness: the job, the day, the nature of the visit, the dismissal that followed."""

    job: Ints
    day: Ints
    nature: Texts
    dismissed: Ints


@dataclass(frozen=True)
class Spells:
    """Periods of sick leave, before they are cut into prescriptions."""

    job: Ints
    start: Ints
    end: Ints
    cause: Texts
    unfit: Flags

    @property
    def days(self) -> Ints:
        """Their length in calendar days."""
        return self.end - self.start + 1

    def only(self, kept: Flags | Ints) -> "Spells":
        """Some of them."""
        return Spells(self.job[kept], self.start[kept], self.end[kept], self.cause[kept], self.unfit[kept])


def plan_unfitness(world: World, jobs: Followed) -> Unfit:
    """Draw the opinions of each year by age and sex, end the jobs of those dismissed, and keep `licenciements`."""
    draws, rates = world.draws, world.rates
    free = np.ones(len(jobs.worker), dtype=bool)
    picked, days = [], []
    for year in world.years:
        low, high = world.bounds(year)
        since, until = np.maximum(jobs.start + 60, low), np.minimum(jobs.end, high)
        odds = np.where(jobs.over_50(high), rates.figure("unfitness_odds_over_50"), 1.0)
        odds = odds * np.where(jobs.woman, rates.figure("unfitness_odds_women"), 1.0) * jobs.strain
        job = draws.some(world.yearly("unfitness"), odds * (free & (since < until)))
        free &= ~np.isin(jobs.worker, jobs.worker[job])
        picked.append(job)
        days.append(draws.between(since[job], until[job]))
    job, when = np.concatenate(picked), np.concatenate(days)
    dismissed = when + draws.between(20, 45, len(job))
    left = _members_left(world, jobs)[job]
    known = draws.chance(len(job), rates.figure("unfitness_dismissed")) & (dismissed <= np.minimum(left, world.last))
    dismissed = np.where(known, dismissed, EMPTY)
    world.ints("emplois", "fin")[job[known]] = dismissed[known]
    world.add("licenciements", {"emploi_id": job[known], "date": dismissed[known]}, by="date")
    return Unfit(job, when, draws.words(len(job), rates.share("unfitness_visits")), dismissed)


def draw_spells(world: World, jobs: Followed, unfit: Unfit) -> Spells:
    """Periods of leave that do not overlap for a worker; those that end in unfitness come first."""
    ordinary, before = _ordinary(world, jobs), _before_unfitness(world, jobs, unfit)
    taken_from, taken_to = np.full(world.workers, FAR), np.full(world.workers, -FAR)
    taken_from[jobs.worker[before.job]], taken_to[jobs.worker[before.job]] = before.start - 2, before.end + 2
    worker = jobs.worker[ordinary.job]
    ordinary = ordinary.only((ordinary.end < taken_from[worker]) | (ordinary.start > taken_to[worker]))
    worker = jobs.worker[ordinary.job]
    order = np.lexsort((ordinary.start, worker))
    ordinary, worker = ordinary.only(order), worker[order]
    # The latest end so far of the same worker: the worker's number dominates the day.
    latest = np.maximum.accumulate(worker * FAR * 2 + ordinary.end)
    previous = np.concatenate([[-1], latest[:-1]])
    clear = (previous // (FAR * 2) != worker) | (ordinary.start > previous % (FAR * 2) + 2)
    ordinary = ordinary.only(clear)
    return Spells(
        *(
            np.concatenate([getattr(before, name), getattr(ordinary, name)])
            for name in ("job", "start", "end", "cause", "unfit")
        )
    )


def add_leave(world: World, jobs: Followed, spells: Spells, seen_on_return: Flags) -> None:
    """`arrets`: each period cut into prescriptions that touch, or overlap by a day; the last may have no end."""
    draws, rates, rows = world.draws, world.rates, len(spells.job)
    days = spells.days
    first = np.where(days <= 15, days, draws.between(7, int(rates.figure("first_prescription_longest")), rows))
    renewal = draws.between(14, int(rates.figure("renewal_longest")), rows)
    count = 1 + np.ceil(np.maximum(0, days - first) / renewal).astype(np.int64)
    ongoing, cut_short = spells.end > world.last, spells.end == left_or(world.ints("emplois", "fin"), FAR)[spells.job]
    no_end = ongoing & draws.chance(rows, rates.figure("open_ended_leave"))
    no_end |= (seen_on_return & draws.chance(rows, 0.05)) | (cut_short & draws.chance(rows, 0.05))
    spell = np.repeat(np.arange(rows), count)
    rank = np.arange(len(spell)) - np.repeat(np.cumsum(count) - count, count)
    begins = spells.start[spell] + np.where(rank > 0, first[spell] + (rank - 1) * renewal[spell], 0)
    ends = np.minimum(begins + np.where(rank > 0, renewal[spell], first[spell]) - 1, spells.end[spell])
    written = begins <= world.last
    final = (rank == count[spell] - 1) | (ends + 1 > world.last)
    ends = np.where(no_end[spell] & final, EMPTY, ends)
    begins = begins - ((rank > 0) & draws.chance(len(spell), 0.05))
    job, cause = spells.job[spell], spells.cause[spell]
    second = _second_job(world, jobs, spells)[spell]
    told = written & (second >= 0)
    world.add(
        "arrets",
        {
            "emploi_id": np.concatenate([job[written], second[told]]),
            "debut": np.concatenate([begins[written], begins[told]]),
            "fin": np.concatenate([ends[written], ends[told]]),
            "motif": np.concatenate([cause[written], cause[told]]),
        },
        by="debut",
    )


def _members_left(world: World, jobs: Followed) -> Ints:
    member = world.ints("etablissements", "adherent_id")[jobs.establishment]
    return left_or(world.ints("adherents", "date_radiation")[member], FAR)


def _last_days(world: World, jobs: Followed) -> Ints:
    """The last day of each job, wherever it lies."""
    return np.minimum(left_or(world.ints("emplois", "fin"), FAR), _members_left(world, jobs))


def _ordinary(world: World, jobs: Followed) -> Spells:
    draws, rates = world.draws, world.rates
    years = np.clip(jobs.end - jobs.start + 1, 0, None) / 365.25
    frailty: Floats = draws.generator.gamma(1.5, 1 / 1.5, len(years))
    count = draws.generator.poisson(rates.rates["leave_spells"].value / 10_000 * frailty * jobs.strain * years)
    job = np.repeat(np.arange(len(years)), count)
    start = draws.between(jobs.start[job], jobs.end[job])
    cause = draws.words(len(job), rates.share("leave_causes"))
    age = (start - jobs.born[job]) / 365.25
    mother = jobs.woman[job] & (age >= 20) & (age < 45)
    cause = np.where((cause == "maternite") & ~mother, "maladie", cause)
    days = _lengths(world, len(job))
    days = np.where(age >= 50, (days * 1.3).astype(np.int64), days)
    days = np.select([cause == "maternite", cause == "maladie_professionnelle"], [np.int64(112), days * 3 + 20], days)
    end = np.minimum(start + days - 1, _last_days(world, jobs)[job])
    return Spells(job, start, end, cause, np.zeros(len(job), dtype=bool))


def _lengths(world: World, rows: int) -> Ints:
    shares = world.rates.share("leave_days")
    classes = world.draws.words(rows, shares)
    days = np.ones(rows, dtype=np.int64)
    for text in shares:
        inside = np.flatnonzero(classes == text)
        low, high = spans(text)
        days[inside] = world.draws.between(low, high, len(inside))
    return days


def _before_unfitness(world: World, jobs: Followed, unfit: Unfit) -> Spells:
    """The leave that ends the day before a reprise visit that finds someone unfit."""
    back = unfit.nature == "reprise"
    job, end = unfit.job[back], unfit.day[back] - 1
    start = np.maximum(end - world.draws.between(62, 500, len(job)), jobs.start[job])
    causes = {"maladie": 0.72, "accident_travail": 0.18, "maladie_professionnelle": 0.1}
    return Spells(job, start, end, world.draws.words(len(job), causes), np.ones(len(job), dtype=bool))


def _second_job(world: World, jobs: Followed, spells: Spells) -> Ints:
    """For some periods, the worker's other job whose employer was told as well; -1 for the rest."""
    extra = np.arange(world.workers, len(jobs.worker))
    other = np.full(world.workers, -1)
    other[jobs.worker[extra]] = extra
    found = other[jobs.worker[spells.job]]
    both = (found >= 0) & (found != spells.job)
    both &= (jobs.start[found] <= spells.start) & (np.minimum(spells.end, world.last) <= jobs.end[found])
    return np.where(both & world.draws.chance(len(found), 0.5), found, -1)
