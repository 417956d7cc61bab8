"""AES-256-GCM over one value of one row: what is sealed for a place opens at no other."""

import os
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from amarre.vault.ring import NAME_BYTES, Ring, Unreadable

#: The form of what is stored: this byte, the key's name, the nonce, then the sealed text with its tag.
FORM, NONCE_BYTES = b"\x01", 12
NAME = slice(1, 1 + 2 * NAME_BYTES)
NONCE = slice(NAME.stop, NAME.stop + NONCE_BYTES)


@dataclass(frozen=True)
class Place:
    """The table, column and primary key that a value belongs to."""

    table: str
    column: str
    key: str

    @property
    def bytes(self) -> bytes:
        """What the seal is bound to."""
        return "\x1f".join((self.table, self.column, self.key)).encode()


def seal(text: str, place: Place, ring: Ring) -> bytes:
    """The text sealed for that place with the key in use."""
    return seal_bytes(text.encode(), place, ring)


def seal_bytes(content: bytes, place: Place, ring: Ring) -> bytes:
    """The content of a file, sealed the same way."""
    nonce = os.urandom(NONCE_BYTES)
    sealed = AESGCM(ring.key(ring.current)).encrypt(nonce, content, place.bytes)
    return FORM + ring.current.encode("ascii") + nonce + sealed


def unseal(stored: bytes, place: Place, ring: Ring) -> str:
    """The text; Unreadable when the key is missing, when a bit changed, or when the value was put in another place."""
    return unseal_bytes(stored, place, ring).decode()


def unseal_bytes(stored: bytes, place: Place, ring: Ring) -> bytes:
    """The content of a file; Unreadable as for a text."""
    if stored[:1] != FORM or len(stored) < NONCE.stop:
        raise Unreadable(f"{place.table}.{place.column} of {place.key} is not sealed")
    try:
        return AESGCM(ring.key(key_name(stored))).decrypt(stored[NONCE], stored[NONCE.stop :], place.bytes)
    except InvalidTag:
        raise Unreadable(f"{place.table}.{place.column} of {place.key} was changed outside Amarre") from None


def key_name(stored: bytes) -> str:
    """The name of the key that sealed the value."""
    return stored[NAME].decode("ascii", "replace")
