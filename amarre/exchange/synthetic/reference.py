"""The lists from which people, firms and jobs are made: first and last names, communes, activities, occupations."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import numpy as np
import polars as pl

from amarre.exchange.synthetic.draws import Draws, Floats, Ints, Texts

_PLAIN = str.maketrans("àâäçéèêëîïôöùûüÿ", "aaaceeeeiioouuuy", " '-")

STARTS = [
    "Val",
    "Mont",
    "Vel",
    "Ser",
    "Tor",
    "Bel",
    "Cor",
    "Mar",
    "Lan",
    "Pra",
    "Ro",
    "Fon",
    "Gar",
    "Sal",
    "Bri",
    "Car",
    "Mer",
    "Vau",
    "Cha",
    "Ar",
]
MIDDLES = ["u", "a", "i", "o", "er", "en", "an", "ou", "é", "el"]
ENDS = [
    "bois",
    "val",
    "mont",
    "rive",
    "gues",
    "nac",
    "zan",
    "lières",
    "court",
    "pierre",
    "sol",
    "champ",
    "noix",
    "bel",
    "dor",
    "nay",
    "vigne",
    "clos",
    "faux",
    "gny",
]


@cache
def listed(name: str) -> pl.DataFrame:
    """A list that ships with the package, as a table of text and numbers."""
    raw = files("amarre.exchange.synthetic").joinpath("data", f"{name}.csv").read_bytes()
    return pl.read_csv(raw, separator=";", schema_overrides={"code_postal": pl.String, "code_insee": pl.String})


def texts(name: str, column: str) -> Texts:
    """One column of a list, as text."""
    return np.array(listed(name)[column].fill_null("").to_list(), dtype=np.str_)


def weights(name: str, column: str = "weight") -> Floats:
    """One column of a list, as numbers."""
    return listed(name)[column].cast(pl.Float64).to_numpy()


def plain(names: Texts) -> Texts:
    """The names as they stand in an e-mail address: ASCII, lower case, no space (done on the short list)."""
    return np.array([name.lower().translate(_PLAIN) for name in names.tolist()], dtype=np.str_)


def by_group(name: str) -> Mapping[str, Ints]:
    """The row numbers of a list, by its column `group`."""
    groups = texts(name, "group")
    return {group: np.flatnonzero(groups == group) for group in dict.fromkeys(groups.tolist())}


def invented_places(draws: Draws, rows: int) -> Texts:
    """Place names that do not exist, made of syllables."""
    parts = [np.array(values)[draws.between(0, len(values) - 1, rows)] for values in (STARTS, MIDDLES, ENDS)]
    return np.char.add(np.char.add(parts[0], parts[1]), parts[2])
