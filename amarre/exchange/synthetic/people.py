"""Workers, their jobs, their titles of BOETH."""

import numpy as np

from amarre.exchange.synthetic.draws import EMPTY, Flags, Floats, Ints, Texts, with_every_word
from amarre.exchange.synthetic.employers import left_or
from amarre.exchange.synthetic.reference import by_group, plain, texts, weights
from amarre.exchange.synthetic.world import Columns, Followed, World, optional_days, stack

YEAR = 365.25
REGIMES = ("general", "agricole", "fonction_publique", "independant")
ADULT = int(16.1 * YEAR)


def add_people(world: World) -> None:
    """`travailleurs` and `emplois`: a present job each, for some one before it or beside it."""
    establishment = _places_of_work(world)
    trade = _trades(world, establishment)
    women = world.draws.generator.random(world.workers) < weights("occupations", "women")[trade]
    contract = _contracts(world, establishment)
    # A bell between 17 and 67; apprentices are young.
    age = np.where(
        contract == "apprentissage",
        16.5 + 9 * world.draws.generator.random(world.workers),
        17 + 50 * world.draws.generator.beta(1.8, 2.0, world.workers),
    )
    born = world.last - np.floor(age * YEAR).astype(np.int64)
    present = _present_jobs(world, establishment, trade, contract, born)
    born = np.minimum(born, present["debut"].astype(np.int64) - ADULT)
    _add_workers(world, women, born, establishment)
    before, beside = _previous_jobs(world, present), _concurrent_jobs(world)
    jobs = stack(present, before, beside)
    jobs["suivi"] = _monitoring(world, jobs)
    trades = jobs["trade"].astype(np.int64)
    jobs["poste"] = world.draws.blanked(texts("occupations", "title")[trades], 0.02)
    jobs["pcs"] = world.draws.blanked(texts("occupations", "pcs")[trades], 0.15)
    world.add("emplois", jobs)


def add_recognitions(world: World) -> None:
    """`reconnaissances`: in force, ended, definitive, asked for."""
    draws = world.draws
    rows = max(1, round(world.workers * world.rates.figure("recognitions")))
    worker = draws.between(0, world.workers - 1, rows)
    asked = draws.between(world.first - 1500, world.last - 10, rows)
    start = asked + draws.between(60, 300, rows)
    length = draws.words(rows, {"365": 0.05, "730": 0.15, "1095": 0.25, "1825": 0.35, "0": 0.2}).astype(np.int64)
    # What was asked for late has no answer yet; so has a small part of the rest.
    granted = (start <= world.last + 60) & ~draws.chance(rows, 0.08)
    world.add(
        "reconnaissances",
        {
            "travailleur_id": worker,
            "nature": draws.words(rows, world.rates.share("recognition_kinds")),
            "date_demande": draws.emptied(asked, 0.1),
            "debut": optional_days(granted, start),
            "fin": optional_days(granted & (length > 0), start + length),
        },
        by="date_demande",
    )


def followed(world: World) -> Followed:
    """Every job as the acts see it; read again once dismissals have ended some."""
    worker, establishment = world.ints("emplois", "travailleur_id"), world.ints("emplois", "etablissement_id")
    member = world.ints("etablissements", "adherent_id")[establishment]
    joined = world.ints("adherents", "date_adhesion")[member]
    left = left_or(world.ints("adherents", "date_radiation")[member], world.last)
    ended = left_or(world.ints("emplois", "fin"), world.last)
    start = np.maximum.reduce([world.ints("emplois", "debut"), joined, np.full(len(worker), world.first)])
    end = np.minimum.reduce([ended, left, np.full(len(worker), world.last)])
    return Followed(
        worker=worker,
        establishment=establishment,
        start=start,
        end=end,
        born=world.ints("travailleurs", "date_naissance")[worker],
        woman=world.texts("travailleurs", "sexe")[worker] == "F",
        reinforced=world.texts("emplois", "suivi") == "renforce",
        public=is_public(world, establishment),
        strain=_strain(world, establishment, end - start),
    )


def _strain(world: World, establishment: Ints, days: Ints) -> Floats:
    """The hardship of the trade by that of the place, scaled so that the service as a whole keeps its rates."""
    trade: Floats = weights("occupations", "strain")[world.ints("emplois", "trade")]
    place = np.where(world.ints("etablissements", "strained")[establishment] == 1, world.rates.figure("strain"), 1.0)
    strain: Floats = trade * place
    scaled: Floats = strain / np.average(strain, weights=np.clip(days, 0, None) + 1e-9)
    return scaled


