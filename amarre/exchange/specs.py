"""What a domain app tells the exchange engine about one resource of the format."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from amarre.exchange.models import Exchanged


@dataclass(frozen=True)
class Ordered:
    """Refuses a row whose `end` lies before its `start`."""

    start: str
    end: str


@dataclass(frozen=True)
class Together:
    """Refuses a row that fills one of the two columns and not the other."""

    first: str
    second: str


@dataclass(frozen=True)
class OnlyWith:
    """Refuses a row that fills (or, for a boolean, ticks) `column` while `other` is not `value`."""

    column: str
    other: str
    value: str


Check = Ordered | Together | OnlyWith


@dataclass(frozen=True)
class ResourceSpec:
    """One resource: its table, the field behind each column, the rules between columns.

    `fields` holds every column of the resource in the order of the format, the key column included; a reference
    names the foreign key field. `may_be_future` lists the dates that may lie after the day of the import, `ends` the
    column that a full import fills when the row has vanished, `twin` the columns by which a row typed here and one
    that is sent later are the same fact. Source: exchange/README.md.
    """

    name: str
    model: type[Exchanged]
    fields: Mapping[str, str]
    checks: tuple[Check, ...] = ()
    may_be_future: frozenset[str] = field(default_factory=frozenset)
    ends: str | None = None
    twin: tuple[str, ...] = ()
