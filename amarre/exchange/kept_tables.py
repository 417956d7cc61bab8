"""Tables of a service kept in files as they were last read, and brought up to date with the rows that moved since.

docs/adr/0018-detection-reads-what-moved.md. What comes out is what `read_tables` would read: a test holds both to the
same frames.
"""

import os
import shutil
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from django.conf import settings

from amarre.accounts.models import Service
from amarre.exchange.loading.write import staged
from amarre.exchange.moves import rows_moved
from amarre.exchange.schema import resources
from amarre.exchange.tables import column_type, read_table, read_tables

Columns = Mapping[str, tuple[str, ...]]
#: Beyond that part of a table, reading it whole costs no more than looking its rows up.
MOST = 0.2


@dataclass(frozen=True)
class Kept:
    """A reading that was kept: the folder of its files, and the version of the facts that they are of."""

    folder: str
    version: int


@dataclass(frozen=True)
class Reading:
    """The frames by resource, what was kept of them, and how many rows were read again (None: everything was read)."""

    frames: dict[str, pl.DataFrame]
    kept: Kept
    again: int | None


def read_what_moved(
    service: Service, columns: Columns, last: Kept | None, root: Path, *, full: bool = False
) -> Reading:
    """The columns of every row of the service, as `read_tables` gives them, and kept below `root` for the next time.

    `service` is locked by the caller and fresh. `last` is what the last reading of the same columns kept; where it is
    None or its files are gone or of other columns, where a write did not say what it moved, or with `full`, everything
    is read.
    """
    held = None if last is None or full else _held(root / last.folder, columns)
    moved = None if last is None or held is None else rows_moved(service, last.version, columns)
    if last is None or held is None or moved is None:
        frames = read_tables(service, columns)
        return Reading(frames, _keep(service, frames, root, last, {}), None)
    if not moved:
        return Reading(held, Kept(last.folder, service.facts_version), 0)
    frames = {name: _patched(service, name, frame, columns, moved.get(name)) for name, frame in held.items()}
    same = {name: root / last.folder / _file(name) for name in columns if name not in moved}
    return Reading(frames, _keep(service, frames, root, last, same), sum(len(pks) for pks in moved.values()))


def _held(folder: Path, columns: Columns) -> dict[str, pl.DataFrame] | None:
    """The frames kept in the folder; None where one is missing or has other columns."""
    known = resources()
    try:
        # All at once: each reading by itself would wait for whatever else Python is doing.
        read = pl.collect_all([pl.scan_ipc(folder / _file(name)) for name in columns])
    except (OSError, pl.exceptions.PolarsError):
        return None
    frames = dict(zip(columns, read, strict=True))
    for name, wanted in columns.items():
        schema = {"pk": pl.Int64, **{one: column_type(known[name].columns[one]) for one in wanted}}
        if dict(frames[name].schema) != schema:
            return None
    return frames


def _patched(
    service: Service, name: str, held: pl.DataFrame, columns: Columns, moved: pl.Series | None
) -> pl.DataFrame:
    """The frame with these rows as they are now: new, changed, or gone."""
    if moved is None:
        return held
    resource = resources()[name]
    if len(moved) > MOST * held.height:
        return read_table(service, resource, columns[name])
    with staged(resource.spec.model._meta.db_table, pl.DataFrame({"id": moved})) as within:
        fresh = read_table(service, resource, columns[name], within)
    others = held.filter(~pl.col("pk").is_in(moved.implode()))
    return others.merge_sorted(fresh, "pk")


def _keep(
    service: Service, frames: Mapping[str, pl.DataFrame], root: Path, last: Kept | None, same: Mapping[str, Path]
) -> Kept:
    """Write the frames into a folder of their own, those of `same` as other names of the files that are there.

    Nothing names the folder before the caller's transaction is over: the one before it stays until then, and one that
    fails leaves a folder for the next to clear away.
    """
    kept = Kept(uuid.uuid4().hex, service.facts_version)
    folder = root / kept.folder
    folder.mkdir(parents=True)
    for name, frame in frames.items():
        if name not in same or not _linked(same[name], folder / _file(name)):
            # As it lies in memory: a file six times as large as a packed one, written in a fifth of the time.
            frame.write_ipc(folder / _file(name), compat_level=pl.CompatLevel.newest())
    named = {kept.folder, last.folder if last else ""}
    for one in root.iterdir():
        if one.name not in named:
            shutil.rmtree(one, ignore_errors=True)
    return kept


def _linked(file: Path, name: Path) -> bool:
    """Give the file another name; False where the disk knows no such names."""
    try:
        os.link(file, name)
    except OSError:
        return False
    return True


def _file(name: str) -> str:
    return f"{name}.arrow"


def root_of(service: Service, subject: str) -> Path:
    """Where the readings made for a subject are kept."""
    return Path(settings.HOME) / subject / service.code
