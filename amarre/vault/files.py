"""Files that the disk keeps without being able to read them, each sealed for its own place like a value of a row."""

import os
from contextlib import suppress
from pathlib import Path
from uuid import UUID

from amarre.lib.errors import DomainError
from amarre.vault.fields import ring_to_write
from amarre.vault.ring import Ring, Unreadable, read_ring
from amarre.vault.sealing import NAME, Place, key_name, seal_bytes, unseal_bytes
from amarre.vault.shelves import PART, file_of, sealed_files

DISK = (
    "Le serveur n’a pas pu écrire ce fichier\u00a0: son disque est plein ou ne s’écrit plus. Rien n’est enregistré. "
    "Prévenez la personne qui administre le serveur."
)


def place_of(path: Path) -> Place:
    """What the seal of a file is bound to: its shelf and its key."""
    return Place(f"sealed/{path.parent.parent.name}", "content", path.name)


def keep_file(shelf: str, key: UUID, content: bytes) -> None:
    """Seal the content and write it, whole or not at all; DomainError when the disk refuses.

    A file is never written twice under its key: FileExistsError.
    """
    path = file_of(shelf, key)
    if path.exists():
        raise FileExistsError(path)
    write_whole(path, seal_bytes(content, place_of(path), ring_to_write()))


def read_file(shelf: str, key: UUID) -> bytes:
    """The content; Unreadable when the file is gone, was changed, or when its key is no longer in the ring."""
    path = file_of(shelf, key)
    try:
        stored = path.read_bytes()
    except FileNotFoundError:
        raise Unreadable(f"the sealed file {path.name} is missing") from None
    return unseal_bytes(stored, place_of(path), read_ring())


def erase_file(shelf: str, key: UUID) -> None:
    """Remove it for good; nothing happens when it is gone."""
    file_of(shelf, key).unlink(missing_ok=True)


def write_whole(path: Path, stored: bytes) -> None:
    """Put the bytes there in one go, on the disk before it says so."""
    part = path.with_suffix(PART)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
            stream.write(stored)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(path)
        _settle(path.parent)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise DomainError(DISK, code="vault.disk") from error


def _settle(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def keys_in_use() -> set[str]:
    """The names of the keys that the files of every shelf need."""
    found = set()
    for path in sealed_files():
        with suppress(FileNotFoundError):
            found.add(_sealed_with(path))
    return found


def _sealed_with(path: Path) -> str:
    with path.open("rb") as stream:
        return key_name(stream.read(NAME.stop))


def seal_again(path: Path, ring: Ring) -> bool:
    """The file under the key in use; whether it was under another.

    One that somebody erases at this very instant may come back: nothing names it, and the next sweep takes it.
    """
    try:
        if _sealed_with(path) == ring.current:
            return False
        stored = path.read_bytes()
    except FileNotFoundError:
        return False
    write_whole(path, seal_bytes(unseal_bytes(stored, place_of(path), ring), place_of(path), ring))
    return True
