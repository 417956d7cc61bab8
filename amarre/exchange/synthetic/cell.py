"""Referrals to the cell, and its cases."""

from dataclasses import dataclass

import numpy as np

from amarre.exchange.synthetic.draws import EMPTY, Flags, Ints, Texts, with_every_word
from amarre.exchange.synthetic.employers import left_or
from amarre.exchange.synthetic.health import Spells, Unfit
from amarre.exchange.synthetic.world import Followed, World, optional_days, years_of

OUTCOMES = (
    "maintien_poste", "maintien_poste_amenage", "maintien_entreprise", "reclassement_externe", "formation",
    "inaptitude", "rupture", "retraite", "invalidite", "abandon", "perdu_de_vue",
)  # fmt: skip


@dataclass(frozen=True)
class Cases:
    """What the acts of a case need to know, one array each."""

    job: Ints
    opened: Ints
    until: Ints  # closing, or the last day of the period
    closed: Ints
    outcome: Texts


def add_referrals(world: World, jobs: Followed, spells: Spells, unfit: Unfit) -> None:
    """`signalements`: before an unfitness, during long leave, or while at work."""
    draws, rates = world.draws, world.rates
    picked, days = [], []
    ahead = np.maximum(unfit.day - draws.between(20, 200, len(unfit.day)), jobs.start[unfit.job])
    long = spells.only((spells.days > 20) & (spells.start + 10 <= world.last))
    inside = draws.between(long.start + 10, np.minimum(long.end, world.last))
    for year in world.years:
        wanted = world.yearly("referrals")
        one = draws.some(round(wanted * rates.figure("referrals_before_unfitness")), (years_of(ahead) == year) * 1.0)
        two = draws.some(round(wanted * rates.figure("referrals_on_leave")), (years_of(inside) == year) * 1.0)
        low, high = world.bounds(year)
        weight = jobs.present(low, high) * np.where(jobs.over_50(high), 2.0, 1.0)
        three = draws.some(max(1, wanted - len(one) - len(two)), weight)
        picked += [unfit.job[one], long.job[two], three]
        anywhere = draws.between(np.maximum(jobs.start[three], low), np.minimum(jobs.end[three], high))
        days += [ahead[one], inside[two], anywhere]
    job, date = np.concatenate(picked), np.concatenate(days)
    origin = draws.words(len(job), rates.share("referral_origins"))
    partner = np.full(len(job), "", dtype="<U17")
    rows = np.flatnonzero(origin == "partenaire")
    partner[rows] = draws.blanked(draws.words(len(rows), rates.share("referral_partners")), 0.03)
    partner = with_every_word(partner, list(rates.share("referral_partners")), origin == "partenaire")
    reason = draws.words(len(job), rates.share("referral_reasons"))
    columns = {"emploi_id": job, "date": date, "origine": origin, "partenaire": partner, "motif": reason}
    world.add("signalements", columns, by="date")


def add_cases(world: World, jobs: Followed, unfit: Unfit) -> Cases:
    """`dossiers`: most of them open on a referral; each closes on its outcome or is still open."""
    draws, rates = world.draws, world.rates
    job, referral, opened = _openings(world, jobs)
    dismissed = np.full(len(jobs.worker), EMPTY)
    dismissed[unfit.job] = unfit.dismissed
    found = np.full(len(jobs.worker), False)
    found[unfit.job] = True
    rows = len(job)
    length = draws.between(int(rates.figure("case_days_shortest")), int(rates.figure("case_days_longest")), rows)
    ends_badly = (dismissed[job] != EMPTY) & (dismissed[job] >= opened)
    after = np.maximum(opened + 15, dismissed[job] + draws.between(0, 30, rows))
    closing = np.where(ends_badly, after, opened + length)
    closed = closing <= world.last
    outcome = _outcomes(world, closed, ends_badly, found[job])
    planned = opened + draws.between(0, 60, rows)
    planned = np.where(draws.chance(rows, rates.figure("plan_opened")), planned, EMPTY)
    planned = np.where(planned > np.where(closed, closing, world.last), EMPTY, planned)
    staff = np.flatnonzero(np.isin(world.texts("professionnels", "role"), ["charge_maintien", "assistant_social"]))
    world.add(
        "dossiers",
        {
            "emploi_id": job,
            "signalement_id": referral,
            "ouverture": opened,
            "referent_id": draws.emptied(staff[draws.between(0, len(staff) - 1, rows)], 0.05),
            "niveau": draws.blanked(draws.words(rows, rates.share("levels")), 0.05),
            "plan_ouvert_le": planned,
            "cloture": optional_days(closed, closing),
            "issue": outcome,
        },
        by="ouverture",
    )
    world.tables["dossiers"]["niveau"] = with_every_word(
        world.texts("dossiers", "niveau"), list(rates.share("levels")), np.ones(rows, dtype=bool)
    )
    return _cases(world)


