"""The key ring: a file of the installation, outside the database, with the key in use and those before it."""

import base64
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from amarre.lib.errors import DomainError

KEY_BYTES, NAME_BYTES = 32, 4


class Unreadable(Exception):
    """A sealed text that does not open: its key is missing, or somebody touched it. Never shown as if it were text."""


@dataclass(frozen=True)
class Ring:
    """The keys by name, and the name of the one that seals."""

    current: str
    keys: Mapping[str, bytes]

    def key(self, name: str) -> bytes:
        """The key of that name; Unreadable when the ring no longer has it."""
        try:
            return self.keys[name]
        except KeyError:
            raise Unreadable(f"the key {name} is not in the ring {path()}") from None


def path() -> Path:
    """Where the ring is kept: to be saved apart from the database's own backups."""
    return Path(settings.HOME) / "keys" / "notes.json"


def read_ring() -> Ring:
    """The ring as the file holds it now; Unreadable when there is none."""
    file = path()
    try:
        stamp = file.stat()
    except FileNotFoundError:
        raise Unreadable(f"the key ring {file} is missing") from None
    return _read(file, stamp.st_mtime_ns, stamp.st_ino)


@lru_cache(maxsize=4)
def _read(file: Path, changed: int, number: int) -> Ring:
    held = json.loads(file.read_text("ascii"))
    return Ring(held["current"], {name: base64.b64decode(key["key"]) for name, key in held["keys"].items()})


def make_ring() -> Ring:
    """The first ring of an installation; the one that another process has just made where there is one."""
    name, entry = _new_key()
    file = path()
    file.parent.mkdir(mode=0o700, exist_ok=True)
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return read_ring()
    with os.fdopen(handle, "w", encoding="ascii") as stream:
        json.dump({"current": name, "keys": {name: entry}}, stream)
        stream.flush()
        os.fsync(stream.fileno())
    return read_ring()


def add_key() -> Ring:
    """Put a new key into use, keeping the others: what they sealed still opens."""
    held = json.loads(path().read_text("ascii"))
    name, entry = _new_key()
    _write({"current": name, "keys": {**held["keys"], name: entry}})
    return read_ring()


def forget_keys(names: set[str]) -> Ring:
    """Take keys out of the ring for good; DomainError for the one in use."""
    held = json.loads(path().read_text("ascii"))
    if held["current"] in names:
        raise DomainError("The key in use cannot be forgotten.", code="vault.key_in_use")
    _write({**held, "keys": {name: key for name, key in held["keys"].items() if name not in names}})
    return read_ring()


def _new_key() -> tuple[str, dict[str, str]]:
    key = base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode("ascii")
    return secrets.token_hex(NAME_BYTES), {"key": key, "made": datetime.now(UTC).isoformat(timespec="seconds")}


def _write(held: Mapping[str, object]) -> None:
    """Swap the file in one go: whoever reads sees the old ring or the new one."""
    file, part = path(), path().with_suffix(".part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as stream:
        json.dump(held, stream)
        stream.flush()
        os.fsync(stream.fileno())
    part.replace(file)
