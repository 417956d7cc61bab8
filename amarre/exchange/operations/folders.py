"""Where the files of an operation are: what was sent, until it ends; what came out of it, while it is kept."""

import shutil
import time
from pathlib import Path
from uuid import UUID

from django.conf import settings

from amarre.exchange.models import Operation

#: What an operation may leave to download.
EXPORTED, REFUSED_ROWS, REPORT = "jeu-d-echange.zip", "lignes-refusees.zip", "compte-rendu.json"
#: What the bench found, for its page alone.
BENCH = "banc-d-essai.json"
#: Health data lie in refused rows and exports: they do not stay for ever.
KEPT_S = 30 * 24 * 3600


def sent_folder(key: UUID) -> Path:
    """The files that a person sent for the operation of that key."""
    return Path(settings.HOME) / "uploads" / key.hex


def results_folder(operation: Operation) -> Path:
    """What the operation leaves, its progress included."""
    return Path(settings.HOME) / "operations" / operation.key.hex


def result_file(operation: Operation, name: str) -> Path | None:
    """A result to download, while it is kept."""
    path = results_folder(operation) / name
    return path if name in (EXPORTED, REFUSED_ROWS, REPORT) and path.is_file() else None


def results_of(operation: Operation) -> set[str]:
    """The names of the results that are still there."""
    return {name for name in (EXPORTED, REFUSED_ROWS, REPORT) if result_file(operation, name)}


def made(folder: Path) -> Path:
    """The folder, for this installation's account only."""
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def forget_sent(operation: Operation) -> None:
    """Remove what was sent: it was read, or never will be."""
    shutil.rmtree(sent_folder(operation.key), ignore_errors=True)


def forget_results(operation: Operation) -> None:
    """Remove what the operation left."""
    shutil.rmtree(results_folder(operation), ignore_errors=True)


def sweep() -> None:
    """Remove what was left longer ago than KEPT_S."""
    for name in ("uploads", "operations"):
        folder = Path(settings.HOME) / name
        for path in folder.iterdir() if folder.is_dir() else ():
            if time.time() - path.stat().st_mtime > KEPT_S:
                shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
