"""The leaves of one worker, merged, in plain Python; as columns: leaves.py and amarre/detection/spells.py."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from amarre.detection.spells import LASTING

Row = Mapping[str, Any]
Rows = Mapping[str, Sequence[Row]]
DAY = timedelta(1)


def absences_of(rows: Rows, gap: int) -> list[tuple[date, date]]:
    """The absences of one worker, of any cause, merged and in order: first and last day, LASTING without an end."""
    return [bounds(spell) for spell in spells_of(prescriptions(rows), gap)]


def prescriptions(rows: Rows) -> list[dict[str, Any]]:
    """As amarre/detection/spells.py: an open leave ends before the next reprise visit or with its job."""
    ends = {one["pk"]: one["fin"] for one in rows["emplois"]}
    returns = sorted(one["date"] for one in rows["visites"] if one["nature"] == "reprise")
    found = []
    for leave in rows["arrets"]:
        end = leave["fin"]
        if end is None:
            seen = next((one - DAY for one in returns if one > leave["debut"]), None)
            end = min((one for one in (seen, ends[leave["emploi_id"]]) if one is not None), default=LASTING)
        if end >= leave["debut"]:
            found.append({"debut": leave["debut"], "fin": end, "motif": leave["motif"]})
    return found


def spells_of(rows: Iterable[Mapping[str, Any]], gap: int) -> list[list[Mapping[str, Any]]]:
    """The prescriptions of each spell, in order."""
    spells: list[list[Mapping[str, Any]]] = []
    reached = None
    for one in sorted(rows, key=lambda row: row["debut"]):
        if reached is not None and (one["debut"] - reached).days <= gap + 1:
            spells[-1].append(one)
            reached = max(reached, one["fin"])
        else:
            spells.append([one])
            reached = one["fin"]
    return spells


def bounds(spell: Sequence[Mapping[str, Any]]) -> tuple[date, date]:
    return spell[0]["debut"], max(one["fin"] for one in spell)


def days_of(rows: Iterable[Mapping[str, Any]]) -> int:
    """The distinct days prescribed."""
    return sum((end - start).days + 1 for start, end in map(bounds, spells_of(rows, 0)))


def latest(days: Iterable[date | None]) -> date | None:
    return max((one for one in days if one is not None), default=None)
