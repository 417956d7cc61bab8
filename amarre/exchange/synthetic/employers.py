"""Staff of the service, members and establishments."""

import numpy as np

from amarre.exchange.synthetic.draws import EMPTY, Flags, Ints, Texts, spans
from amarre.exchange.synthetic.reference import by_group, invented_places, texts, weights
from amarre.exchange.synthetic.world import World, optional_days

ROLES = (
    "medecin_travail", "idest", "assistant_social", "psychologue", "ergonome", "preventeur", "charge_maintien",
    "assistant_administratif", "assistant_sante_travail",
)  # fmt: skip
WORKERS_PER_STAFF = np.array([3500, 3500, 20_000, 25_000, 25_000, 8000, 20_000, 15_000, 6000])
IN_CELL = {"assistant_social", "psychologue", "ergonome", "charge_maintien", "medecin_travail"}
#: Headcount from which an establishment may be one where health fails more often: smaller ones show nothing.
STRAINED_FROM = 30
OTHER_GROUPS = ("industrie", "commerce", "transport", "hotellerie", "bureau", "nettoyage", "sante", "agricole")


def add_staff(world: World) -> None:
    """`professionnels`: at least two of each role."""
    draws = world.draws
    roles = np.repeat(np.array(ROLES), np.maximum(2, world.workers // WORKERS_PER_STAFF))
    rows = len(roles)
    first = texts("first_names", "first_name")
    last = texts("last_names", "last_name")
    doctor = np.isin(roles, ["medecin_travail", "idest"])
    eligible = np.isin(roles, sorted(IN_CELL))
    in_cell = np.where(eligible & draws.chance(rows, 0.6), 1, 0)
    in_cell[np.flatnonzero(eligible)[:: max(1, rows // 8)]] = 1
    unknown = ~eligible & draws.chance(rows, 0.3)
    unknown[-1] = True
    world.add(
        "professionnels",
        {
            "nom": last[draws.between(0, len(last) - 1, rows)],
            "prenom": draws.blanked(first[draws.between(0, len(first) - 1, rows)], 0.03),
            "role": roles,
            "rpps": np.where(doctor & draws.chance(rows, 0.9), fictional_rpps(draws.between(0, 99_999_999, rows)), ""),
            "cellule": np.where(unknown, EMPTY, in_cell),
            "etp": np.where(in_cell == 1, draws.between(1, 10, rows) / 10, np.nan),
        },
    )


def add_members(world: World) -> None:
    """`adherents`, then `etablissements` (its fiche and DUERP dates come with the actions)."""
    draws, rates = world.draws, world.rates
    establishments = max(4, round(world.workers / rates.figure("workers_per_establishment")))
    members = max(3, round(establishments * 0.9))
    sector, nature = _sectors(world, members)
    activity = _activities(world, sector)
    place = invented_places(draws, members)
    siren = _with_luhn_key(draws.generator.permutation(10_000_000)[:members], 8)
    left = _left_on(world, members)
    # Far enough before the departure for someone to have been followed.
    joined = np.minimum(world.last - 60 - draws.between(0, 365 * 30, members), left_or(left, world.last) - 200)
    world.add(
        "adherents",
        {
            "siren": draws.blanked(siren, 0.02),
            "raison_sociale": _names(nature, texts("activities", "word")[activity], place),
            "nature": nature,
            "date_adhesion": draws.emptied(joined, 0.03),
            "date_radiation": left,
        },
    )
    extra = draws.some(establishments - members, (nature != "travailleur_independant") * 1.0)
    owner = np.sort(np.concatenate([np.arange(members), extra]))
    second = np.concatenate([[False], owner[1:] == owner[:-1]])
    _add_establishments(world, owner, second, sector[owner], activity[owner], siren[owner])


def left_or(left: Ints, day: int) -> Ints:
    """The departure, or that day where there is none."""
    return np.where(left == EMPTY, day, left)


def fictional_rpps(numbers: Ints) -> Texts:
    """Eleven digits that begin with 99, a series that no professional holds."""
    return np.char.add("99", np.char.zfill((numbers * 10).astype(np.str_), 9))


def _sectors(world: World, members: int) -> tuple[Texts, Texts]:
    draws, rates = world.draws, world.rates
    public = max(1, round(members * rates.figure("public_members")))
    building = max(1, round(members * rates.figure("construction_establishments")))
    sector = np.full(members, "other", dtype="<U8")
    order = draws.generator.permutation(members)
    sector[order[:public]] = "public"
    sector[order[public : public + building]] = "btp"
    nature = np.full(members, "entreprise", dtype="<U23")
    nature[order[:public]] = np.resize(np.array(["collectivite", "etablissement_public"]), public)
    alone = order[public + building :][: max(1, round(members * 0.03))]
    nature[alone] = "travailleur_independant"
    return sector, nature


def _activities(world: World, sector: Texts) -> Ints:
    """The row of the activities' list for each member."""
    groups, all_weights = by_group("activities"), weights("activities")
    choices = {
        "btp": groups["btp"],
        "public": groups["public"],
        "other": np.concatenate([groups[group] for group in OTHER_GROUPS]),
    }
    activity = np.zeros(len(sector), dtype=np.int64)
    for name, rows in choices.items():
        wanted = np.flatnonzero(sector == name)
        activity[wanted] = rows[world.draws.weighted(len(wanted), all_weights[rows])]
    return activity


def _names(nature: Texts, word: Texts, place: Texts) -> Texts:
    company = np.char.add(np.char.add(word, " "), place)
    commune = np.char.add("Commune de ", place)
    body = np.char.add(np.char.add(np.char.add("Établissement public ", place), " – "), word)
    return np.select([nature == "collectivite", nature == "etablissement_public"], [commune, body], company)


def _left_on(world: World, members: int) -> Ints:
    """The last day of membership: past for most of those who leave, announced for some."""
    draws = world.draws
    share = world.rates.figure("left_members")
    past = draws.between(world.first + 30, world.last, members)
    announced = draws.between(world.last + 30, world.last + 180, members)
    left = optional_days(draws.chance(members, share), past)
    return np.where((left == EMPTY) & draws.chance(members, share / 10), announced, left)


def _add_establishments(world: World, owner: Ints, second: Flags, sector: Texts, activity: Ints, siren: Texts) -> None:
    draws, rows = world.draws, len(owner)
    naf, naf_2025 = texts("activities", "naf")[activity], texts("activities", "naf_2025")[activity]
    headcount = _headcounts(world, owner, sector)
    rank = np.where(second, 2 + np.cumsum(second) % 90, 1)
    commune = draws.weighted(rows, weights("communes"))
    physicians = np.flatnonzero(world.texts("professionnels", "role") == "medecin_travail")
    consultative = np.where(headcount >= 300, 1, np.where((headcount >= 50) & draws.chance(rows, 0.2), 1, 0))
    sizeable = headcount >= STRAINED_FROM
    strained = np.zeros(rows, dtype=np.int64)
    wanted = round(sizeable.sum() * world.rates.figure("strained_establishments")) or 1
    strained[draws.some(wanted, sizeable.astype(np.float64))] = 1
    programme = draws.words(rows, {"": 0.93, "TMS Pros": 0.04, "Risques chimiques Pros": 0.02, "RPS": 0.01})
    world.add(
        "etablissements",
        {
            "adherent_id": owner,
            "siret": draws.blanked(_sirets(siren, rank), 0.02),
            "nom": np.where(
                second,
                np.char.add(world.texts("adherents", "raison_sociale")[owner], " – site secondaire"),
                world.texts("adherents", "raison_sociale")[owner],
            ),
            "naf": naf,
            "naf_2025": draws.blanked(naf_2025, 0.5),
            "effectif": headcount,
            "code_postal": draws.blanked(texts("communes", "code_postal")[commune], 0.01),
            "code_insee": draws.blanked(texts("communes", "code_insee")[commune], 0.02),
            "medecin_id": draws.emptied(physicians[draws.between(0, len(physicians) - 1, rows)], 0.03),
            "cssct": draws.emptied(consultative, 0.1),
            "programme_carsat": programme,
            "strained": strained,
        },
    )


def _headcounts(world: World, owner: Ints, sector: Texts) -> Ints:
    """Declared headcounts: a class by its share, then small ones more often inside the class."""
    draws, rows = world.draws, len(owner)
    headcount = np.ones(rows, dtype=np.int64)
    for name, shares in (("btp", "sizes_construction"), ("other", "sizes_other"), ("public", "sizes_public")):
        wanted = np.flatnonzero(sector == name)
        classes = draws.words(len(wanted), world.rates.share(shares), every=name == "other")
        for text in world.rates.share(shares):
            inside = wanted[classes == text]
            low, high = spans(text)
            headcount[inside] = np.floor(low * ((high + 1) / low) ** draws.generator.random(len(inside)))
    headcount[world.texts("adherents", "nature")[owner] == "travailleur_independant"] = 1
    headcount[draws.chance(rows, 0.01)] = 0
    return headcount


def _with_luhn_key(numbers: Ints, digits: int) -> Texts:
    """The numbers with zeros in front and their Luhn key behind."""
    total = np.zeros(len(numbers), dtype=np.int64)
    rest = numbers.copy()
    for place in range(digits):
        digit = rest % 10
        doubled = digit * 2
        # Counted from the right of the whole number, the digit beside the key is the first to be doubled.
        total += np.where(doubled > 9, doubled - 9, doubled) if place % 2 == 0 else digit
        rest //= 10
    key = (10 - total % 10) % 10
    return np.char.add(np.char.zfill(numbers.astype(np.str_), digits), key.astype(np.str_))


def _sirets(siren: Texts, rank: Ints) -> Texts:
    return _with_luhn_key(siren.astype(np.int64) * 10_000 + rank, 13)
