"""From what was examined to the lines of the report."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import polars as pl

from amarre.exchange.checking.examine import MOTIVE, Examined
from amarre.exchange.checking.sentences import MENDED
from amarre.exchange.reading.sources import SentFile
from amarre.exchange.reports import FileReport, RefusedRows
from amarre.exchange.schema import datapackage_text, resources


@dataclass
class Sorted:
    """The files by resource, the resources whose file is refused, and the names that are no resource, with why."""

    sent: dict[str, SentFile] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    strangers: dict[str, str] = field(default_factory=dict)


@cache
def names_in_order() -> tuple[str, ...]:
    """The resources in the order of the data package, which is that of the report."""
    return tuple(resource["name"] for resource in json.loads(datapackage_text())["resources"])


def sorted_files(files: Iterable[SentFile]) -> Sorted:
    """Part the files by the resource that their name stands for."""
    result = Sorted()
    # Of two names that differ by case, the one that is spelt as the format spells it is the file.
    for sent in sorted(files, key=lambda sent: sent.name != f"{sent.resource}.csv"):
        if sent.resource not in resources():
            kind, names = ("Ce fichier", "Noms connus") if sent.is_file else ("Cette feuille", "Feuilles attendues")
            result.strangers[sent.name] = (
                f"{kind} n'est pas du format d'échange. {names} : {', '.join(names_in_order())}."
            )
        elif sent.resource in result.sent:
            result.strangers[sent.name] = "Un autre fichier du jeu porte déjà ce nom : gardez-en un seul."
        else:
            result.sent[sent.resource] = sent
    return result


def file_reports(files: Sorted, examined: Mapping[str, Examined]) -> list[FileReport]:
    """One entry per resource, in the order of the package, then one per file that is none of them."""
    return [
        *(_file_report(name, files, examined.get(name)) for name in names_in_order()),
        *(FileReport(name, "refused", message=message) for name, message in files.strangers.items()),
    ]


def _file_report(name: str, files: Sorted, one: Examined | None) -> FileReport:
    file = resources()[name].file
    if one is None:
        return FileReport(file, "refused", message=files.refused[name]) if name in files.sent else FileReport(file)
    created, changed = one.plan.created.height, one.plan.changed
    return FileReport(
        file,
        "loaded",
        rows=one.rows,
        created=created,
        updated=changed + one.plan.vanished,
        unchanged=one.rows - one.refused - created - changed,
        refused=one.refused,
    )


def said(examined: Mapping[str, Examined]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Every refusal and every warning, by file, line and column."""
    refusals, warnings = [], []
    for name in names_in_order():
        if one := examined.get(name):
            file = resources()[name].file
            places = {column: place for place, column in enumerate(resources()[name].columns)}
            ordered = one.findings.refusals.sort(
                "line", pl.col("column").replace_strict(places, default=-1, return_dtype=pl.Int64), maintain_order=True
            )
            refusals += ordered.select(pl.lit(file).alias("file"), pl.all()).to_dicts()
            warned = one.findings.warnings(MENDED)
            warnings += warned.select(pl.lit(file).alias("file"), "line", "column", "code", "reason").to_dicts()
    return refusals, warnings


def refused_rows(examined: Mapping[str, Examined], refusals: Iterable[Mapping[str, Any]]) -> dict[str, RefusedRows]:
    """The refused rows of each file as they came, each with all that is said of it."""
    reasons: dict[tuple[str, int], list[str]] = {}
    for entry in refusals:
        sentence = f"{entry['column']} : {entry['reason']}" if entry["column"] else entry["reason"]
        reasons.setdefault((entry["file"], entry["line"]), []).append(sentence)
    result = {}
    for name, one in examined.items():
        if one.refused_cells:
            file = resources()[name].file
            keep = [place for place, title in enumerate(one.header) if title.lower() != MOTIVE]
            result[file] = RefusedRows(
                header=[one.header[place] for place in keep],
                rows=[(" ".join(reasons[file, line]), _kept(cells, keep, one)) for line, cells in one.refused_cells],
            )
    return result


def _kept(cells: list[str], keep: list[int], one: Examined) -> list[str]:
    """The row without the reasons of an earlier refusal; what stands beyond the header stays."""
    return [cells[place] for place in keep if place < len(cells)] + cells[len(one.header) :]
