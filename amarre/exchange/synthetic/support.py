"""What is done for a person: support acts, orientations, schemes, follow-up of closed cases."""

import numpy as np

from amarre.exchange.synthetic.cell import Cases
from amarre.exchange.synthetic.draws import EMPTY, Flags, Ints, Texts, with_every_word
from amarre.exchange.synthetic.world import Columns, Followed, World, optional_days, stack, years_of

#: Shortest and longest length in days of a scheme that was agreed to.
LENGTHS = {
    "essai_encadre": (3, 14), "crpe": (90, 540), "temps_partiel_therapeutique": (30, 270), "remobilisation": (40, 60),
    "fipu": (30, 180), "aide_agefiph": (1, 200), "aide_fiphfp": (1, 200), "ppr": (180, 364), "ptp": (90, 365),
    "periode_reconversion": (90, 364), "bilan_competences": (30, 90), "emploi_accompagne": (180, 700),
}  # fmt: skip
#: What stands for an agent of a public employer in place of what only private ones have, and the other way round.
FOR_AGENTS = {
    "agefiph": "fiphfp", "essai_encadre": "temps_partiel_therapeutique", "crpe": "temps_partiel_therapeutique",
    "fipu": "aide_fiphfp", "aide_agefiph": "aide_fiphfp", "remobilisation": "bilan_competences",
    "ptp": "bilan_competences", "periode_reconversion": "bilan_competences",
}  # fmt: skip
FOR_EMPLOYEES = {"fiphfp": "agefiph"}
#: How often a person's situation is another one at the next echelon; no series is published.
MOVES_ON = 0.15
STILL_WORKING = ("maintien_poste", "maintien_poste_amenage", "maintien_entreprise", "reclassement_externe")
SEEKING = ("inaptitude", "licenciement_inaptitude", "rupture")
SITUATIONS = (
    "meme_poste", "poste_amenage", "autre_poste_entreprise", "autre_employeur", "formation", "recherche_emploi",
    "arret", "invalidite", "retraite", "autre", "injoignable",
)  # fmt: skip


def add_support(world: World, jobs: Followed, cases: Cases) -> None:
    """`accompagnements`: acts of cases, then people seen by a social worker outside a case, to reach the rate."""
    draws = world.draws
    case = _per_case(world, cases, "support_acts_per_case")
    profession = draws.words(len(case), world.rates.share("support_professions"))
    acts = _acts(cases, case, draws.between(cases.opened[case], cases.until[case]))
    acts["intervenant"] = profession
    parts = [acts]
    for year in world.years:
        social = (profession == "assistant_social") & (years_of(acts["date"].astype(np.int64)) == year)
        known = len(np.unique(jobs.worker[cases.job[case[social]]]))
        others = _outside(world, jobs, year, max(1, world.yearly("social_support") - known))
        others["intervenant"] = np.full(len(others["date"]), "assistant_social")
        parts.append(others)
    world.add("accompagnements", stack(*parts), by="date")


def add_orientations(world: World, jobs: Followed, cases: Cases) -> None:
    """`orientations`: from cases and outside them; a part is acknowledged, then taken up, then answered."""
    draws, rates = world.draws, world.rates
    case = _per_case(world, cases, "orientations_per_case")
    parts = [_acts(cases, case, draws.between(cases.opened[case], cases.until[case]))]
    parts += [_outside(world, jobs, year, world.yearly("orientations_without_case")) for year in world.years]
    columns = stack(*parts)
    date, rows = columns["date"].astype(np.int64), len(columns["date"])
    acknowledged = _later(world, date, draws.chance(rows, rates.figure("acknowledged")), 1, 40)
    taken = _later(world, acknowledged, draws.chance(rows, 0.75), 0, 30)
    agents = jobs.public[columns["emploi_id"].astype(np.int64)]
    recipient = _rightful(draws.words(rows, rates.share("recipients")), agents)
    recipient = with_every_word(recipient, ["fiphfp"], agents)
    columns["destinataire"] = with_every_word(
        recipient, [one for one in rates.share("recipients") if one not in FOR_EMPLOYEES], ~agents
    )
    columns["accuse_le"] = acknowledged
    columns["prise_en_charge_le"] = taken
    columns["retour_le"] = _later(world, taken, draws.chance(rows, 0.6), 20, 150)
    world.add("orientations", columns, by="date")


