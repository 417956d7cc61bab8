"""Collective actions, the establishments that they reach, and what establishments keep of them."""

import numpy as np

from amarre.exchange.synthetic.draws import EMPTY, Floats, Ints, Texts
from amarre.exchange.synthetic.employers import left_or
from amarre.exchange.synthetic.world import World

#: How many establishments an action reaches at most, by nature; those not listed reach none.
REACH = {
    "amt": 1, "fiche_entreprise": 1, "accompagnement_duerp": 1, "mesure_conseil": 1, "cssct": 1, "sensibilisation": 12,
    "atelier": 6, "webinaire": 20, "forum": 25, "diffusion_numerique": 40, "formation_interne": 5,
}  # fmt: skip
WITHOUT_REACH = (
    "video_temoignage", "video_institutionnelle", "reunion_partenaires", "reunion_promotion", "fiche_dispositif",
)  # fmt: skip
ATTENDED = ("sensibilisation", "atelier", "webinaire", "forum", "formation_interne")
PARTNERS = ("Carsat", "Cap emploi", "Agefiph", "OPPBTP", "MDPH", "Carsat|Cap emploi", "Service social de la Carsat")


def add_actions(world: World) -> None:
    """`actions` and `actions_etablissements`; also `date_duerp` and `date_fiche_entreprise` of the establishments."""
    nature, date = _planned(world)
    action, establishment = _reached(world, nature, date)
    draws, rows = world.draws, len(nature)
    people = draws.between(1, 18, len(action))
    told = np.isin(nature, ATTENDED)[action] & ~draws.chance(len(action), 0.1)
    total = np.bincount(action[told], weights=people[told], minlength=rows).astype(np.int64)
    # Some come from elsewhere; where only the establishments' numbers are known the action has none of its own.
    total = np.where(np.isin(nature, ATTENDED) & ~draws.chance(rows, 0.15), total + draws.between(0, 10, rows), EMPTY)
    shared = np.isin(nature, [*ATTENDED, *WITHOUT_REACH]) & draws.chance(rows, 0.45)
    partner = np.array(PARTNERS)[draws.between(0, len(PARTNERS) - 1, rows)]
    world.add(
        "actions",
        {
            "nature": nature,
            "theme": draws.words(rows, world.rates.share("themes")),
            "date": date,
            "partenaires": np.where(shared, partner, ""),
            "participants": total,
        },
    )
    participants = np.where(told, people, EMPTY)
    columns = {"action_id": action, "etablissement_id": establishment, "participants": participants}
    order = np.lexsort((establishment, action))
    world.add("actions_etablissements", {name: values[order] for name, values in columns.items()})
    _date_documents(world, nature, date, action, establishment)


def _planned(world: World) -> tuple[Texts, Ints]:
    """The nature and day of each action, in the order of days."""
    natures = (*REACH, *WITHOUT_REACH)
    nature = np.concatenate([np.repeat(np.array(natures), [world.yearly(name) for name in natures])] * 3)
    per_year = len(nature) // 3
    date = np.concatenate([world.draws.between(*world.bounds(year), per_year) for year in world.years])
    order = np.argsort(date, kind="stable")
    return nature[order], date[order]


def _reached(world: World, nature: Texts, date: Ints) -> tuple[Ints, Ints]:
    """Pairs of an action and an establishment whose member belonged to the service on that day."""
    draws = world.draws
    member = world.ints("etablissements", "adherent_id")
    joined, left = world.ints("adherents", "date_adhesion")[member], world.ints("adherents", "date_radiation")[member]
    headcount = world.ints("etablissements", "effectif")
    with_committee = world.ints("etablissements", "cssct") == 1
    most = np.zeros(len(nature), dtype=np.int64)
    for name, reached in REACH.items():
        most[nature == name] = reached
    count = draws.between(np.minimum(most, 1), most)
    action = np.repeat(np.arange(len(nature)), count)
    weight: Floats = np.sqrt(headcount + 1.0)
    establishment = draws.weighted(len(action), weight)
    for_committee = np.flatnonzero(nature[action] == "cssct")
    if with_committee.any():
        establishment[for_committee] = draws.weighted(len(for_committee), weight * with_committee)
    there = (joined[establishment] <= date[action]) & (left_or(left, world.last)[establishment] >= date[action])
    pairs = np.unique(action[there] * len(member) + establishment[there])
    return pairs // len(member), pairs % len(member)


def _date_documents(world: World, nature: Texts, date: Ints, action: Ints, establishment: Ints) -> None:
    draws, table = world.draws, world.tables["etablissements"]
    rows = len(table["naf"])
    older = draws.between(world.last - 3650, world.first - 1, rows)
    sheet = np.where(draws.chance(rows, 0.6), older, EMPTY)
    done = nature[action] == "fiche_entreprise"
    np.maximum.at(sheet, establishment[done], date[action[done]])
    table["date_fiche_entreprise"] = sheet
    seen = draws.between(world.last - 1400, world.last, rows)
    table["date_duerp"] = np.where(draws.chance(rows, 0.4), seen, EMPTY)
