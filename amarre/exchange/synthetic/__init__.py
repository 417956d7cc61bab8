"""A synthetic service: nobody real, rates of the field (catalogue/synthetic.yaml), the same bytes for the same seed."""

from collections.abc import Callable
from pathlib import Path

import polars as pl

from amarre.exchange.synthetic.cell import add_cases, add_referrals, bury
from amarre.exchange.synthetic.draws import Draws
from amarre.exchange.synthetic.employers import add_members, add_staff
from amarre.exchange.synthetic.frames import frames
from amarre.exchange.synthetic.health import add_leave, draw_spells, plan_unfitness
from amarre.exchange.synthetic.people import add_people, add_recognitions, followed
from amarre.exchange.synthetic.prevention import add_actions
from amarre.exchange.synthetic.rates import read_rates
from amarre.exchange.synthetic.support import add_follow_ups, add_orientations, add_schemes, add_support
from amarre.exchange.synthetic.visits import add_indices, add_liaison_meetings, add_visits
from amarre.exchange.synthetic.world import World

#: How many steps `synthesize` reports.
STEPS = 5


def synthesize(
    *,
    workers: int,
    seed: int,
    year: int,
    catalogue: Path,
    progress: Callable[[str], None] = lambda step: None,
) -> dict[str, pl.DataFrame]:
    """Every resource of the exchange format over `year` - 2 to `year`, references as the identifiers' text.

    No fact lies after 31 December of `year`. The same arguments give the same tables. CatalogueError names a mistake
    in the rates.
    """
    world = World(workers, year, Draws(seed), read_rates(catalogue))
    add_staff(world)
    add_members(world)
    add_people(world)
    add_recognitions(world)
    progress("employers and workers")
    unfit = plan_unfitness(world, followed(world))
    jobs = followed(world)
    spells = draw_spells(world, jobs, unfit)
    seen_on_return = add_visits(world, jobs, spells, unfit)
    add_leave(world, jobs, spells, seen_on_return)
    add_indices(world)
    add_liaison_meetings(world, spells)
    progress("visits and sick leave")
    add_referrals(world, jobs, spells, unfit)
    cases = add_cases(world, jobs, unfit)
    add_support(world, jobs, cases)
    add_orientations(world, jobs, cases)
    add_schemes(world, jobs, cases)
    add_follow_ups(world, cases)
    bury(world)
    progress("cases")
    add_actions(world)
    progress("collective actions")
    tables = frames(world)
    progress("identifiers")
    return tables