def is_public(world: World, establishment: Ints) -> Flags:
    """Which establishments belong to a public employer."""
    nature = world.texts("adherents", "nature")[world.ints("etablissements", "adherent_id")[establishment]]
    return np.isin(nature, ["collectivite", "etablissement_public"])


def _places_of_work(world: World) -> Ints:
    """The establishment of each worker's present job: headcounts scaled to the number of workers."""
    headcount = world.ints("etablissements", "effectif")
    wanted = headcount * (world.workers / max(1, headcount.sum()))
    seats = np.floor(wanted).astype(np.int64)
    missing = world.workers - int(seats.sum())
    seats[np.argsort(seats - wanted, kind="stable")[:missing]] += 1
    return world.draws.generator.permutation(np.repeat(np.arange(len(seats)), seats))


def _trades(world: World, establishment: Ints) -> Ints:
    """The row of the occupations' list for each job, by the establishment's activity."""
    groups, all_weights = by_group("occupations"), weights("occupations")
    group_of = dict(zip(texts("activities", "naf").tolist(), texts("activities", "group").tolist(), strict=True))
    naf, rank = np.unique(world.texts("etablissements", "naf")[establishment], return_inverse=True)
    group = np.array([group_of[code] for code in naf.tolist()])[rank]
    trade = np.zeros(len(establishment), dtype=np.int64)
    for name, rows in groups.items():
        wanted = np.flatnonzero(group == name)
        trade[wanted] = rows[world.draws.weighted(len(wanted), all_weights[rows])]
    return trade


def _contracts(world: World, establishment: Ints) -> Texts:
    rows = len(establishment)
    nature = world.texts("adherents", "nature")[world.ints("etablissements", "adherent_id")[establishment]]
    private = world.draws.words(rows, world.rates.share("private_contracts"))
    public = world.draws.words(rows, world.rates.share("public_contracts"))
    contract = np.where(is_public(world, establishment), public, private)
    return np.where(nature == "travailleur_independant", "independant", contract)


def _add_workers(world: World, women: Flags, born: Ints, establishment: Ints) -> None:
    draws, rows = world.draws, world.workers
    sex, names = texts("first_names", "sex"), texts("first_names", "first_name")
    last_names = texts("last_names", "last_name")
    woman, man = np.flatnonzero(sex == "F"), np.flatnonzero(sex == "M")
    first = np.where(women, woman[draws.between(0, len(woman) - 1, rows)], man[draws.between(0, len(man) - 1, rows)])
    # The first names of the list are the most common.
    last = np.floor(len(last_names) * draws.generator.random(rows) ** 1.4).astype(np.int64)
    second = last_names[draws.between(0, len(last_names) - 1, rows)]
    name = np.where(draws.chance(rows, 0.03), np.char.add(np.char.add(last_names[last], "-"), second), last_names[last])
    address = np.char.add(np.char.add(np.char.add(plain(names)[first], "."), plain(last_names)[last]), ".")
    address = np.char.add(np.char.add(address, np.arange(1, rows + 1).astype(np.str_)), "@example.org")
    number = np.char.zfill(draws.between(0, 9999, rows).astype(np.str_), 4)
    # Numbers that the Arcep keeps for works of fiction.
    phone = np.char.add(np.where(draws.chance(rows, 0.8), "063998", "046571"), number)
    farming = np.char.startswith(world.texts("etablissements", "naf")[establishment], "01.")
    alone = world.texts("adherents", "nature")[world.ints("etablissements", "adherent_id")[establishment]]
    regime = np.select(
        [is_public(world, establishment), farming, alone == "travailleur_independant"],
        ["fonction_publique", "agricole", "independant"],
        draws.words(rows, world.rates.share("regimes")),
    )
    known = np.full(rows, rows >= 500)  # a word that chance left out is not worth a coherent tiny service
    world.add(
        "travailleurs",
        {
            "nom": name,
            "prenom": names[first],
            "date_naissance": born,
            "sexe": np.where(women, "F", "M"),
            "telephone": draws.blanked(phone, 0.25),
            "email": draws.blanked(address, 0.45),
            "regime": with_every_word(draws.blanked(regime, 0.04), REGIMES, known),
        },
    )


