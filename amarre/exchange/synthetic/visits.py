"""Visits, risk indices, rendez-vous de liaison."""

import numpy as np

from amarre.exchange.synthetic.draws import EMPTY, Flags, Floats, Ints, Texts
from amarre.exchange.synthetic.health import Spells, Unfit
from amarre.exchange.synthetic.people import turned
from amarre.exchange.synthetic.rhythm import Rhythm, earlier_visits, followed_since, still_last
from amarre.exchange.synthetic.world import Columns, Followed, World, stack, years_of

VERSIONS = {"IRI": ("1.2", "1.3"), "IRDP_PADOA": ("2024.1", "2025.2"), "IRDP_PRESANSE": ("0.9", "1.0"), "WAS": ("", "")}
NURSE_NATURES = ["embauche", "periodique", "intermediaire", "mi_carriere", "reprise", "demande"]


def add_visits(world: World, jobs: Followed, spells: Spells, unfit: Unfit) -> Flags:
    """`visites`; returns which spells ended the day before their reprise visit."""
    back, seen = _return_visits(world, jobs, spells)
    rhythm = Rhythm(world, jobs)
    chosen = [
        _visits(unfit.job, unfit.day, unfit.nature, unfit=True),
        back,
        _pre_return_visits(world, spells),
        _mid_career_visits(world, jobs),
        _hiring_visits(world, jobs, rhythm),
    ]
    for year in world.years:
        low, high = world.bounds(year)
        present = jobs.present(low, high)
        asked = world.draws.some(world.yearly("requested_visits"), present * np.where(jobs.over_50(high), 2.0, 1.0))
        exposed = world.draws.some(world.yearly("post_exposure_visits"), present * jobs.reinforced)
        chosen += [_on_some_day(world, jobs, asked, year, "demande")]
        chosen += [_on_some_day(world, jobs, exposed, year, "post_exposition")]
    earlier = earlier_visits(world, jobs, rhythm)
    rhythm.saw(earlier)
    chosen += _periodic_visits(world, jobs, stack(*chosen), rhythm)
    inside = stack(*chosen)
    world.add("visites", stack(still_last(earlier, inside), inside), by="date")
    _complete(world, jobs)
    return seen


def add_indices(world: World) -> None:
    """`indices`: at some visits, by one instrument or by two."""
    draws, rates = world.draws, world.rates
    job, date = world.ints("visites", "emploi_id"), world.ints("visites", "date")
    visit = np.flatnonzero(draws.chance(len(job), rates.figure("visit_gives_index")) & (date >= world.first))
    visit = np.concatenate([visit, visit[draws.chance(len(visit), 0.1)]])
    instrument = draws.words(len(visit), rates.share("instruments"))
    ordinal = draws.words(len(visit), rates.share("index_values")).astype(np.float64)
    ability = np.floor(20 * draws.generator.beta(4, 1.6, len(visit)) + 0.5) / 2
    late = years_of(date[visit]) == world.year
    version = np.full(len(visit), "", dtype="<U10")
    for name, (old, new) in VERSIONS.items():
        version = np.where(instrument == name, np.where(late, new, old), version)
    columns: Columns = {
        "emploi_id": job[visit],
        "instrument": instrument,
        "version": version,
        "valeur": np.where(instrument == "WAS", ability, ordinal),
        "date": date[visit],
    }
    world.add("indices", columns, by="date")


def add_liaison_meetings(world: World, spells: Spells) -> None:
    """`rendez_vous_liaison`: during leave of thirty days or more."""
    rates = world.rates
    job, date = _during(world, spells, "liaison_meetings", int(rates.figure("pre_return_after")) - 1)
    columns: Columns = {
        "emploi_id": job,
        "date": date,
        "initiative": world.draws.words(len(job), rates.share("liaison_initiatives")),
        "participation": world.draws.words(len(job), rates.share("liaison_participations")),
    }
    world.add("rendez_vous_liaison", columns, by="date")


def _visits(job: Ints, date: Ints, nature: Texts | str, *, unfit: bool = False) -> Columns:
    natures = np.broadcast_to(np.asarray(nature, dtype="<U15"), job.shape)
    return {"emploi_id": job, "date": date, "nature": natures, "unfit": np.full(len(job), unfit)}


