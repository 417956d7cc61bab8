"""Where sealed files are: `AMARRE_HOME/sealed/<shelf>/<two signs>/<key>`, named by a drawn key and nothing else."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from django.conf import settings

#: A file being written; it becomes a file of its shelf in one go, or is swept.
PART = ".part"


def root() -> Path:
    """The folder of every shelf."""
    return Path(settings.HOME) / "sealed"


def file_of(shelf: str, key: UUID) -> Path:
    """Where the file of that key is, or will be."""
    return root() / shelf / key.hex[:2] / key.hex


def sealed_files(shelf: str = "*") -> Iterator[Path]:
    """Every whole file of a shelf, or of all."""
    return (path for path in root().glob(f"{shelf}/??/*") if path.suffix != PART)


def parts(shelf: str) -> Iterator[Path]:
    """What a process that died was writing there."""
    return root().glob(f"{shelf}/??/*{PART}")