def add_schemes(world: World, jobs: Followed, cases: Cases) -> None:
    """`dispositifs`: those of private employers, in cases or outside; those of public employers for their agents."""
    draws, rates = world.draws, world.rates
    case = _per_case(world, cases, "schemes_per_case")
    private = [_acts(cases, case, draws.between(cases.opened[case], cases.until[case]))]
    private += [_outside(world, jobs, year, world.yearly("schemes_without_case")) for year in world.years]
    public = [_outside(world, jobs, year, world.yearly("public_schemes"), jobs.public) for year in world.years]
    here, there = stack(*private), stack(*public)
    agents = jobs.public[here["emploi_id"].astype(np.int64)]
    nature = _rightful(draws.words(len(here["date"]), rates.share("private_schemes")), agents)
    here["nature"] = with_every_word(nature, list(rates.share("private_schemes")), ~agents)
    tenured = world.texts("emplois", "contrat")[there["emploi_id"].astype(np.int64)] == "titulaire"
    nature = draws.words(len(there["date"]), rates.share("public_schemes"))
    nature = np.where((nature == "ppr") & ~tenured, "bilan_competences", nature)
    there["nature"] = with_every_word(nature, ["ppr"], tenured)
    columns = stack(here, there)
    asked, rows = columns.pop("date").astype(np.int64), len(columns["nature"])
    approval = draws.words(rows, rates.share("approvals"))
    approval = np.where((approval == "attente") & (asked < world.last - 200), "oui", approval)
    approval = with_every_word(approval, list(rates.share("approvals")), np.ones(rows, dtype=bool))
    low, high = (np.array([LENGTHS[name][side] for name in LENGTHS]) for side in (0, 1))
    rank = np.argmax(columns["nature"][:, None] == np.array(list(LENGTHS))[None, :], axis=1)
    start = asked + draws.between(10, 60, rows)
    end = start + draws.between(low[rank], high[rank]) - 1
    columns["initiative"] = draws.blanked(draws.words(rows, rates.share("scheme_initiatives")), 0.05)
    columns["demande_le"] = draws.emptied(asked, 0.05)
    columns["accord"] = approval
    columns["debut"] = optional_days(approval == "oui", start)
    columns["fin"] = optional_days((approval == "oui") & ~draws.chance(rows, 0.05), end)
    world.add("dispositifs", columns, by="demande_le")


def add_follow_ups(world: World, cases: Cases) -> None:
    """`suivis`: at three, six and twelve months after closing, for those that were done."""
    draws, rates = world.draws, world.rates
    parts = []
    for months in (3, 6, 12):
        alive = np.flatnonzero((cases.closed != EMPTY) & (cases.outcome != "deces"))
        date = cases.closed[alive] + round(months * 30.44) + draws.between(-7, 25, len(alive))
        done = (date <= world.last) & draws.chance(len(alive), rates.figure(f"follow_up_{months}"))
        case = alive[done]
        due = np.full(len(case), str(months))
        parts.append({"dossier_id": case, "echeance_mois": due, "date": date[done]})
    columns: Columns = stack(*parts)
    columns["situation"] = _situations(world, cases, columns["dossier_id"].astype(np.int64))
    world.add("suivis", columns, by="date")


def _situations(world: World, cases: Cases, case: Ints) -> Texts:
    draws, rates = world.draws, world.rates
    outcome = cases.outcome[case]
    group = np.select(
        [np.isin(outcome, STILL_WORKING), np.isin(outcome, SEEKING), outcome == "formation"],
        ["situations_active", "situations_seeking", "situations_training"],
        "situations_other",
    )
    situation = np.full(len(case), "", dtype="<U22")
    for name in np.unique(group).tolist():
        rows = np.flatnonzero(group == name)
        situation[rows] = draws.words(len(rows), rates.share(name))
    # What a person does at three months is mostly what they still do at six and twelve: drawn anew each time, hardly
    # anybody would stay in employment for a year.
    cases_seen, first = np.unique(case, return_index=True)
    before = first[np.searchsorted(cases_seen, case)]
    situation = np.where(draws.chance(len(case), MOVES_ON), situation, situation[before])
    unreached = draws.words(len(case), rates.share("unreachable")) == "injoignable"
    situation = np.where(unreached, "injoignable", situation)
    return with_every_word(situation, SITUATIONS, np.ones(len(case), dtype=bool))


def _rightful(words: Texts, agents: Flags) -> Texts:
    """The words, each in the place of one that the law does not open to that employer."""
    found = words.astype("<U30")
    for table, rows in ((FOR_AGENTS, agents), (FOR_EMPLOYEES, ~agents)):
        for word, other in table.items():
            found[rows & (words == word)] = other
    return found


def _per_case(world: World, cases: Cases, mean: str) -> Ints:
    """The row of a case for each of its acts, at least one act in all."""
    count = world.draws.generator.poisson(world.rates.figure(mean), len(cases.job))
    count[:1] = np.maximum(count[:1], 1)
    return np.repeat(np.arange(len(cases.job)), count)


def _acts(cases: Cases, case: Ints, date: Ints) -> Columns:
    return {"emploi_id": cases.job[case], "dossier_id": case, "date": date}


def _outside(world: World, jobs: Followed, year: int, count: int, among: Flags | None = None) -> Columns:
    """Acts of a year for jobs that have no case."""
    low, high = world.bounds(year)
    weight = jobs.present(low, high) * (1.0 if among is None else among)
    job = world.draws.some(count, weight)
    date = world.draws.between(np.maximum(jobs.start[job], low), np.minimum(jobs.end[job], high))
    return {"emploi_id": job, "dossier_id": np.full(len(job), EMPTY), "date": date}


def _later(world: World, after: Ints, happened: Flags, low: int, high: int) -> Ints:
    """A later date where the first one is known, the thing happened and it is not in the future."""
    date = after + world.draws.between(low, high, len(after))
    return optional_days(happened & (after != EMPTY) & (date <= world.last), date)