def _on_some_day(world: World, jobs: Followed, job: Ints, year: int, nature: str) -> Columns:
    low, high = world.bounds(year)
    date = world.draws.between(np.maximum(jobs.start[job], low), np.minimum(jobs.end[job], high))
    return _visits(job, date, nature)


def _return_visits(world: World, jobs: Followed, spells: Spells) -> tuple[Columns, Flags]:
    draws, rates = world.draws, world.rates
    rows, days, cause = len(spells.job), spells.days, spells.cause
    accident = np.isin(cause, ["accident_travail", "accident_trajet"])
    due = np.isin(cause, ["maternite", "maladie_professionnelle"])
    due |= accident & (days >= rates.figure("return_visit_after_accident"))
    due |= ~accident & (days >= rates.figure("return_visit_after_illness"))
    delay = np.select(
        [draws.chance(rows, 0.35), draws.chance(rows, 0.85)], [np.int64(0), draws.between(1, 8, rows)],
        draws.between(9, 40, rows),
    )  # fmt: skip
    date = spells.end + 1 + delay
    done = due & ~spells.unfit & draws.chance(rows, rates.figure("return_visit_done"))
    done &= date <= jobs.end[spells.job]
    return _visits(spells.job[done], date[done], "reprise"), done & (delay == 0)


def _pre_return_visits(world: World, spells: Spells) -> Columns:
    ill = spells.only(spells.cause != "maternite")
    job, date = _during(world, ill, "pre_return_visits", int(world.rates.figure("pre_return_after")))
    return _visits(job, date, "pre_reprise")


def _during(world: World, spells: Spells, rate: str, after: int) -> tuple[Ints, Ints]:
    """Jobs and days inside leave, beyond so many days of it: the number of the rate each year."""
    until = np.minimum(spells.end, world.last)
    long = spells.only(spells.start + after <= until)
    date = world.draws.between(long.start + after, np.minimum(long.end, world.last))
    year = years_of(date)
    chosen = [world.draws.some(world.yearly(rate), (year == one) * 1.0) for one in world.years]
    rows = np.concatenate(chosen)
    return long.job[rows], date[rows]


def _mid_career_visits(world: World, jobs: Followed) -> Columns:
    """In the year of the 45th birthday, or up to two years before, beside another visit; those of earlier years too."""
    draws, rates = world.draws, world.rates
    present = np.arange(world.workers)  # the first rows of the jobs are the workers' present ones
    year = turned(world, jobs.born[present], 45)
    start = np.where(jobs.start <= jobs.end, followed_since(world, jobs), jobs.start)
    parts = []
    for one in range(world.year - 4, world.year + 3):
        job = present[year == one]
        coupled = draws.chance(len(job), rates.figure("mid_career_coupled"))
        done = coupled | draws.chance(len(job), rates.figure("mid_career_done"))
        low, high = world.bounds(one)
        low_each = np.where(coupled, world.bounds(one - 2)[0], low)
        since = np.maximum(start[job], low_each)
        until = np.minimum(jobs.end[job], np.where(coupled, low - 1, high))
        possible = done & (since <= until)
        parts.append(_visits(job[possible], draws.between(since[possible], until[possible]), "mi_carriere"))
    return stack(*parts)


def _hiring_visits(world: World, jobs: Followed, rhythm: Rhythm) -> Columns:
    hired = world.ints("emplois", "debut")
    date = hired + world.draws.between(0, 90, len(hired))
    done = (hired >= jobs.start) & (date <= jobs.end) & world.draws.chance(len(hired), 0.8) & ~rhythm.unreached
    return _visits(np.flatnonzero(done), date[done], "embauche")