def _present_jobs(world: World, establishment: Ints, trade: Ints, contract: Texts, born: Ints) -> Columns:
    draws, rows = world.draws, world.workers
    tenure = draws.generator.exponential(world.rates.figure("tenure_years") * YEAR, rows).astype(np.int64)
    short = np.isin(contract, ["cdd", "interim", "apprentissage"])
    tenure = np.where(short, tenure % 700, tenure)
    start = np.maximum(world.last - tenure, born + ADULT)
    ended = draws.chance(rows, world.rates.figure("ended_job"))
    end = optional_days(ended, draws.between(world.first + 60, world.last, rows))
    announced = (end == EMPTY) & short & draws.chance(rows, 0.7)
    end = np.where(announced, draws.between(world.last + 1, world.last + 300, rows), end)
    left = world.ints("adherents", "date_radiation")[world.ints("etablissements", "adherent_id")[establishment]]
    end = np.where((left != EMPTY) & (left <= world.last), np.minimum(left_or(end, world.last), left), end)
    # Some are hired for later; others began before the end that was drawn for them.
    later = (end == EMPTY) & draws.chance(rows, 0.002)
    start = np.where(later, draws.between(world.last + 1, world.last + 60, rows), start)
    start = np.minimum(start, left_or(end, world.last + 400) - 30)
    return {
        "travailleur_id": np.arange(rows), "etablissement_id": establishment, "trade": trade, "contrat": contract,
        "debut": start, "fin": end,
    }  # fmt: skip


def _previous_jobs(world: World, present: Columns) -> Columns:
    """For some of those hired during the period, the job they had before in another establishment."""
    start = present["debut"].astype(np.int64)
    recent: Floats = np.where((start > world.first + 90) & (start <= world.last), 1.0, 0.0)
    wanted = max(1, round(world.workers * world.rates.figure("previous_job")))
    worker = world.draws.some(wanted, recent)
    end = start[worker] - world.draws.between(1, 60, len(worker))
    return _other_jobs(world, worker, end - world.draws.between(200, 3000, len(worker)), end)


def _concurrent_jobs(world: World) -> Columns:
    """For some, a second employer at the same time."""
    worker = world.draws.some(
        max(2, round(world.workers * world.rates.figure("concurrent_job"))), np.full(world.workers, 1.0)
    )
    start = world.last - world.draws.between(20, 2500, len(worker))
    end = np.full(len(worker), EMPTY)
    return _other_jobs(world, worker, start, end)


def _other_jobs(world: World, worker: Ints, start: Ints, end: Ints) -> Columns:
    """Jobs in establishments drawn by headcount, inside the member's time and the worker's adult life."""
    headcount = world.ints("etablissements", "effectif").astype(np.float64)
    establishment = world.draws.weighted(len(worker), headcount)
    left = world.ints("adherents", "date_radiation")[world.ints("etablissements", "adherent_id")[establishment]]
    gone = (left != EMPTY) & (left <= world.last)
    end = np.where(gone, np.minimum(left_or(end, world.last), left), end)
    start = np.minimum(start, left_or(end, world.last) - 30)
    start = np.maximum(start, world.ints("travailleurs", "date_naissance")[worker] + ADULT)
    contract = _contracts(world, establishment)
    rows: Columns = {
        "travailleur_id": worker, "etablissement_id": establishment, "trade": _trades(world, establishment),
        "contrat": contract, "debut": start, "fin": end,
    }  # fmt: skip
    kept = start < left_or(end, world.last)
    return {name: values[kept] for name, values in rows.items()}


def _monitoring(world: World, jobs: Columns) -> Texts:
    """The type of follow-up: reinforced where the trade exposes, adapted at random among the others."""
    rows = len(jobs["debut"])
    exposed: Floats = weights("occupations", "exposed")[jobs["trade"].astype(np.int64)]
    monitoring = np.full(rows, "simple", dtype="<U8")
    monitoring[world.draws.some(round(rows * world.rates.figure("adapted")), np.full(rows, 1.0))] = "adapte"
    monitoring[world.draws.some(round(rows * world.rates.figure("reinforced")), exposed)] = "renforce"
    return monitoring


def turned(world: World, born: Ints, age: int) -> Ints:
    """The calendar year of that birthday."""
    return born.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970 + age
