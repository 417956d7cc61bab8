"""The header line: which separator, which columns, in which order."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from amarre.exchange.findings import QUOTED
from amarre.exchange.reading.records import Records
from amarre.exchange.reading.text import FileRefused
from amarre.exchange.schema import Resource

SEPARATORS = {";": "point-virgule", ",": "virgule", "\t": "tabulation"}


@dataclass(frozen=True)
class Header:
    """The header's names as they came, and where the columns of the format stand."""

    separator: str
    names: tuple[str, ...]
    positions: Mapping[str, int]
    unknown: tuple[str, ...]
    in_order: bool

    @cached_property
    def width(self) -> int:
        """How many cells the header has, the empty ones at its end included."""
        return len(self.names)

    @cached_property
    def named(self) -> int:
        """How many cells the header has up to its last name."""
        return max(index for index, name in enumerate(self.names) if name) + 1


def separator_of(line: str, resource: Resource) -> str:
    """The separator that gives the header line the most columns of the resource; `;` where none does better."""
    return max(SEPARATORS, key=lambda candidate: len(_known(Records([line], candidate).at(0), resource)))


def read_header(cells: list[str], separator: str, resource: Resource) -> Header:
    """Understand the cells of the header line.

    Raises FileRefused when a required column is missing or a name comes twice.
    """
    header = [cell.strip() for cell in cells]
    twice = [name for name, times in Counter(filter(None, (name.lower() for name in header))).items() if times > 1]
    if twice:
        raise FileRefused(f"La colonne « {twice[0]} » figure deux fois dans l'en-tête : gardez-en une seule.")
    positions = _known(header, resource)
    missing = [name for name, column in resource.columns.items() if column.required and name not in positions]
    if missing:
        raise FileRefused(_without(missing, header, positions))
    order = [positions[name] for name in resource.columns if name in positions]
    last = max(index for index, name in enumerate(header) if name)
    unknown = [name or "(sans nom)" for name in header[: last + 1] if name.lower() not in resource.columns]
    return Header(separator, tuple(header), positions, tuple(unknown), order == sorted(order))


def _without(missing: list[str], header: list[str], positions: Mapping[str, int]) -> str:
    """What to do about required columns that are not found: often the first line is no header, or no line at all."""
    if any("\r" in name for name in header):
        return (
            "Les lignes finissent par CR seul (anciens Macintosh) : enregistrez le fichier en CSV UTF-8, aux lignes "
            "finies par LF ou CR LF."
        )
    names = ", ".join(missing)
    if not positions:
        first = " ".join(filter(None, header))[:QUOTED]
        return (
            f"La première ligne (« {first} ») ne nomme aucune colonne du format : mettez-y l'en-tête, sans titre "
            f"au-dessus. Colonnes obligatoires : {names}."
        )
    return f"Colonnes obligatoires absentes de l'en-tête : {names}. Ajoutez-les, puis renvoyez le fichier."


def _known(names: list[str], resource: Resource) -> dict[str, int]:
    known = {name.strip().lower(): index for index, name in enumerate(names)}
    return {name: index for name, index in known.items() if name in resource.columns}