def _periodic_visits(world: World, jobs: Followed, others: Columns, rhythm: Rhythm) -> list[Columns]:
    """What is missing each year to reach the rate of visits: periodic ones, intermediate ones of reinforced posts."""
    done = years_of(others["date"].astype(np.int64))
    parts = []
    for year in world.years:
        rhythm.saw({name: values[done == year] for name, values in others.items()})
        missing = max(2, world.yearly("visits") - int((done == year).sum()))
        between = world.draws.some(round(missing * 0.16) or 1, rhythm.call_for_intermediate(year))
        weight = rhythm.call_for_full(year)
        weight[between] = 0
        full = world.draws.some(missing - len(between), weight)
        found = [
            _on_some_day(world, jobs, between, year, "intermediaire"),
            _on_some_day(world, jobs, full, year, "periodique"),
        ]
        rhythm.saw(stack(*found))
        parts += found
    return parts


def _complete(world: World, jobs: Followed) -> None:
    """The other columns of the visits, from nature, job and opinion."""
    draws, rates, visits = world.draws, world.rates, world.tables["visites"]
    job, nature, unfit = world.ints("visites", "emploi_id"), world.texts("visites", "nature"), visits.pop("unfit") == 1
    rows = len(job)
    exam = jobs.reinforced[job] & np.isin(nature, ["embauche", "periodique"])
    by_nurse = np.isin(nature, NURSE_NATURES) & ~exam & ~unfit
    nurse = np.zeros(rows, dtype=bool)
    nurse[draws.some(round(rows * rates.figure("nurse_visits")), by_nurse * 1.0)] = True
    visits["demandeur"] = _requesters(world, nature)
    visits["professionnel_id"] = _seen_by(world, jobs.establishment[job], nurse)
    visits["modalite"] = np.where(~unfit & draws.chance(rows, rates.figure("remote_visits")), "distance", "presentiel")
    nothing = (nature == "pre_reprise") | ((nature == "demande") & draws.chance(rows, 0.1))
    visits["avis"] = np.select([unfit, nothing, exam], ["inaptitude", "aucun", "aptitude"], "attestation")
    waived = np.where(draws.chance(rows, rates.figure("unfitness_waived")), 1, 0)
    visits["dispense_reclassement"] = np.where(unfit, draws.emptied(waived, 0.02), EMPTY)
    visits["amenagement"] = _measures(world, jobs, job, nature, ~nurse & ~unfit)
    opposed = np.where(draws.chance(rows, rates.figure("information_opposed")), 1, 0)
    visits["opposition_information"] = np.where(nature == "pre_reprise", draws.emptied(opposed, 0.03), EMPTY)


def _requesters(world: World, nature: Texts) -> Texts:
    requester = np.full(len(nature), "", dtype="<U16")
    for name, shares in (("pre_reprise", "pre_return_requesters"), ("demande", "visit_requesters")):
        rows = np.flatnonzero(nature == name)
        requester[rows] = world.draws.blanked(world.draws.words(len(rows), world.rates.share(shares)), 0.02)
    return requester


def _seen_by(world: World, establishment: Ints, nurse: Flags) -> Ints:
    draws, roles = world.draws, world.texts("professionnels", "role")
    doctors, nurses = np.flatnonzero(roles == "medecin_travail"), np.flatnonzero(roles == "idest")
    own = world.ints("etablissements", "medecin_id")[establishment]
    any_doctor = doctors[draws.between(0, len(doctors) - 1, len(nurse))]
    any_nurse = nurses[draws.between(0, len(nurses) - 1, len(nurse))]
    return draws.emptied(np.where(nurse, any_nurse, np.where(own == EMPTY, any_doctor, own)), 0.02)


def _measures(world: World, jobs: Followed, job: Ints, nature: Texts, doctor: Flags) -> Ints:
    """Which visits propose individual measures: by a doctor, more often on return or on request, and over 50."""
    draws = world.draws
    year = years_of(world.ints("visites", "date"))
    weight: Floats = doctor * np.select(
        [np.isin(nature, ["reprise", "demande"]), nature == "pre_reprise"], [3.0, 0.3], 1.0
    )
    weight = weight * np.where(jobs.over_50(world.last)[job], 2.0, 1.0) * jobs.strain[job]
    proposed = np.where(draws.chance(len(job), 0.015), EMPTY, 0)
    for one in world.years:
        proposed[draws.some(world.yearly("measures"), weight * (year == one))] = 1
    return proposed
