"""Files that the disk keeps without being able to read them."""

import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID, uuid4

import pytest

from amarre.cases.actions.documents import sweep_strays
from amarre.lib.errors import DomainError
from amarre.vault.files import erase_file, keep_file, read_file
from amarre.vault.ring import Unreadable, path, read_ring
from amarre.vault.rotation import rotate_keys
from amarre.vault.shelves import file_of, parts, root, sealed_files

pytestmark = pytest.mark.django_db
CANARY = b"Canari : compte rendu de consultation"


@contextmanager
def no_room_beyond(size: int) -> Iterator[None]:
    """A disk that takes no file larger than that."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_file_is_read_back_and_the_disk_holds_none_of_it() -> None:
    key = uuid4()
    keep_file("documents", key, CANARY)

    stored = file_of("documents", key)
    assert read_file("documents", key) == CANARY
    assert b"Canari" not in stored.read_bytes()
    assert (stored.stat().st_mode & 0o777, stored.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    with pytest.raises(FileExistsError):
        keep_file("documents", key, b"Autre")


def test_a_file_that_was_touched_moved_or_lost_does_not_open() -> None:
    key, other = uuid4(), uuid4()
    keep_file("documents", key, CANARY)
    whole = file_of("documents", key).read_bytes()

    file_of("copies", key).parent.mkdir(parents=True)
    file_of("copies", key).write_bytes(whole)
    file_of("documents", other).parent.mkdir(exist_ok=True)
    file_of("documents", other).write_bytes(whole)
    for shelf, one in (("copies", key), ("documents", other), ("documents", uuid4())):
        with pytest.raises(Unreadable):
            read_file(shelf, one)
    for at in (0, 5, len(whole) // 2, len(whole) - 1):
        file_of("documents", key).write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with pytest.raises(Unreadable):
            read_file("documents", key)
    file_of("documents", key).write_bytes(whole[:10])
    with pytest.raises(Unreadable):
        read_file("documents", key)


def test_rotation_seals_the_files_again_and_forgets_their_key_after_the_next_one() -> None:
    keys = [uuid4() for _ in range(4)]
    for number, key in enumerate(keys):
        keep_file("documents" if number else "copies", key, CANARY + bytes([number]))
    first = read_ring().current

    assert rotate_keys() == 4
    assert {file.read_bytes()[1:9].decode() for file in sealed_files()} == {read_ring().current} != {first}
    assert rotate_keys() == 4
    assert first not in read_ring().keys
    assert read_file("documents", keys[3]) == CANARY + b"\x03"


def test_no_ring_is_made_while_a_file_waits_for_a_lost_one() -> None:
    keep_file("documents", uuid4(), CANARY)
    path().rename(path().with_suffix(".elsewhere"))

    with pytest.raises(Unreadable, match="restore it"):
        keep_file("documents", uuid4(), CANARY)
    assert not path().exists()


def test_a_full_disk_leaves_nothing_half_written() -> None:
    kept, key = uuid4(), uuid4()
    keep_file("documents", kept, CANARY)

    with no_room_beyond(1000), pytest.raises(DomainError, match="disque est plein"):
        keep_file("documents", key, os.urandom(5000))

    assert [file.name for file in sealed_files()] == [kept.hex]
    assert list(parts("documents")) == []
    with no_room_beyond(1000):
        assert read_file("documents", kept) == CANARY


WRITES = """
import uuid, django
django.setup()
from amarre.vault.files import keep_file
while True:
    key = uuid.uuid4()
    keep_file("documents", key, key.bytes * 200_000)
    print(key, flush=True)
"""


def test_a_process_killed_while_it_writes_leaves_whole_files_and_parts_that_nobody_reads(settings: object) -> None:
    keep_file("documents", uuid4(), CANARY)
    home = str(settings.HOME)  # type: ignore[attr-defined]
    environment = {**os.environ, "AMARRE_HOME": home, "DJANGO_SETTINGS_MODULE": "amarre.config.settings"}
    writer = subprocess.Popen([sys.executable, "-c", WRITES], env=environment, stdout=subprocess.PIPE, text=True)
    assert writer.stdout is not None
    said = {UUID(writer.stdout.readline().strip()) for _ in range(12)}
    writer.kill()
    said |= {UUID(line.strip()) for line in writer.stdout if len(line) == 37}
    writer.wait()
    writer.stdout.close()

    whole = {UUID(file.name) for file in sealed_files("documents")}
    assert said <= whole
    assert len(whole - said) <= 2
    for key in said:
        assert read_file("documents", key) == key.bytes * 200_000
    for key in whole - said:
        read_file("documents", key)


def test_what_a_killed_process_left_is_swept_once_nobody_can_still_be_writing_it() -> None:
    kept, stray, erased = uuid4(), uuid4(), uuid4()
    for key in (kept, stray, erased):
        keep_file("documents", key, CANARY)
    half = file_of("documents", uuid4()).with_suffix(".part")
    half.parent.mkdir(exist_ok=True)
    half.write_bytes(b"coup")
    erase_file("documents", erased)

    assert sweep_strays("documents", {kept}.__contains__) == 0
    for file in (*root().glob("documents/??/*"),):
        os.utime(file, (time.time() - 90_000,) * 2)
    assert sweep_strays("documents", {kept}.__contains__) == 2
    assert [file.name for file in root().glob("documents/??/*")] == [kept.hex]
