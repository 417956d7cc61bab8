"""What the bench found, as the page words and draws it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from amarre.detection.subjects import Subject
from amarre.documents.charts import Bars, Part, Series, Trend
from amarre.ui import french

#: Each outcome of amarre/detection/bench.py in words: what it is, the workers to whom it happened.
OUTCOMES: Mapping[str, tuple[str, str]] = {
    "inapte": ("Inaptitude", "déclarés inaptes"),
    "parti": ("Fin d’emploi", "dont un emploi a pris fin"),
}
NONE = french.NOT_APPLICABLE
#: Months that one point of the chart gathers.
BLOCK = 6


@dataclass(frozen=True)
class Row:
    """A measure and its value in each version."""

    label: str
    cells: list[tuple[str, str]]


@dataclass(frozen=True)
class Measures:
    """A table of the page: its heading and its rows."""

    heading: str
    rows: list[Row]


@dataclass(frozen=True)
class Trial:
    """A trial as its page shows it; `names` are the versions, one alone where no figure was changed."""

    first: date
    last: date
    changed: list[tuple[str, str]]
    names: list[str]
    reached: bool
    tables: list[Measures]
    months: list[Row]
    physicians: list[Row]
    newly: Trend
    shares: list[Bars]


def trial_of(raw: Mapping[str, Any], subject: Subject) -> Trial:
    """What the file of a trial says."""
    names = [subject.present, "Essai"] if raw["values"] else [subject.present]
    versions: list[Mapping[str, Any]] = raw["versions"][: len(names)]
    return Trial(
        first=date.fromisoformat(raw["first"]),
        last=date.fromisoformat(raw["last"]),
        changed=[
            (french.written(one.label), f"{raw['values'][one.name]}, au lieu de {one.present} ({one.unit})")
            for one in subject.choices
            if one.name in raw["values"]
        ],
        names=names,
        reached=any(version["flagged"] for version in versions),
        tables=[
            Measures("Travailleurs signalés", _flagged(names, versions)),
            *(Measures(heading, _outcome(names, versions, key, who)) for key, (heading, who) in OUTCOMES.items()),
        ],
        months=[
            Row(_month(day), _cells(names, [french.number(version["months"][rank][1]) for version in versions]))
            for rank, (day, _) in reversed(list(enumerate(versions[0]["months"])))
        ],
        physicians=[
            Row(one["name"], _cells(names, [_per_month(count, raw) for count in one["flagged"][: len(names)]]))
            for one in raw["physicians"]
        ],
        newly=_newly(names, versions),
        shares=_shares(names, versions),
    )


def _flagged(names: Sequence[str], versions: Sequence[Mapping[str, Any]]) -> list[Row]:
    months = len(versions[0]["months"])
    average = [french.number(one["flagged"] / months, 1) for one in versions]
    return [
        Row("Au moins une fois", _cells(names, [french.number(one["flagged"]) for one in versions])),
        Row("Nouveaux par mois, en moyenne", _cells(names, average)),
        Row("Déjà suivis\u00a0: dossier ouvert ce jour-là", _cells(names, [_followed(one) for one in versions])),
    ]  # fmt: skip


def _followed(version: Mapping[str, Any]) -> str:
    if not version["flagged"]:
        return NONE
    return f"{french.number(version['followed'])} ({french.percent(version['followed'] / version['flagged'])})"


def _outcome(names: Sequence[str], versions: Sequence[Mapping[str, Any]], key: str, who: str) -> list[Row]:
    mine = [version[key] for version in versions]
    return [
        Row(f"Travailleurs {who}", _cells(names, [french.number(one["happened"]) for one in mine])),
        Row("Signalés avant", _cells(names, [french.number(one["foreseen"]) for one in mine])),
        Row("Sensibilité", _cells(names, [_share(one["sensitivity"]) for one in mine])),
        Row("Valeur prédictive positive", _cells(names, [_share(one["value"]) for one in mine])),
        Row("Délai d’avance médian", _cells(names, [_lead(one["lead"]) for one in mine])),
    ]


def _share(share: Sequence[float] | None) -> str:
    if share is None:
        return NONE
    value, low, high = share
    return f"{french.percent(value)} ({french.percent(low)} à {french.percent(high)})"


def _lead(lead: Sequence[float] | None) -> str:
    if lead is None:
        return NONE
    first, median, third = (french.number(days, 0) for days in lead)
    return f"{median}\u00a0jours ({first} à {third})"


def _per_month(count: int, raw: Mapping[str, Any]) -> str:
    months = len(raw["versions"][0]["months"])
    return f"{french.number(count)}, soit {french.number(count / months, 1)} par mois"


def _cells(names: Sequence[str], values: Sequence[str]) -> list[tuple[str, str]]:
    return list(zip(names, values, strict=True))


def _month(day: str) -> str:
    return date.fromisoformat(day).strftime("%m/%Y")


def _newly(names: Sequence[str], versions: Sequence[Mapping[str, Any]]) -> Trend:
    """Newly flagged workers by six months, named by the last one: 36 names do not stand side by side."""
    lines = []
    for name, version in zip(names, versions, strict=True):
        months = version["months"]
        blocks = [months[first : first + BLOCK] for first in range(0, len(months), BLOCK)]
        counts = [(block[-1][0][:7], sum(count for _, count in block)) for block in blocks]
        points = tuple(Part(month, float(count), french.number(count)) for month, count in counts)
        lines.append(Series(name.split()[-1].lower(), name == names[-1], points))
    return Trend("Travailleurs nouvellement signalés, par six mois", tuple(lines), width=320, height=120)


def _shares(names: Sequence[str], versions: Sequence[Mapping[str, Any]]) -> list[Bars]:
    """One small chart per outcome and share, where there is something to draw."""
    charts = []
    for key, (heading, _) in OUTCOMES.items():
        for share, label in (("sensitivity", "sensibilité"), ("value", "valeur prédictive")):
            found = [version[key][share] for version in versions]
            if all(found):
                parts = [Part(name, one[0], french.percent(one[0])) for name, one in zip(names, found, strict=True)]
                charts.append(Bars(f"{heading}\u00a0: {label}", tuple(parts)))
    return charts
