"""Immutable Parquet snapshots of a service's datasets, taken again only when its facts moved."""

import hashlib
import shutil
import tempfile
import time
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import polars as pl
from django.conf import settings

from amarre.accounts.models import Service
from amarre.exchange.tables import read_tables
from amarre.indicators.law import fingerprint_with_readings
from amarre.indicators.models import Snapshot
from amarre.indicators.specs import build_datasets, columns_read, dataset_specs
from amarre.lib.errors import DomainError

KEPT = 2
_TAKING = "taking-"
_ABANDONED_AFTER_S = 3600


def snapshot_of(service: Service) -> Snapshot:
    """The snapshot of the service's facts as they are now; taken if they, or the code that reads them, moved.

    Raises DomainError when the facts keep changing while they are read.
    """
    version = _facts_version(service)
    held = Snapshot.objects.filter(service=service, facts_version=version, code_fingerprint=code_fingerprint()).first()
    if held and folder_of(held).is_dir():
        return held
    return _take(service)


def frames_of(snapshot: Snapshot) -> dict[str, pl.DataFrame]:
    """Every dataset of the snapshot by name."""
    folder = folder_of(snapshot)
    return {name: pl.read_parquet(folder / f"{name}.parquet") for name in dataset_specs()}


def folder_of(snapshot: Snapshot) -> Path:
    """Where the snapshot's files are."""
    return _root(snapshot.service) / snapshot.fingerprint


@cache
def code_fingerprint() -> str:
    """A hash of the code that derives datasets and figures."""
    package = Path(__file__).resolve().parent.parent
    sources = [*package.glob("indicators/*.py"), *package.glob("rules/*.py"), *package.glob("*/datasets.py")]
    return _hash_of(sorted(sources))


def catalogue_fingerprint() -> str:
    """A hash of the files that say what is counted, for which contract, and of the values that a person confirmed."""
    folders = ("indicators", "parameters", "contracts")
    files = _hash_of(sorted(path for folder in folders for path in (settings.CATALOGUE / folder).glob("*.yaml")))
    return fingerprint_with_readings(files)


def _take(service: Service) -> Snapshot:
    frames, version = _read(service)
    root = _root(service)
    root.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=_TAKING, dir=root))
    try:
        for name, frame in frames.items():
            frame.write_parquet(folder / f"{name}.parquet", compression="lz4")
        fingerprint = _hash_of(sorted(folder.iterdir()))
        # The row comes before the folder: whoever prunes meanwhile finds no folder without its row, and a row whose
        # folder never came is taken again.
        snapshot, _ = Snapshot.objects.update_or_create(
            service=service,
            fingerprint=fingerprint,
            defaults={"facts_version": version, "code_fingerprint": code_fingerprint()},
        )
        try:
            folder.rename(root / fingerprint)
        except OSError:
            # The same facts were already there, or came from another process meanwhile.
            if not (root / fingerprint).is_dir():
                raise
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    _prune(service)
    return snapshot


def _read(service: Service) -> tuple[dict[str, pl.DataFrame], int]:
    """The datasets and the version they are of; read again when a write came between, without holding writers up."""
    for _ in range(3):
        version = _facts_version(service)
        tables = read_tables(service, columns_read())
        if _facts_version(service) == version:
            return build_datasets(tables), version
    raise DomainError("Les données changent pendant la lecture : recommencez quand l'import sera fini.", code="busy")


def _facts_version(service: Service) -> int:
    return Service.objects.values_list("facts_version", flat=True).get(pk=service.pk)


def _root(service: Service) -> Path:
    return Path(settings.HOME) / "snapshots" / service.code


def _hash_of(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        digest.update(f"{path.parent.name if path.suffix != '.parquet' else ''}/{path.name}:{content}\n".encode())
    return digest.hexdigest()


def _prune(service: Service) -> None:
    """Drop all but the last snapshots and the folders that none names, unless one is being written."""
    folders = list(_root(service).iterdir())
    kept = list(Snapshot.objects.filter(service=service)[:KEPT])
    Snapshot.objects.filter(service=service).exclude(pk__in=[one.pk for one in kept]).delete()
    named = {one.fingerprint for one in kept}
    for folder in folders:
        if folder.name not in named and not _being_written(folder):
            shutil.rmtree(folder, ignore_errors=True)


def _being_written(folder: Path) -> bool:
    try:
        return folder.name.startswith(_TAKING) and time.time() - folder.stat().st_mtime < _ABANDONED_AFTER_S
    except FileNotFoundError:
        return False
