"""Keys that the installation makes once and keeps outside the database."""

import os
import secrets
from pathlib import Path


def kept_key(folder: Path, name: str) -> str:
    """The key of that name in `folder`, made at its first use; two processes that start together read the same one."""
    path = folder / name
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text("ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(key := secrets.token_urlsafe(64))
    return key