def bury(world: World) -> None:
    """After a death nothing more happens: the jobs end, later acts go."""
    outcome = world.texts("dossiers", "issue")
    dead = np.flatnonzero(outcome == "deces")
    job_worker = world.ints("emplois", "travailleur_id")
    death = np.full(world.workers, np.iinfo(np.int64).max)
    death[job_worker[world.ints("dossiers", "emploi_id")[dead]]] = world.ints("dossiers", "cloture")[dead]
    end = left_or(world.ints("emplois", "fin"), np.iinfo(np.int64).max)
    last = np.maximum(np.minimum(end, death[job_worker]), world.ints("emplois", "debut"))
    world.tables["emplois"]["fin"] = np.where(last == np.iinfo(np.int64).max, EMPTY, last)
    for name, date in (
        ("visites", "date"), ("arrets", "debut"), ("indices", "date"), ("rendez_vous_liaison", "date"),
        ("accompagnements", "date"), ("orientations", "date"), ("dispositifs", "debut"),
    ):  # fmt: skip
        alive = world.ints(name, date) <= death[job_worker[world.ints(name, "emploi_id")]]
        world.tables[name] = {column: values[alive] for column, values in world.tables[name].items()}


def _openings(world: World, jobs: Followed) -> tuple[Ints, Ints, Ints]:
    """Job, referral and day of opening of each case; one case at most for a job."""
    draws, rates = world.draws, world.rates
    received, job_of = world.ints("signalements", "date"), world.ints("signalements", "emploi_id")
    share = rates.figure("case_with_referral")
    referrals, direct, days = [], [], []
    for year in world.years:
        wanted = world.yearly("cases")
        referrals.append(draws.some(round(wanted * share), (years_of(received) == year) * 1.0))
        low, high = world.bounds(year)
        one = draws.some(max(1, wanted - round(wanted * share)), jobs.present(low, high))
        direct.append(one)
        days.append(draws.between(np.maximum(jobs.start[one], low), np.minimum(jobs.end[one], high)))
    referral = np.concatenate(referrals)
    wait = np.minimum(draws.generator.exponential(12, len(referral)).astype(np.int64), 90)
    job = np.concatenate([job_of[referral], *direct])
    opened = np.concatenate([received[referral] + wait, *days])
    source = np.concatenate([referral, np.full(len(job) - len(referral), EMPTY)])
    _, first = np.unique(job, return_index=True)
    first = first[opened[first] <= world.last]
    return job[first], source[first], opened[first]


def _outcomes(world: World, closed: Flags, ends_badly: Flags, unfit: Flags) -> Texts:
    """Dismissals and unfitness where they happened, the other outcomes by their shares; empty while open."""
    draws, shares = world.draws, world.rates.share("outcomes")
    outcome = np.full(len(closed), "", dtype="<U24")
    free = np.flatnonzero(closed & ~ends_badly & ~unfit)
    outcome[free] = draws.words(len(free), shares)
    outcome[closed & unfit] = "inaptitude"
    outcome[closed & ends_badly] = "licenciement_inaptitude"
    return with_every_word(outcome, [*OUTCOMES, "licenciement_inaptitude", "deces"], closed)


def _cases(world: World) -> Cases:
    closed = world.ints("dossiers", "cloture")
    return Cases(
        job=world.ints("dossiers", "emploi_id"),
        opened=world.ints("dossiers", "ouverture"),
        until=left_or(closed, world.last),
        closed=closed,
        outcome=world.texts("dossiers", "issue"),
    )
